"""The tabular data package: readers of such packages take it, its ids are the documents', no cell is a formula."""

import csv
import io
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson
import pytest
from frictionless import Package, system
from hypothesis import given
from hypothesis import strategies as st
from tests.api.hsds_reading import HSDS, NAMES, every_record, objects, tabular_zip
from tests.web.editions import REAL, TINY, edition_of

from romduol.base.cells import FORMULA
from romduol.channels.api.hsds.index import TABULAR
from romduol.channels.api.hsds.profile import fields_on
from romduol.channels.api.hsds.records import forms
from romduol.channels.api.hsds.rendering import HsdsRenderer
from romduol.channels.api.hsds.tables import TABLES
from romduol.channels.api.hsds.tabular import UNREADABLE, harmless
from romduol.knowledge.releases.records import Draft, Page

BOTH = pytest.mark.parametrize("lang", ["en", "km"])


def unzipped(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tables(body: bytes) -> dict[str, list[dict[str, str]]]:
    files = unzipped(body)
    return {table.name: list(csv.DictReader(io.StringIO(files[table.file].decode(), newline=""))) for table in TABLES}


@cache
def real(lang: str) -> bytes:
    return tabular_zip(edition_of(REAL), lang)


def problems(body: bytes, folder: Path) -> list[Any]:
    """Return what the reader of data packages finds wrong, foreign keys included."""
    for name, content in unzipped(body).items():
        (folder / name).write_bytes(content)
    with system.use_context(trusted=True):
        report = Package.from_descriptor(str(folder / "datapackage.json")).validate()
    return list(report.flatten(["name", "rowNumber", "fieldName", "type", "note"]))


@BOTH
def test_the_reader_of_data_packages_finds_nothing_wrong(lang, tmp_path):
    assert problems(real(lang), tmp_path) == []


def test_the_reader_would_find_a_key_that_leads_nowhere(tmp_path):
    files = unzipped(real("en"))
    lines = files["services.csv"].decode().splitlines(keepends=True)
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, lines[0].encode() if name == "services.csv" else content)
    assert {found[3] for found in problems(body.getvalue(), tmp_path)} == {"foreign-key"}


@BOTH
def test_the_rows_have_the_ids_of_the_documents(lang):
    edition, found = edition_of(REAL), tables(real(lang))
    wanted: dict[str, set[str]] = {table.name: set() for table in TABLES}
    for record in every_record(edition):
        for name, one in objects(forms(record, edition, lang).full, NAMES[record.kind]):
            wanted[name].add(one["id"])
    assert {name: {row["id"] for row in rows} for name, rows in found.items()} == wanted
    assert all(len(rows) == len(wanted[name]) for name, rows in found.items())


def test_the_tables_are_named_and_shaped_as_those_of_hsds():
    if not HSDS.is_dir():
        pytest.skip(f"the official HSDS files are not at {HSDS.parent.name}/{HSDS.name} beside the repository")
    official = {one["name"]: one for one in orjson.loads((HSDS / "datapackage.json").read_bytes())["resources"]}
    for table in TABLES:
        theirs = {field["name"]: field for field in official[table.name]["schema"]["fields"]}
        ours = {field.name for field in fields_on(table.name)}
        assert table.file == official[table.name]["path"]
        names = [column.name for column in table.columns]
        assert set(names) <= {*theirs, *ours}
        known = [list(theirs).index(name) for name in names if name in theirs]
        assert known == sorted(known)
        for column in table.columns:
            if column.name in theirs:
                assert column.type == theirs[column.name]["type"]
        missing = {name for name, field in theirs.items() if field["constraints"]["required"]} - {
            column.name for column in table.columns if column.required
        }
        # No source names who gives some services, and nobody is made up.
        assert missing == ({"organization_id"} if table.name == "service" else set())


def test_the_same_facts_are_the_same_bytes():
    assert tabular_zip(edition_of(TINY), "en") == tabular_zip(edition_of(TINY), "en")
    with zipfile.ZipFile(io.BytesIO(real("en"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == ["datapackage.json", *(table.file for table in TABLES)]


def test_an_export_of_records_that_were_kept_is_that_of_records_that_were_drawn():
    edition = edition_of(TINY)
    drawn = {page.path: page.make() for page in HsdsRenderer().render(edition) if isinstance(page, Draft)}
    pages = {**drawn, **{page.path: page.body for page in HsdsRenderer().render(edition) if isinstance(page, Page)}}
    for page in HsdsRenderer(pages.get).render(edition):
        lang = page.path.rpartition("/")[2]
        if page.path == TABULAR.format(lang=lang) and isinstance(page, Draft):
            # No record was drawn for it: what it tells of them comes from the release before.
            assert page.make() == drawn[page.path] == tabular_zip(edition, lang)


@BOTH
def test_no_cell_can_be_run_as_a_formula(lang):
    for name, content in unzipped(real(lang)).items():
        # Quoted, a cell stays one cell where a spreadsheet parts them at semicolons.
        assert not name.endswith(".csv") or all(line[:1] == '"' for line in content.decode().splitlines())
    cells = [cell for rows in tables(real(lang)).values() for row in rows for cell in row.values()]
    assert cells
    assert not [cell for cell in cells if cell[:1] and cell[0] in FORMULA]


def test_a_number_is_written_so_that_no_spreadsheet_counts_with_it():
    numbers = {row["number"] for row in tables(real("en"))["phone"]}
    assert any(number.startswith("tel:+855") for number in numbers)
    assert {number for number in numbers if not number.startswith("tel:+")} <= set(edition_of(REAL).info.short_codes)


@given(st.text(max_size=20))
def test_what_is_harmless_keeps_its_words(text):
    found = harmless(text)
    assert found[:1] not in FORMULA or not found
    assert found in (plain := UNREADABLE.sub(" ", text), f"'{plain}")


HOSTILE = (
    "=1+1",
    "+855",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    'a"b,c\r\nd',
    "a\x00b",
    "<script>",
    "x;=1+1",
)


def test_hostile_words_break_no_table(tmp_path):
    edition = edition_of(TINY)
    one = edition.services["svc-lantern-talk"]
    services = {
        f"svc-{number}": replace(
            one, id=f"svc-{number}", uuid=str(uuid5(NAMESPACE_URL, words)), label={"en": words, "km": words}
        )
        for number, words in enumerate(HOSTILE)
    }
    body = tabular_zip(replace(edition, services=services), "en")
    assert {row["name"] for row in tables(body)["service"]} == set(map(harmless, HOSTILE))
    assert problems(body, tmp_path) == []


def test_the_package_tells_its_day_its_language_and_its_licence():
    described = orjson.loads(unzipped(real("km"))["datapackage.json"])
    assert described["edition_of"] == edition_of(REAL).today.isoformat()
    assert described["language"] == "km"
    assert described["licenses"][0]["name"] == "CC-BY-SA-4.0"
