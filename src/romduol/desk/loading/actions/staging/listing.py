"""Reads records back out of what was staged: as they are compared, and those that a file says are not offered now."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import cast

import orjson

from romduol.desk.imports.listings import Kind, Link, Listing, Said
from romduol.desk.imports.records import Place

NOWHERE = Place("")
_LISTED = (
    "SELECT groups.kind, g, groups.subject, groups.key, property, value, words, '' FROM claims JOIN groups USING (g)"
    " WHERE ok AND claims.subject = groups.subject"
    " UNION ALL"
    " SELECT groups.kind, g, groups.subject, groups.key, property, '', '', named FROM links JOIN groups USING (g)"
    " WHERE ok AND NOT dropped ORDER BY 1, 2"
)


def ready_records(db: sqlite3.Connection, most: int) -> int:
    """Return how many records would be loaded, counted no further than `most`."""
    told = db.execute("SELECT COUNT(*) FROM (SELECT 1 FROM groups WHERE ok LIMIT ?)", (most,))
    return int(told.fetchone()[0])


def listings(db: sqlite3.Connection) -> Iterator[tuple[str, Listing]]:
    """Yield the subject of each record that would be loaded and what it says of itself; bodies before services.

    What is said of its lines, and where in the file it stands, is left out.
    """
    for (kind, _, subject, key), rows in groupby(db.execute(_LISTED), key=itemgetter(0, 1, 2, 3)):
        held = list(rows)
        said = tuple(Said(name, value, "", orjson.loads(words)) for *_, name, value, words, other in held if not other)
        links = tuple(Link(name, other, "") for *_, name, _value, _words, other in held if other)
        yield subject, Listing(cast(Kind, kind), key, NOWHERE, said, links)


def not_running(db: sqlite3.Connection) -> Callable[[str], bool] | None:
    """Return what tells of a locator whether its record says that it is not offered now; None where none does."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS silent (locator TEXT PRIMARY KEY) WITHOUT ROWID")
    db.execute("DELETE FROM silent")
    made = db.execute(
        "INSERT OR IGNORE INTO silent SELECT kind || '/' || key FROM findings WHERE code = 'not_running' AND key != ''"
    )
    if made.rowcount < 1:
        return None
    return lambda locator: db.execute("SELECT 1 FROM silent WHERE locator = ?", (locator,)).fetchone() is not None
