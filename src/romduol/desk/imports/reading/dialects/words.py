"""What a dialect is: its tables and columns as HSDS 3 calls them, the signs of it, and what needs more than a name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
Sign = str
"""The table, the column or the field that showed which dialect it is."""
SKIPPED = ""
"""In place of a type: a table that is known and from which nothing is taken."""


def _as_it_is(record: Record) -> Record:
    return record


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to write what HSDS 3 says."""

    name: str
    """What people call it."""
    official: bool = False
    """Whether the official schemas of HSDS 3.x are about it."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """File name of a table -> the type of its rows, or `SKIPPED`."""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Type -> its column -> the field of HSDS 3."""
    several: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Type -> columns that may name several records, with commas between them."""
    links: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    """File name of a table that only joins two others -> type of the part, its column, the column of the whole."""
    document: Callable[[Record], Record] = _as_it_is
    """Turns a record of a document into one of HSDS 3."""
    table_signs: Collection[str] = ()
    column_signs: Callable[[Collection[str]], Sign] = lambda columns: ""
    field_signs: Collection[str] = ()

    def sign_in_tables(self, files: Collection[str], columns: Collection[str]) -> Sign:
        """Return what of the names of tables and columns only this dialect has."""
        return next((name for name in self.table_signs if name in files), "") or self.column_signs(columns)

    def sign_in_record(self, record: Mapping[str, Any]) -> Sign:
        """Return a field that only this dialect has."""
        return next((name for name in self.field_signs if name in record), "")


def renamed(record: Mapping[str, Any], names: Mapping[str, str]) -> Record:
    """Return the record with its fields renamed; a field that has the new name already stays."""
    made = {name: held for name, held in record.items() if name not in names}
    for old, new in names.items():
        if record.get(old) is not None:
            made.setdefault(new, record[old])
    return made


def objects(record: Mapping[str, Any], *fields: str) -> list[Record]:
    """Return the objects under the first of these fields that is there."""
    held = next((record[name] for name in fields if record.get(name) is not None), None)
    found = held if isinstance(held, list) else [held]
    return [one for one in found if isinstance(one, dict)]
