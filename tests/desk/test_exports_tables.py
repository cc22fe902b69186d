"""What one source said is given out as a table that reads as it was meant, whatever the texts hold."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.desk.sheets_world import CATEGORIES, PLACES, READING, claims_of, published, read, read_bytes

from romduol.base.cells import FORMULA
from romduol.desk.exports.tables import (
    README,
    TABLE,
    About,
    GivenOut,
    Names,
    as_csv,
    as_csv_package,
    as_xlsx,
    table_of,
)
from romduol.desk.imports.rules.columns import COLUMNS
from romduol.desk.imports.rules.legacy_khmer import looks_legacy, twice_encoded
from romduol.desk.imports.rules.plain_texts import signs_lost, tidy
from romduol.knowledge.claims.records import Claim, Rank, Stance, Standing, Subject
from romduol.knowledge.claims.rules.evidence import line_id

NAMES = Names(PLACES, CATEGORIES)
ABOUT = About("Invented list", "CC BY 4.0", date(2026, 11, 27), "r-12", "https://licence.example")
SUBJECTS = {
    "lotus": Subject("lotus", "organization"),
    "reed": Subject("reed", "organization"),
    "tests": Subject("tests", "service"),
}


def claim(subject: str, name: str, value: str, **more: object) -> Claim:
    """Return an invented claim."""
    return Claim(f"{subject}-{name}-{value}-{more.get('purpose', '')}", subject, name, value, "s", **more)  # type: ignore[arg-type]


LOTUS = (
    claim("lotus", "name", "Lotus", words={"en": "Lotus", "km": "ឈូក"}),
    claim("lotus", "phone", "+85599000101", purpose="office"),
    claim("lotus", "phone", "1280", purpose="helpline"),
    claim(line_id("1280"), "hours", "24 hours a day", words={"en": "24 hours a day"}),
    claim(line_id("1280"), "cost", "free"),
    claim("lotus", "works_in", "15"),
    claim("tests", "name", "HIV tests", words={"en": "HIV tests"}),
    claim("tests", "category", "hiv_testing"),
    claim("tests", "provided_by", "lotus"),
    claim("tests", "serves", "06", observed_on=date(2026, 11, 1)),
    claim("reed", "name", "=SUM(A1)", words={"en": "=SUM(A1)"}),
)


def rows_of(table: GivenOut) -> list[dict[str, str]]:
    """Return the rows that somebody reads who opens the CSV file."""
    return list(csv.DictReader(io.StringIO(as_csv(table).decode("utf-8-sig"))))


def test_one_row_for_each_service_and_for_each_body_without_one():
    rows = rows_of(table_of(LOTUS, SUBJECTS, published, NAMES))
    by_name = {row["organization"]: row for row in rows if row["service_id"] or row["organization"] != "Lotus"}
    assert len(rows) == 3, "the second number of Lotus has hours of its own, so it has a row of its own"
    assert by_name["Lotus"]["organization_km"] == "ឈូក"
    assert by_name["Lotus"]["service"] == "HIV tests"
    assert by_name["Lotus"]["places"] == "Kampong Thom"
    assert by_name["Lotus"]["works_in"] == "15", "Pursat is a province and its town, so the code is told"
    assert {row["phones"]: row["hours"] for row in rows if row["phones"]} == {
        "099 000 101": "",
        "1280": "24 hours a day",
    }
    assert by_name["'=SUM(A1)"]["service"] == ""


def test_the_id_of_a_source_comes_back_and_others_have_the_published_one():
    own = claim("reed", "name", "Reed", words={"en": "Reed"}, locator="organization/R-7")
    rows = rows_of(table_of([*LOTUS[:-1], own], SUBJECTS, published, NAMES))
    assert {row["organization_id"] for row in rows} == {"R-7", published("organization", "lotus")}


def test_what_has_no_column_is_counted_and_told():
    left = table_of(
        [
            *LOTUS,
            claim("lotus", "founded", "1999"),
            claim("lotus", "works_in", "06", stance=Stance.DENIES),
            claim("lotus", "website", "https://a.example", rank=Rank.DEPRECATED, reason="gone"),
            claim("lotus", "description", "A", words={"fr": "A"}),
            claim(line_id("+85599000109"), "hours", "never"),
            claim("alone", "name", "Alone", words={"en": "Alone"}),
        ],
        {**SUBJECTS, "alone": Subject("alone", "service")},
        published,
        NAMES,
    )
    assert left.left_out["column"] == 1
    assert left.left_out["denied"] == 2
    assert left.left_out["line"] == 1
    assert left.left_out["provider"] == 1
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(left, ABOUT)))["About this table"]
    told = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert "Statements for which the table has no column: 1" in told


def test_a_table_tells_whose_it_is_and_its_bytes_are_always_the_same():
    table = table_of(LOTUS, SUBJECTS, published, NAMES)
    again = table_of(reversed(LOTUS), SUBJECTS, published, NAMES)
    assert as_xlsx(table, ABOUT) == as_xlsx(again, ABOUT)
    assert as_csv_package(table, ABOUT) == as_csv_package(again, ABOUT)
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(table, ABOUT)))
    assert book.properties.title == "Invented list"
    assert "Release: r-12" in (book.properties.description or "")
    with zipfile.ZipFile(io.BytesIO(as_csv_package(table, ABOUT, "km"))) as package:
        assert package.namelist() == [README, TABLE]
        assert "CC BY 4.0 https://licence.example" in package.read(README).decode()


def test_no_cell_is_a_formula_and_every_cell_of_a_workbook_is_a_text():
    nasty = [claim("reed", "name", sign + "1", words={"en": sign + "1"}) for sign in FORMULA.strip()]
    table = table_of(nasty, SUBJECTS, published, NAMES)
    assert [cell for row in rows_of(table) for cell in row.values() if cell and cell[0] in FORMULA] == []
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(table, ABOUT)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}


def test_standing_stands_behind_and_a_reading_passes_over_it(tmp_path):
    ranks = {"phone": Standing.LAPSED, "serves": Standing.REPORTED}
    table = table_of(LOTUS, SUBJECTS, published, NAMES, standing=lambda one: ranks.get(one.property, Standing.CHECKED))
    assert table.columns[: len(COLUMNS)] == tuple(COLUMNS)
    row = next(row for row in rows_of(table) if row["service"])
    assert (row["standing_of_phones"], row["standing_of_places"]) == ("lapsed", "reported")
    assert row["standing_of_organization"] == "checked"
    plain = read_bytes(tmp_path, as_csv(table_of(LOTUS, SUBJECTS, published, NAMES)))
    assert read_bytes(tmp_path, as_csv(table)) == plain
    assert plain[1] == []


@pytest.mark.parametrize("name", ["t.csv", "t.zip", "t.xlsx"])
@pytest.mark.parametrize("language", ["en", "km"])
def test_each_form_is_read_as_it_was_given_out(tmp_path, name, language):
    table = table_of(LOTUS, SUBJECTS, published, NAMES, language=language)
    forms = {"t.csv": as_csv(table, language), "t.zip": as_csv_package(table, ABOUT), "t.xlsx": as_xlsx(table, ABOUT)}
    listings, findings = read_bytes(tmp_path, forms[name], name)
    assert findings == []
    assert again(listings, language) == as_csv(table)


def again(listings, language: str = "en") -> bytes:
    """Load records, and give them out again."""
    claims, subjects = claims_of(listings, [(one.kind, one.id) for one in SUBJECTS.values()])
    return as_csv(table_of(claims, subjects, published, NAMES, language=language))


KHMER = "កខគរសមុ្ាិីំះ់៉\u200b។៥"
TEXT = st.text(
    st.sampled_from(f"abcE =+-@'\"\n\t;,|/#.{KHMER}😀é\u200d\u00a0０") | st.characters(), min_size=1, max_size=12
)
WORDS = st.dictionaries(st.sampled_from(("en", "km")), TEXT, min_size=1)
NUMBERS = st.sampled_from(("+85599000101", "+85599000102", "+85599000103", "1280"))
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2026, 11, 27))
BODIES, SERVICES = st.sampled_from(("lotus", "reed")), st.sampled_from(("tests", "talks"))
ALL = {**SUBJECTS, "talks": Subject("talks", "service")}


@st.composite
def invented(draw: st.DrawFn) -> Claim:
    """Draw one claim of the properties that a table holds."""
    kind = draw(st.sampled_from(("body", "code", "phone", "line", "service", "given")))
    on, words = draw(DAYS), draw(WORDS)
    value = words.get("en") or words["km"]
    if kind == "body":
        name = draw(st.sampled_from(("name", "alternate_name", "acronym", "description")))
        return claim(draw(BODIES), name, value, words=words, observed_on=on)
    if kind == "code":
        name, code = draw(
            st.sampled_from(
                (
                    ("body_type", "ngo"),
                    ("body_type", "police"),
                    ("status", "closed"),
                    ("works_in", "15"),
                    ("works_in", "national"),
                    ("website", "https://a.example/x;y"),
                    ("part_of", "reed"),
                )
            )
        )
        return claim("lotus", name, code, observed_on=on)
    if kind == "phone":
        purpose = draw(st.sampled_from(("office", "helpline")))
        return claim(draw(BODIES), "phone", draw(NUMBERS), purpose=purpose, observed_on=on)
    if kind == "line":
        line = line_id(draw(NUMBERS))
        name = draw(st.sampled_from(("hours", "cost")))
        plain = draw(st.sampled_from((("languages", "km"), ("languages", "en"), ("channels", "sms"), ("cost", "free"))))
        return claim(line, *plain, observed_on=on) if draw(st.booleans()) else claim(line, name, value, words=words)
    service = draw(SERVICES)
    if kind == "given":
        return claim(service, "provided_by", draw(BODIES), observed_on=on)
    name, code = draw(
        st.sampled_from(
            (
                ("category", "hiv_testing"),
                ("category", "counselling"),
                ("access", "no_id"),
                ("access", "free"),
                ("serves", "06"),
                ("serves", "1501"),
                ("name", ""),
                ("description", ""),
            )
        )
    )
    return claim(service, name, code or value, words={} if code else words, observed_on=on)


@settings(max_examples=200, deadline=None)
@given(st.lists(invented(), max_size=14), st.booleans())
def test_given_out_read_and_given_out_again_it_is_the_same(claims, as_workbook):
    texts = [tidy(text) for one in claims for text in one.words.values()]
    assume(not any(looks_legacy(text) or signs_lost(text) or twice_encoded(text) for text in [*texts, " ".join(texts)]))
    table = table_of(claims, ALL, published, NAMES)
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("t.xlsx" if as_workbook else "t.csv")
        path.write_bytes(as_xlsx(table, ABOUT) if as_workbook else as_csv(table))
        listings, findings = read(path, READING)
    if not table.rows:
        assert [finding.code for finding in findings] == ["empty"]
        return
    assert {finding.code for finding in findings} <= {"broken_khmer"}
    known = [(one.kind, one.id) for one in ALL.values()]
    told, subjects = claims_of(listings, known)
    assert as_csv(table_of(told, subjects, published, NAMES)) == as_csv(table)


def test_what_is_said_of_a_number_of_two_bodies_leaves_each_its_own_day():
    number, day = "+85599000101", date(2020, 1, 1)
    claims = (
        claim("lotus", "phone", number, purpose="office", observed_on=day),
        claim("reed", "name", "Reed", words={"en": "Reed"}),
        claim("reed", "phone", number, purpose="office"),
        claim(line_id(number), "languages", "km", observed_on=day),
    )
    table = table_of(claims, ALL, published, NAMES)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(as_csv(table))
        told, subjects = claims_of(read(path, READING)[0], [(one.kind, one.id) for one in ALL.values()])
    assert [row.get("checked_on") for row in table.rows] == ["2020-01-01", None]
    assert as_csv(table_of(told, subjects, published, NAMES)) == as_csv(table)
