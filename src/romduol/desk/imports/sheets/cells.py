"""What a table is made of while it is read: cells, rows, sheets, and why one is not read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.rules.sheet_causes import SAYS, cause

MOST_ROWS = 1_048_576
"""As many as a sheet of Excel has."""
MOST_COLUMNS = 500


class Cell(NamedTuple):
    """One cell as text: a day as 2026-12-01, a number with all its digits."""

    text: str
    kind: Literal["text", "number", "day", "formula", "error"] = "text"
    font: str = ""
    """The name of an old Khmer font that it, or a part of it, is typed in."""


class SheetRow(NamedTuple):
    """One row: its number from 1, the line of the file where it begins, and its cells."""

    number: int
    line: int | None
    cells: list[Cell]


@dataclass(slots=True)
class Seen:
    """What a sheet shows of itself once it was read."""

    hidden_rows: int = 0
    first_hidden: int = 0
    hidden_columns: bool = False
    merged: int = 0
    first_merged: str = ""


@dataclass(slots=True)
class Sheet:
    """One sheet: its name (none for a file that is one table), and its rows as they are read."""

    name: str
    rows: Iterator[SheetRow]
    hidden: bool = False
    seen: Seen = field(default_factory=Seen)


class Table(Protocol):
    """A file of sheets."""

    def sheets(self) -> Iterator[Sheet]:
        """Yield each sheet. Raises SheetRefused, also while rows are read."""

    def read(self) -> int:
        """Return how many bytes were read."""


class SheetRefused(Exception):
    """A file, or the rest of one, that is not read: the name of the sentence, its code and its line."""

    def __init__(self, name: str, /, *, line: int | None = None, **values: object) -> None:
        super().__init__(name)
        self.code = SAYS[name][0]
        self.cause: Cause = cause(name, **values if line is None else {**values, "line": line})
        self.line = line


def require_width(count: int) -> None:
    """Raise SheetRefused where a row has more cells than any table of ours."""
    if count > MOST_COLUMNS:
        raise SheetRefused("too_wide", most=MOST_COLUMNS)
