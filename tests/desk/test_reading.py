"""A pack that cannot be used says so with file, line and field, everything at once."""

from datetime import date

import pytest
from tests.desk.copies import TINY, PackCopy, problems, untouched

from romduol.desk.packs.reading import read_pack
from romduol.desk.packs.yaml_files import PackErrors, read_yaml
from romduol.knowledge.claims.records import RECORD, Subject, Withdrawal

ORGANISATIONS, SERVICES, FACTS = (f"statements/{name}.yaml" for name in ("organisations", "services", "facts"))
SOURCES = "sources/all.yaml"


def line_of(copy: PackCopy, file: str, text: str) -> int:
    """The line of the one place where a text stands in a file."""
    lines = (copy.folder / file).read_text("utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if text in line]
    assert len(found) == 1, (text, found)
    return found[0]


# What is changed, into what; then the text whose line is named, the field, and what the cause speaks of.
WRONG = {
    "unknown source": (
        FACTS,
        "source: guide-blue, at: p. 6",
        "source: nobody, at: p. 6",
        "at: p. 6",
        ".source",
        "nobody",
    ),
    "unknown property": (ORGANISATIONS, "website:", "web_site:", "web_site:", ".says.web_site", "web_site"),
    "wrong kind": (ORGANISATIONS, "hours: {", "acronym: {", "acronym: {", ".says.acronym", "a line has no acronym"),
    "bad phone": (ORGANISATIONS, '"099 000 111"', '"099 000 1112345"', "099 000 1112345", ".says.phone", "digits"),
    "a phone with letters": (ORGANISATIONS, '"099 000 111"', '"call me"', '"call me"', ".says.phone", "no digits"),
    "phone without purpose": (
        ORGANISATIONS,
        '{value: "099 000 111", purpose: office}',
        '"099 000 111"',
        "099 000 111",
        ".says.phone",
        "needs a purpose",
    ),
    "unknown purpose": (
        ORGANISATIONS,
        '"099 000 111", purpose: office',
        '"099 000 111", purpose: fun',
        "purpose: fun",
        ".says.phone.purpose",
        "fun",
    ),
    "bad code": (SERVICES, "access: [free, no_id]", "access: [free, nice]", "nice]", ".says.access[1]", "nice"),
    "deprecated without reason": (
        FACTS,
        "source: guide-blue, at: p. 6, says: {holds: {value: true, stance: denies}}",
        "source: guide-blue, at: p. 6, says: {holds: {value: true, rank: deprecated}}",
        "at: p. 6",
        ".says.holds.rank",
        "reason",
    ),
    "unknown stance": (
        FACTS,
        "at: p. 6, says: {holds: {value: true, stance: denies}}",
        "at: p. 6, says: {holds: {value: true, stance: doubts}}",
        "stance: doubts",
        ".stance",
        "doubts",
    ),
    "unknown place": (ORGANISATIONS, 'works_in: ["01", "02"]', 'works_in: ["01", "77"]', '"77"', ".works_in[1]", "77"),
    "a place without its zero": (SERVICES, 'serves: ["01", "02"]', "serves: [1]", "serves: [1]", ".serves[0]", "1"),
    "unknown organization": (
        SERVICES,
        "provided_by: org-harbour",
        "provided_by: org-nobody",
        "org-nobody",
        ".says.provided_by",
        "org-nobody",
    ),
    "unknown category": (SERVICES, "category: legal_aid", "category: magic", "magic", ".says.category", "magic"),
    "a need that is not there": (
        "taxonomy.yaml",
        "need: legal_aid_rights",
        "need: magic",
        "need: magic",
        ".need",
        "magic",
    ),
    "a page that is not https": (
        ORGANISATIONS,
        '"https://lantern.example/"',
        '"http://lantern.example/"',
        "http://lantern.example/",
        ".says.website",
        "https",
    ),
    "an impossible day": (SOURCES, 'date: "2026-08-01"', 'date: "2026-02-30"', "2026-02-30", ".date", "not a date"),
    "an impossible month": (SOURCES, 'date: "2025-05"', 'date: "2025-13"', "2025-13", ".date", "not a date"),
    "a year of the Buddhist era": (SOURCES, 'date: "2025-05"', "date: 2569", "2569", ".date", "write 2026"),
    "a date in words": (SOURCES, 'date: "2025-05"', 'date: "May 2025"', "May 2025", ".date", "May 2025"),
    "a grade that does not exist": (SOURCES, "grade: C", "grade: E", "grade: E", ".grade", "E"),
    "a duplicate source": (SOURCES, "id: guide-red-2", "id: guide-red-1", "", ".id", "already there"),
    "a duplicate key": (SOURCES, "publisher: Blue Guides", "kind: x\n    publisher: Blue Guides", "", ".kind", "twice"),
    "a duplicate category": ("taxonomy.yaml", "id: counselling", "id: legal_aid", "", "categories[1]", "already there"),
    "a duplicate place": ("places.yaml", 'code: "0101"', 'code: "01"', "", "places[1]", "already there"),
    "a neighbour that is not there": ("places.yaml", 'neighbours: ["02"]', 'neighbours: ["99"]', "", "places", "99"),
    "a tile of two provinces": (
        "places.yaml",
        "tile: {row: 2, column: 1}",
        "tile: {row: 1, column: 1}  # as well",
        "# as well",
        "places[2].tile",
        "row 1, column 1 is the tile of place 01 already",
    ),
    "a tile of a town": (
        "places.yaml",
        "    town_of_guide: true",
        "    town_of_guide: true\n    tile: {row: 3, column: 1}",
        "tile: {row: 3, column: 1}",
        "places[1].tile",
        "0101 is no province",
    ),
    "a province without a tile": (
        "places.yaml",
        "\n    tile: {row: 2, column: 1}",
        "",
        'code: "02"',
        "places[2].tile",
        "02 has no tile",
    ),
    "a short name of a place without a tile": (
        "places.yaml",
        "    town_of_guide: true",
        "    town_of_guide: true\n    short: {en: N.}",
        "short: {en: N.}",
        "places[1].short",
        "only a place with a tile",
    ),
    "a column too far": (
        "places.yaml",
        "tile: {row: 2, column: 1}",
        "tile: {row: 2, column: 7}",
        "tile: {row: 2, column: 7}",
        "places[2].tile.column",
        "7 is greater than",
    ),
    "a tile without a column": (
        "places.yaml",
        "tile: {row: 2, column: 1}",
        "tile: {row: 2}",
        "tile: {row: 2}",
        "places[2].tile",
        "column",
    ),
    "one subject of two kinds": (SERVICES, "id: svc-lantern-legal", "id: org-lantern", "", "subjects[0]", "elsewhere"),
    "a check of nobody": ("checks.yaml", "subject: org-lantern", "subject: org-x", "org-x", ".subject", "org-x"),
    "a check of a bad number": ("checks.yaml", '"099 000 102"', '"12"', '"12"', ".value", "12"),
    "a check that ends before it began": (
        "checks.yaml",
        "holds_until: 2027-03-15",
        "holds_until: 2025-03-15",
        "2025-03-15",
        ".holds_until",
        "before",
    ),
    "a check on an impossible day": ("checks.yaml", "on: 2026-09-15", "on: 2026-09-31", "", "checks[0]", ""),
    "a withdrawal of nobody": (
        "withdrawals.yaml",
        "subject: org-watch",
        "subject: org-x",
        "org-x",
        ".subject",
        "org-x",
    ),
    "a situation that rests on nothing": (
        "emergency.yaml",
        "[health-1]",
        "[health-9]",
        "health-9",
        ".rests_on",
        "health-9",
    ),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=list(WRONG))
def test_an_error_names_file_line_and_field(tiny, case):
    file, old, new, at, field, cause = case
    path = tiny.folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    # What names the thing at fault may be told as well, but after it.
    found = problems(tiny)[0]
    assert found.file == file
    assert field in found.field
    assert cause in found.cause
    assert found.line == (line_of(tiny, file, at) if at else found.line)
    assert 1 <= found.line <= len(text.splitlines()) + 1
    assert str(found).startswith(f"{file}:{found.line}: ")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("pack.yaml", "operator: null", "operator: null\nowner: me"),
        (SOURCES, "grade: C", "grade: C\n    stars: 5"),
        (
            SERVICES,
            "kind: service\n    statements:\n      - source: guide-red-1",
            "kind: service\n    why: so\n    statements:\n      - source: guide-red-1",
        ),
        ("checks.yaml", "role: steward", "role: steward\n    by: me"),
    ],
)
def test_an_unknown_key_is_named(tiny, file, old, new):
    tiny.replace(file, old, new)
    (found,) = problems(tiny)
    assert found.file == file
    assert found.line >= 1
    assert new.split("\n")[1].split(":")[0].strip() in found.cause, "the key itself is named"


