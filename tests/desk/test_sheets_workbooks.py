"""Workbooks as offices keep them, and as nobody should make them: what is read, what is told, what is never opened."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from base64 import b64encode
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from random import randbytes

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tests.desk.sheets_world import CATEGORIES, READING, codes, read_bytes, said, saved, workbook
from tests.thoroughness import tried

from romduol.desk.imports.sheets import is_table, read_sheets
from romduol.desk.imports.sheets.template import header_of, template_csv, template_xlsx

HEAD = ["organization", "phones", "places", "service", "checked_on"]
ROW = ["Lotus", "099 000 101", "Kampong Thom", "Tests", "2026-11-20"]


def parts(raw: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """Return a workbook with some of its parts changed, added, or (None) taken out."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, body in changed.items():
            if body is not None:
                new.writestr(name, body)
    return held.getvalue()


def part(raw: bytes, name: str) -> str:
    """Return one part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return package.read(name).decode()


SHEET = "xl/worksheets/sheet1.xml"


def large(rows: int) -> bytes:
    """Return a workbook of many rows, no text twice."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for number in range(rows):
            sheet.write_row(
                number + 1, 0, [f"Body {number} of many", f"099 000 {number % 900 + 100}", "Bakan", f"S {number}", ""]
            )
    return held.getvalue()


def test_a_workbook_is_read_like_a_table(tmp_path):
    listings, findings = read_bytes(tmp_path, workbook([HEAD, ROW]), "t.xlsx")
    assert findings == []
    assert said(listings, "organization", "phone") == ["+85599000101"]
    assert said(listings, "service", "serves") == ["06"]
    assert {listing.observed_on for listing in listings} == {date(2026, 11, 20)}
    assert listings[0].at.record == 2
    assert is_table(tmp_path / "t.xlsx")


@pytest.mark.parametrize("old", [False, True])
def test_days_are_days_in_both_calendars_of_excel(tmp_path, old):
    made = openpyxl.Workbook()
    if old:
        made.epoch = CALENDAR_MAC_1904
    sheet = made.worksheets[0]
    sheet.append(HEAD)
    sheet.append([*ROW[:4], datetime(2026, 11, 20)])
    listings, findings = read_bytes(tmp_path, saved(made), "t.xlsx")
    assert findings == []
    assert listings[0].observed_on == date(2026, 11, 20)


def test_a_number_in_the_column_of_days_is_no_day(tmp_path):
    listings, findings = read_bytes(tmp_path, workbook([HEAD, [*ROW[:4], 46346]]), "t.xlsx")
    assert (listings, codes(findings)) == ([], ["not_a_date"])
    assert "Format the cell as a date" in findings[0].cause


@pytest.mark.parametrize(
    ("value", "number", "code"),
    [
        (99000101, "+85599000101", "lost_zero"),
        (99000101.0, "+85599000101", "lost_zero"),
        (85599000101, "+85599000101", ""),
        (1280, "1280", ""),
        (990001.5, "", "phone"),
        (55000101, "", "phone"),
        (1.5e22, "", "phone"),
    ],
)
def test_numbers_that_excel_made_of_phones(tmp_path, value, number, code):
    listings, findings = read_bytes(tmp_path, workbook([HEAD, ["Lotus", value, "", "", ""]]), "t.xlsx")
    assert said(listings, "organization", "phone") == ([number] if number else [])
    assert codes(findings) == ([code] if code else [])
    if code:
        assert (findings[0].record, findings[0].pointer, findings[0].sheet) == (2, "phones", "Sheet")


def test_the_saved_result_of_a_formula_is_read_and_one_without_is_told(tmp_path):
    raw = workbook([HEAD, ["=A9", "099 000 101", "", "", ""], ["Reed", "=1", "", "", ""]])
    sheet = (
        part(raw, SHEET)
        .replace("<f>A9</f><v></v>", "<f>A9</f><v>Lotus</v>")
        .replace("<f>A9</f><v />", "<f>A9</f><v>Lotus</v>")
    )
    sheet = sheet.replace('<c r="A2">', '<c r="A2" t="str">')
    assert "<v>Lotus</v>" in sheet
    listings, findings = read_bytes(tmp_path, parts(raw, {SHEET: sheet.encode()}), "t.xlsx")
    assert said(listings, "organization", "name") == ["Lotus", "Reed"]
    assert [(one.code, one.record, one.pointer) for one in findings] == [("formula", 3, "phones")]


