"""What rows say of one record is joined: an organisation stands in many rows. It waits on the disk until the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b

import orjson

from romduol.desk.imports.listings import Link, Listing, Said
from romduol.desk.imports.records import Finding, Place
from romduol.desk.imports.rules.sheet_causes import told
from romduol.desk.imports.sheets.drafts import Draft
from romduol.knowledge.claims.rules.properties import PROPERTIES

BATCH = 2_000
CACHE_KB = 16_000
_TABLE = """
    CREATE TABLE drafts (
        kind TEXT, key TEXT, digest BLOB, at INTEGER, file TEXT, sheet TEXT, line INTEGER, record INTEGER, body BLOB,
        PRIMARY KEY (kind, key, digest)
    ) WITHOUT ROWID;
"""
_FIRST = """
    CREATE TABLE firsts AS SELECT kind, key, MIN(at) AS first FROM drafts GROUP BY kind, key;
    CREATE INDEX by_first ON firsts (first, kind);
"""
_ALL = """
    SELECT drafts.kind, drafts.key, file, sheet, line, record, body
    FROM firsts CROSS JOIN drafts ON drafts.kind = firsts.kind AND drafts.key = firsts.key
    ORDER BY firsts.first, firsts.kind, at
"""


class Gathering:
    """Keeps drafts, each that says the same once, and joins those of one record."""

    def __init__(self) -> None:
        # An empty name is a database of this connection's own, which SQLite moves from memory to the disk as it grows.
        self._database = sqlite3.connect("")
        self._database.executescript(
            f"PRAGMA cache_size = -{CACHE_KB}; PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; {_TABLE}"
        )
        self._waiting: list[tuple[object, ...]] = []
        self._count = 0

    def close(self) -> None:
        """Throw everything away."""
        self._database.close()

    def add(self, draft: Draft) -> None:
        """Keep what one row says of a record."""
        body = orjson.dumps(
            [[_plain(one) for one in draft.said], [_plain(one) for one in draft.links], draft.observed_on]
        )
        digest = blake2b(body, digest_size=16).digest()
        self._count += 1
        at = draft.at
        row = (draft.kind, draft.key, digest, self._count, at.file, draft.sheet, at.line, at.record, body)
        self._waiting.append(row)
        if len(self._waiting) >= BATCH:
            self._write()

    def _write(self) -> None:
        self._database.executemany("INSERT OR IGNORE INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._waiting)
        self._waiting.clear()

    def joined(self) -> Iterator[Listing | Finding]:
        """Yield every record in the order in which the file began to tell of it, findings before it."""
        self._write()
        self._database.executescript(_FIRST)
        held: list[Draft] = []
        for row in self._database.execute(_ALL):
            draft = _draft(row)
            if held and (held[0].kind, held[0].key) != (draft.kind, draft.key):
                yield from _joined(held)
                held = []
            held.append(draft)
        if held:
            yield from _joined(held)


def _plain(one: Said | Link) -> list[object]:
    if isinstance(one, Link):
        return [one.property, one.key, one.pointer]
    return [one.property, one.value, one.pointer, one.words, one.purpose, one.as_given, one.line]


def _draft(row: tuple[object, ...]) -> Draft:
    kind, key, file, sheet, line, record, body = row
    said, links, day = orjson.loads(body)  # type: ignore[arg-type]
    return Draft(
        kind,  # type: ignore[arg-type]
        str(key),
        Place(str(file), record, line),  # type: ignore[arg-type]
        str(sheet),
        tuple(Said(*one) for one in said),
        tuple(Link(*one) for one in links),
        date.fromisoformat(day) if day else None,
    )


def _joined(drafts: list[Draft]) -> Iterator[Listing | Finding]:
    """Yield one record of what several rows say of it; where one value is allowed, the first row counts."""
    said: dict[tuple[str, ...], Said] = {}
    single: dict[tuple[str, str], tuple[str, int]] = {}
    first = drafts[0]
    for draft in drafts:
        for one in draft.said:
            known = said.get(key := (one.property, one.value, one.purpose, one.line))
            if known is not None:
                said[key] = known._replace(words={**one.words, **known.words})
                continue
            counts, row = single.setdefault((one.property, one.line), (one.value, draft.at.record or 0))
            if not PROPERTIES[one.property].many and counts != one.value:
                place = Place(draft.at.file, draft.at.record, draft.at.line)
                yield told(place, draft.sheet, one.pointer, "two_values", row=draft.at.record, first=row)
                continue
            said[key] = one
    days = [draft.observed_on for draft in drafts]
    oldest = None if None in days else min(day for day in days if day is not None)
    links = {(one.property, one.key): one for draft in drafts for one in draft.links}
    yield Listing(first.kind, first.key, first.at, tuple(said.values()), tuple(links.values()), oldest)
