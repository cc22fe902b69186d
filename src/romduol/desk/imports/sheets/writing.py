"""Writes workbooks and CSV files in which every cell is a text: nothing runs, no zero is lost, same rows same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import xlsxwriter

from romduol.desk.imports.rules.plain_texts import guarded

MARK = "\ufeff"
"""Without it Excel takes UTF-8 for something else, and Khmer for signs."""
MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The moment that a workbook says it was made at: always the same, so that its bytes are."""
LONGEST = 32_000
"""Signs in a cell; Excel holds a few more."""
_FONT = "Khmer OS Battambang"
LISTED_ROWS = 2_000
"""For how many rows a column offers its list."""


@dataclass(frozen=True, slots=True)
class Written:
    """One sheet: its name, its rows (the first in bold), and which columns offer a list: column -> a range."""

    name: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()
    lists: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Column -> title and text of what is shown where somebody stands in a cell of it."""


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV that Excel opens as it is: a mark, commas, CRLF; what could be a formula is guarded."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return (MARK + written.getvalue()).encode()


def workbook_of(sheets: Sequence[Written], properties: Mapping[str, str]) -> bytes:
    """Return a workbook of texts. The properties are those of XlsxWriter: `title`, `subject`, `comments`."""
    held = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(held, options) as workbook:
        workbook.set_properties({**properties, "created": MADE})
        plain = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "font_name": _FONT})
        bold = workbook.add_format({"num_format": "@", "text_wrap": True, "bold": True, "font_name": _FONT})
        for one in sheets:
            sheet = workbook.add_worksheet(one.name)
            for place in range(max(len(one.widths), max(map(len, one.rows), default=0))):
                sheet.set_column(place, place, one.widths[place] if place < len(one.widths) else 24, plain)
            for number, row in enumerate(one.rows):
                for place, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, place, guarded(cell)[:LONGEST], plain if number else bold)
            sheet.freeze_panes(1, 0)
            for place in {*one.lists, *one.notes}:
                _offer(sheet, one, place)
    return held.getvalue()


def _offer(sheet: xlsxwriter.worksheet.Worksheet, one: Written, place: int) -> None:
    """Offer a list in a column, and say what belongs there; another word may be written all the same."""
    title, text = one.notes.get(place, ("", ""))
    told = {"input_title": title[:32], "input_message": text[:255], "error_type": "warning"}
    if place in one.lists:
        rule = {"validate": "list", "source": one.lists[place], **told}
    else:
        rule = {"validate": "any", **told}
    sheet.data_validation(1, place, LISTED_ROWS, place, rule)
