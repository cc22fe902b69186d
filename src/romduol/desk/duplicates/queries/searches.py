"""How far the last search has come, or how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from romduol.desk.duplicates import models
from romduol.desk.duplicates.records import Searched

SILENT = timedelta(minutes=10)
"""A search that said nothing for so long is over: resolving a large directory takes minutes before it begins."""
STOPPED = "stopped"


def last_search(now: datetime) -> Searched | None:
    """Return the last search; one that fell silent is over."""
    row = models.Search.objects.order_by("-asked_at").first()
    return search_of(row, now) if row else None


def search_of(row: models.Search, now: datetime) -> Searched:
    """Return a row as a record."""
    silent = row.ended_at is None and now - row.alive_at > SILENT
    return Searched(
        id=row.id,
        by=row.by,
        asked_at=row.asked_at,
        ended_at=row.alive_at if silent else row.ended_at,
        compared=row.compared,
        found=row.found,
        failed=STOPPED if silent else row.failed,
    )
