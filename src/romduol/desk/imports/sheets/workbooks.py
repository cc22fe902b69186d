"""Reads a workbook (XLSX) as a stream of rows: judged before it is opened, nothing in it run, nothing outside followed.

openpyxl reads row by row too, but tells neither which rows are hidden nor which cells are joined, takes a formula
without a result for an empty cell, and holds every text in memory; so only its tables of formats are used.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from xml.etree.ElementTree import Element
from zipfile import BadZipFile

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from romduol.desk.imports.packages import ZipPackage
from romduol.desk.imports.records import Limits
from romduol.desk.imports.rules.legacy_khmer import typed_in
from romduol.desk.imports.sheets.cells import MOST_ROWS, Cell, Seen, Sheet, SheetRefused, SheetRow, require_width
from romduol.desk.imports.sheets.formats import require_workbook
from romduol.desk.imports.sheets.strings import Strings, text_of
from romduol.desk.imports.sheets.styles import PLAIN, Style, styles_of
from romduol.desk.imports.sheets.xml_parts import Bounded, child, elements, local

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DAMAGED = (BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, RuntimeError)
_WHOLE = re.compile(r"-?[0-9]+(?:\.0+)?")
_MOST_SHEETS = 200
_SMALL = 4_000_000
"""Bytes of a part that is held whole: the list of sheets, the styles."""


class Workbook:
    """A workbook in a zip file that was judged already."""

    def __init__(self, package: ZipPackage, limits: Limits) -> None:
        """Read the list of sheets, the styles and the texts. Raises SheetRefused."""
        self._package = package
        self._limits = limits
        self._parts: list[Bounded] = []
        self._strings = Strings()
        try:
            require_workbook(frozenset(package.names()), self._whole("[Content_Types].xml"))
            self._epoch = CALENDAR_WINDOWS_1900
            self._list = self._sheets()
            self._styles = self._read_styles()
            if package.holds("xl/sharedStrings.xml"):
                with closing(package.open("xl/sharedStrings.xml")) as part:
                    self._strings.fill(self._bounded(part, limits.record))
        except _DAMAGED:
            raise SheetRefused("damaged") from None

    def close(self) -> None:
        """Let go of what is on the disk."""
        self._strings.close()

    def read(self) -> int:
        """Return how many bytes were read, unpacked."""
        return sum(part.size for part in self._parts)

    def sheets(self) -> Iterator[Sheet]:
        """Yield each sheet in the order of the workbook."""
        for name, part, hidden in self._list:
            seen = Seen()
            yield Sheet(name, self._rows(part, seen), hidden, seen)

    def _bounded(self, part: object, most: int) -> Bounded:
        bounded = Bounded(part, most)  # type: ignore[arg-type]
        self._parts.append(bounded)
        return bounded

    def _whole(self, name: str) -> bytes:
        if not self._package.holds(name):
            return b""
        with closing(self._package.open(name)) as part:
            return part.read(_SMALL)

    def _sheets(self) -> list[tuple[str, str, bool]]:
        """Return the name, the part and whether it is hidden, of each sheet of cells."""
        if not self._package.holds("xl/workbook.xml"):
            raise SheetRefused("is_other")
        parts = self._relations()
        found = []
        with closing(self._package.open("xl/workbook.xml")) as stream:
            for name, element in elements(self._bounded(stream, _SMALL), ends=frozenset({"sheet", "workbookPr"})):
                if name == "workbookPr" and element.get("date1904") in ("1", "true"):
                    self._epoch = CALENDAR_MAC_1904
                reference = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
                if name == "sheet" and reference in parts:
                    hidden = element.get("state", "visible") != "visible"
                    found.append((element.get("name", ""), parts[reference], hidden))
        if len(found) > _MOST_SHEETS:
            raise SheetRefused("damaged")
        return found

    def _relations(self) -> dict[str, str]:
        """Return the parts that hold cells; what lies outside of the workbook is never followed."""
        found: dict[str, str] = {}
        if not self._package.holds("xl/_rels/workbook.xml.rels"):
            return found
        with closing(self._package.open("xl/_rels/workbook.xml.rels")) as stream:
            for _, element in elements(self._bounded(stream, _SMALL), ends=frozenset({"Relationship"})):
                target = element.get("Target", "")
                path = posixpath.normpath(posixpath.join("xl", target)) if target[:1] != "/" else target[1:]
                cells = element.get("Type", "").endswith("/worksheet")
                if cells and element.get("TargetMode") != "External" and self._package.holds(path):
                    found[element.get("Id", "")] = path
        return found

    def _read_styles(self) -> list[Style]:
        if not self._package.holds("xl/styles.xml"):
            return []
        with closing(self._package.open("xl/styles.xml")) as stream:
            return styles_of(self._bounded(stream, _SMALL))

    def _rows(self, name: str, seen: Seen) -> Iterator[SheetRow]:
        number = 0
        try:
            with closing(self._package.open(name)) as stream:
                part = self._bounded(stream, self._limits.record)
                for kind, element in elements(part, ends=frozenset({"row", "mergeCell", "col"})):
                    if kind != "row":
                        _note(kind, element, seen)
                        continue
                    told = element.get("r", "")
                    number = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else number + 1
                    if number > MOST_ROWS:
                        raise SheetRefused("too_many", most=MOST_ROWS)
                    part.row = number
                    if element.get("hidden") in ("1", "true"):
                        seen.hidden_rows += 1
                        seen.first_hidden = seen.first_hidden or number
                    yield SheetRow(number, None, self._cells(element))
        except _DAMAGED:
            raise SheetRefused("damaged") from None

    def _cells(self, row: Element) -> list[Cell]:
        cells: list[Cell] = []
        for element in row:
            if local(element.tag) != "c":
                continue
            at = _column(element.get("r", ""), len(cells))
            require_width(at + 1)
            while len(cells) < at:
                cells.append(Cell(""))
            cells.append(self._cell(element))
        return cells

    def _cell(self, element: Element) -> Cell:
        """Return one cell. The result saved with a formula is its value; the formula is never looked at."""
        kind, style = element.get("t", "n"), self._style(element.get("s", ""))
        if kind == "inlineStr":
            held = child(element, "is")
            text, font = text_of(held) if held is not None else ("", "")
            return _in_font(Cell(text, "text", font), style)
        value = child(element, "v")
        text = (value.text or "") if value is not None else ""
        if not text:
            return Cell("", "formula") if child(element, "f") is not None and kind != "str" else Cell("")
        if kind == "s":
            return _in_font(self._strings.at(text), style)
        if kind == "e":
            return Cell(text, "error")
        if kind == "b":
            return Cell("yes" if text == "1" else "no")
        if kind == "d":
            return Cell(text[:10], "day")
        return _in_font(Cell(text), style) if kind == "str" else self._number(text, style)

    def _number(self, text: str, style: Style) -> Cell:
        try:
            value = float(text)
            if style.day:
                found = from_excel(value, self._epoch)
                return Cell(found.date().isoformat() if isinstance(found, datetime) else text, "day")
        except (ValueError, OverflowError, TypeError):
            return Cell(text, "number")
        if _WHOLE.fullmatch(text):
            return Cell(text.partition(".")[0], "number")
        if value.is_integer() and abs(value) < 1e15:
            return Cell(str(int(value)), "number")
        return Cell(text, "number")

    def _style(self, place: str) -> Style:
        at = int(place) if place.isascii() and place.isdigit() and len(place) < 10 else len(self._styles)
        return self._styles[at] if at < len(self._styles) else PLAIN


def _in_font(cell: Cell, style: Style) -> Cell:
    return cell._replace(font=style.font) if style.font and typed_in(style.font, cell.text) else cell


def _column(address: str, following: int) -> int:
    """Return the place of a column from 0: "AB7" is 27."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        return following
    at = 0
    for letter in found[1]:
        at = at * 26 + ord(letter) - 64
    return max(at - 1, following)


def _note(kind: str, element: Element, seen: Seen) -> None:
    if kind == "col":
        seen.hidden_columns |= element.get("hidden") in ("1", "true")
    else:
        seen.merged += 1
        address = element.get("ref", "")
        seen.first_merged = seen.first_merged or re.sub(r"[^A-Z0-9:]", "", address)[:20]
