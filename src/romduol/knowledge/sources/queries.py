"""Every read of sources."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from romduol.knowledge.sources import models
from romduol.knowledge.sources.records import Grade, Source

COLUMNS = tuple(column.name for column in fields(Source))


def all_sources(on: date | None = None) -> dict[str, Source]:
    """Return every source by its id, as it was described on a day; today where none is given."""
    rows = models.Source.objects.order_by("id").values(*COLUMNS)
    found = {row["id"]: _source(row) for row in rows}
    return found | _as_they_were(on) if on else found


def _as_they_were(on: date) -> dict[str, Source]:
    # The description that ended first after the day is the one that held on it.
    rows = models.SourceAsWas.objects.filter(until__gt=on).order_by("-until")
    return {row.source_id: stored_source(row.body) for row in rows}


def body_of(source: Source) -> dict[str, Any]:
    """Return a source as it is stored among those that were."""
    return {**asdict(source), "date": source.date.isoformat() if source.date else None}


def stored_source(body: Mapping[str, Any]) -> Source:
    """Return a source from its stored form."""
    return _source({**body, "date": date.fromisoformat(body["date"]) if body["date"] else None})


def _source(row: Mapping[str, Any]) -> Source:
    return Source(**{**row, "grade": Grade(row["grade"])})
