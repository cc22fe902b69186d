"""Reads a table from beginning to end; nothing of it is stored."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.listings import Listing
from romduol.desk.imports.packages import PackageRefused
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import Finding, Place
from romduol.desk.imports.rules.guessing import guess_columns, is_standing, left_out
from romduol.desk.imports.rules.mappings import ColumnMapping, columns_problems, header_changes, heading_keys
from romduol.desk.imports.rules.sheet_causes import SAYS, cause, told
from romduol.desk.imports.rules.walking import printable
from romduol.desk.imports.sheets.cells import Sheet, SheetRefused, Table
from romduol.desk.imports.sheets.drafts import Drafting
from romduol.desk.imports.sheets.gathering import Gathering
from romduol.desk.imports.sheets.meanings import Meanings
from romduol.desk.imports.sheets.opening import Headed, headed, opened
from romduol.desk.imports.sheets.template import is_own
from romduol.ui.words import phrase

Progress = Callable[[int, int], None]
TOLD_EVERY = 100
NO_ROOM = phrase("there is no room for what was read: free the disk, or set `TMPDIR`")
UNREADABLE = phrase("it cannot be read")


def read_sheets(
    path: Path, how: Reading, progress: Progress = lambda size, rows: None, *, name: str = ""
) -> Iterator[Listing | Finding]:
    """Yield what a CSV file or a workbook says, and everything that is wrong with it.

    Findings of rows come as they are read, records at the end. An error of a row sets that row aside; an error without
    a row refuses the file, and then no record comes. `name` is that of the file where it is not that of the path.
    """
    file = printable(name or path.name)
    try:
        with opened(path, how.limits) as table, closing(Gathering()) as gathering:
            yield from _Reading(file, how, progress, gathering).read(table)
    except SheetRefused as refused:
        yield Finding(file, None, refused.line, "", refused.code, refused.cause)
    except PackageRefused as refused:
        yield Finding(file, None, None, "", refused.code, refused.cause)
    except (BadZipFile, zlib.error, EOFError):
        yield Finding(file, None, None, "", "unreadable", cause("damaged"))
    except sqlite3.Error:
        yield Finding(file, None, None, "", "unreadable", Cause(NO_ROOM))
    except OSError:
        yield Finding(file, None, None, "", "unreadable", Cause(UNREADABLE))


class _Reading:
    """One reading of one file, and how far it has come."""

    def __init__(self, file: str, how: Reading, progress: Progress, gathering: Gathering) -> None:
        self._file = file
        self._how = how
        self._progress = progress
        self._gathering = gathering
        self._kept = ColumnMapping.of(how.columns) if how.columns else None
        self._rows = 0
        self._headed = 0
        self._problems: list[tuple[Sheet, list[Cause]]] = []

    def read(self, table: Table) -> Iterator[Listing | Finding]:
        """Yield everything."""
        for sheet in table.sheets():
            if is_own(sheet.name):
                continue
            if sheet.hidden:
                yield self._of_sheet(sheet, "hidden_sheet")
                continue
            yield from self._sheet(sheet, table)
        self._progress(table.read(), self._rows)
        yield from self._unfit()
        if not self._headed:
            return
        if not self._rows:
            yield self._of_file("no_rows")
        yield from self._gathering.joined()

    def _unfit(self) -> Iterator[Finding]:
        """Yield why no sheet could be read; where one could, only which others were not."""
        for sheet, problems in self._problems:
            if self._headed:
                yield self._of_sheet(sheet, "other_sheet")
                continue
            for problem in problems:
                yield Finding(self._file, None, None, "", "wrong_columns", problem, sheet=printable(sheet.name))
        if not self._headed and not self._problems:
            yield self._of_file("no_heading")

    def _sheet(self, sheet: Sheet, table: Table) -> Iterator[Finding]:
        found = headed(sheet, self._kept)
        if found is None:
            if sheet.name:
                yield self._of_sheet(sheet, "other_sheet")
            return
        mapping = self._kept
        if mapping is None:
            sample = [[cell.text for cell in row.cells] for row in found.first]
            mapping = guess_columns(found.header, sample, self._how.places)
        problems = list(columns_problems(mapping, found.header))
        if problems:
            self._problems.append((sheet, problems))
            return
        self._headed += 1
        yield from self._columns(sheet, found, mapping)
        yield from self._below(sheet, found, mapping, table)
        yield from self._seen(sheet)

    def _columns(self, sheet: Sheet, found: Headed, mapping: ColumnMapping) -> Iterator[Finding]:
        """Yield which columns are not taken over, and what changed since the mapping was made."""
        at = Place(self._file)
        gone, new = header_changes(mapping, found.header)
        for heading in gone:
            yield told(at, sheet.name, heading, "gone", heading=heading)
        for key, heading in zip(heading_keys(found.header), found.header, strict=True):
            refused = left_out(heading)
            if mapping.columns.get(key) or is_standing(heading):
                continue
            if key in new:
                yield told(at, sheet.name, key, "new", heading=key)
            elif refused:
                text = cause("left_out", heading=key, why=Cause(refused.why))
                yield Finding(self._file, None, None, printable(key), refused.code, text, sheet=printable(sheet.name))
            else:
                yield told(at, sheet.name, key, "not_taken", heading=key)

    def _below(self, sheet: Sheet, found: Headed, mapping: ColumnMapping, table: Table) -> Iterator[Finding]:
        keys = heading_keys(found.header)
        meanings = Meanings(self._how, mapping)
        drafting = Drafting(self._how, mapping, keys, meanings)
        for row in chain(found.first, found.rest):
            if not any(cell.text.strip() or cell.kind != "text" for cell in row.cells):
                continue
            drafts, findings = drafting.drafts(Place(self._file, row.number, row.line), sheet.name, row.cells)
            self._rows += bool(drafts or findings)
            if self._rows % TOLD_EVERY == 1:
                self._progress(table.read(), self._rows)
            yield from findings
            for draft in drafts:
                self._gathering.add(draft)
        heading_of = {name: heading for heading, name in mapping.columns.items() if name}
        for name, column, word, count in meanings.unknown():
            yield told(Place(self._file), sheet.name, heading_of.get(column, column), name, word=word, count=count)

    def _seen(self, sheet: Sheet) -> Iterator[Finding]:
        seen = sheet.seen
        if seen.hidden_rows:
            yield self._of_sheet(sheet, "hidden_rows", count=seen.hidden_rows, row=seen.first_hidden)
        if seen.hidden_columns:
            yield self._of_sheet(sheet, "hidden_columns")
        if seen.merged:
            yield self._of_sheet(sheet, "merged", count=seen.merged, cells=seen.first_merged)

    def _of_sheet(self, sheet: Sheet, name: str, /, **values: object) -> Finding:
        return told(Place(self._file), sheet.name, "", name, **values)

    def _of_file(self, name: str, /, **values: object) -> Finding:
        return Finding(self._file, None, None, "", SAYS[name][0], cause(name, **values))