def test_a_fault_of_a_formula_is_told(tmp_path):
    _, findings = read_bytes(tmp_path, workbook([HEAD, ["Lotus", "#REF!", "", "", ""]]), "t.xlsx")
    assert codes(findings) == ["formula"]


def test_hidden_rows_columns_sheets_and_joined_cells_are_told(tmp_path):
    made = openpyxl.load_workbook(
        io.BytesIO(workbook([HEAD, ROW, ROW, ["", *ROW[1:]]], Secret=[HEAD, ROW], Other=[["x"]]))
    )
    sheet = made.worksheets[0]
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("A3:A4")
    made["Secret"].sheet_state = "veryHidden"
    listings, findings = read_bytes(tmp_path, saved(made), "t.xlsx")
    told = [(one.code, one.sheet, str(one.cause)) for one in findings]
    assert [code for code, _, _ in told] == [
        "no_name",
        "hidden_part",
        "hidden_part",
        "merged_cells",
        "hidden_part",
        "hidden_part",
    ]
    assert "(1, the first is row 3)" in told[1][2]
    assert "A3:A4" in told[3][2]
    assert (told[4][1], told[4][2]) == ("Secret", "The sheet is hidden, so it was not read.")
    assert told[5][1] == "Other"
    assert len(listings) == 2


def test_every_sheet_with_headings_is_read(tmp_path):
    listings, findings = read_bytes(tmp_path, workbook([HEAD, ROW], Pursat=[HEAD, ["Reed", *ROW[1:]]]), "t.xlsx")
    assert findings == []
    assert said(listings, "organization", "name") == ["Lotus", "Reed"]


def test_old_khmer_fonts_are_known_by_their_names_also_in_a_part_of_a_cell(tmp_path):
    made = openpyxl.load_workbook(
        io.BytesIO(workbook([HEAD, ROW, ["kar", *ROW[1:]], ["ការ", *ROW[1:]], ["x", *ROW[1:]]]))
    )
    sheet = made.worksheets[0]
    for cell in ("A3", "A4", "B4"):
        sheet[cell].font = Font(name="Limon S1")
    sheet["A5"] = CellRichText("NGO ", TextBlock(InlineFont(rFont="ABC-TEXT-05"), "sala"))
    listings, findings = read_bytes(tmp_path, saved(made), "t.xlsx")
    assert [(one.code, one.record) for one in findings] == [("legacy_font", 3), ("legacy_font", 5)]
    assert "(Limon S1)" in findings[0].cause
    assert "Khmer Unicode" in findings[0].cause
    assert said(listings, "organization", "name") == ["Lotus", "ការ"]


# What is not read


def ole(*names: str) -> bytes:
    """Return the beginning of a file of the old kind that names some streams."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"".join(name.encode("utf-16-le") for name in names)


def zipped(*names: str) -> bytes:
    """Return a zip file of parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.xls", ole("Workbook"), "old Excel file"),
        ("a.xlsx", ole("EncryptedPackage"), "password"),
        ("a.doc", ole("WordDocument"), "Word"),
        ("a.pdf", b"%PDF-1.7\n", "PDF"),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), "Word"),
        ("a.pptx", zipped("[Content_Types].xml", "ppt/presentation.xml"), "slides"),
        ("a.ods", zipped("mimetype", "content.xml"), "LibreOffice"),
        ("a.xlsb", zipped("[Content_Types].xml", "xl/workbook.bin"), "binary"),
        ("a.xlsm", parts(workbook([HEAD]), {"xl/vbaProject.bin": b"x"}), "macros"),
        ("a.xls", b"<html><table><tr><td>x", "web page"),
        ("a.rtf", b"{\\rtf1", "Word"),
        ("a.png", b"\x89PNG\r\n", "no table that we read"),
        ("a.zip", zipped("one.csv", "two.csv"), "more than one table"),
    ],
)
def test_other_formats_are_named_and_it_is_told_how_to_save_them(tmp_path, name, raw, says):
    listings, findings = read_bytes(tmp_path, raw, name)
    assert listings == []
    assert [one.code for one in findings] == ["wrong_format"]
    assert says in findings[0].cause
    assert findings[0].record is None


