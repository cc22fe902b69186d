"""Holds what was staged against itself and against what is known: what is set aside, and what hangs on that."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.codes import ERRORS
from romduol.desk.imports.rules.cycles import in_cycles
from romduol.desk.loading.actions.staging.filling import kept_cause
from romduol.desk.loading.rules.saying import OWNING
from romduol.ui.words import phrase

SOME = 500
Known = Callable[[list[str]], frozenset[str]]
"""Tells of which subjects, that are not in the file, something is said elsewhere."""
TWICE = Cause(phrase("another record of the file has the same id, and says otherwise; the first of them counts"))
SET_ASIDE = Cause(phrase("the record that it belongs to is set aside"))
NOWHERE = Cause(phrase("the record that it belongs to is neither in the file nor known"))
LINK_SET_ASIDE = Cause(phrase("the record that it names is set aside; this link alone is left out"))
LINK_NOWHERE = Cause(phrase("the record that it names is neither in the file nor known; this link alone is left out"))
CIRCLE = Cause(phrase("it would be a part of itself, perhaps round about; this link alone is left out"))


def settle(db: sqlite3.Connection, known: Known) -> None:
    """Decide of each record whether it is ready, repeated or set aside, and of each link whether it is told.

    It may be done again, when what is known moved since.
    """
    db.execute("BEGIN")
    _begin_anew(db)
    _set_aside_what_is_wrong(db)
    _set_aside_other_words(db)
    _look_elsewhere(db, known)
    _drop_links(db)
    _drop_circles(db)
    db.execute("COMMIT")


def _begin_anew(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM elsewhere")
    if not any(
        db.execute(told).fetchone()
        for told in ("SELECT 1 FROM findings WHERE n IS NOT NULL LIMIT 1", "SELECT 1 FROM groups WHERE NOT ok LIMIT 1")
    ):
        return
    db.execute("DELETE FROM findings WHERE n IS NOT NULL")
    db.execute("UPDATE groups SET ok = 1")
    db.execute("UPDATE links SET dropped = 0")
    db.execute("UPDATE records SET state = CASE WHEN first THEN 'ready' ELSE 'repeated' END")


def _set_aside_what_is_wrong(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE TABLE IF NOT EXISTS bad (file INTEGER, record INTEGER, kind TEXT, key TEXT,"
        " PRIMARY KEY (file, record, kind, key)) WITHOUT ROWID"
    )
    db.execute("DELETE FROM bad")
    made = db.execute(
        "INSERT OR IGNORE INTO bad SELECT file, record, kind, key FROM findings"
        " WHERE severity = 'error' AND record IS NOT NULL AND n IS NULL"
    )
    if made.rowcount < 1:
        return
    # An error of the place itself sets aside all that stands there; one that names a record, that record alone.
    db.execute(
        "UPDATE records SET state = 'aside' WHERE EXISTS (SELECT 1 FROM bad JOIN groups ON groups.g = records.g"
        " WHERE bad.file = records.file AND bad.record = records.record"
        " AND (bad.kind = '' OR bad.kind = groups.kind) AND (bad.key = '' OR bad.key = groups.key))"
    )
    # A record that stands well elsewhere in the file is taken from there.
    db.execute(
        "UPDATE records SET state = 'ready' WHERE n IN (SELECT MIN(n) FROM records WHERE state = 'repeated'"
        " AND g NOT IN (SELECT g FROM records WHERE state = 'ready') GROUP BY g)"
    )
    db.execute(
        "UPDATE records SET state = 'repeated' WHERE state = 'aside'"
        " AND g IN (SELECT g FROM records WHERE state = 'ready')"
    )
    db.execute("UPDATE groups SET ok = 0 WHERE g NOT IN (SELECT g FROM records WHERE state = 'ready')")


def _set_aside_other_words(db: sqlite3.Connection) -> None:
    """Of records with one id that say different things, let the first count."""
    db.execute("CREATE TEMP TABLE twice AS SELECT subject FROM groups WHERE ok GROUP BY subject HAVING COUNT(*) > 1")
    if db.execute("SELECT 1 FROM twice LIMIT 1").fetchone():
        _index_records(db)
        told = db.execute(
            "SELECT groups.g FROM twice JOIN groups USING (subject) JOIN records ON records.g = groups.g"
            " WHERE groups.ok AND records.state = 'ready' AND records.n > (SELECT MIN(others.n) FROM groups AS other"
            " JOIN records AS others ON others.g = other.g WHERE other.subject = groups.subject AND other.ok"
            " AND others.state = 'ready')"
        )
        _set_aside(db, told.fetchall(), "/id", "duplicate_id", TWICE)
    db.execute("DROP TABLE twice")


def _look_elsewhere(db: sqlite3.Connection, known: Known) -> None:
    rows = db.execute(
        "SELECT DISTINCT value FROM links JOIN groups USING (g) WHERE groups.ok AND NOT EXISTS"
        " (SELECT 1 FROM groups AS other WHERE other.subject = links.value AND other.ok)"
    ).fetchall()
    for some in _parted([row[0] for row in rows]):
        db.executemany("INSERT INTO elsewhere VALUES (?)", [(one,) for one in sorted(known(some))])


def _drop_links(db: sqlite3.Connection) -> None:
    """Leave links out that lead nowhere; a service of which no owner is left is set aside."""
    broken = db.execute(
        "SELECT links.rowid, links.g, links.property, links.pointer, EXISTS (SELECT 1 FROM groups AS other"
        " WHERE other.subject = links.value) FROM links JOIN groups USING (g) WHERE groups.ok AND NOT EXISTS"
        " (SELECT 1 FROM groups AS other WHERE other.subject = links.value AND other.ok)"
        " AND links.value NOT IN (SELECT subject FROM elsewhere) ORDER BY links.g"
    ).fetchall()
    if not broken:
        return
    _index_records(db)
    db.executemany("UPDATE links SET dropped = 1 WHERE rowid = ?", [(row[0],) for row in broken])
    db.execute("CREATE INDEX IF NOT EXISTS link_of_a_group ON links (g)")
    for _, group, name, pointer, in_file in broken:
        if name in OWNING and not _has_an_owner(db, group):
            code, told = ("hangs_on_another", SET_ASIDE) if in_file else ("dangling_reference", NOWHERE)
            _set_aside(db, [(group,)], pointer, code, told)
        else:
            _note(db, group, pointer, "link_left_out", LINK_SET_ASIDE if in_file else LINK_NOWHERE)


def _has_an_owner(db: sqlite3.Connection, group: int) -> bool:
    row = db.execute(
        "SELECT 1 FROM links WHERE g = ? AND NOT dropped AND property IN ('provided_by', 'operated_by')", (group,)
    )
    return row.fetchone() is not None


def _drop_circles(db: sqlite3.Connection) -> None:
    for name in ("part_of", "replaced_by"):
        count = db.execute("SELECT MAX(g) FROM groups").fetchone()[0] or 0
        edges = db.execute(
            "SELECT links.g, above.g FROM links JOIN groups AS own ON own.g = links.g"
            " JOIN groups AS above ON above.subject = links.value WHERE links.property = ? AND NOT links.dropped"
            " AND own.ok AND above.ok",
            (name,),
        )
        first = edges.fetchone()
        if first is None:
            continue
        above = array("q", bytes(8 * (count + 1)))
        above[first[0]] = first[1]
        for child, parent in edges:
            above[child] = parent
        _index_records(db)
        for member, length in list(in_cycles(above)):
            for group in _round(above, member, length):
                db.execute("UPDATE links SET dropped = 1 WHERE g = ? AND property = ?", (group, name))
                _note(db, group, f"/{name}", "link_left_out", CIRCLE)


def _round(above: array[int], member: int, length: int) -> Iterator[int]:
    for _ in range(length):
        yield member
        member = above[member]


def _set_aside(db: sqlite3.Connection, groups: Iterable[tuple[int]], pointer: str, code: str, cause: Cause) -> None:
    for (group,) in groups:
        db.execute("UPDATE groups SET ok = 0 WHERE g = ?", (group,))
        _note(db, group, pointer, code, cause)
        db.execute("UPDATE records SET state = 'aside' WHERE g = ?", (group,))


def _note(db: sqlite3.Connection, group: int, pointer: str, code: str, cause: Cause) -> None:
    severity = "error" if code in ERRORS else "warning"
    # What repeats a record is told of once; where each of them is set aside, each is told of.
    db.execute(
        "INSERT INTO findings (file, record, line, pointer, code, cause, severity, sheet, kind, key, n)"
        " SELECT file, record, line, ?, ?, ?, ?, '', kind, key, n FROM records JOIN groups USING (g)"
        " WHERE g = ? AND (state = 'ready' OR ?)",
        (pointer, code, kept_cause(cause), severity, group, severity == "error"),
    )


def _index_records(db: sqlite3.Connection) -> None:
    db.execute("CREATE INDEX IF NOT EXISTS record_of_a_group ON records (g)")


def _parted(all_of_them: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(all_of_them), SOME):
        yield all_of_them[start : start + SOME]
