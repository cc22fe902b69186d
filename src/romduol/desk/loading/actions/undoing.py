"""Undoes the last load of a source: what it began ends, what it ended begins again."""

import shutil
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from romduol.desk.loading import models
from romduol.desk.loading.actions.deciding import held
from romduol.desk.loading.actions.loading import hold_supplier, moment_after
from romduol.desk.loading.actions.problems import NotAllowed, NotNow
from romduol.desk.loading.queries.folders import folder_of
from romduol.desk.loading.queries.imports import import_from, last_load
from romduol.desk.loading.records import Import, State
from romduol.desk.loading.rules.supplying import renews, weighs_more
from romduol.desk.loading.rules.weighing import undo_waits
from romduol.desk.operator.queries import operator
from romduol.knowledge.claims.actions import restore_imported
from romduol.knowledge.sources.actions import record_sources
from romduol.knowledge.sources.queries import all_sources, stored_source
from romduol.safety.access.records import Permission, Person
from romduol.safety.audit import actions as audit


class _Waits(Exception):
    """A second person has to say yes to an undoing."""


@transaction.atomic
def undo_import(import_id: UUID, *, why: str = "", by: str, now: datetime) -> Import:
    """Make live again what was live of the source before the load, as the operator of the server; a past day sees both.

    Raises `NoSuchImport`, and `NotNow` where it is not loaded, another load of the source came after it, or a file of
    the source is being loaded.
    """
    return _undone(_last(import_id, now), why=why, by=by, now=now, alone=True)


def ask_to_undo(import_id: UUID, *, why: str, by: Person, now: datetime) -> Import:
    """Undo a load as `undo_import` does; where that brings back what readers trust, once a second person asks too.

    The first only is on record then (`undo_by`). Raises `NoSuchImport`, `NotNow`, and `NotAllowed`.
    """
    if Permission.IMPORT not in by.permissions:
        raise NotAllowed("undo")
    with transaction.atomic():
        row = _last(import_id, now)
        second = bool(row.undo_by) and row.undo_by != by.by and Permission.APPROVE in by.permissions
        try:
            with transaction.atomic():
                return _undone(row, why=row.undo_why if second else why, by=by.by, now=now, alone=second)
        except _Waits:
            row = _last(import_id, now)
        if not row.undo_by:
            row.undo_by, row.undo_why = by.by, why
            row.save(update_fields=["undo_by", "undo_why"])
            audit.record(by=by.by, verb="ask_to_undo", subject=("source", row.source), detail={"import": str(row.pk)})
        return import_from(row, now)


@transaction.atomic
def leave_undo(import_id: UUID, *, by: Person, now: datetime) -> Import:
    """Let an undoing that waits come to nothing. Raises `NoSuchImport`, `NotNow`, and `NotAllowed`."""
    row = held(import_id, (State.LOADED,), now)
    if not row.undo_by:
        raise NotNow(State.LOADED)
    if row.undo_by != by.by and Permission.APPROVE not in by.permissions:
        raise NotAllowed("leave")
    row.undo_by = row.undo_why = ""
    row.save(update_fields=["undo_by", "undo_why"])
    audit.record(by=by.by, verb="leave_undo", subject=("source", row.source), detail={"import": str(row.pk)})
    return import_from(row, now)


def _last(import_id: UUID, now: datetime) -> models.Import:
    """Return the row of a load that can be undone, and let nobody load or undo anything of its source meanwhile."""
    row = held(import_id, (State.LOADED,), now)
    hold_supplier(row.source)
    last = last_load(row.source)
    if last is None or last.pk != row.pk or row.loaded_at is None:
        raise NotNow(State.LOADED)
    return row


def _undone(row: models.Import, *, why: str, by: str, now: datetime, alone: bool) -> Import:
    at = moment_after(row.source, now)
    found = restore_imported(source=row.source, before=row.loaded_at, at=at, by=by, why=why)  # type: ignore[arg-type]
    heavier = _describe_as_before(row, by=by, at=at)
    if not alone and undo_waits(found.began, found.over, operator().second_yes, weighs_more=heavier):
        raise _Waits
    row.state, row.ended_at, row.decided_why = State.UNDONE, at, why or row.decided_why
    row.save()
    models.SetAside.objects.filter(of=row).delete()
    detail = {"import": str(row.pk), "added": found.added, "ended": found.ended, "why": why[:1000]}
    if row.undo_by:
        detail["asked_by"] = row.undo_by
    audit.record(by=by, verb="undo_import", subject=("source", row.source), detail=detail)
    folder = folder_of(row.pk)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
    return import_from(row, now)


def _describe_as_before(row: models.Import, *, by: str, at: datetime) -> bool:
    """Describe the source as before the load; tells whether it weighs more with that, or is fresh again."""
    # A source without a description before stays: the claims that ended still name it.
    if row.was is None:
        return False
    before, now = stored_source(row.was), all_sources().get(row.source)
    if now == before:
        return False
    record_sources([before], by=by, on=timezone.localdate(at))
    return weighs_more(before, now) or renews(before, now)