def test_a_missing_key_is_named(tiny):
    tiny.replace(SOURCES, "    lineage: guide-blue\n", "")
    (found,) = problems(tiny)
    assert (found.file, found.field) == (SOURCES, "sources[2]")
    assert "lineage" in found.cause
    assert found.line == line_of(tiny, SOURCES, "id: guide-blue")


@pytest.mark.parametrize("file", ["pack.yaml", "places.yaml", "taxonomy.yaml"])
def test_a_missing_file_is_named(tiny, file):
    (tiny.folder / file).unlink()
    assert [(found.file, found.cause) for found in problems(tiny)] == [(file, "this file is missing from the pack")]


@pytest.mark.parametrize("folder", ["sources", "statements"])
def test_an_empty_folder_is_named(tiny, folder):
    for path in (tiny.folder / folder).glob("*"):
        path.unlink()
    assert f"{folder}/" in {found.file for found in problems(tiny)}


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PackErrors, match="no such folder"):
        read_pack(tmp_path / "nowhere")


def test_what_need_not_be_there_may_be_missing(tiny):
    for name in ("checks", "withdrawals", "emergency"):
        (tiny.folder / f"{name}.yaml").unlink()
    pack = tiny.read()
    assert (pack.checks, pack.withdrawals, pack.situations) == ((), (), ())


