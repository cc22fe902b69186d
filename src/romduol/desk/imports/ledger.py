"""Which ids a feed has and which it points to; kept on the disk while it is read, so that memory stays flat."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from typing import Any

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.records import Finding, Place, found_at
from romduol.desk.imports.rules.cycles import in_cycles
from romduol.ui.words import phrase

BATCH = 2_000
REMEMBERED = 50_000
CACHE_KB = 4_000
_TABLES = """
    CREATE TABLE seen (kind TEXT, id INTEGER, file INTEGER, record INTEGER, line INTEGER, top INTEGER);
    CREATE TABLE pointing (kind TEXT, id INTEGER, file INTEGER, record INTEGER, line INTEGER, pointer TEXT);
    CREATE TABLE parents (
        kind TEXT, id INTEGER, parent INTEGER, file INTEGER, record INTEGER, line INTEGER, pointer TEXT
    );
"""
_TWICE = """
    SELECT later.kind, later.file, later.record, later.line, first.file, first.record
    FROM (SELECT kind, id, MIN(rowid) AS at FROM seen WHERE top GROUP BY kind, id HAVING COUNT(*) > 1) AS twice
    JOIN seen AS first ON first.rowid = twice.at
    JOIN seen AS later ON later.kind = twice.kind AND later.id = twice.id AND later.top AND later.rowid > twice.at
    ORDER BY later.rowid
"""
_DANGLING = """
    SELECT kind, file, record, line, pointer FROM pointing
    WHERE NOT EXISTS (SELECT 1 FROM seen WHERE seen.kind = pointing.kind AND seen.id = pointing.id)
    ORDER BY pointing.rowid
"""
_ONE_PARENT_EACH = """
    CREATE TABLE tree (kind TEXT, id INTEGER, parent INTEGER, at INTEGER, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    INSERT INTO tree SELECT kind, id, parent, MIN(rowid) FROM parents GROUP BY kind, id;
"""
_EDGES = """
    SELECT child.at, above.at FROM tree AS child
    JOIN tree AS above ON above.kind = child.kind AND above.id = child.parent
"""


SAME_ID = phrase("record %(record)s has the same id (%(kind)s)")
SAME_ID_ELSEWHERE = phrase("record %(record)s of %(file)s has the same id (%(kind)s)")
LOST = phrase("the feed has no such %(kind)s")
ELSEWHERE = phrase("there is no such %(kind)s in what was given to check")
OWN_PARENT = phrase("it is its own parent")
OWN_ANCESTOR = phrase("it is its own ancestor, after %(count)s of type %(kind)s")


class Ledger:
    """Notes ids as a feed is read; afterwards tells which come twice, lead nowhere or go round in a circle.

    Ids are kept as numbers of 64 bits that differ from run to run, in a file that has no name and is gone at the end.
    """

    def __init__(self) -> None:
        # An empty name is a database of this connection's own, which SQLite moves from memory to the disk as it grows.
        self._database = sqlite3.connect("")
        self._database.executescript(f"PRAGMA cache_size = -{CACHE_KB}; PRAGMA synchronous = OFF; {_TABLES}")
        self._files: dict[str, int] = {}
        self._nested: set[tuple[str, int]] = set()
        self._waiting: dict[str, list[tuple[Any, ...]]] = {"seen": [], "pointing": [], "parents": []}

    def close(self) -> None:
        """Throw everything away."""
        self._database.close()

    def saw(self, kind: str, text: str, place: Place, *, top: bool) -> None:
        """Note that a record has this id; `top` where it is a record of the feed itself, not part of another."""
        number = _number(text)
        if not top:
            # A feed nests the same few bodies, places and terms again and again; once is enough to know of them.
            if (kind, number) in self._nested:
                return
            if len(self._nested) >= REMEMBERED:
                self._nested.clear()
            self._nested.add((kind, number))
        self._note("seen", (kind, number, *self._at(place), top))

    def points(self, kind: str, text: str, place: Place, pointer: str) -> None:
        """Note that something points to a record of this type."""
        self._note("pointing", (kind, _number(text), *self._at(place), pointer))

    def descends(self, kind: str, text: str, parent: str, place: Place, pointer: str) -> None:
        """Note that a record names its parent."""
        self._note("parents", (kind, _number(text), _number(parent), *self._at(place), pointer))

    def findings(self, *, complete: bool) -> Iterator[Finding]:
        """Yield what only the whole feed shows. A feed that is `complete` has every record that it points to."""
        for table in self._waiting:
            self._write(table)
        self._database.executescript(f"CREATE INDEX by_id ON seen (kind, id); {_ONE_PARENT_EACH}")
        yield from self._twice()
        yield from self._dangling(complete=complete)
        yield from self._circles()

    def _twice(self) -> Iterator[Finding]:
        names = self._names()
        for kind, file, record, line, first_file, first in self._database.execute(_TWICE):
            says = SAME_ID if first_file == file else SAME_ID_ELSEWHERE
            more = {} if first_file == file else {"file": names[first_file]}
            cause = Cause(says, record=first, kind=kind, **more)
            yield found_at(Place(names[file], record, line), "/id", "duplicate_id", cause, kind=kind)

    def _dangling(self, *, complete: bool) -> Iterator[Finding]:
        names = self._names()
        listed = {kind for (kind,) in self._database.execute("SELECT DISTINCT kind FROM seen WHERE top")}
        for kind, file, record, line, pointer in self._database.execute(_DANGLING):
            lost = complete and kind in listed
            code = "dangling_reference" if lost else "reference_elsewhere"
            cause = Cause(LOST if lost else ELSEWHERE, kind=kind)
            yield found_at(Place(names[file], record, line), pointer, code, cause)

    def _circles(self) -> Iterator[Finding]:
        """Yield each circle once. Of a record that stands in a feed several times the first parent counts."""
        names = self._names()
        count = self._database.execute("SELECT COALESCE(MAX(rowid), 0) FROM parents").fetchone()[0]
        above = array("i", [0]) * (count + 1)
        for child, parent in self._database.execute(_EDGES):
            above[child] = parent
        for row, length in in_cycles(above):
            kind, file, record, line, pointer = self._database.execute(
                "SELECT kind, file, record, line, pointer FROM parents WHERE rowid = ?", (row,)
            ).fetchone()
            told = Cause(OWN_PARENT) if length == 1 else Cause(OWN_ANCESTOR, count=length, kind=kind)
            yield found_at(Place(names[file], record, line), pointer, "cyclic_parents", told)

    def _names(self) -> list[str]:
        return list(self._files)

    def _at(self, place: Place) -> tuple[int, int | None, int | None]:
        return self._files.setdefault(place.file, len(self._files)), place.record, place.line

    def _note(self, table: str, row: tuple[Any, ...]) -> None:
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= BATCH:
            self._write(table)

    def _write(self, table: str) -> None:
        rows = self._waiting[table]
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names of our own
            rows.clear()


def _number(text: str) -> int:
    """Return an id as a number; in a UUID capital letters mean the same, and whoever wrote the feed cannot guess it."""
    return hash(text.strip().lower())
