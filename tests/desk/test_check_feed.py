"""A feed is checked whole: what is wrong is told with its place, in plain words, and nothing ends in a traceback."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk.feeds import Checker, ndjson, organization, package, service, term, uid, written, zipped
from tests.thoroughness import tried

from romduol.config.cli import main
from romduol.desk.imports.checking import check_feed
from romduol.desk.imports.codes import FEED_ERRORS as ERRORS
from romduol.desk.imports.codes import FEED_WARNINGS as WARNINGS
from romduol.desk.imports.packages import FolderPackage, PackageRefused
from romduol.desk.imports.records import LIMITS, Finding, Limits
from romduol.desk.imports.rules.cycles import in_cycles
from romduol.desk.imports.rules.documents import MOST_TROUBLES, document_of
from romduol.desk.imports.rules.kinds import kind_in_name
from romduol.desk.imports.schemas import FeedSchemas, SchemasUnusable
from romduol.desk.imports.tally import MOST_OF_A_KIND, tallied

HOME = Path(__file__).parents[2]
OFFICIAL = HOME.parent / "shared" / "hsds"
official = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official schemas and examples are not beside the repository (../shared/hsds)"
)
SMALL = Limits(record=2_000, document=6_000)


@pytest.fixture(scope="session")
def check(tmp_path_factory) -> Checker:
    return Checker(written(tmp_path_factory.mktemp("feeds") / "schema"))


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def in_service(**more: Any) -> bytes:
    return json.dumps(service(**more)).encode()


def raw_service(more: str) -> bytes:
    return json.dumps(service()).encode()[:-1] + f", {more}}}".encode("utf-8", "surrogatepass")


def located(**where: object) -> bytes:
    return in_service(service_at_locations=[{"id": uid(3), "location": {"id": uid(4), **where}}])


HOSTILE: dict[str, list[bytes]] = {
    "empty": [b"", b"  \n", b"\xef\xbb\xbf", b"[]"],
    "too_large": [b"[" + b" " * 7_000 + b"]", ndjson(service(1), service(2, description="x" * 3_000))],
    "too_deep": [
        raw_service(f'"deep": {nested(900)}'),
        nested(100_000).encode(),
        in_service(deep=json.loads(nested(60))),
    ],
    "wrong_encoding": [
        json.dumps(service()).encode("utf-16"),
        json.dumps(service()).encode("utf-16-le"),
        json.dumps(service()).encode("utf-32"),
        b'{"id": "caf\xe9"}',
        b'{"id": "\xed\xa0\x80"}',
        zipped({
            "datapackage.json": '{"resources": [{"name": "service", "path": "services.csv"}]}',
            "services.csv": b"id,name,status\n" + uid(1).encode() + b",caf\xe9,active\n",
        }),
    ],
    "invalid_json": [b"{", b"hello", b'{"id": 1,}', b"{'id': 1}", b'{"id": 01}', b"[1 2]", b'{"a": "\\x41"}', b"{}{}"],
    "not_finite": [
        raw_service('"minimum_age": NaN'),
        raw_service('"minimum_age": -Infinity'),
        raw_service('"minimum_age": 1e999'),
        raw_service('"minimum_age": ' + "9" * 5_000),
    ],
    "lone_surrogate": [raw_service('"description": "\\ud800"'), raw_service('"\\udc00": 1')],
    "duplicate_key": [raw_service('"name": "Other"'), raw_service('"a": {"b": 1, "b": 1, "c": "\\u003a"}')],
    "not_a_record": [b"[1]", b"[null]", b'"text"', b"7", b'{"contents": [[]]}'],
    "which_type": [b'[{"id": 1}]', json.dumps({"id": uid(1), "name": "x", "description": "y"}).encode(), b"{}"],
    "schema": [
        in_service(status="open"),
        in_service(email="nobody"),
        in_service(url="example"),
        in_service(minimum_age="12"),
        in_service(phones={}),
        in_service(phones=[{"id": "7", "number": "099 000 101"}]),
        in_service(last_modified="2026-12-01"),
        json.dumps({"id": uid(1), "status": "active"}).encode(),
    ],
    "duplicate_id": [ndjson(service(1), service(1)), json.dumps([service(10), service(2), service(10)]).encode()],
    "dangling_reference": [
        ndjson(organization(1), organization(2, parent_organization_id=uid(9))),
        ndjson(term(1), term(2, 9)),
        package({
            "services.csv": f"id,name,status,organization_id\n{uid(1)},Test,active,{uid(8)}\n",
            "organizations.csv": f"id,name,description\n{uid(2)},House,Help\n",
        }),
    ],
    "cyclic_parents": [
        ndjson(term(1, 1), term(2)),
        ndjson(term(1, 2), term(2, 1)),
        ndjson(organization(1, parent_organization_id=uid(2)), organization(2, parent_organization_id=uid(1))),
        ndjson(*(term(number, (number + 1) % 500) for number in range(500))),
    ],
    "not_a_date": [
        in_service(schedules=[{"id": uid(5), "valid_from": "1 December"}]),
        in_service(schedules=[{"id": uid(5), "valid_from": "២០២៦-១២-០១"}]),
    ],
    "impossible_date": [
        in_service(schedules=[{"id": uid(5), "valid_from": "2026-02-30"}]),
        in_service(schedules=[{"id": uid(5), "valid_from": "2026-13-01"}]),
        in_service(schedules=[{"id": uid(5), "valid_from": "1899-12-31"}]),
        in_service(schedules=[{"id": uid(5), "valid_from": "0000-00-00"}]),
        in_service(schedules=[{"id": uid(5), "valid_from": "99999-01-01"}]),
        in_service(last_modified="2026-02-30T00:00:00Z"),
    ],
    "buddhist_year": [
        in_service(schedules=[{"id": uid(5), "valid_from": "2569-12-01"}]),
        json.dumps(organization(1, year_incorporated=2555)).encode(),
    ],
    "dates_reversed": [in_service(schedules=[{"id": uid(5), "valid_from": "2026-12-02", "valid_to": "2026-12-01"}])],
    "ages": [in_service(minimum_age=18, maximum_age=12), in_service(minimum_age=-1), in_service(maximum_age=2026)],
    "coordinates": [
        located(latitude=104.9, longitude=11.5),
        located(latitude=91),
        located(longitude=-180.5),
    ],
    "control_character": [
        in_service(description="\x1b[31m"),
        in_service(description="a\x08b"),
        in_service(description="\x0c"),
        in_service(description="\x7f"),
        in_service(description="\x85"),
        in_service(description="\u202eevil"),
        in_service(**{"bell\x07": 1}),
        raw_service('"description": "raw \x01"'),
        package({"services.csv": f"id,name,status\n{uid(1)},\x1b[31m,active\n"}),
    ],
    "unsafe_package": [
        zipped({"datapackage.json": "{}", "../services.csv": ""}),
        zipped({"datapackage.json": "{}", "/services.csv": ""}),
        zipped({"datapackage.json": "{}", "a\\..\\services.csv": ""}),
        zipped({"datapackage.json": "{}", "C:services.csv": ""}),
        zipped({"datapackage.json": "{}", "services.csv": "0" * 2_000_000}),
        zipped({"datapackage.json": "{}", **{f"{number}.csv": "" for number in range(300)}}),
        zipped({"datapackage.json": '{"resources": [{"name": "service", "path": "../services.csv"}]}'}),
        zipped({"datapackage.json": '{"resources": [{"name": "service", "path": "https://example.org/s.csv"}]}'}),
    ],
    "invalid_package": [
        b"PK\x03\x04" + b"\0" * 200,
        b"PK\x05\x06",
        zipped({"services.csv": ""}),
        zipped({"datapackage.json": "["}),
        zipped({"datapackage.json": "[]"}),
        zipped({"datapackage.json": '{"resources": [7]}'}),
        zipped({"datapackage.json": '{"resources": [{"name": "service", "path": ["a.csv"]}]}'}),
        zipped({"datapackage.json": '{"resources": [{"name": "service", "path": "services.csv"}]}'}),
    ],
    "invalid_csv": [
        package({"services.csv": f"id,name,status\n{uid(1)},only two\n"}),
        package({"services.csv": "id,id\n"}),
        package({"services.csv": "id;name;status\n"}),
        package({"services.csv": "id,,status\n"}),
        package({"services.csv": 'id,name,status\n"' + "x" * 100 + '"y,\n'}),
        package({"services.csv": "id,name,status\n" + uid(1) + ',"never ends'}),
    ],
    "bom": [b"\xef\xbb\xbf" + in_service(), b"\xef\xbb\xbf" + ndjson(service(1), service(2))],
    "nothing_to_import": [b'{"empty": true, "contents": []}'],
    "reference_elsewhere": [in_service(organization_id=uid(9)), json.dumps({"contents": [term(1, 9)]}).encode()],
    "markup": [in_service(name="<b>Testing</b>"), in_service(description="<script>alert(1)</script>")],
    "phone": [in_service(phones=[{"id": uid(7), "number": number}]) for number in ("ask for Sok", "12", "", "9" * 30)],
    "metadata": [in_service(metadata=[{"id": uid(6), "updated_by": "Invented Person"}])],
    "personal_name": [
        in_service(contacts=[{"id": uid(6), "name": "Invented Person"}]),
        located(addresses=[{"id": uid(8), "attention": "Invented Person"}]),
    ],
    "unknown_table": [package({"services.csv": "id,name,status\n", "horoscopes.csv": "id\n"})],
    "unknown_column": [package({"services.csv": f"id,name,status,mood\n{uid(1)},Test,active,good\n"})],
    "missing_table": [
        package({"services.csv": "id,name,status\n"}, named={"services.csv": "service", "phones.csv": "phone"})
    ],
}  # fmt: skip
CASES = [
    pytest.param(code, feed, id=f"{code}-{at}") for code, feeds in HOSTILE.items() for at, feed in enumerate(feeds)
]


@pytest.mark.parametrize(("code", "feed"), CASES)
def test_what_is_wrong_is_found(check, code, feed):
    found = check(feed, limits=SMALL if code == "too_large" else LIMITS)
    assert code in [finding.code for finding in found]
    for finding in found:
        assert finding.cause
        assert (finding.file + finding.pointer + finding.cause).isprintable()


def test_every_kind_of_problem_has_its_hostile_documents():
    assert set(HOSTILE) == {*ERRORS, *WARNINGS} - {"unreadable"}


GOOD = [
    in_service(),
    in_service(phones=[{"id": uid(7), "number": "099 000 101"}]),
    in_service(description="<p>HTML is allowed.</p>\n\tAnd ends of lines: here."),
    json.dumps([service(1), service(2)]).encode(),
    json.dumps({"total_pages": 1, "contents": [service(1)]}).encode(),
    json.dumps([service(1), service(2)], indent=2).encode(),
    ndjson(service(1), service(2)),
    ndjson(service(1), service(2)).replace(b"\n", b"\r\n"),
    ndjson(service(1), service(2)).rstrip(),
    b"\n" + ndjson(service(1), service(2)),
    ndjson(term(1), *(term(number, number - 1) for number in range(2, 400))),
    ndjson(*(term(number, number - 1) for number in range(399, 1, -1)), term(1)),
    raw_service('"description": "a colon: and one that is written \\u003a"'),
    raw_service('"description": "\\ud83d\\ude00 and a literal \\\\u0007"'),
    in_service(phones=[{"id": uid(7), "number": number} for number in ("1280", "+855 99 000 101", "099000102")]),
    in_service(schedules=[{"id": uid(5), "valid_from": "2028-02-29", "valid_to": "2028-02-29"}]),
    in_service(last_modified="2026-12-01T08:00:00.123+07:00", minimum_age=0, maximum_age=0),
    json.dumps(organization(1, year_incorporated=1863)).encode(),
    package({"services.csv": f"id,name,status,minimum_age\r\n{uid(1)},\"Test, now\",active,12\r\n\r\n"}),
]  # fmt: skip


@pytest.mark.parametrize("feed", GOOD, ids=range(len(GOOD)))
def test_a_sound_feed_is_silent(check, feed):
    assert check(feed) == []


def one(found: list[Finding]) -> Finding:
    assert len(found) == 1, found
    return found[0]


def test_the_place_is_told_down_to_the_field(check):
    found = one(check(ndjson(service(1), service(2, phones=[{"id": uid(7), "number": "a/b"}])), name="s.ndjson"))
    assert (found.file, found.line, found.record, found.pointer) == ("s.ndjson", 2, 2, "/phones/0/number")
    assert found.severity == "warning"


def test_a_place_in_a_table_is_its_line_and_column(check):
    rows = f'id,name,status\n{uid(1)},"two\nlines",active\n{uid(2)},Test,open\n'
    found = one(check(package({"services.csv": rows})))
    assert (found.file, found.line, found.record, found.pointer) == ("services.csv", 4, 2, "status")


def test_a_year_of_the_buddhist_era_is_asked_back(check):
    found = one(check(in_service(schedules=[{"id": uid(5), "valid_from": "2569-12-01"}])))
    assert found.cause == "2569 is a Buddhist-era year: 2026?"


def test_swapped_coordinates_are_asked_back(check):
    found = one(check(located(latitude=104.9, longitude=11.5)))
    assert "swapped" in found.cause


def test_a_wrong_encoding_is_told_by_its_byte(check):
    whole = ndjson(service(1)) + b'{"id": "caf\xe9"}\n'
    found = one(check(whole, name="services.ndjson"))
    assert f"byte {whole.index(0xE9)} " in found.cause
    assert "line 2" in found.cause


def test_an_impossible_day_is_told_once(check):
    assert check.codes(in_service(last_modified="2026-02-30T00:00:00Z")) == {"impossible_date": 1}


def test_one_bad_line_hides_no_other(check):
    feed = ndjson(service(1)) + b"{\n" + ndjson(service(1), service(3, status="open"))
    assert check.codes(feed) == {"invalid_json": 1, "duplicate_id": 1, "schema": 1}


def test_a_line_that_is_too_long_is_passed_over_and_lines_are_still_counted(check):
    feed = ndjson(service(1), service(2, description="x" * 9_000), service(3, status="open"))
    assert [(found.code, found.line) for found in check(feed, limits=SMALL)] == [("too_large", 2), ("schema", 3)]


def test_a_circle_is_told_once_whatever_hangs_from_it(check):
    feed = ndjson(term(1, 2), term(2, 3), term(3, 1), *(term(number, 1) for number in range(4, 50)))
    assert check.codes(feed) == {"cyclic_parents": 1}


def test_a_record_that_is_nested_everywhere_is_no_duplicate(check):
    house = organization(50, parent_organization_id=uid(51))
    feed = ndjson(*(service(number, organization=house) for number in range(1, 40)))
    assert set(check.codes(feed)) == {"reference_elsewhere"}


def test_capital_letters_make_no_other_id(check):
    small, large = "abcdef00-0000-4000-8000-000000000000", "ABCDEF00-0000-4000-8000-000000000000"
    assert check.codes(ndjson({**service(), "id": small}, {**service(), "id": large})) == {"duplicate_id": 1}


def test_nothing_that_was_sent_is_repeated(check):
    secret = "s3cretvalue"
    feed = ndjson(
        service(1, email=secret, url=secret, status=secret, last_modified=secret, name=f"<b>{secret}"),
        {**service(2), "id": secret, "phones": [{"id": secret, "number": secret}]},
        {**service(2), "id": secret},
    )
    assert not [found for found in check(feed) if secret in found.cause + found.pointer]


def test_a_stream_is_read_without_going_back(check):
    class Pipe(io.RawIOBase):
        def __init__(self, body: bytes) -> None:
            self.body = io.BytesIO(body)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer) -> int:
            return self.body.readinto(buffer)

    for feed in (
        ndjson(service(1), service(2, status="open")),
        json.dumps([service(status="open")], indent=1).encode(),
    ):
        assert [found.code for found in check_feed(io.BufferedReader(Pipe(feed)), check.schemas)] == ["schema"]


def test_a_folder_is_a_package(check, tmp_path):
    (tmp_path / "datapackage.json").write_text('{"resources": [{"name": "service", "path": "services.csv"}]}')
    (tmp_path / "services.csv").write_text(f"id,name,status\n{uid(1)},Test,open\n")
    assert one(check(tmp_path)).pointer == "status"


def test_tables_may_lie_deeper_in_a_folder(check, tmp_path):
    (tmp_path / "datapackage.json").write_text('{"resources": [{"name": "service", "path": "data/services.csv"}]}')
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "services.csv").write_text(f"id,name,status\n{uid(1)},Test,active\n")
    assert check(tmp_path) == []


def test_a_link_does_not_lead_out_of_a_folder(check, tmp_path):
    (tmp_path / "secret").write_text("id,name,status\n")
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "services.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(PackageRefused):
        FolderPackage(folder, LIMITS).open("services.csv")


def test_a_package_may_lie_in_a_folder_of_its_archive(check):
    held = {
        "feed/datapackage.json": '{"resources": [{"name": "service", "path": "services.csv"}]}',
        "feed/services.csv": f"id,name,status\n{uid(1)},Test,open\n",
    }
    assert one(check(zipped(held))).pointer == "status"


def test_links_in_an_archive_are_refused(check):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        link = zipfile.ZipInfo("services.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    assert set(check.codes(held.getvalue())) == {"unsafe_package"}


def cause_of(check, feed: bytes) -> str:
    found = one(check(feed))
    assert found.code == "unsafe_package"
    return found.cause


def test_an_archive_that_only_very_large_ones_need_is_refused(check):
    sound = package({"services.csv": "id,name,status\n"})
    at = sound.rindex(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    assert "ZIP64" in cause_of(check, sound[:at] + locator + sound[at:])


def test_a_list_of_names_that_would_fill_the_memory_is_not_read(check):
    sound = package({"services.csv": "id,name,status\n"})
    at = sound.rindex(b"PK\x05\x06") + 12
    assert "far too many names" in cause_of(check, sound[:at] + struct.pack("<L", 2_000_000) + sound[at + 4 :])


def test_an_encrypted_archive_is_refused(check):
    sound = bytearray(package({"services.csv": "id,name,status\n"}))
    sound[sound.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in cause_of(check, bytes(sound))


def test_a_size_that_is_a_lie_unpacks_no_further(check):
    rows = b"id,name,status\n" + b"x" * 50_000
    honest = zipped({
        "services.csv": rows,
        "datapackage.json": '{"resources": [{"name": "service", "path": "services.csv"}]}',
    })  # fmt: skip
    lying = honest.replace(struct.pack("<L", len(rows)), struct.pack("<L", 20))
    assert "invalid_package" in check.codes(lying)


def test_a_damaged_archive_is_told(check):
    sound = package({"services.csv": "id,name,status\n" + f"{uid(1)},Test,active\n" * 50})
    for at in range(0, len(sound), 7):
        broken = sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :]
        list(check_feed(io.BytesIO(broken), check.schemas))
        assert check(sound[:at])


def test_no_room_on_the_disk_is_told(check, monkeypatch):
    def full(*_: object, top: bool) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("romduol.desk.imports.ledger.Ledger.saw", full)
    assert set(check.codes(in_service())) == {"unreadable"}


def test_a_type_that_is_told_is_believed(check):
    feed = json.dumps({"id": uid(1), "name": "Testing", "description": "For all"}).encode()
    assert check.codes(feed) == {"which_type": 1}
    assert check(feed, kind="taxonomy") == []
    assert check(feed, name="taxonomies_2026.json") == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("services.ndjson", "service"),
        ("service_full.json", "service"),
        ("service_at_location_list.json", "service_at_location"),
        ("taxonomies.json", "taxonomy"),
        ("taxonomy_terms-2026.json", "taxonomy_term"),
        ("Organizations.JSON", "organization"),
        ("records.json", None),
        ("2026.json", None),
    ],
)
def test_a_name_tells_a_type(name, kind):
    assert kind_in_name(name) == kind


def test_a_flood_is_counted_and_cut(check):
    tally = tallied(check(ndjson(*(service(number, email="no") for number in range(500)), service(1))))
    assert tally.counts == {"schema": 500, "duplicate_id": 1}
    assert len(tally.kept) == MOST_OF_A_KIND + 1
    assert tally.left_out == 500 - MOST_OF_A_KIND


def test_a_huge_record_full_of_faults_is_told_by_its_first(check):
    feed = in_service(phones=[7] * 50_000)
    found = one(check(feed))
    assert "no other fault is looked for" in found.cause


def test_many_keys_that_come_twice_take_no_time(check):
    keys = ", ".join(f'"{number}": 1' for number in range(100_000))
    assert check.codes(raw_service(f'"a": {{{keys}, "99999": 2}}')) == {"duplicate_key": 1}


def test_faults_of_a_text_are_told_up_to_a_number(check):
    feed = raw_service('"a": [' + ", ".join(['"\\u0007"'] * 5_000) + "]")
    assert check.codes(feed) == {"control_character": MOST_TROUBLES}


def test_schemas_never_lead_elsewhere(tmp_path):
    folder = written(tmp_path / "schema")
    (folder / "phone.json").write_text('{"$ref": "https://example.org/phone.json"}')
    with pytest.raises(SchemasUnusable, match="not in the folder"):
        FeedSchemas(folder)


@pytest.mark.parametrize("body", ["", "[]", "{", '{"type": 7}', '{"$ref": "gone.json"}'])
def test_a_folder_that_holds_no_schemas_is_told_at_once(tmp_path, body):
    (tmp_path / "service.json").write_text(body)
    with pytest.raises(SchemasUnusable):
        check_feed(io.BytesIO(b"{}"), tmp_path)


def test_a_type_without_its_schema_is_told_at_once(tmp_path):
    folder = written(tmp_path / "schema")
    (folder / "taxonomy.json").unlink()
    with pytest.raises(SchemasUnusable, match="taxonomy"):
        check_feed(io.BytesIO(b"{}"), folder, kind="taxonomy")


# Anything at all

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["2569-02-30", uid(1), "a\x1bb"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "name", "phones", "contents", "number", "parent_id", "latitude", "valid_from"])
            | st.text(),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
AS_THEY_COME = settings(
    max_examples=tried(50, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@AS_THEY_COME
@given(st.binary(max_size=300))
def test_no_bytes_end_in_a_traceback(check, body):
    check(body)
    check(body, name="s.ndjson")
    check(b"PK\x03\x04" + body + b"PK\x05\x06" + bytes(18))


@AS_THEY_COME
@given(st.lists(VALUES, max_size=3), st.booleans())
def test_no_values_end_in_a_traceback(check, values, lines):
    feed = ndjson(*values) if lines else json.dumps(values).encode()
    for kind in ("service", "taxonomy_term", "organization"):
        for found in check(feed, kind=kind):
            assert found.code in {**ERRORS, **WARNINGS}
            assert (found.pointer + found.cause).isprintable()


@AS_THEY_COME
@given(VALUES)
def test_a_document_is_read_as_the_standard_library_reads_it(value):
    raw = json.dumps(value).encode()
    read = document_of(raw)
    if not [trouble for trouble in read.troubles if trouble.code != "control_character"]:
        assert json.dumps(read.value) == json.dumps(json.loads(raw)) or re.search(rb"[0-9]{16}|\.", raw)


@AS_THEY_COME
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6), st.booleans())
def test_a_key_that_comes_twice_is_always_seen(keys, escaped):
    colon = "\\u003a" if escaped else ":"
    pairs = ", ".join(f'"{key}": "x{colon}"' for key in keys)
    raw = f'{{"outer": [{{{pairs}}}]}}'.encode()
    found = [trouble.code for trouble in document_of(raw).troubles]
    assert (found == ["duplicate_key"]) == (len(set(keys)) < len(keys))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=31))
def test_circles_are_those_that_a_slow_search_finds(parents):
    above = [0, *(parent if parent < len(parents) + 1 else 0 for parent in parents)]

    def round_trip(start: int) -> frozenset[int]:
        way, at = [], start
        while at and at not in way:
            way.append(at)
            at = above[at]
        return frozenset(way[way.index(at) :]) if at else frozenset()

    circles = {round_trip(start) for start in range(1, len(above))} - {frozenset()}
    found = list(in_cycles(above))
    assert len(found) == len(circles)
    assert {length for _, length in found} == {len(circle) for circle in circles}
    assert all(any(member in circle for circle in circles) for member, _ in found)


# The command


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main(["check-feed", *map(str, arguments)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_command_says_no_by_its_exit_code(check, tmp_path, capsys):
    feed = tmp_path / "services.ndjson"
    feed.write_bytes(ndjson(service(1), service(1)))
    code, out, _ = run(capsys, feed, "--schemas", check.schemas)
    assert code == 1
    assert "services.ndjson line 2 record 2 /id: error duplicate_id" in out
    assert "cannot be imported" in out


def test_warnings_keep_no_feed_out(check, tmp_path, capsys):
    feed = tmp_path / "feed.json"
    feed.write_bytes(in_service(name="<b>"))
    code, out, _ = run(capsys, feed, "--schemas", check.schemas)
    assert code == 0
    assert "errors: 0, warnings: 1" in out


def test_the_command_writes_json(check, tmp_path, capsysbinary):
    feed = tmp_path / "feed.json"
    feed.write_bytes(in_service(status="open"))
    assert main(["check-feed", str(feed), "--schemas", str(check.schemas), "--format", "json"]) == 1
    told = json.loads(capsysbinary.readouterr().out)
    assert (told["records"], told["errors"], told["counts"], told["left_out"]) == (1, 1, {"schema": 1}, 0)
    assert told["findings"][0]["severity"] == "error"


@pytest.mark.parametrize("which", ["feed", "schemas"])
def test_what_is_not_there_is_misuse(check, tmp_path, capsys, which):
    feed = tmp_path / "feed.json"
    feed.write_bytes(in_service())
    given = {"feed": feed, "schemas": check.schemas} | {which: tmp_path / "gone"}
    code, _, err = run(capsys, given["feed"], "--schemas", given["schemas"])
    assert code == 2
    assert err.startswith("romduol: ")


def test_the_page_lists_every_kind_of_problem():
    page = (HOME / "docs" / "how-to" / "check-a-feed.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (error|warning) \|", page, flags=re.MULTILINE)
    assert rows == [*((code, "error") for code in ERRORS), *((code, "warning") for code in WARNINGS)]


# The official examples

LATITUDE = re.compile(r"/latitude$")
EXAMPLES = {
    "service_full": 2,
    "service_list": 0,
    "organization_full": 2,
    "organization_list": 0,
    "service_at_location_full": 2,
    "service_at_location_list": 1,
    "taxonomy": 0,
    "taxonomy_list": 0,
    "taxonomy_term": 0,
    "taxonomy_term_list": 0,
}
"""The official examples, and how often each says that something lies at latitude 100, which is nowhere."""


@official
@pytest.mark.parametrize(("name", "nowhere"), EXAMPLES.items())
def test_the_official_examples_keep_the_official_schemas(name, nowhere):
    found = list(check_feed(OFFICIAL / "examples" / f"{name}.json", OFFICIAL / "schema"))
    wrong = [finding for finding in found if finding.severity == "error"]
    assert [finding.code for finding in wrong] == ["coordinates"] * nowhere
    assert all(LATITUDE.search(finding.pointer) for finding in wrong)


@official
def test_the_official_tables_keep_their_schemas_and_point_to_records_that_they_lack(tmp_path):
    tables = json.loads((OFFICIAL / "examples" / "tabular.json").read_text("utf-8"))
    (tmp_path / "datapackage.json").write_bytes((OFFICIAL / "datapackage.json").read_bytes())
    for name, rows in tables.items():
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
    found = list(check_feed(tmp_path, OFFICIAL / "schema"))
    wrong = [(finding.file, finding.pointer, finding.code) for finding in found if finding.severity == "error"]
    assert wrong == [
        ("locations.csv", "latitude", "coordinates"),
        ("organizations.csv", "parent_organization_id", "dangling_reference"),
        ("locations.csv", "organization_id", "dangling_reference"),
        ("contacts.csv", "organization_id", "dangling_reference"),
        ("contacts.csv", "service_at_location_id", "dangling_reference"),
        ("taxonomy_terms.csv", "taxonomy_id", "dangling_reference"),
        ("taxonomy_terms.csv", "parent_id", "dangling_reference"),
    ], "the example keeps its schema, lies at latitude 100, and points to six records that it does not have"
