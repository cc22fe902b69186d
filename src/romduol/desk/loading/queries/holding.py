"""Reads files that wait until somebody has said what their columns hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from romduol.desk.imports.packages import PackageRefused
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import LIMITS
from romduol.desk.imports.rules.columns import COLUMNS, Column
from romduol.desk.imports.rules.mappings import ColumnMapping, heading_keys
from romduol.desk.imports.sheets.cells import SheetRefused
from romduol.desk.imports.sheets.drafts import PLACED
from romduol.desk.imports.sheets.meanings import Meanings, level_of
from romduol.desk.imports.sheets.opening import Sample, headed, opened, sample_of
from romduol.desk.loading.queries.folders import imports_folder

HOLDING = "columns-"
"""How the folder of a file begins that waits."""
ABOUT = "about.json"
LOOKED_AT = 20_000
"""Rows in which words are looked for that nobody knows; what comes later is told in the report."""
ASKED = 40
"""Words that are asked about on one page."""


class NothingHeld(LookupError):
    """No file waits under this id, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits, and what is known of how to read it."""

    key: UUID
    file: Path
    file_name: str
    supplier: str
    by: str
    format: str = "auto"
    columns: Mapping[str, Any] = field(default_factory=dict)
    """What its columns hold, as far as somebody said it; as `ColumnMapping.kept` gives it."""
    words: tuple[tuple[str, str], ...] = ()
    """Column of ours, word of theirs: what somebody is asked about."""
    instead_of: str = ""
    """The import that it takes the place of."""


def folder_held(key: UUID) -> Path:
    """Return the folder of a file that waits, there or not."""
    return imports_folder() / f"{HOLDING}{key}"


def held(key: UUID, by: str) -> Held:
    """Return a file that waits for whoever handed it in. Raises `NothingHeld`."""
    folder = folder_held(key)
    try:
        about = json.loads((folder / ABOUT).read_text("utf-8"))
        file = next(folder.glob("file*"))
    except (OSError, ValueError, StopIteration):
        raise NothingHeld(key) from None
    if about["by"] != by:
        raise NothingHeld(key)
    words = tuple((str(column), str(word)) for column, word in about.pop("words"))
    return Held(key=key, file=file, words=words, **about)


def beginning_of(file: Path) -> Sample | None:
    """Return the headings of a table and some rows below; None for what is none, which the reading then tells."""
    try:
        return sample_of(file)
    except (SheetRefused, PackageRefused, OSError):
        return None


def unknown_words(file: Path, mapping: ColumnMapping, reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return words in columns with a list of ours that are not in it: column, word; the first of many."""
    meanings = Meanings(reading, mapping)
    try:
        for row in _rows(file, mapping):
            wide = next((_words(cell, column) for column, _, cell in row if column.name == "places"), [])
            for column, level, cell in row:
                within = wide[0] if column.name == "districts" and len(wide) == 1 else ""
                for word in _words(cell, column):
                    if column.codes == "place":
                        meanings.places(column, word, within, level)
                    else:
                        meanings.code(column, word)
    except (SheetRefused, PackageRefused, OSError):
        return ()
    return tuple((column, word) for _, column, word, _ in islice(meanings.unknown(), ASKED) if word)


def _rows(file: Path, mapping: ColumnMapping) -> Iterator[list[tuple[Column, str, str]]]:
    """Yield, of each row, the cells in columns that have a list of ours, and which level the heading of each says."""
    with opened(file, LIMITS) as table:
        for sheet in table.sheets():
            found = None if sheet.hidden else headed(sheet, mapping)
            if found is None:
                continue
            keys = heading_keys(found.header)
            names = [mapping.columns.get(key, "") for key in keys]
            wanted = [
                (at, COLUMNS[name], level_of(key) if name in PLACED else "")
                for at, (key, name) in enumerate(zip(keys, names, strict=True))
                if name and COLUMNS[name].codes
            ]
            for row in islice(chain(found.first, found.rest), LOOKED_AT):
                yield [(column, level, row.cells[at].text) for at, column, level in wanted if at < len(row.cells)]


def _words(cell: str, column: Column) -> list[str]:
    parts = cell.replace("\n", ";").split(";") if column.several else [cell]
    return [part.strip() for part in parts if part.strip()]
