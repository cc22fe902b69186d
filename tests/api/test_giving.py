"""What is taken away: each form read back, each part whole, nothing that readers do not get, the same bytes again."""

import csv
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import date
from itertools import islice
from shutil import copytree
from typing import Any

import openpyxl
import orjson
import pytest
from frictionless import Package, system
from tests.api.hsds_reading import HSDS, validator
from tests.api.test_feeds import EDITION, FIRST, Program, published
from tests.knowledge.taking import line_taken, taken
from tests.thoroughness import every

from romduol.base.cells import FORMULA
from romduol.channels.api.giving.choosing import Choice, Form, NoSuchPart, checked, choice_of, file_name
from romduol.channels.api.giving.gathering import Gathered, NothingToGive, told_by
from romduol.channels.api.giving.serving import MADE_AT_ONCE, MAY_WAIT, Files
from romduol.channels.api.giving.writing import write
from romduol.channels.api.hsds.feed import NATIONAL, Feed
from romduol.channels.api.hsds.givers import lines_to, served_by
from romduol.channels.api.hsds.tabular import harmless
from romduol.desk.imports.rules import plain_texts
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Edition, Kind

PURSAT, NEED = "15", "legal_aid_rights"
FORMS = pytest.mark.parametrize("form", list(Form))
LANGS = pytest.mark.parametrize("lang", ["km", "en"])
NATIONAL_NUMBER = re.compile(r"\D")


@pytest.fixture(scope="module")
def program(first_release) -> Program:
    """The real country, asked by a program."""
    return Program(first_release)


@pytest.fixture
def own(program, tmp_path) -> Program:
    """The real country, for a test that changes it."""
    copytree(program.folder.parent, tmp_path / "copy")
    return Program(tmp_path / "copy" / program.folder.name)


def feed_of(program: Program) -> Feed:
    return Feed(Shelf(program.folder).served())


def written(feed: Feed, form: Form, *langs: str, province: str = "", need: str = "") -> bytes:
    out = io.BytesIO()
    write(Gathered(feed, Choice(form, langs, province, need)), out)
    return out.getvalue()


def sheets(body: bytes) -> list[tuple[str, list[tuple[Any, ...]]]]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    return [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book]


