"""Tables that point to one another by id become nested records; the rows wait on the disk, in any order of tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.records import Finding, Place, found_at
from romduol.desk.imports.rules.fields import AT, text_of
from romduol.ui.words import phrase

BATCH = 1_000
TOGETHER = 200
"""Records that are joined in one go."""
MOST = 500
"""Rows of one table that one record may have."""
CACHE_KB = 16_000
_TABLES = """
    CREATE TABLE row (id INTEGER PRIMARY KEY, kind TEXT, key TEXT, file TEXT, record INTEGER, line INTEGER, body BLOB);
    CREATE TABLE owned (kind TEXT, field TEXT, owner TEXT, row INTEGER);
    CREATE TABLE link (kind TEXT, key TEXT, field TEXT, owner TEXT);
"""
_INDEXES = """
    CREATE INDEX row_by_key ON row (kind, key);
    INSERT INTO owned SELECT link.kind, link.field, link.owner, row.id FROM link
        JOIN row ON row.kind = link.kind AND row.key = link.key;
    CREATE INDEX owned_by ON owned (kind, field, owner);
"""
OWNERS: Mapping[str, tuple[str, ...]] = {
    "phone": ("organization_id", "service_id", "location_id", "service_at_location_id"),
    "service_area": ("service_id", "service_at_location_id"),
    "service_at_location": ("service_id",),
    "location": ("organization_id",),
    "address": ("location_id",),
    "attribute": ("link_id", "service_id"),
    "language": ("phone_id",),
}
"""Type of row -> the columns that name the record which it is a part of."""
KEPT = frozenset([*OWNERS, "organization", "service", "taxonomy_term"])
_OWNED = "SELECT owner, row FROM owned WHERE kind = ? AND field = ? AND owner IN (?…) ORDER BY row"
_NAMED = "SELECT key, id FROM row WHERE kind = ? AND key IN (?…) ORDER BY id"


class _Part(NamedTuple):
    """What a cell names: the type of the rows that say the same in HSDS 3, and in which tables there are such cells."""

    kind: str
    wholes: tuple[str, ...]


_NAMES: Mapping[str, _Part] = {
    "phone_id": _Part("phone", ("organization", "service", "location")),
    "location_id": _Part("service_at_location", ("service",)),
    "taxonomy_term_id": _Part("attribute", ("service",)),
}
TOO_MANY = phrase("a record has more than %(most)s rows of one table; the others are left out")
Docs = Sequence[dict[str, Any]]


class Joined:
    """Rows of all tables, and the records that they make together."""

    def __init__(self) -> None:
        # An empty name is a database of this connection's own, which SQLite moves from memory to the disk as it grows.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(f"PRAGMA cache_size = -{CACHE_KB}; PRAGMA synchronous = OFF; BEGIN; {_TABLES}")
        self._rows: list[tuple[Any, ...]] = []
        self._owned: list[tuple[Any, ...]] = []
        self._count = 0
        self._crowded: dict[int, dict[str, Any]] = {}

    def close(self) -> None:
        """Throw everything away."""
        self._database.close()

    def add(self, kind: str, record: Mapping[str, Any], at: Place) -> None:
        """Keep a row; a column that names several records holds them as a list."""
        if kind not in KEPT:
            return
        self._count += 1
        key = text_of(record, "id")
        self._rows.append((self._count, kind, key, at.file, at.record, at.line, orjson.dumps(record)))
        for field in OWNERS.get(kind, ()):
            held = record.get(field)
            for owner in held if type(held) is list else (text_of(record, field),):
                if owner:
                    self._owned.append((kind, field, owner, self._count))
        if len(self._rows) >= BATCH:
            self._write()

    def add_named(self, kind: str, record: Mapping[str, Any], at: Place) -> None:
        """Keep what a row names in its cells and HSDS 3 has rows for: numbers, places, terms; only ORServices does."""
        key = text_of(record, "id")
        for field, part in _NAMES.items():
            if kind not in part.wholes or field not in record:
                continue
            held = record[field]
            for other in held if type(held) is list else (text_of(record, field),):
                if part.kind == "phone":
                    self.link("phone", other, f"{kind}_id", key)
                else:
                    self.add(part.kind, {"service_id": key, field: other}, at)

    def link(self, kind: str, key: str, field: str, owner: str) -> None:
        """Note that a row, which may come later, is a part of a record."""
        self._database.execute("INSERT INTO link VALUES (?, ?, ?, ?)", (kind, key, field, owner))

    def records(self) -> Iterator[tuple[str, dict[str, Any], Place] | Finding]:
        """Yield every organisation and then every service with all that belongs to it."""
        self._write()
        self._database.execute("COMMIT")
        if not self._count:
            return
        self._database.executescript(_INDEXES)
        for kind in ("organization", "service"):
            for batch in self._batches(kind):
                docs = [doc for doc, _ in batch]
                self._whole(kind, docs)
                for doc, at in batch:
                    doc[AT] = ""
                    if id(doc) in self._crowded:
                        yield found_at(at, "", "too_many", Cause(TOO_MANY, most=MOST))
                for doc in self._crowded.values():
                    if doc[AT]:
                        file, _, record = doc[AT].rpartition(":")
                        yield found_at(Place(file, int(record)), "", "too_many", Cause(TOO_MANY, most=MOST))
                self._crowded.clear()
                yield from ((kind, doc, at) for doc, at in batch)

    def _write(self) -> None:
        self._database.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?)", self._rows)
        self._database.executemany("INSERT INTO owned VALUES (?, ?, ?, ?)", self._owned)
        self._rows.clear()
        self._owned.clear()

    def _batches(self, kind: str) -> Iterator[list[tuple[dict[str, Any], Place]]]:
        last = 0
        while True:
            found = self._database.execute(
                "SELECT id, file, record, line, body FROM row WHERE kind = ? AND id > ? ORDER BY id LIMIT ?",
                (kind, last, TOGETHER),
            ).fetchall()
            if not found:
                return
            last = found[-1][0]
            yield [(orjson.loads(body), Place(file, record, line)) for _, file, record, line, body in found]

    # Joining

    def _whole(self, kind: str, docs: Docs) -> None:
        if kind == "organization":
            self._with_languages(self._owned_by(docs, "phone", "organization_id", "phones"))
            self._located(self._owned_by(docs, "location", "organization_id", "locations"))
            return
        self._with_languages(self._owned_by(docs, "phone", "service_id", "phones"))
        self._owned_by(docs, "service_area", "service_id", "service_areas")
        for field in ("link_id", "service_id"):
            self._named(self._owned_by(docs, "attribute", field, "attributes"), "taxonomy_term")
        there = self._owned_by(docs, "service_at_location", "service_id", "service_at_locations")
        self._with_languages(self._owned_by(there, "phone", "service_at_location_id", "phones"))
        self._owned_by(there, "service_area", "service_at_location_id", "service_areas")
        self._located(self._named(there, "location"))

    def _located(self, locations: Docs) -> None:
        self._owned_by(locations, "address", "location_id", "addresses")
        self._with_languages(self._owned_by(locations, "phone", "location_id", "phones"))

    def _with_languages(self, numbers: Docs) -> None:
        self._owned_by(numbers, "language", "phone_id", "languages")

    def _owned_by(self, docs: Docs, kind: str, field: str, into: str) -> Docs:
        """Put the rows that name each record into a list of it; return all of them."""
        by_key: dict[str, list[dict[str, Any]]] = {}
        for doc in docs:
            if key := text_of(doc, "id"):
                by_key.setdefault(key, []).append(doc)
        found: list[dict[str, Any]] = []
        for owner, row in self._of(_OWNED, by_key, kind, field):
            parts = [(doc, doc.setdefault(into, [])) for doc in by_key[owner]]
            self._crowded.update((id(doc), doc) for doc, held in parts if len(held) >= MOST)
            open_to = [held for _, held in parts if len(held) < MOST]
            if open_to:
                found.append(self._row(row))
            for held in open_to:
                held.append(found[-1])
        return found

    def _named(self, docs: Docs, kind: str) -> Docs:
        """Put the record that each of these names into it; return all of those."""
        by_key: dict[str, list[dict[str, Any]]] = {}
        for doc in docs:
            if key := text_of(doc, f"{kind}_id"):
                by_key.setdefault(key, []).append(doc)
        found: list[dict[str, Any]] = []
        for key, row in self._of(_NAMED, by_key, kind):
            held = self._row(row)
            for doc in by_key[key]:
                doc[kind] = held
            found.append(held)
        return found

    def _of(self, select: str, keys: Mapping[str, Any], *given: str) -> Iterator[tuple[str, int]]:
        """Yield key and number of the rows that a text of our own selects, in the order in which they were read."""
        wanted = list(keys)
        for start in range(0, len(wanted), TOGETHER):
            some = wanted[start : start + TOGETHER]
            yield from self._database.execute(select.replace("?…", ", ".join("?" * len(some))), (*given, *some))

    def _row(self, number: int) -> dict[str, Any]:
        file, record, body = self._database.execute(
            "SELECT file, record, body FROM row WHERE id = ?", (number,)
        ).fetchone()
        held: dict[str, Any] = orjson.loads(body)
        held[AT] = f"{file}:{record}"
        return held
