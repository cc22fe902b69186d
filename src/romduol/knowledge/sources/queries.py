"""Every read of sources."""

from dataclasses import fields

from romduol.knowledge.sources import models
from romduol.knowledge.sources.records import Grade, Source

COLUMNS = tuple(column.name for column in fields(Source))


def all_sources() -> dict[str, Source]:
    """Return every source by its id."""
    rows = models.Source.objects.order_by("id").values(*COLUMNS)
    return {row["id"]: Source(**{**row, "grade": Grade(row["grade"])}) for row in rows}