def test_an_unknown_topic_is_named(tiny):
    text = (tiny.folder / FACTS).read_text("utf-8")
    (tiny.folder / FACTS).write_text(text.replace("topic: health", "topic: magic"), "utf-8")
    found = problems(tiny)
    assert {(one.file, one.field.split(".")[-1], one.cause) for one in found} == {
        (FACTS, "topic", "no topic is called magic")
    }


def test_the_same_said_twice_at_one_place_is_an_error(tiny):
    tiny.replace(
        FACTS,
        "holds: true}}\n      - {source: guide-blue, at: p. 9",
        "holds: [true, true]}}\n      - {source: guide-blue, at: p. 9",
    )
    (found,) = problems(tiny)
    assert "already says this" in found.cause


def test_a_pack_of_two_faults_in_three_files_tells_them_all(tiny):
    tiny.replace(SOURCES, "grade: C", "grade: E")
    tiny.replace(
        SERVICES,
        "kind: service\n    statements:\n      - source: guide-blue",
        "kind: shop\n    statements:\n      - source: guide-blue",
    )
    (tiny.folder / "pack.yaml").unlink()
    assert {found.file for found in problems(tiny)} == {SOURCES, SERVICES, "pack.yaml"}


def test_faults_of_sense_are_told_together_too(tiny):
    tiny.replace(ORGANISATIONS, '"099 000 111"', '"12"')
    tiny.replace(SERVICES, "provided_by: org-harbour", "provided_by: org-nobody")
    tiny.replace("checks.yaml", "subject: org-lantern", "subject: org-x")
    assert {found.file for found in problems(tiny)} == {ORGANISATIONS, SERVICES, "checks.yaml"}


