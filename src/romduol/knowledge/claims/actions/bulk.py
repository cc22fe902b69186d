"""Writes very many rows of claims and subjects at once, past Django's models, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from django.db import connection

from romduol.knowledge.claims.actions.subjects import day_of
from romduol.knowledge.claims.records import Origin
from romduol.knowledge.claims.rules.merging import NORMAL, Live, Wanted

_COLUMNS = (
    "key, subject_id, property, value, locator, stance, purpose, scope, words, as_given, observed_on, hedged,"
    " rank, reason, ruled, why, source_id, origin, recorded_on, recorded_at, recorded_by, ended_by, ended_why"
)
_INSERT = f"INSERT INTO claims_claim ({_COLUMNS}) VALUES ({', '.join(['%s'] * 23)})"  # noqa: S608 - constants
_COPY = f"COPY claims_claim ({_COLUMNS}) FROM STDIN"
_END = (
    "UPDATE claims_claim SET ended_on = %s, ended_at = %s, ended_by = %s, ended_why = %s"
    " WHERE id = %s AND ended_on IS NULL"
)
_SUBJECT = (
    "INSERT INTO claims_subject (id, kind, topic, label, caution) VALUES (%s, %s, '', '{}', '{}')"
    " ON CONFLICT DO NOTHING"
)


ROOMY_KB = 128_000
"""What SQLite may hold of its indexes while it loads: with less, it writes the same pages again and again."""


@contextmanager
def roomy() -> Iterator[None]:
    """Let SQLite hold more in memory than it does otherwise, until this is done."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = -{ROOMY_KB}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(usual)}")


class ClaimsMoved(Exception):
    """Somebody changed claims of a source while it was walked: nothing of this load may stay."""


class Writer:
    """Writes what files say of one source at one moment."""

    def __init__(self, source: str, *, at: datetime, by: str, why: str) -> None:
        self._at = connection.ops.adapt_datetimefield_value(at)
        self._by, self._why = by, why
        self._day = day_of(at).isoformat()
        self._more = (source, str(Origin.IMPORT), self._day, self._at, by, "", "")
        self._usual = (*NORMAL, *self._more)
        self._posts = connection.vendor == "postgresql"

    def begin(self, claims: Sequence[Wanted]) -> None:
        """Store claims as live ones."""
        usual, more = self._usual, self._more
        rows: list[tuple[Any, ...]] = [
            said + usual if ranked is NORMAL else said + ranked + more for said, ranked in claims
        ]
        with connection.cursor() as cursor:
            if not self._posts:
                cursor.executemany(_INSERT, rows)
                return
            with cast(Any, cursor).copy(_COPY) as copy:
                for row in rows:
                    copy.write_row(row)

    def end(self, rows: Sequence[Live]) -> None:
        """End live rows; one that begins later than the clock says ends on the day on which it began."""
        told = [(max(self._day, row.recorded_on), self._at, self._by, self._why, row.pk) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(_END, told)
            if cursor.rowcount != len(told):
                raise ClaimsMoved


def add_subjects(subjects: Iterable[tuple[str, str]], size: int) -> int:
    """Store subjects, by id and kind, that are not stored yet; returns how many. They have no label: files name them
    by claims, and a label is our own word."""
    added, some = 0, []
    for subject in subjects:
        some.append(subject)
        if len(some) >= size:
            added += _added(some)
            some = []
    return added + (_added(some) if some else 0)


def _added(some: list[tuple[str, str]]) -> int:
    with connection.cursor() as cursor:
        cursor.executemany(_SUBJECT, some)
        return max(0, int(cursor.rowcount))