def rows_of(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf"), "a spreadsheet must know that it is UTF-8"
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def unzipped(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def readable(form: Form, body: bytes) -> str:
    """Return all that a file says, whatever packs it."""
    if form is Form.XLSX:
        return "\n".join(str(cell) for _, rows in sheets(body) for row in rows for cell in row if cell)
    if form is Form.TABLES:
        return "\n".join(part.decode() for part in unzipped(body).values())
    return body.decode()


def services_in(province: str, edition: Edition = EDITION) -> set[str]:
    """Return the ids of the services that serve a province, a part of it, or the whole country: found by hand."""
    return {
        service.uuid
        for service in edition.services.values()
        if any(place == NATIONAL or place.startswith(province) for place in served_by(service, edition))
    }


@FORMS
def test_the_same_release_and_choice_are_the_same_bytes(program, form, tmp_path, monkeypatch):
    first = written(feed_of(program), form, "km", "en", province=PURSAT)
    monkeypatch.setenv("TZ", "America/Lima")
    copytree(program.folder.parent, tmp_path / "mirror")
    again = written(feed_of(Program(tmp_path / "mirror" / program.folder.name)), form, "km", "en", province=PURSAT)
    assert again == first


@LANGS
def test_a_page_of_json_is_a_page_of_hsds(program, lang):
    page = orjson.loads(written(feed_of(program), Form.HSDS, lang, province=PURSAT))
    assert {one["id"] for one in page["contents"]} == services_in(PURSAT)
    assert page["total_items"] == page["size"] == len(page["contents"]) > 0
    assert page["license"] == "CC-BY-SA-4.0"
    assert page["release"].startswith("kh-2026-11-22-")
    assert page["province"] == PURSAT
    assert page["expires_on"] > page["edition_of"]
    if not HSDS.is_dir():
        pytest.skip("the official HSDS files are not beside the repository")
    for one in page["contents"]:
        validator("service").validate(one)
    for one in page["organizations"]:
        validator("organization").validate(one)


def test_services_of_the_whole_country_come_last_and_say_so(program):
    page = orjson.loads(written(feed_of(program), Form.HSDS, "en", province=PURSAT))
    reaches = [one["reach"] for one in page["contents"]]
    assert set(reaches) == {"province", "national"}
    assert reaches == sorted(reaches, key=["province", "part_of_province", "national"].index)
    for one in page["contents"]:
        areas = {area["extent"] for area in one["service_areas"]}
        assert (PURSAT in areas) == (one["reach"] == "province"), one["name"]
        assert areas >= {"KH"} or one["reach"] == "province"


def test_a_need_takes_the_kinds_of_help_under_it(program):
    page = orjson.loads(written(feed_of(program), Form.HSDS, "en", need=NEED))
    codes = [{one["value"] for one in service["attributes"]} for service in page["contents"]]
    assert codes
    assert all(any(code == NEED or code.startswith(f"{NEED}.") for code in one) for one in codes)
    everything = orjson.loads(written(feed_of(program), Form.HSDS, "en"))["contents"]
    others = [one for one in everything if one["id"] not in {kept["id"] for kept in page["contents"]}]
    assert not any(one["value"] == NEED for service in others for one in service["attributes"])
    both = orjson.loads(written(feed_of(program), Form.HSDS, "en", need=NEED, province=PURSAT))
    assert {one["id"] for one in both["contents"]} == {one["id"] for one in page["contents"]} & services_in(PURSAT)


def test_every_line_of_ndjson_is_a_service_with_its_licence(program):
    lines = [orjson.loads(line) for line in written(feed_of(program), Form.NDJSON, "en").splitlines()]
    assert {one["id"] for one in lines} == {service.uuid for service in EDITION.services.values()}
    assert {one["license"] for one in lines} == {"CC-BY-SA-4.0"}
    assert len({one["release"] for one in lines}) == 1


@pytest.mark.parametrize(
    ("lang", "province", "need"),
    # Languages take turns; `every` has both for each part where it is thorough.
    every(
        2,
        [
            (lang, province, need)
            for province, need, langs in (
                ("", "", ("km", "en")),
                (PURSAT, "", ("en", "km")),
                ("", NEED, ("en", "km")),
                (PURSAT, NEED, ("km", "en")),
            )
            for lang in langs
        ],
    ),
)
def test_the_reader_of_data_packages_finds_nothing_wrong(program, lang, province, need, tmp_path):
    body = written(feed_of(program), Form.TABLES, lang, province=province, need=need)
    for name, content in unzipped(body).items():
        (tmp_path / name).write_bytes(content)
    with system.use_context(trusted=True):
        report = Package.from_descriptor(str(tmp_path / "datapackage.json")).validate()
    assert list(report.flatten(["name", "rowNumber", "fieldName", "type", "note"])) == []
    head = orjson.loads(unzipped(body)["datapackage.json"])
    assert head["release"].startswith("kh-")
    assert head["licenses"][0]["name"] == "CC-BY-SA-4.0"
    assert head["province"] == (province or None)


def test_packages_of_two_languages_lie_in_two_folders(program):
    files = unzipped(written(feed_of(program), Form.TABLES, "km", "en", province=PURSAT))
    assert {name.partition("/")[0] for name in files} == {"km", "en"}
    told = [csv.DictReader(io.StringIO(files[f"{lang}/services.csv"].decode())) for lang in ("km", "en")]
    assert [row["id"] for row in told[0]] == [row["id"] for row in told[1]]


@LANGS
def test_a_plain_table_has_a_row_for_each_line_and_each_row_is_complete(program, lang):
    rows = rows_of(written(feed_of(program), Form.CSV, lang, province=PURSAT))
    titles = list(rows[0])
    assert len(set(titles)) == len(titles)
    by_id: dict[str, list[list[str]]] = {}
    for row in rows:
        by_id.setdefault(row[titles[31]], []).append(list(row.values()))
        assert list(row.values())[32:34] == ["CC-BY-SA-4.0", feed_of(program).served.manifest.release]
    services = {service.uuid: service for service in EDITION.services.values()}
    assert services_in(PURSAT) <= by_id.keys()
    for uuid in services_in(PURSAT):
        lines = lines_to(services[uuid], EDITION)
        told = [row[9].removeprefix("tel:") for row in by_id[uuid] if row[9]]
        assert told[: len(lines.given)] == [EDITION.lines[key].value for key in lines.given]
        assert len(by_id[uuid]) == max(1, len(lines.all)), "one row for each line"
    assert all(row[7] for row in (values for found in by_id.values() for values in found)), "how sure, in words"


def test_titles_are_in_khmer_in_a_khmer_table(program):
    titles = list(rows_of(written(feed_of(program), Form.CSV, "km"))[0])
    assert all(re.search("[\u1780-\u17d3]", title) for title in titles)


def test_a_workbook_is_read_back_with_its_first_sheet_and_texts_alone(program):
    body = written(feed_of(program), Form.XLSX, "en", province=PURSAT)
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert book.sheetnames == ["About this file", "Help", "Organisations", "Each fact", "Taken back"]
    first = [tuple(filter(None, row)) for row in book.worksheets[0].iter_rows(values_only=True)]
    told = {row[0]: row[1] for row in first if len(row) == 2}
    assert told["Licence"] == "CC-BY-SA-4.0"
    assert told["Release"] == feed_of(program).served.manifest.release
    assert told["As known on"] == "2026-11-22"
    assert told["Use until"] == feed_of(program).served.manifest.expires_on.date().isoformat()
    assert "trial copy" in str(told["Who keeps it up"])
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value is None or (cell.data_type == "s" and cell.number_format == "@"), cell.coordinate
    helped = book["Help"]
    assert helped.freeze_panes == "F2"
    assert all(dimension.width >= 10 for dimension in helped.column_dimensions.values())
    facts = list(book["Each fact"].iter_rows(values_only=True))
    standing = facts[0].index("Standing (code)")
    assert len(facts) > 20
    assert all(row[standing] for row in facts)


def test_a_workbook_of_two_languages_has_the_sheets_of_both(program):
    names = [name for name, _ in sheets(written(feed_of(program), Form.XLSX, "km", "en", province=PURSAT))]
    assert len(names) == 10
    assert [name[:3] for name in names] == ["km "] * 5 + ["en "] * 5


@FORMS
@LANGS
def test_no_digits_leave_that_readers_do_not_get(program, form, lang):
    told = re.sub(r"[\s.()-]", "", readable(form, written(feed_of(program), form, lang)))
    kept = [line for line in EDITION.lines.values() if not line.urgent]
    assert kept
    for line in kept:
        for digits in {line.value, NATIONAL_NUMBER.sub("", line.national)}:
            if len(digits) > 4:
                assert digits not in told, line.masked


@FORMS
def test_a_number_that_was_taken_back_is_out_at_once_and_the_list_goes_along(own, form):
    feed = feed_of(own)
    service, key = next(
        (service, lines_to(service, EDITION).given[0])
        for service in EDITION.services.values()
        if lines_to(service, EDITION).given and len(EDITION.lines[lines_to(service, EDITION).given[0]].value) > 6
    )
    line = EDITION.lines[key]
    assert line.value in readable(form, written(feed, form, "en"))
    withdraw([line_taken(line)], folder=own.folder, now=FIRST)
    told = readable(form, written(feed_of(own), form, "en"))
    assert line.value not in told
    assert line.national.replace(" ", "") not in told.replace(" ", "")
    assert service.uuid in told, "the service itself is still there"
    if form is not Form.NDJSON:
        assert "It rings at a private home." in told
        assert line.masked in told


@FORMS
def test_a_service_that_was_taken_back_is_out_and_said_to_be(own, form):
    service = next(one for one in EDITION.services.values() if PURSAT in served_by(one, EDITION))
    withdraw([taken(Kind.SERVICE, service.id, code=service.code)], folder=own.folder, now=FIRST)
    told = readable(form, written(feed_of(own), form, "en", province=PURSAT))
    assert "It rings at a private home." in told
    if form is Form.NDJSON:
        last = orjson.loads(told.splitlines()[-1])
        assert (last["id"], last["status"]) == (service.uuid, "defunct")
    elif form is Form.HSDS:
        page = orjson.loads(told)
        assert service.uuid not in {one["id"] for one in page["contents"]}
        assert [one["id"] for one in page["taken_back"]] == [service.uuid]


@FORMS
def test_an_older_release_is_given_without_what_was_taken_back_since(own, form):
    line = next(line for line in EDITION.lines.values() if line.urgent and len(line.value) > 6)
    withdraw([line_taken(line)], folder=own.folder, now=FIRST)
    without = Shelf(own.folder).served()
    assert line.value not in readable(form, written(Feed(without), form, "km"))


def test_no_cell_is_a_formula(tmp_path):
    body = next(one for one in EDITION.organizations.values() if "15" in str(one.facts.get("works_in")))
    evil = replace(body, label={"en": "=HYPERLINK(1)", "km": "+cmd|' /C calc'!A0"})
    edition = replace(EDITION, organizations={**EDITION.organizations, body.id: evil})
    feed = feed_of(published(tmp_path / "evil" / "releases", edition))
    for row in csv.reader(io.StringIO(written(feed, Form.CSV, "km").decode("utf-8-sig"), newline="")):
        assert not [cell for cell in row if cell[:1] and cell[0] in FORMULA]
    assert "'=HYPERLINK(1)" in written(feed, Form.CSV, "en").decode()
    with zipfile.ZipFile(io.BytesIO(written(feed, Form.XLSX, "en"))) as archive:
        inner = b"".join(archive.read(name) for name in archive.namelist())
    assert b"=HYPERLINK(1)" in inner
    assert b"<f>" not in inner
    assert b"hyperlink" not in inner


@pytest.mark.parametrize("blank", ["", " ", "\x00", "\u00a0", "\u200b", "\ufeff", "\u3000", " \t", "\n"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦"])
def test_no_blank_hides_a_formula(blank, sign):
    told = f"{blank}{sign}cmd|' /C calc'!A0"
    assert harmless(told).startswith("'")
    # What a file brought holds no control signs.
    assert blank == "\x00" or plain_texts.guarded(told).startswith("'")
    assert plain_texts.unguarded(plain_texts.guarded(told)) == told


def test_each_part_has_one_name_that_tells_nothing(program):
    told = told_by(feed_of(program).served)
    names = set()
    for form in Form:
        for langs in (("km",), ("en",), told.languages):
            for province in ("", *told.provinces):
                for need in ("", *told.needs):
                    choice = Choice(form, langs, province, need)
                    name = file_name(choice, told)
                    assert choice_of(name, told) == choice
                    names.add(name)
    assert len(names) == 5 * 3 * (len(told.provinces) + 1) * (len(told.needs) + 1)
    assert not [code for code in told.needs for name in names if code in name]
    assert len(told.provinces) == 25


@pytest.mark.parametrize(
    "name",
    [
        "directory-99-km.csv",
        "directory-naaaaaa-km.csv",
        "directory-fr.csv",
        "directory-en-km.csv.zip",
        "directory-km.csv.zip",
        "directory-km-km.csv.zip",
        "directory-km.exe",
        "../directory-km.csv",
        "directory.csv",
        "directory-km.xlsx.zip",
    ],
)
def test_any_other_name_is_not_there(program, name):
    assert program.ask(f"files/{name}").status == 404


@pytest.mark.parametrize("choice", [Choice(Form.CSV, ("km",), "99"), Choice(Form.CSV, ("km",), need="no_such"),
                                    Choice(Form.CSV, ("fr",)), Choice(Form.CSV, ())])  # fmt: skip
def test_what_is_not_there_says_what_is(program, choice):
    with pytest.raises(NoSuchPart, match=r"km|15|legal_aid_rights"):
        checked(choice, told_by(feed_of(program).served))


@FORMS
def test_a_file_is_served_with_its_name_and_known_again(program, form):
    told = told_by(feed_of(program).served)
    name = file_name(Choice(form, ("km",), PURSAT), told)
    reply = program.ask(f"files/{name}")
    assert reply.status == 200
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert reply.headers["Cache-Control"] == "no-cache"
    assert reply.headers["Accept-Ranges"] == "bytes"
    assert reply.headers["Romduol-Release"] == feed_of(program).served.manifest.release
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "license" in reply.headers["Link"]
    assert reply.body == written(feed_of(program), form, "km", province=PURSAT)
    assert program.ask(f"files/{name}", HTTP_IF_NONE_MATCH=reply.headers["ETag"]).status == 304
    head = program.ask(f"files/{name}", method="HEAD")
    assert (head.body, head.headers["Content-Length"]) == (b"", str(len(reply.body)))


def test_a_broken_download_goes_on(program):
    whole = program.ask("files/directory-15-km.xlsx")
    part = program.ask("files/directory-15-km.xlsx", HTTP_RANGE="bytes=1000-", HTTP_IF_RANGE=whole.headers["ETag"])
    assert part.status == 206
    assert part.headers["Content-Range"] == f"bytes 1000-{len(whole.body) - 1}/{len(whole.body)}"
    assert whole.body[:1000] + part.body == whole.body
    other = program.ask("files/directory-15-km.xlsx", HTTP_RANGE="bytes=1000-", HTTP_IF_RANGE='"old"')
    assert (other.status, other.body) == (200, whole.body)
    assert program.ask("files/directory-15-km.xlsx", HTTP_RANGE="bytes=99999999-").status == 416


def test_plain_forms_travel_packed(program):
    packed = program.ask("files/directory-km.csv", HTTP_ACCEPT_ENCODING="br, gzip")
    plain = program.ask("files/directory-km.csv")
    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.body) < len(plain.body) / 4
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_the_list_of_files_tells_how_to_ask(program):
    found = program.ask("files").json
    part = next(part for part, need in found["needs"].items() if need["code"] == NEED)
    assert program.ask(f"files/directory-{PURSAT}-{part}-en.csv").status == 200
    for name in found["files"]:
        assert program.ask(f"files/{name}").status == 200
    assert found["provinces"][PURSAT]["en"] == "Pursat"


def test_only_reading_is_answered(program):
    assert program.ask("files/directory-km.csv", {}).status == 405
    assert program.ask("files/directory-km.csv", x="1").status == 400


def test_what_would_take_too_long_is_refused(program, monkeypatch):
    monkeypatch.setattr("romduol.channels.api.giving.serving.MOST_SERVICES", 3)
    refused = Program(program.folder).ask("files/directory-km.csv")
    assert (refused.status, refused.json["error"]["code"]) == (400, "too_much")


def test_only_one_file_is_made_at_a_time(program, monkeypatch):
    monkeypatch.setattr("romduol.channels.api.giving.serving.PATIENCE", 0.01)
    busy = Program(program.folder)
    assert busy.ask("files/directory-15-km.csv").status == 200
    api = busy.server
    assert isinstance(api._files, Files)
    with api._files._making:
        assert busy.ask("files/directory-15-km.csv").status == 200, "what was made is there for everybody"
        refused = busy.ask("files/directory-15-en.csv")
    assert (refused.status, refused.headers["Retry-After"]) == (503, "30")


def test_who_asks_while_others_wait_already_is_told_so_at_once(program):
    busy = Program(program.folder)
    assert busy.ask("files/directory-15-km.csv").status == 200
    files = busy.server._files
    assert files is not None
    names = [f"files/directory-{number}-en.csv" for number in ("01", "02", "03", "04", "05", "06")]
    with ThreadPoolExecutor(len(names)) as many, files._making:
        asked = [many.submit(busy.ask, name) for name in names]
        # So many wait for the place of who makes one: the rest give their threads back to readers of pages at once.
        refused = len(names) - MADE_AT_ONCE - MAY_WAIT
        told = list(islice(as_completed(asked, timeout=20), refused))
        assert {one.result().status for one in told} == {503}
    assert sum(one.result().status == 200 for one in asked) == MADE_AT_ONCE + MAY_WAIT
    assert busy.ask(names[-1]).status == 200


def test_what_was_taken_back_is_out_of_files_that_were_made_before(own):
    line = next(line for line in EDITION.lines.values() if line.urgent and len(line.value) > 6)
    before = own.ask("files/directory-en.csv")
    assert line.value.encode() in before.body
    withdraw([line_taken(line)], folder=own.folder, now=FIRST)
    after = own.ask("files/directory-en.csv", HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert after.status == 200
    assert line.value.encode() not in after.body


def test_kept_files_stay_within_their_bytes(program, monkeypatch):
    monkeypatch.setattr("romduol.channels.api.giving.serving.KEPT_BYTES", 60_000)
    asked = Program(program.folder)
    for province in ("01", "02", "03", "04", "05"):
        assert asked.ask(f"files/directory-{province}-km.csv").status == 200
    files = asked.server._files
    assert files is not None
    kept = files._made
    assert sum(len(file.body) for file in kept.values()) <= 60_000 or len(kept) == 1


def test_a_release_of_before_says_that_it_has_none(program):
    class Old:
        manifest = feed_of(program).served.manifest

        def page(self, path: str) -> None:
            return None

    with pytest.raises(NothingToGive, match="romduol publish"):
        told_by(Old())  # type: ignore[arg-type]


def test_the_day_is_that_of_the_edition(program):
    assert feed_of(program).served.manifest.edition_of == date(2026, 11, 22)
