"""Records that a feed tells in pieces, kept on the disk until the feed is read: bodies that stand within services."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import orjson

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.listings import Kind, Link, Listing, Said
from romduol.desk.imports.records import Finding, Place, found_at
from romduol.ui.words import phrase

BATCH = 1_000
CACHE_KB = 8_000
REMEMBERED = 50_000
ONE_EACH = frozenset(["name", "alternate_name", "description", "body_type", "status", "part_of", "founded", "category"])
"""What a record says once; where its pieces say different things the first stands, and that is told."""
DIFFERS = phrase("record %(record)s of %(file)s says something else here; that stands")
NOT_HERE = phrase("a number belongs to an organisation that is not in this file")
_TABLE = """
    CREATE TABLE piece (
        kind TEXT, key TEXT, digest INTEGER, file TEXT, record INTEGER, line INTEGER, observed TEXT, own INTEGER,
        body BLOB
    );
"""
_IN_ORDER = """
    CREATE INDEX by_key ON piece (kind, key);
    CREATE TABLE wanted AS SELECT kind, key, MIN(rowid) AS first FROM piece GROUP BY kind, key;
    CREATE INDEX by_first ON wanted (first);
"""
_PIECES = """
    SELECT digest, file, record, line, observed, own, body FROM piece WHERE kind = ? AND key = ? ORDER BY rowid
"""


class Gathered:
    """Pieces of records; each record comes out once, whole, at the end, in the order in which they were first seen."""

    def __init__(self) -> None:
        # An empty name is a database of this connection's own, which SQLite moves from memory to the disk as it grows.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(f"PRAGMA cache_size = -{CACHE_KB}; PRAGMA synchronous = OFF; BEGIN; {_TABLE}")
        self._waiting: list[tuple[Any, ...]] = []
        self._known: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        """Throw everything away."""
        self._database.close()

    def is_known(self, kind: Kind, key: str, digest: int) -> bool:
        """Whether exactly this was told of the record a short while ago, so that nobody needs to look again."""
        return self._known.get((kind, key)) == digest

    def add(
        self,
        kind: Kind,
        key: str,
        at: Place,
        said: Sequence[Said],
        links: Sequence[Link] = (),
        *,
        observed_on: date | None = None,
        digest: int = 0,
    ) -> None:
        """Keep a piece. `digest` stands for all that the record says of itself; 0 where others speak of it."""
        if digest:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[kind, key] = digest
        body = orjson.dumps([list(map(_plain, said)), [[link.property, link.key, link.pointer] for link in links]])
        observed = observed_on.isoformat() if observed_on else None
        self._waiting.append((kind, key, digest, at.file, at.record, at.line, observed, bool(digest), body))
        if len(self._waiting) >= BATCH:
            self._write()

    def records(self) -> Iterator[Finding | Listing]:
        """Yield every record whole, what its pieces disagree about before it."""
        self._write()
        self._database.execute("COMMIT")
        self._database.executescript(_IN_ORDER)
        for kind, key in self._database.execute("SELECT kind, key FROM wanted ORDER BY first"):
            yield from _whole(kind, key, self._database.execute(_PIECES, (kind, key)))

    def _write(self) -> None:
        if self._waiting:
            self._database.executemany("INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._waiting)
            self._waiting.clear()


class _Growing:
    """A record that grows by one piece after another."""

    def __init__(self, at: Place) -> None:
        self.at = at
        self.said: dict[tuple[str, str, str, str], Said] = {}
        self.links: dict[tuple[str, str], Link] = {}
        self.first: dict[str, Place] = {}
        self.own = False

    def allows(self, name: str, value: str, at: Place) -> bool:
        """Whether a piece at this place may say this; only the first that speaks of it may where one value is right."""
        return name not in ONE_EACH or self.first.setdefault(name, at) == at or self._has(name, value)

    def _has(self, name: str, value: str) -> bool:
        if name == "part_of":
            return (name, value) in self.links
        return any(known[0] == name and known[1] == value for known in self.said)


def _whole(kind: Kind, key: str, pieces: Iterator[tuple[Any, ...]]) -> Iterator[Finding | Listing]:
    whole: _Growing | None = None
    seen: set[int] = set()
    observed_on: date | None = None
    for digest, file, record, line, observed, own, body in pieces:
        at = Place(file, record, line)
        whole = whole or _Growing(at)
        if digest and digest in seen:
            continue
        seen.add(digest)
        if own and not whole.own:
            whole.own, whole.at = True, at
            observed_on = date.fromisoformat(observed) if observed else None
        for where in _grown(whole, orjson.loads(body), at):
            first = whole.at
            cause = Cause(DIFFERS, record=first.record, file=first.file)
            yield found_at(at, where, "told_differently", cause, kind=kind, key=key)
    if whole is not None and not whole.own:
        yield found_at(whole.at, "", "no_body", Cause(NOT_HERE), kind=kind, key=key)
    elif whole is not None:
        yield Listing(kind, key, whole.at, tuple(whole.said.values()), tuple(whole.links.values()), observed_on)


def _grown(whole: _Growing, body: Any, at: Place) -> Iterator[str]:
    """Add a piece; yield where it says something else than an earlier one."""
    for held in body[0]:
        name, value, where, words, purpose, as_given, line = held
        if at != whole.at:
            where = f"{at.file}:{at.record}{where}"
        said = Said(name, value, where, words, purpose, as_given, line)
        if whole.allows(said.property, said.value, at):
            whole.said.setdefault((said.property, said.value, said.purpose, said.line), said)
        else:
            yield said.pointer
    for name, other, where in body[1]:
        if whole.allows(name, other, at):
            whole.links.setdefault((name, other), Link(name, other, where))
        else:
            yield where


def _plain(said: Said) -> list[Any]:
    return [said.property, said.value, said.pointer, said.words, said.purpose, said.as_given, said.line]