class TestText:
    def test_what_is_not_utf_8_is_named(self, tiny):
        path = tiny.folder / FACTS
        path.write_bytes(path.read_bytes() + b"# caf\xe9\n")
        (found,) = problems(tiny)
        assert found.file == FACTS
        assert "not UTF-8" in found.cause

    def test_a_byte_order_mark_does_no_harm(self, tiny):
        for path in tiny.folder.rglob("*.yaml"):
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert tiny.read() == untouched(TINY)

    def test_windows_line_ends_do_no_harm(self, tiny):
        for path in tiny.folder.rglob("*.yaml"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        assert tiny.read() == untouched(TINY)

    def test_a_tab_is_named_with_its_line(self, tiny):
        tiny.replace(SOURCES, "    grade: C", "\tgrade: C")
        (found,) = problems(tiny)
        assert (found.file, found.line) == (SOURCES, line_of(tiny, SOURCES, "\tgrade: C"))
        assert "not YAML" in found.cause

    @pytest.mark.parametrize("text", ["", "[]", "just text", "sources: none", "sources: [1]", "sources:\n  - [a"])
    def test_a_file_of_another_shape_is_named(self, tiny, text):
        (tiny.folder / SOURCES).write_text(text, "utf-8")
        assert {found.file for found in problems(tiny)} == {SOURCES}

    @pytest.mark.parametrize("text", ["06", "no", "on", "yes", "NO", "1e3", "0x10", "12:30", "2026-08-01", "1_000"])
    def test_what_looks_like_something_else_stays_text(self, tmp_path, text):
        path = tmp_path / "one.yaml"
        path.write_text(f"value: {text}\n", "utf-8")
        assert read_yaml(path, path.name).data == {"value": text}

    @pytest.mark.parametrize(
        ("text", "value"), [("true", True), ("false", False), ("null", None), ("7", 7), ("'7'", "7")]
    )
    def test_what_is_not_text_is_what_the_format_says(self, tmp_path, text, value):
        path = tmp_path / "one.yaml"
        path.write_text(f"value: {text}\n", "utf-8")
        assert read_yaml(path, path.name).data == {"value": value}


# Years that only a slip of the calendar writes, where no source is dated by them.
SLIPS = [
    ("pack.yaml", "recorded_on: 2026-09-01", "recorded_on: 2026-02-30"),
    ("pack.yaml", "recorded_on: 2026-09-01", "recorded_on: 2569-09-01"),
    ("checks.yaml", "holds_until: 2027-03-15", "holds_until: 2570-03-15"),
    ("withdrawals.yaml", "on: 2026-09-20", "on: 2569-09-20"),
]


@pytest.mark.parametrize(("file", "old", "new"), SLIPS)
def test_a_slip_of_the_calendar_never_passes(tiny, file, old, new):
    tiny.replace(file, old, new)
    (found,) = problems(tiny)
    assert found.file == file


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("topics.yaml", "code: t2", "code: t1"),
        ("emergency.yaml", "id: police", "id: injured"),
        ("emergency.yaml", 'lines: ["1280"]', 'lines: ["1299"]'),
    ],
)
def test_what_stands_twice_or_points_nowhere_never_passes(tiny, file, old, new):
    tiny.replace(file, old, new)
    (found,) = problems(tiny)
    assert found.file == file


class TestWithdrawal:
    """Of one value, of a whole service or line, or of a place; anything else is named with its field."""

    REST = '\n    on: 2026-09-20\n    reason: {en: "It does harm."}\n'

    def write(self, tiny, entry: str) -> None:
        (tiny.folder / "withdrawals.yaml").write_text(f"withdrawals:\n  - {entry}{self.REST}", "utf-8")

    @pytest.mark.parametrize(
        ("entry", "subject", "more"),
        [
            ("subject: svc-lantern-talk", "svc-lantern-talk", []),
            ("subject: line-1280", "line-1280", []),
            ('place: "0101"', "place-0101", [Subject("place-0101", "place")]),
        ],
    )
    def test_a_whole_record_is_taken_back(self, tiny, entry, subject, more):
        self.write(tiny, entry)
        pack = tiny.read()
        assert pack.withdrawals == (Withdrawal(subject, RECORD, "", date(2026, 9, 20), {"en": "It does harm."}),)
        assert list(pack.subjects[len(untouched(TINY).subjects) :]) == more

    @pytest.mark.parametrize(
        ("entry", "line", "field", "cause"),
        [
            ("subject: svc-nobody", 2, ".subject", "no subject is called svc-nobody"),
            ("subject: org-lantern", 2, ".subject", "of this organization, name"),
            ("subject: law-1", 2, ".subject", "of this statement, name"),
            ("subject: org-lantern\n    property: phone", 3, ".property", "go together"),
            ('subject: org-lantern\n    value: "099 000 102"', 3, ".value", "go together"),
            ('place: "77"', 2, ".place", "no place has the code 77"),
            ('place: "01"\n    property: phone', 3, ".property", "taken back as a whole"),
            ('place: "01"\n    subject: svc-lantern-talk', 3, ".subject", "taken back as a whole"),
            ("place: 15", 2, ".place", "15"),
            ("place: Northland", 2, ".place", "Northland"),
            ("property: phone", 2, "withdrawals[0]", "name a subject or a place"),
            ("subject: svc-lantern-talk\n    place_code: x", 2, "withdrawals[0]", "place_code"),
        ],
    )
    def test_a_withdrawal_of_nothing_is_named(self, tiny, entry, line, field, cause):
        self.write(tiny, entry)
        (found,) = problems(tiny)
        assert (found.file, found.line) == ("withdrawals.yaml", line)
        assert field in found.field
        assert cause in found.cause

    def test_a_subject_that_has_the_name_of_the_place_is_named(self, tiny):
        tiny.add("place-01", "line", {"cost": "free"})
        self.write(tiny, 'place: "01"')
        (found,) = problems(tiny)
        assert "place-01 is a line" in found.cause
