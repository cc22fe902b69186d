"""Every write of sources."""

from collections.abc import Iterable

from romduol.knowledge.sources import models
from romduol.knowledge.sources.queries import COLUMNS
from romduol.knowledge.sources.records import Source
from romduol.safety.audit import actions as audit

BATCH = 500


def record_sources(sources: Iterable[Source], *, by: str) -> int:
    """Store sources, new or described anew; returns how many. Call it inside a transaction."""
    rows = [models.Source(**{name: getattr(source, name) for name in COLUMNS}) for source in sources]
    models.Source.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[name for name in COLUMNS if name != "id"],
    )
    audit.record(by=by, verb="record_sources", subject=("sources", "all"), detail={"count": len(rows)})
    return len(rows)
