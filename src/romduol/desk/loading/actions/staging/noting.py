"""Notes beside what was staged what a second person looks at: each value, and the record that it would stand under."""

from __future__ import annotations

import sqlite3

from romduol.knowledge.claims.rules.merging import Said

BATCH = 2_000
MOST = 10_000
"""Nobody looks at more of them; how many there are is counted all the same."""
_TABLE = (
    "CREATE TABLE critical (n INTEGER PRIMARY KEY, begins INTEGER, subject TEXT, property TEXT, value TEXT,"
    " purpose TEXT)"
)


class Noting:
    """Notes one statement after the other, in place of those of an earlier look."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._rows: list[tuple[object, ...]] = []
        self._left = MOST
        db.execute("DROP TABLE IF EXISTS critical")
        db.execute(_TABLE)

    def __call__(self, said: Said, *, begins: bool) -> None:
        """Note a statement that begins or ends."""
        if not self._left:
            return
        self._left -= 1
        self._rows.append((begins, said.subject, said.property, said.value, said.purpose))
        if len(self._rows) >= BATCH:
            self.done()

    def done(self) -> None:
        """Write what waits."""
        told = "INSERT INTO critical (begins, subject, property, value, purpose) VALUES (?, ?, ?, ?, ?)"
        self._db.execute("BEGIN")
        self._db.executemany(told, self._rows)
        self._db.execute("COMMIT")
        self._rows.clear()


def by_property(db: sqlite3.Connection) -> dict[str, int]:
    """Return how many claims of each property would be live."""
    told = (
        "SELECT property, COUNT(*) FROM (SELECT property FROM claims JOIN groups USING (g) WHERE ok"
        " UNION ALL SELECT property FROM links JOIN groups USING (g) WHERE ok AND NOT dropped) GROUP BY property"
    )
    return dict(db.execute(told))
