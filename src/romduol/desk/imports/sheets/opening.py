"""Opens a file that is said to be a table, whatever it is, and finds its headings."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zipfile import BadZipFile

from romduol.desk.imports.packages import PackageRefused, ZipPackage
from romduol.desk.imports.records import LIMITS, Limits
from romduol.desk.imports.rules.columns import NAMES
from romduol.desk.imports.rules.guessing import MOST_SAMPLED, column_of_heading, headings_known
from romduol.desk.imports.rules.mappings import ColumnMapping, heading_keys
from romduol.desk.imports.rules.plain_texts import one_line
from romduol.desk.imports.sheets.cells import Sheet, SheetRefused, SheetRow, Table
from romduol.desk.imports.sheets.formats import OLE, SNIFFED, format_of, is_workbook, require_workbook
from romduol.desk.imports.sheets.template import is_own
from romduol.desk.imports.sheets.texts import TextTable
from romduol.desk.imports.sheets.workbooks import Workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".pdf", ".doc", ".docx")
RECORDS = (".json", ".ndjson", ".jsonl", ".ndj")
MOST_ABOVE = 20
"""How many rows may stand above the headings."""


def is_table(path: Path, limits: Limits = LIMITS) -> bool:
    """Whether a file is a plain table or something that people hand in as one, and no feed of records."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        head = stream.read(SNIFFED)
        if head.startswith(b"PK\x03\x04"):
            try:
                with closing(ZipPackage(stream, limits)) as package:
                    return is_workbook(frozenset(package.names()))
            except PackageRefused:
                return path.suffix.lower() in WORKBOOKS
    if head.startswith(OLE) or path.suffix.lower() in (*WORKBOOKS, ".csv", ".tsv"):
        return True
    return (
        head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"[", b"") and path.suffix.lower() not in RECORDS
    )


class Headed(NamedTuple):
    """A sheet whose headings were found: they, the rows below that were looked at already, and those that follow."""

    header: list[str]
    first: list[SheetRow]
    rest: Iterator[SheetRow]


class Sample(NamedTuple):
    """The beginning of a table, for somebody who says what its columns hold: sheet, headings, rows below."""

    sheet: str
    header: list[str]
    rows: list[list[str]]


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Table]:
    """Open a table. Raises SheetRefused, PackageRefused, OSError."""
    with ExitStack() as stack:
        stream = stack.enter_context(path.open("rb"))
        if format_of(stream, path.name) == "text":
            yield TextTable(stream, limits)
            return
        package = stack.enter_context(closing(ZipPackage(stream, limits)))
        yield _of_zip(package, stack, limits)


def _of_zip(package: ZipPackage, stack: ExitStack, limits: Limits) -> Table:
    """Return what is in a zip file: a workbook, or the one CSV file in it."""
    names = frozenset(package.names())
    if "[Content_Types].xml" in names:
        return stack.enter_context(closing(Workbook(package, limits)))
    require_workbook(names, b"")
    tables = [name for name in names if name.lower().endswith((".csv", ".tsv"))]
    if len(tables) > 1:
        raise SheetRefused("many_tables")
    if not tables:
        raise SheetRefused("is_other")
    return TextTable(stack.enter_context(_opened_part(package, tables[0])), limits)


@contextmanager
def _opened_part(package: ZipPackage, name: str) -> Iterator[BinaryIO]:
    with closing(package.open(name)) as part:
        yield part  # type: ignore[misc]


def headed(sheet: Sheet, mapping: ColumnMapping | None) -> Headed | None:
    """Find the row of headings, or return None where no row has them.

    It is the first that has those of the mapping; without one the first with two headings that we know, or else the
    first that says which column holds the organisation.
    """
    above: list[SheetRow] = list(islice(sheet.rows, MOST_ABOVE))
    headers = [_header(row) for row in above]
    places = [place for place, header in enumerate(headers) if _heads(header, mapping)]
    if mapping is None:
        bodies = [place for place, header in enumerate(headers) if len(header) > 1 and _names_bodies(header)]
        places = (places or bodies)[:1]
    if not places:
        return None
    return Headed(headers[places[0]], above[places[0] + 1 :], sheet.rows)


def _header(row: SheetRow) -> list[str]:
    header = [one_line(cell.text) for cell in row.cells]
    while header and not header[-1]:
        header.pop()
    return header


def _names_bodies(header: Sequence[str]) -> bool:
    return any(column_of_heading(heading) in NAMES["organization"] for heading in header)


def _heads(header: Sequence[str], mapping: ColumnMapping | None) -> bool:
    if mapping is not None and any(mapping.columns.values()):
        wanted = {heading for heading, name in mapping.columns.items() if name}
        found = wanted & set(heading_keys(header))
        return len(found) >= min(2, len(wanted))
    return headings_known(header) >= 2


def sample_of(path: Path, limits: Limits = LIMITS) -> Sample | None:
    """Return the beginning of the first sheet that has headings; where none has, that of the first rows at all.

    Raises SheetRefused, PackageRefused, OSError.
    """
    try:
        with opened(path, limits) as table:
            return _sample(table)
    except (BadZipFile, zlib.error, EOFError):
        raise SheetRefused("damaged") from None


def _sample(table: Table) -> Sample | None:
    plain: Sample | None = None
    for sheet in table.sheets():
        if sheet.hidden or is_own(sheet.name):
            continue
        rows = list(islice(sheet.rows, MOST_ABOVE + MOST_SAMPLED))
        found = headed(Sheet(sheet.name, iter(rows)), None)
        if found is not None:
            below = [*found.first, *found.rest]
            return Sample(sheet.name, found.header, [[cell.text for cell in row.cells] for row in below])
        wide = [row for row in rows if sum(bool(cell.text.strip()) for cell in row.cells) > 1]
        if plain is None and wide:
            texts = [[cell.text for cell in row.cells] for row in wide]
            plain = Sample(sheet.name, list(map(one_line, texts[0])), texts[1:])
    return plain
