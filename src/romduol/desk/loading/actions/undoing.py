"""Undoes the last load of a source: what it began ends, what it ended begins again."""

import shutil
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from romduol.desk.loading import models
from romduol.desk.loading.actions.deciding import held
from romduol.desk.loading.actions.loading import hold_supplier, moment_after
from romduol.desk.loading.actions.problems import NotNow
from romduol.desk.loading.queries.folders import folder_of
from romduol.desk.loading.queries.imports import import_from, last_load
from romduol.desk.loading.records import Import, State
from romduol.knowledge.claims.actions import restore_imported
from romduol.knowledge.sources.actions import record_sources
from romduol.knowledge.sources.queries import all_sources, stored_source
from romduol.safety.audit import actions as audit


@transaction.atomic
def undo_import(import_id: UUID, *, why: str = "", by: str, now: datetime) -> Import:
    """Make live again what was live of the source before the load; a past day still sees both.

    Raises `NoSuchImport`, and `NotNow` where it is not loaded, another load of the source came after it, or a file of
    the source is being loaded.
    """
    row = held(import_id, (State.LOADED,), now)
    hold_supplier(row.source)
    last = last_load(row.source)
    if last is None or last.pk != row.pk or row.loaded_at is None:
        raise NotNow(State.LOADED)
    at = moment_after(row.source, now)
    found = restore_imported(source=row.source, before=row.loaded_at, at=at, by=by, why=why)
    _describe_as_before(row, by=by, at=at)
    row.state, row.ended_at, row.decided_why = State.UNDONE, at, why or row.decided_why
    row.save()
    models.SetAside.objects.filter(of=row).delete()
    detail = {"import": str(row.pk), "added": found.added, "ended": found.ended, "why": why[:1000]}
    audit.record(by=by, verb="undo_import", subject=("source", row.source), detail=detail)
    folder = folder_of(row.pk)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
    return import_from(row, now)


def _describe_as_before(row: models.Import, *, by: str, at: datetime) -> None:
    # A source without a description before stays: the claims that ended still name it.
    if row.was is None:
        return
    before = stored_source(row.was)
    if all_sources().get(row.source) != before:
        record_sources([before], by=by, on=timezone.localdate(at))
