"""What a check of a feed finds, and how large a feed may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from romduol.desk.imports.codes import ERRORS, NOTES, WARNINGS

__all__ = ["ERRORS", "LIMITS", "NOTES", "WARNINGS", "Finding", "Limits", "Place", "Severity", "found_at"]

Severity = Literal["error", "warning", "note"]


class Place(NamedTuple):
    """Where in a feed: the file, the number of the record in it (from 1), its line where lines count."""

    file: str
    record: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a feed.

    `pointer` is a JSON pointer into the record, or into the document where `record` is None; in a table it is the
    column. `cause` tells it in plain English, and never repeats what stands there; `causes.cause_in` tells it in
    another language. `kind` and `key` name the record where the place alone does not: a body within many services.
    """

    file: str
    record: int | None
    line: int | None
    pointer: str
    code: str
    cause: str
    sheet: str = ""
    """The sheet of a workbook."""
    kind: str = ""
    key: str = ""

    @property
    def severity(self) -> Severity:
        """Whether it keeps the record out, leaves something of it out, or is only good to know."""
        if self.code in ERRORS:
            return "error"
        return "note" if self.code in NOTES else "warning"


def found_at(place: Place, pointer: str, code: str, cause: str, *, kind: str = "", key: str = "") -> Finding:
    """Return a finding at a place."""
    return Finding(place.file, place.record, place.line, pointer, code, cause, kind=kind, key=key)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a feed is read; sizes in bytes."""

    record: int = 2_000_000
    """One line of NDJSON, or of a table."""
    document: int = 64_000_000
    """One JSON document, which is held in memory whole."""
    depth: int = 40
    values: int = 20_000
    """Of a record that holds more than this, only the first fault against the schema is told."""
    archive: int = 256_000_000
    directory: int = 1_000_000
    """The list of names at the end of a zip file."""
    files: int = 200
    unpacked: int = 512_000_000
    """One file of a package."""
    unpacked_in_all: int = 1_000_000_000
    ratio: int = 100
    """How many times larger a file may be than it is packed."""
    ratio_from: int = 1_000_000
    """Smaller files may be packed as tightly as they like."""


LIMITS = Limits()
