"""What a check of a feed finds, and how large a feed may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]

ERRORS: Mapping[str, str] = {
    "unreadable": "the file cannot be read to its end",
    "empty": "there is no record",
    "too_large": "larger than we read",
    "too_deep": "nested deeper than any record needs to be",
    "wrong_encoding": "not UTF-8",
    "invalid_json": "not JSON",
    "not_finite": "NaN, Infinity, or a number that no computer holds",
    "lone_surrogate": "half of a sign (a lone surrogate)",
    "duplicate_key": "one key twice in an object",
    "not_a_record": "something else where a record has to be",
    "which_type": "nobody can tell what the records are",
    "schema": "against the official schema",
    "duplicate_id": "one id for two records",
    "dangling_reference": "points to a record that the feed does not have",
    "cyclic_parents": "is its own ancestor",
    "not_a_date": "not a date",
    "impossible_date": "a day that cannot be",
    "buddhist_year": "a year of the Buddhist era",
    "dates_reversed": "ends before it begins",
    "ages": "ages that cannot be",
    "coordinates": "coordinates that cannot be",
    "control_character": "signs that steer a screen",
    "unsafe_package": "a package that we do not unpack",
    "invalid_package": "not a tabular package",
    "invalid_csv": "not a table",
}
WARNINGS: Mapping[str, str] = {
    "bom": "a byte order mark before the text",
    "nothing_to_import": "a page without records",
    "reference_elsewhere": "points to a record that is not in this part of a feed",
    "markup": "script or markup in a name, or a script in a text",
    "phone": "a phone number that cannot be dialled",
    "metadata": "metadata, which is not imported",
    "personal_name": "names of persons, which are not imported",
    "unknown_table": "a table that HSDS does not have, which is not imported",
    "unknown_column": "a column that HSDS does not have, which is not imported",
    "missing_table": "a table that the package names and does not hold",
}
"""What keeps a feed out, and what is only said; each code with what it is, in a few words."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a feed: the file, the number of the record in it (from 1), its line where lines count."""

    file: str
    record: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a feed.

    `pointer` is a JSON pointer into the record, or into the document where `record` is None; in a table it is the
    column. `cause` tells it in plain words, and never repeats what stands there.
    """

    file: str
    record: int | None
    line: int | None
    pointer: str
    code: str
    cause: str

    @property
    def severity(self) -> Severity:
        """Whether it keeps the feed out."""
        return "error" if self.code in ERRORS else "warning"


def found_at(place: Place, pointer: str, code: str, cause: str) -> Finding:
    """Return a finding at a place."""
    return Finding(place.file, place.record, place.line, pointer, code, cause)


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
