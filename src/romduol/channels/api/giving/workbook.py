"""Writes what is taken away as a workbook (XLSX): sheets for people, every cell a text that nothing runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, BinaryIO

import xlsxwriter

from romduol.channels.api.giving import about, words
from romduol.channels.api.giving.gathering import Gathered, gettext
from romduol.channels.api.giving.progress import Progress
from romduol.channels.api.giving.rows import FACTS, HELP, TAKEN, Cells, Column, Teller
from romduol.channels.api.hsds.tabular import UNREADABLE

LONGEST_NAME = 31
"""Signs of the name of a sheet."""
LONGEST = 32_000
"""Signs of a cell; a spreadsheet takes some more."""
MOST_ROWS = 1_000_000
FIRST_COLUMNS = (30, 110)
"""Widths of the first sheet, in signs."""
KEPT_IN_SIGHT = 5
"""How many columns stay while the others are moved: up to the name."""
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class TooManyRows(Exception):
    """More rows than a sheet of a workbook has: take the tables, or a part."""


def write_workbook(gathered: Gathered, langs: Sequence[str], out: BinaryIO, progress: Progress) -> None:
    """Write the workbook; of several languages it has the sheets of each. Raises `TooManyRows`."""
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        # Without it the moment of writing would stand in the file, and the same facts would be other bytes.
        made_on = gathered.manifest.made_on.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        book.set_properties({"created": made_on, "title": "Romduol", "comments": gathered.manifest.release})
        looks = Looks(book)
        for lang in langs:
            # In several languages a sheet could else be called as another one is.
            _sheets(gathered, Named(book, f"{lang} " if len(langs) > 1 else ""), lang, looks, progress)


@dataclass(frozen=True, slots=True)
class Named:
    """A workbook whose sheets have names that begin alike."""

    book: Any
    begins: str

    def sheet(self, name: str) -> Any:
        """Return a new sheet."""
        return self.book.add_worksheet(f"{self.begins}{name}"[:LONGEST_NAME])


class Looks:
    """How cells look: everything is text, so that a number keeps its zero also when somebody edits it."""

    def __init__(self, book: Any) -> None:
        plain = {"num_format": "@", "text_wrap": True, "valign": "top", "font_size": 11}
        self.cell = book.add_format(plain)
        self.head = book.add_format({**plain, "bold": True, "bottom": 1, "bg_color": "#F3E9C9"})
        self.warning = book.add_format({**plain, "font_color": "#8A1C1C"})


class Sheet:
    """One sheet with a head that stays in sight; rows are written one after another and never changed."""

    def __init__(self, sheet: Any, columns: Sequence[Column], lang: str, looks: Looks, frozen: int) -> None:
        self._sheet = sheet
        self._columns, self._looks, self._row = columns, looks, 0
        for number, column in enumerate(columns):
            self._sheet.set_column(number, number, column.width)
            self._sheet.write_string(0, number, gettext(lang, column.title), looks.head)
        self._sheet.freeze_panes(1, frozen)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        self._sheet.hide_gridlines(2)

    def put(self, cells: Cells) -> None:
        """Write the next row; raises `TooManyRows`."""
        self._row += 1
        if self._row > MOST_ROWS:
            raise TooManyRows("a sheet has no room for so many rows; take --format tables, or one province")
        for number, column in enumerate(self._columns):
            text = cells.get(column.key, "")
            if text:
                look = self._looks.warning if column.key == "alert" else self._looks.cell
                self._sheet.write_string(self._row, number, _clean(text), look)


def _sheets(gathered: Gathered, book: Named, lang: str, looks: Looks, progress: Progress) -> None:
    teller = Teller(gathered, lang)
    _first(book.sheet(teller.say(words.ABOUT)), about.lines(gathered, lang), looks)
    help_sheet = Sheet(book.sheet(teller.say(words.HELP)), HELP, lang, looks, KEPT_IN_SIGHT)
    bodies = Sheet(book.sheet(teller.say(words.BODIES)), _of_bodies(HELP), lang, looks, KEPT_IN_SIGHT)
    facts = Sheet(book.sheet(teller.say(words.FACTS)), FACTS, lang, looks, 2)
    taken = Sheet(book.sheet(teller.say(words.TAKEN)), TAKEN, lang, looks, 1)
    for reach, document in progress(teller.services()):
        for cells in teller.help("service", reach, document):
            help_sheet.put(cells)
        for cells in teller.facts("service", document):
            facts.put(cells)
    for reach, document in teller.organizations(gathered.organizations):
        for cells in teller.help("organization", reach, document):
            bodies.put(cells)
        for cells in teller.facts("organization", document):
            facts.put(cells)
    for cells in teller.taken_back():
        taken.put(cells)


OF_SERVICES = ("need", "given_by", "cost", "eligibility", "hours", "languages", "access", "barriers", "checked")


def _of_bodies(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return the columns that an organisation fills."""
    return tuple(column for column in columns if column.key not in OF_SERVICES)


def _first(sheet: Any, lines: Iterable[about.Line], looks: Looks) -> None:
    for number, width in enumerate(FIRST_COLUMNS):
        sheet.set_column(number, number, width)
    sheet.hide_gridlines(2)
    for row, (label, text) in enumerate(lines):
        if label:
            sheet.write_string(row, 0, _clean(label), looks.head)
        sheet.write_string(row, 1, _clean(text), looks.cell)


def _clean(text: str) -> str:
    return UNREADABLE.sub(" ", text)[:LONGEST]
