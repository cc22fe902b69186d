"""Reads what was staged: the claims that would be loaded, in order; how many; and what was set aside."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from romduol.desk.loading.queries.staged import TOLD, told_from
from romduol.desk.loading.records import Counts, SetAside, Told
from romduol.knowledge.claims.rules.merging import Said, Wanted


def _of(table: str) -> str:
    return (
        f"SELECT key, subject, property, value, locator, 'asserts', purpose, '', words, as_given,"  # noqa: S608
        f" observed_on, 0 FROM {table} WHERE g NOT IN (SELECT g FROM groups WHERE NOT ok)"
    )


_WANTED = f"{_of('claims')} UNION ALL {_of('links')} AND NOT dropped ORDER BY 1"


def wanted(db: sqlite3.Connection) -> Iterator[Wanted]:
    """Yield the claims that would be loaded, each key once, in the order of the keys."""
    last = ""
    for row in db.execute(_WANTED):
        if row[0] != last:
            last = row[0]
            yield Wanted(Said._make(row))


def subjects(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Yield id and kind of every subject that is loaded, lines among them; one may come twice."""
    yield from db.execute("SELECT subject, kind FROM groups WHERE ok")
    yield from db.execute("SELECT DISTINCT lines.subject, 'line' FROM lines JOIN groups USING (g) WHERE ok")


def elsewhere(db: sqlite3.Connection) -> list[str]:
    """Return the subjects, of no record of the file, that links lead to."""
    return [row[0] for row in db.execute("SELECT subject FROM elsewhere ORDER BY subject")]


def digest(db: sqlite3.Connection) -> str:
    """Return a digest of all that would be loaded."""
    found = sha256()
    for subject, said in db.execute("SELECT subject, digest FROM groups WHERE ok ORDER BY subject"):
        found.update(subject.encode() + b"\0" + said)
    for (key,) in db.execute("SELECT links.key FROM links JOIN groups USING (g) WHERE ok AND dropped ORDER BY 1"):
        found.update(b"\0" + key.encode())
    return found.hexdigest()


def counts(db: sqlite3.Connection) -> Counts:
    """Return how many records were read and what became of them; what a load would do is not among it."""
    states = Counter(dict(db.execute("SELECT state, COUNT(*) FROM records GROUP BY state")))
    _index_asides(db)
    unread = db.execute(f"SELECT COUNT(*) FROM bad WHERE {_UNREAD}").fetchone()[0]  # noqa: S608 - a constant
    reasons: Counter[str] = Counter()
    for told in _REASONS:
        reasons.update(dict(db.execute(told)))
    told = "SELECT code, COUNT(*) FROM findings WHERE severity = ? GROUP BY code"
    left, notes = (dict(db.execute(told, (severity,))) for severity in ("warning", "note"))
    kinds = dict(db.execute("SELECT kind, COUNT(*) FROM groups WHERE ok GROUP BY kind"))
    lines = db.execute("SELECT COUNT(DISTINCT lines.subject) FROM lines JOIN groups USING (g) WHERE ok").fetchone()[0]
    return Counts(
        records=states.total() + unread,
        ready=states["ready"],
        repeated=states["repeated"],
        set_aside=states["aside"] + unread,
        by_reason=dict(reasons),
        left_out=left,
        notes=notes,
        kinds={**kinds, **({"line": lines} if lines else {})},
    )


_MATCH = (
    "{0}.file = records.file AND {0}.record = records.record AND ({0}.kind = '' OR {0}.kind = groups.kind)"
    " AND ({0}.key = '' OR {0}.key = groups.key)"
)
_UNREAD = f"NOT EXISTS (SELECT 1 FROM records JOIN groups USING (g) WHERE {_MATCH.format('bad')})"  # noqa: S608
_REASONS = (
    "SELECT f.code, COUNT(DISTINCT records.n) FROM records JOIN groups USING (g) JOIN findings AS f"  # noqa: S608
    f" ON {_MATCH.format('f')} WHERE records.state = 'aside' AND f.severity = 'error' AND f.n IS NULL GROUP BY f.code",
    "SELECT code, COUNT(DISTINCT n) FROM findings WHERE severity = 'error' AND n IS NOT NULL GROUP BY code",
    "SELECT code, COUNT(*) FROM (SELECT DISTINCT bad.file, bad.record, bad.kind, bad.key, f.code FROM bad"  # noqa: S608
    " JOIN findings AS f ON f.file = bad.file AND f.record = bad.record AND f.kind = bad.kind AND f.key = bad.key"
    f" WHERE f.severity = 'error' AND f.n IS NULL AND {_UNREAD}) GROUP BY code",
)
"""Of records that were read and set aside; that hang on another; that could not be read as records."""


def asides(db: sqlite3.Connection, limit: int) -> Iterator[SetAside]:
    """Yield records that were set aside, in the order of the file, each with every reason; at most so many."""
    _index_asides(db)
    rows = db.execute(
        "SELECT file, record, line, n, kind, groups.key, name FROM records JOIN groups USING (g) WHERE state = 'aside'"  # noqa: S608
        f" UNION ALL SELECT file, record, NULL, NULL, kind, key, '' FROM bad WHERE {_UNREAD}"
        " ORDER BY 1, 2, 4 LIMIT ?",
        (limit,),
    ).fetchall()
    for file, record, line, n, kind, key, name in rows:
        told = _told_of(db, (file, record, kind, kind, key, key, n))
        first = told[0]
        yield SetAside(first.file, record, line or first.line, kind, key, name, told)


def _told_of(db: sqlite3.Connection, spot: tuple[object, ...]) -> tuple[Told, ...]:
    where = (
        " WHERE f.file = ? AND f.record = ? AND (f.kind = '' OR f.kind = ?  OR ? = '')"
        " AND (f.key = '' OR f.key = ? OR ? = '') AND (f.n IS NULL OR f.n = ?)"
        " ORDER BY CASE f.severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, f.id"
    )
    return tuple(told_from(row) for row in db.execute(TOLD + where, spot))


def _index_asides(db: sqlite3.Connection) -> None:
    if db.execute("SELECT 1 FROM bad LIMIT 1").fetchone() or db.execute("SELECT 1 FROM findings LIMIT 1").fetchone():
        db.execute("CREATE INDEX IF NOT EXISTS record_by_place ON records (file, record)")
        db.execute("CREATE INDEX IF NOT EXISTS finding_by_place ON findings (file, record)")
