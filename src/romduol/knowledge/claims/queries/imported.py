"""Walks what a source says, or said before a moment, in the order of its keys; a page of rows is held at a time."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from romduol.knowledge.claims import models
from romduol.knowledge.claims.records import Origin
from romduol.knowledge.claims.rules.merging import Live, Ranked, Said, Wanted

PAGE = 5_000
START = "0" * 32
"""No claim has this key: none is made of a hash that is nought."""
_PLAIN = (
    "key, subject_id, property, value, locator, stance, purpose, scope, words, as_given, observed_on || '',"
    " hedged, rank, reason, ruled, why"
)
"""Days as texts: what is no plain column is not turned into a day."""
_CAST = (
    "replace(key::text, '-', ''), subject_id, property, value, locator, stance, purpose, scope, words::text, as_given,"
    " observed_on::text, hedged::int, rank, reason, ruled::int, why"
)
_LIVE = (
    "SELECT {columns}, id, origin, {day} FROM claims_claim"
    " WHERE source_id = %s AND ended_on IS NULL AND key > %s ORDER BY key LIMIT %s"
)
_WAS_LIVE = (
    "SELECT {columns} FROM claims_claim WHERE source_id = %s AND key > %s AND origin = %s"
    " AND recorded_at < %s AND (ended_at IS NULL OR ended_at >= %s) ORDER BY key LIMIT %s"
)


def live_of_source(source: str) -> Iterator[Live]:
    """Yield the live claims of a source, whoever wrote them; rows of keys that were passed may change meanwhile."""
    last = START
    while rows := _rows(_LIVE, [source, _key(last), PAGE]):
        for row in rows:
            yield Live(row[16], row[17] == Origin.IMPORT, row[18], Said._make(row[:12]), Ranked._make(row[12:16]))
        last = rows[-1][0]


def was_live_of_source(source: str, moment: datetime) -> Iterator[Wanted]:
    """Yield what files had said of a source right before a moment, as claims that could be live again."""
    last, at = START, connection.ops.adapt_datetimefield_value(moment)
    while rows := _rows(_WAS_LIVE, [source, _key(last), Origin.IMPORT, at, at, PAGE]):
        for row in rows:
            yield Wanted(Said._make(row[:12]), Ranked._make(row[12:16]))
        last = rows[-1][0]


def imported_from(source: str) -> bool:
    """Tell whether a file of this source was ever loaded."""
    return models.Claim.objects.filter(source_id=source, origin=Origin.IMPORT).exists()


def known_subjects(ids: Collection[str]) -> frozenset[str]:
    """Return which of some subjects are stored."""
    return frozenset(models.Subject.objects.filter(pk__in=ids).values_list("pk", flat=True))


def told_of(ids: Collection[str], *, but: str = "") -> frozenset[str]:
    """Return of which subjects anything is said, be it by files of one source alone (`but`) that are left out."""
    rows = models.Claim.objects.filter(subject_id__in=ids, ended_on__isnull=True)
    if but:
        rows = rows.exclude(source_id=but, origin=Origin.IMPORT)
    return frozenset(rows.values_list("subject_id", flat=True).distinct())


def _rows(told: str, values: list[Any]) -> list[tuple[Any, ...]]:
    posts = connection.vendor == "postgresql"
    columns, day = (_CAST, "recorded_on::text") if posts else (_PLAIN, "recorded_on || ''")
    with connection.cursor() as cursor:
        cursor.execute(told.format(columns=columns, day=day), values)
        return cursor.fetchall()


def _key(key: str) -> UUID | str:
    return UUID(key) if connection.vendor == "postgresql" else key
