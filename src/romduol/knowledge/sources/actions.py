"""Every write of sources: a source described anew leaves what it was for the days before."""

from collections.abc import Iterable
from datetime import date

from romduol.knowledge.sources import models
from romduol.knowledge.sources.queries import COLUMNS, all_sources, body_of
from romduol.knowledge.sources.records import Source
from romduol.safety.audit import actions as audit

BATCH = 500


def record_sources(sources: Iterable[Source], *, by: str, on: date) -> int:
    """Store sources, new or described anew on a day; returns how many. Call it inside a transaction."""
    wanted = list(sources)
    _keep_what_they_were(wanted, on)
    rows = [models.Source(**{name: getattr(source, name) for name in COLUMNS}) for source in wanted]
    models.Source.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[name for name in COLUMNS if name != "id"],
    )
    audit.record(by=by, verb="record_sources", subject=("sources", "all"), detail={"count": len(rows)})
    return len(rows)


def keep_source(source: Source, *, by: str, on: date) -> Source:
    """Store a source of our own where it is not stored yet, or was described otherwise; returns it."""
    if all_sources().get(source.id) != source:
        record_sources([source], by=by, on=on)
    return source


def hold_source(source: str) -> None:
    """Let nobody else say anything new in the name of a source until the caller's transaction ends."""
    # On PostgreSQL a new claim waits for the row of its source; SQLite lets one transaction write at a time anyway.
    list(models.Source.objects.select_for_update().filter(pk=source).values_list("pk"))


def _keep_what_they_were(wanted: Iterable[Source], on: date) -> None:
    known = all_sources()
    changed = [known[source.id] for source in wanted if source.id in known and known[source.id] != source]
    # Of several descriptions on one day only the first was ever the picture of a day before it.
    models.SourceAsWas.objects.bulk_create(
        (models.SourceAsWas(source_id=source.id, until=on, body=body_of(source)) for source in changed),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
