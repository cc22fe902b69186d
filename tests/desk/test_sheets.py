"""Plain tables as offices keep them: CSV in any dress, and what is told of each row."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk.sheets_world import CATEGORIES, PLACES, READING, codes, read, read_bytes, said

from romduol.desk.imports.causes import cause_in
from romduol.desk.imports.codes import ERRORS, NOTES, TO_DO, WARNINGS
from romduol.desk.imports.reading import read_listings
from romduol.desk.imports.rules.guessing import guess_columns
from romduol.desk.imports.rules.mappings import ColumnMapping, columns_problem, fits, header_changes, heading_keys
from romduol.desk.imports.rules.sheet_causes import SAYS, cause
from romduol.desk.imports.sheets import is_table, sample_of
from romduol.desk.imports.sheets.template import template_csv

TABLE = """Name of NGO,ឈ្មោះអង្គការ,Province,Tel,Type of service,Hours
Lotus,ឈូក,Kampong Thom,099 000 101,HIV tests,24 hours a day
Reed,ត្រែង,Pursat,099 000 102 / 099 000 103,ការប្រឹក្សា,
"""


def table(tmp_path, text: str, reading=READING):
    """Read a table that is written as UTF-8."""
    return read_bytes(tmp_path, text.encode(), reading=reading)


def test_a_table_of_an_office_is_read_without_a_word(tmp_path):
    listings, findings = table(tmp_path, TABLE)
    assert findings == []
    assert [(one.kind, one.key) for one in listings] == [
        ("organization", "lotus"),
        ("service", "lotus/hiv tests/06"),
        ("organization", "reed"),
        ("service", "reed/ការប្រឹក្សា/15"),
    ]
    lotus = listings[0].said
    assert [(one.property, one.value, one.line) for one in lotus] == [
        ("name", "Lotus", ""),
        ("phone", "+85599000101", ""),
        ("hours", "24 hours a day", "+85599000101"),
    ]
    assert lotus[0].words == {"en": "Lotus", "km": "ឈូក"}
    assert (lotus[1].purpose, lotus[1].as_given, lotus[1].pointer) == ("office", "099 000 101", "Tel")
    assert [(link.property, link.key) for link in listings[3].links] == [("provided_by", "reed")]
    assert said(listings, "service", "category") == ["hiv_testing", "counselling"]
    assert said(listings, "service", "serves") == ["06", "15"], "under Province, Pursat is the province"
    assert listings[2].at.line == 3


def test_the_door_of_all_formats_leads_here(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(TABLE, "utf-8")
    assert is_table(path)
    listings, _ = read(path)
    assert list(read_listings(path, READING)) == listings != []


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_ends_of_lines_are_found_out(tmp_path, encoding, mark, separator, end):
    text = TABLE.replace(",", separator).replace("\n", end)
    listings, findings = read_bytes(tmp_path, mark + text.encode(encoding))
    assert findings == []
    assert [one.key for one in listings] == ["lotus", "lotus/hiv tests/06", "reed", "reed/ការប្រឹក្សា/15"]


def test_a_line_that_names_the_separator_is_not_a_row(tmp_path):
    listings, findings = table(tmp_path, "sep=;\nNGO;Tel\nLotus;099 000 101\n")
    assert findings == []
    assert listings[0].at.line == 3


@pytest.mark.parametrize(("before", "line"), [("", 2), ("Reed,099 000 102\n" * 9000, 9002)])
def test_another_encoding_is_refused_with_its_first_byte_and_line(tmp_path, before, line):
    raw = b"NGO,Tel\n" + before.encode() + b"M\xe9decins,099 000 101\n"
    listings, findings = read_bytes(tmp_path, raw)
    assert listings == []
    assert codes(findings) == ["wrong_encoding"]
    assert (findings[0].line, findings[0].record) == (line, None)
    assert f"Byte {raw.index(0xE9)} of the file, in line {line}," in findings[0].cause
    assert "CSV UTF-8" in findings[0].cause


@pytest.mark.parametrize(
    ("text", "line"), [('NGO,Tel\nA,1\n"Lotus"x,099\nB,2\n', 3), ('NGO,Tel\nA,1\n"Lotus,099\nB,2\n', 3)]
)
def test_broken_quotes_name_the_line_where_the_row_begins(tmp_path, text, line):
    listings, findings = table(tmp_path, text)
    assert listings == []
    assert codes(findings)[-1] == "invalid_csv"
    assert findings[-1].line == line


def test_a_quote_that_never_ends_does_not_fill_the_memory(tmp_path):
    listings, findings = table(tmp_path, 'NGO,Tel\n"Lotus,099 000 101\n' + "x" * 300_000)
    assert listings == []
    assert codes(findings)[-1] in ("invalid_csv", "too_large")


def test_rows_above_the_headings_and_empty_rows_are_passed_over(tmp_path):
    listings, findings = table(tmp_path, "List of 2026,,\n,,\nNGO,Tel,\nLotus,099 000 101,\n,,\nReed,099 000 102,\n")
    assert findings == []
    assert [one.key for one in listings] == ["lotus", "reed"]
    assert [one.at.record for one in listings] == [4, 6]


# Rows


def one_row(tmp_path, reading=READING, **cells: str):
    """Read a table of one row."""
    quoted = [f'"{cell}"' for cell in cells.values()]
    return table(tmp_path, ",".join(cells) + "\n" + ",".join(quoted) + "\n", reading)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"organization": "RBHraCaNacRkkm<úCa"}, "legacy_font"),
        ({"organization": "Lotus", "description": "áž€áŸ’ážšáž»áž„"}, "broken_text"),
        ({"organization": "Lot\ufffds"}, "broken_text"),
        ({"organization": "", "phones": "099 000 101"}, "no_name"),
        ({"organization": "Lotus", "checked_on": "soon"}, "not_a_date"),
        ({"organization": "Lotus", "checked_on": "03/04/2026"}, "not_a_date"),
        ({"organization": "Lotus", "checked_on": "31/02/2026"}, "impossible_date"),
        ({"organization": "Lotus", "checked_on": "2569-11-20"}, "buddhist_year"),
    ],
)
def test_a_row_with_an_error_is_set_aside_whole(tmp_path, cells, code):
    listings, findings = one_row(tmp_path, **{"organization_id": "", **cells})
    assert codes(findings) == [code]
    assert (findings[0].record, findings[0].severity) == (2, "error")
    assert listings == []


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"phones": "12"}, "phone", "phones"),
        ({"phones": "9.9E+07"}, "phone", "phones"),
        ({"phones": "99000101"}, "lost_zero", "phones"),
        ({"website": "www.lotus.example"}, "website", "website"),
        ({"website": "http://lotus.example"}, "website", "website"),
        ({"places": "Atlantis"}, "unknown_place", "places"),
        ({"places": "Pursat"}, "ambiguous_place", "places"),
        ({"category": "magic"}, "unknown_term", "category"),
        ({"languages": "Klingon"}, "unknown_language", "languages"),
        ({"organization_kind": "club"}, "not_ours", "organization_kind"),
        ({"hours": "always"}, "no_line", "hours"),
        ({"access": "free"}, "no_service", "service"),
        ({"description": "x", "service": ""}, "no_service", "service"),
        ({"checked_on": "2026-12-24"}, "in_the_future", "checked_on"),
        ({"about": "ក ្ខ"}, "broken_khmer", "about"),
    ],
)
def test_a_warning_leaves_one_thing_out_and_the_rest_in(tmp_path, cells, code, column):
    listings, findings = one_row(tmp_path, organization="Lotus", **cells)
    assert codes(findings) == [code]
    assert findings[0].severity == "warning"
    assert findings[0].pointer in (column, "")
    assert said(listings, "organization", "name") == ["Lotus"]


def test_the_zero_is_given_back_only_where_one_number_can_be_meant(tmp_path):
    assert said(one_row(tmp_path, organization="A", phones="99000101")[0], "organization", "phone") == ["+85599000101"]
    assert said(one_row(tmp_path, organization="A", phones="85599000101")[0], "organization", "phone") == [
        "+85599000101"
    ]
    assert said(one_row(tmp_path, organization="A", phones="1280")[0], "organization", "phone") == ["1280"]
    assert said(one_row(tmp_path, organization="A", phones="55000101")[0], "organization", "phone") == []


def test_a_number_that_cannot_be_dialled_leaves_the_others(tmp_path):
    listings, findings = one_row(tmp_path, organization="Lotus", phones="099 000 101; call us; 099 000 102")
    assert codes(findings) == ["phone"]
    assert said(listings, "organization", "phone") == ["+85599000101", "+85599000102"]


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("Kampong Thom", ["06"]),
        ("កំពង់ធំ", ["06"]),
        ("06", ["06"]),
        ("Bakan, Pursat", ["1501"]),
        ("nationwide", ["national"]),
        ("Kampong Thom, Bakan", ["06", "1501"]),
        ("Kampong Thom; Bakan", ["06", "1501"]),
        ("Atlantis, Pursat", []),
    ],
)
def test_places_are_found_by_name_or_code_and_never_guessed(tmp_path, word, place):
    listings, _ = one_row(tmp_path, organization="Lotus", service="Tests", places=word)
    assert said(listings, "service", "serves") == place


def test_districts_are_read_within_their_province(tmp_path):
    listings, findings = table(
        tmp_path, "NGO,Service,Province,District\nLotus,Tests,Pursat,Pursat\nReed,Tests,Pursat,\n"
    )
    assert findings == []
    assert said(listings, "service", "serves") == ["1505", "15"]


def test_an_organisation_is_joined_from_its_rows_and_says_each_thing_once(tmp_path):
    listings, findings = table(
        tmp_path,
        "organization_id,organization,organization_kind,phones,works_in,service,checked_on\n"
        "7,Lotus,ngo,099 000 101,Kampong Thom,Tests,2026-11-02\n"
        "7,Lotus,ngo,099 000 102,Kampong Thom,Talks,2026-11-01\n"
        "7,Lotus,police,099 000 102,Bakan,Tests,2026-11-03\n",
    )
    lotus = next(one for one in listings if one.kind == "organization")
    assert said([lotus], "organization", "phone") == ["+85599000101", "+85599000102"]
    assert said([lotus], "organization", "works_in") == ["06", "1501"]
    assert said([lotus], "organization", "body_type") == ["ngo"]
    assert lotus.observed_on == date(2026, 11, 1), "the oldest day counts"
    assert codes(findings) == ["told_differently"]
    assert (findings[0].record, findings[0].pointer) == (4, "organization_kind")
    assert len([one for one in listings if one.kind == "service"]) == 2


def test_unknown_words_are_told_once_with_their_count_and_a_steward_can_teach_them(tmp_path):
    text = "NGO,Service,Province,Kind of help\n" + "".join(f"N{n},S,Moon,blood\n" for n in range(5)) + "N,S,Moon,eyes\n"
    listings, findings = table(tmp_path, text)
    assert [str(one.cause) for one in findings] == [
        "We know no kind of help “blood”; so many times: 5.",
        "We know no kind of help “eyes”; so many times: 1.",
        "We know no place “Moon”; so many times: 6.",
    ]
    mapping = guess_columns(["NGO", "Service", "Province", "Kind of help"])
    mapping = mapping.taught("category", {"Blood": "hiv_testing", "eyes": ""}).taught("places", {"MOON": "06"})
    listings, findings = table(tmp_path, text, replace(READING, columns=mapping.kept()))
    assert findings == []
    assert set(said(listings, "service", "category")) == {"hiv_testing"}
    assert set(said(listings, "service", "serves")) == {"06"}


def test_a_source_may_call_our_kinds_of_help_otherwise(tmp_path):
    reading = replace(READING, terms={"Blood": "hiv_testing"})
    assert said(one_row(tmp_path, reading, organization="A", category="blood")[0], "service", "category") == [
        "hiv_testing"
    ]


def test_a_service_that_is_only_called_by_its_kind_keeps_the_words_of_its_source(tmp_path):
    listings, _ = one_row(tmp_path, organization="A", category="Eye tests")
    assert said(listings, "service", "name") == ["Eye tests"]
    listings, _ = one_row(tmp_path, organization="A", category="HIV tests")
    assert said(listings, "service", "name") == []


def test_addresses_and_persons_are_never_taken_over_and_it_is_said_why(tmp_path):
    text = "NGO,Address,Contact person,Latitude,Odd\n" + "Lotus,Street 1,Somebody,11.5,x\n" * 3
    listings, findings = table(tmp_path, text)
    assert [(one.code, one.pointer) for one in findings] == [
        ("address_left_out", "Address"),
        ("personal_name", "Contact person"),
        ("address_left_out", "Latitude"),
        ("unknown_column", "Odd"),
    ]
    assert "danger" in findings[0].cause
    assert not {"Street 1", "Somebody", "11.5"} & {one.value for listing in listings for one in listing.said}


def test_no_row_counts_as_checked_because_it_was_changed(tmp_path):
    listings, _ = table(tmp_path, "NGO,Updated,Date\nLotus,2026-11-20,2026-11-20\n")
    assert listings[0].observed_on is None


@pytest.mark.parametrize(
    ("cell", "days", "day"),
    [
        ("20/11/2026", "", 20),
        ("11/20/2026", "", 20),
        ("05/11/2026", "day_first", 5),
        ("11/05/2026", "month_first", 5),
        ("២០/១១/២០២៦", "", 20),
    ],
)
def test_days_are_read_where_they_are_clear(tmp_path, cell, days, day):
    columns = {"columns": {"organization": "organization", "checked_on": "checked_on"}, "days": days}
    listings, _ = one_row(tmp_path, replace(READING, columns=columns), organization="A", checked_on=cell)
    assert listings[0].observed_on == date(2026, 11, day)


def test_a_guarded_cell_is_read_without_its_guard(tmp_path):
    listings, _ = table(tmp_path, "organization,phones\n\"'=SUM(A1)\",'+85599000101\n'tis,099 000 101\n")
    assert said(listings, "organization", "name") == ["=SUM(A1)", "'tis"]
    assert said(listings, "organization", "phone") == ["+85599000101", "+85599000101"]


# Columns


def test_columns_are_guessed_with_reasons_and_what_nothing_tells_is_left_alone():
    header = ["NGO", "p", "q", "r", "Tel"]
    rows = [["Lotus", "Kampong Thom", "099 000 101", "2026-11-20", "099 000 102"]] * 4
    mapping = guess_columns(header, rows, PLACES)
    assert dict(mapping.columns) == {"NGO": "organization", "p": "places", "q": "", "r": "", "Tel": "phones"}
    assert str(mapping.reasons["NGO"]) == "Its heading says so."
    assert str(mapping.reasons["p"]) == "Its cells look like this: 4 of 4."
    assert all(re.search("[\u1780-\u17b3]", cause_in(why, "km")) for why in mapping.reasons.values())


@pytest.mark.parametrize("language", ["", "en", "km"])
def test_the_headings_of_our_template_are_known_in_every_language(tmp_path, language):
    header = template_csv(language or "en").decode("utf-8-sig").strip().split(",")
    mapping = guess_columns(header)
    assert all(mapping.columns.values())
    assert len(set(mapping.columns.values())) == len(header)


def test_a_column_of_khmer_names_is_known_by_its_letters():
    assert guess_columns(["Name", "Tel"], [["ឈូក", "1"]] * 3).columns["Name"] == "organization_km"


def test_a_mapping_is_plain_data_and_is_known_again():
    mapping = guess_columns(["NGO", "Tel", "Tel", ""])
    assert list(mapping.columns) == ["NGO", "Tel", "Tel (2)", "column 4"]
    again = ColumnMapping.of(mapping.kept())
    assert again.kept() == mapping.kept()
    assert fits(again, ["NGO", "Tel", "Tel", ""])
    assert header_changes(again, ["NGO", "Phone", "Tel", ""]) == (("Tel (2)",), ("Phone",))
    assert ColumnMapping.of({"NGO": "organization"}).columns == {"NGO": "organization"}


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"a": "phones"}, "missing_column"),
        ({"a": "organization", "b": "organization"}, "twice"),
        ({"a": "organization", "b": "fortune"}, "unknown_name"),
        ({"a": "organization", "z": "phones"}, "not_in_file"),
    ],
)
def test_a_mapping_that_cannot_be_is_told_with_its_cause(tmp_path, columns, name):
    problem = columns_problem(ColumnMapping(columns), ["a", "b"])
    assert problem is not None
    assert problem.says == SAYS[name][1]
    listings, findings = table(tmp_path, "a,b\nLotus,1280\n", replace(READING, columns={"columns": columns}))
    assert listings == []
    assert "wrong_columns" in codes(findings)


def test_a_changed_header_is_told(tmp_path):
    kept = guess_columns(["NGO", "Tel", "Notes on it"]).kept()
    listings, findings = table(tmp_path, "NGO,Tel,Fax no\nLotus,1280,x\n", replace(READING, columns=kept))
    assert [str(one.cause) for one in findings] == [
        "The column “Notes on it” is gone since the last file.",
        "The column “Fax no” is new since the last file. It is not taken over.",
    ]
    assert len(listings) == 1


def test_a_table_without_headings_is_refused_and_shown_as_it_is(tmp_path):
    listings, findings = table(tmp_path, "Lotus,099 000 101\nReed,099 000 102\n")
    assert (listings, codes(findings)) == ([], ["wrong_columns"])
    sample = sample_of(tmp_path / "t.csv")
    assert sample is not None
    assert sample.header == ["Lotus", "099 000 101"]


def test_a_sample_shows_the_headings_and_the_rows_below(tmp_path):
    (tmp_path / "t.csv").write_text("List,\n" + TABLE, "utf-8")
    sample = sample_of(tmp_path / "t.csv")
    assert sample is not None
    assert sample.header[:2] == ["Name of NGO", "ឈ្មោះអង្គការ"]
    assert sample.rows[0][3] == "099 000 101"


def test_heading_keys_name_each_column_once():
    assert len(set(heading_keys(["a", "a", " a ", "", ""]))) == 5


# Sentences


def test_every_sentence_has_its_code_and_its_khmer():
    known = {**ERRORS, **WARNINGS, **NOTES}
    assert TO_DO.keys() >= known.keys()
    for name, (code, text) in SAYS.items():
        assert code in known, name
        values = {part: "x" for part in re.findall(r"%\((\w+)\)s", text) if part not in ("save", "convert")}
        told = cause(name, **values)
        assert "%(" not in told.told_in("km"), name
        assert re.search("[\u1780-\u17b3]", told.told_in("km")), name


def test_nothing_of_a_file_steers_a_screen(tmp_path):
    _, findings = table(tmp_path, "NGO,\x1b[2J\u202ehead\nLotus,1\n")
    _, more = one_row(tmp_path, organization="A", category="\x1b[2Jx\u202e")
    assert all((one.pointer + one.cause).isprintable() for one in [*findings, *more])


LOOSE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LOOSE
@given(st.binary(max_size=400))
def test_no_bytes_end_in_a_traceback(tmp_path, body):
    for name in ("t.csv", "t.xlsx"):
        for raw in (body, b"NGO,Tel\n" + body, b"PK\x03\x04" + body, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + body):
            listings, findings = read_bytes(tmp_path, raw, name)
            assert listings or findings


@LOOSE
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), max_size=6))
def test_no_cells_end_in_a_traceback(tmp_path, rows):
    header = "organization,phones,places,checked_on,category,languages\n"
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    body = (header + "\n".join(lines)).encode("utf-8", "surrogatepass")
    _, findings = read_bytes(tmp_path, body)
    for one in findings:
        assert one.code in {**ERRORS, **WARNINGS, **NOTES}
        assert (one.pointer + one.cause + one.sheet).isprintable()


def test_the_world_of_these_tests_is_as_it_should_be():
    assert {category.id for category in CATEGORIES} == {"hiv_testing", "counselling"}