def hostile() -> dict[str, bytes]:
    """Return workbooks that attack whoever opens them."""
    good = workbook([HEAD, ROW])
    sheet = part(good, SHEET)
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "x")
        package.writestr("xl/sharedStrings.xml", b"<" * 20_000_000)
    rels = part(good, "xl/_rels/workbook.xml.rels")
    target = 'Target="/xl/worksheets/sheet1.xml"'
    assert target in rels
    changed = {
        "entities": entities + sheet.replace("Lotus", "&b;"),
        "outside": outside + sheet,
        "row without end": sheet.partition("<row")[0] + "<row><c><v>" + b64encode(randbytes(2_000_000)).decode(),
        "row too far": sheet.replace('<row r="2"', '<row r="999999999"'),
        "cell too far": sheet.replace('r="A2"', 'r="XFD2"'),
    }
    elsewhere = rels.replace(target, 'Target="http://localhost/x.xml" TargetMode="External"')
    styles = b"<styleSheet><cellXfs><xf numFmtId='x' fontId='-1'/></cellXfs></styleSheet>"
    return {
        "bomb": held.getvalue(),
        **{name: parts(good, {SHEET: body.encode()}) for name, body in changed.items()},
        "cut": good[: len(good) // 2],
        "no workbook": parts(good, {"xl/workbook.xml": None}),
        "sheet elsewhere": parts(good, {"xl/_rels/workbook.xml.rels": elsewhere.encode()}),
        "sheet above": parts(
            good, {"xl/_rels/workbook.xml.rels": rels.replace(target, 'Target="../../etc/passwd"').encode()}
        ),
        "no strings": parts(large(1), {"xl/sharedStrings.xml": b"<sst/>"}),
        "styles": parts(good, {"xl/styles.xml": styles}),
    }


@pytest.mark.parametrize("name", list(hostile()))
def test_hostile_workbooks_are_refused_in_plain_words(tmp_path, name):
    listings, findings = read_bytes(tmp_path, hostile()[name], "t.xlsx")
    if name == "styles":
        assert len(listings) == 2
        return
    assert listings == []
    assert [one for one in findings if one.severity == "error" and one.record is None]
    expected = {
        "bomb": "unsafe_package",
        "entities": "unsafe_package",
        "outside": "unsafe_package",
        "row without end": "too_large",
        "row too far": "too_large",
        "cell too far": "too_large",
    }
    assert codes(findings)[-1] == expected.get(name, codes(findings)[-1])


def test_nothing_outside_of_a_workbook_is_followed(tmp_path):
    good = workbook([HEAD, ROW])
    link = b'<externalLink xmlns="x"><externalBook id="rId1"/></externalLink>'
    raw = parts(good, {"xl/externalLinks/externalLink1.xml": link})
    assert read_bytes(tmp_path, raw, "t.xlsx")[1] == []


LOOSE = settings(max_examples=tried(20, 60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LOOSE
@given(
    st.sampled_from([SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]),
    st.integers(0, 4000),
    st.binary(max_size=8),
)
def test_no_damage_ends_in_a_traceback(tmp_path, name, at, body):
    good = large(2)
    old = part(good, name).encode()
    at %= len(old)
    for new in (old[:at] + body + old[at:], old[:at] + body, old[:at] + body + old[at + len(body) :]):
        read_bytes(tmp_path, parts(good, {name: new}), "t.xlsx")


# Size


def test_memory_does_not_grow_with_the_rows(tmp_path: Path):
    """More rows take no more memory: rows, texts and records wait on the disk, and what is remembered is bounded."""
    peaks = []
    for rows in (1_000, 2_500):
        path = tmp_path / f"{rows}.xlsx"
        path.write_bytes(large(rows))
        tracemalloc.start()
        seen: list[tuple[int, int]] = []
        count = sum(1 for _ in read_sheets(path, READING, lambda *told, seen=seen: seen.append(told)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count >= 2 * rows
        assert seen[-1][1] == rows
        assert sorted(seen) == seen
    assert peaks[1] < peaks[0] + 2_000_000


def test_a_table_with_more_columns_than_any_is_refused(tmp_path):
    _, findings = read_bytes(tmp_path, b"NGO," + b"x," * 600 + b"\n")
    assert codes(findings) == ["too_large"]


# The template


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_template_tells_how_and_offers_lists_and_reads_as_empty(tmp_path, language):
    raw = template_xlsx(language, CATEGORIES)
    assert raw == template_xlsx(language, CATEGORIES)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert len(book.sheetnames) == 3
    assert [cell.value for cell in book.worksheets[0][1]] == header_of(language)
    rules = book.worksheets[0].data_validations.dataValidation
    assert len([rule for rule in rules if rule.type == "list"]) == 5

    assert 'numFmtId="49"' in part(raw, "xl/styles.xml"), "columns are formatted as text, so that zeros survive"

    assert codes(read_bytes(tmp_path, raw, "t.xlsx")[1]) == ["empty"]
    assert template_csv(language).startswith(b"\xef\xbb\xbf")
    assert codes(read_bytes(tmp_path, template_csv(language))[1]) == ["empty"]


@pytest.mark.parametrize("name", ["បញ្ជី", "List", "Lists", "សេវា"])
def test_a_sheet_with_the_name_that_people_give_their_list_is_read(tmp_path, name):
    made = openpyxl.load_workbook(io.BytesIO(workbook([["ឈ្មោះអង្គការ", "លេខទូរស័ព្ទ"], ["ផ្ទះឈូក", "099 000 101"]])))
    made.worksheets[0].title = name
    listings, findings = read_bytes(tmp_path, saved(made), "t.xlsx")
    assert said(listings, "organization", "name") == ["ផ្ទះឈូក"]
    assert not codes(findings)


@pytest.mark.parametrize("language", ["en", "km"])
def test_what_the_template_offers_is_read_as_our_codes(tmp_path, language):
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(language, CATEGORIES)))
    lists = {
        str(column[0].value): [str(cell.value) for cell in column[1:] if cell.value]
        for column in book.worksheets[2].columns
    }
    sheet = book.worksheets[0]
    place = {name: number for number, name in enumerate(header_of(""), 1)}
    offered = {
        "organization_kind": "body_type",
        "status": "status",
        "category": "category",
        "phone_purpose": "purpose",
        "access": "access",
        "languages": "languages",
        "channels": "channels",
    }
    for number in range(max(map(len, lists.values()))):
        row = {"organization": f"N{number}", "service": "S", "phones": "1280"}
        row |= {column: lists[name][number % len(lists[name])] for column, name in offered.items()}
        for column, value in row.items():
            sheet.cell(number + 2, place[column], value)
    listings, findings = read_bytes(tmp_path, saved(book), "t.xlsx")
    assert findings == []
    assert set(said(listings, "service", "category")) == {"hiv_testing", "counselling"}
    assert set(said(listings, "organization", "body_type")) >= {"ngo", "police", "government"}
    assert set(said(listings, "organization", "languages")) >= {"km", "en", "vi"}
    assert {one.purpose for listing in listings for one in listing.said if one.property == "phone"} >= {
        "helpline",
        "office",
    }


def test_every_number_of_the_template_belongs_to_nobody():
    with zipfile.ZipFile(io.BytesIO(template_xlsx("en"))) as package:
        told = package.read("xl/sharedStrings.xml").decode()
    assert re.findall(r"0\d\d \d{3} \d{3}", told) == ["099 000 101", "099 000 102"]
