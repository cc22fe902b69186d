"""Loads an import: all of it in one transaction, or nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from romduol.desk.loading import models
from romduol.desk.loading.actions import staging
from romduol.desk.loading.actions.comparing import known_elsewhere, renewed
from romduol.desk.loading.actions.problems import NotNow
from romduol.desk.loading.actions.staging.filling import opened
from romduol.desk.loading.actions.telling import Clock, Shown, Telling, unseen
from romduol.desk.loading.actions.trying import failure_of, settle_and_count, stored_counts
from romduol.desk.loading.queries.folders import file_of, staged_of
from romduol.desk.loading.queries.imports import NoSuchImport, counts_from, import_from, supplier_from
from romduol.desk.loading.queries.suppliers import is_taken
from romduol.desk.loading.records import Counts, Effect, Failure, Import, Stage, State, Supplier
from romduol.desk.loading.rules.supplying import source_of, weighs_more
from romduol.desk.loading.rules.weighing import critical_of, load_waits
from romduol.desk.operator.queries import operator
from romduol.knowledge.claims.actions import add_imported_subjects, replace_imported
from romduol.knowledge.sources.actions import hold_source, record_sources
from romduol.knowledge.sources.queries import all_sources, body_of
from romduol.safety.audit import actions as audit

ATTEMPTS = 3
TICK = timedelta(microseconds=1)


class _Kept(Exception):
    """Something keeps the load from being; `failure` says what."""

    def __init__(self, failure: Failure, *, unseen: bool = False) -> None:
        super().__init__(failure)
        self.failure = failure
        self.unseen = unseen
        """True where somebody has to look anew, even where the same would be loaded."""


def load(import_id: UUID, *, clock: Clock, shown: Shown = unseen) -> Import:
    """Make what was staged the live claims of its source, and return the import as it is then.

    Where it would do other harm than was looked at, it does nothing, but where the operator of the server loads.

    It ends `loaded`, or is `tried` again with what kept it (`failed`). Raises `NoSuchImport` and `NotNow`.
    """
    row = models.Import.objects.filter(pk=import_id).first()
    if row is None:
        raise NoSuchImport(import_id)
    if row.state != State.LOADING:
        raise NotNow(State(row.state))
    telling = Telling(import_id, clock, shown)
    telling.enter(Stage.LOADING)
    try:
        _load_or_look_again(row, telling, clock)
    except _Kept as kept:
        _back(row, kept.failure, clock())
    except NotNow:
        raise
    except BaseException as problem:
        failure = failure_of(problem)
        _back(row, failure, clock())
        if failure is Failure.BROKE:
            raise
    row.refresh_from_db()
    return import_from(row, clock())


def _load_or_look_again(row: models.Import, telling: Telling, clock: Clock) -> None:
    """Load; where what is known moved since the try, settle anew, and go on if that comes to the same."""
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                _load(row, telling, clock)
        except _Kept as kept:
            if kept.failure is not Failure.MOVED:
                raise
            seen = row.staged
            settle_and_count(row, telling)
            if kept.unseen or row.staged != seen:
                raise
            telling.enter(Stage.LOADING)
        else:
            _forget_the_file(row.pk)
            return
    raise _Kept(Failure.MOVED)


def _load(row: models.Import, telling: Telling, clock: Clock) -> None:
    # Two processes may have been begun where the first was silent for long.
    row.refresh_from_db(from_queryset=models.Import.objects.select_for_update())
    if row.state != State.LOADING:
        raise NotNow(State(row.state))
    supplier = supplier_from(row.supplier)
    keeper = hold_supplier(supplier.id)
    if is_taken(supplier.id):
        raise _Kept(Failure.SOURCE_TAKEN)
    at, by = moment_after(supplier.id, clock()), row.decided_by or row.wanted_by
    with opened(staged_of(row.pk)) as db:
        if staging.digest(db) != row.staged:
            # It is not what was looked at: damaged on the disk, or changed by somebody.
            raise _Kept(Failure.FILE_GONE)
        there = staging.elsewhere(db)
        if known_elsewhere(supplier)(there) != frozenset(there):
            raise _Kept(Failure.MOVED)
        heavier = weighs_more(source_of(supplier, was := all_sources().get(supplier.id)), was)
        fresh = renewed(db, supplier)
        row.was = _describe(supplier, by=by, at=at)
        effect, touched = _write(db, supplier, telling, at=at, by=by)
    if effect.lets_go and not row.let_go:
        raise _Kept(Failure.LETS_GO)
    seen = counts_from(row.counts)
    counts = replace(seen, effect=effect, critical=touched, renewed=fresh, claims=effect.added + effect.kept)
    if not row.as_operator and not _was_seen(row, seen, counts, heavier):
        raise _Kept(Failure.MOVED, unseen=True)
    row.state, row.loaded_at, row.ended_at, row.failed = State.LOADED, at, at, ""
    row.counts, row.alive_at = stored_counts(counts), at
    row.save()
    models.Import.objects.filter(source=supplier.id).exclude(undo_by="").update(undo_by="", undo_why="")
    if not keeper.began:
        keeper.began = True
        keeper.save(update_fields=["began"])
    detail = {"import": str(row.pk), "added": effect.added, "ended": effect.ended, "kept": effect.kept}
    audit.record(by=by, verb="load_import", subject=("source", supplier.id), detail=detail)


def _was_seen(row: models.Import, seen: Counts, counts: Counts, weighs_more: bool) -> bool:
    """Tell whether somebody looked at all that can do harm; and a second person, where it has to be one."""
    same = dict(seen.critical) == dict(counts.critical) and dict(seen.renewed) == dict(counts.renewed)
    return same and (bool(row.decided_by) or not load_waits(counts, operator().second_yes, weighs_more=weighs_more))


def hold_supplier(source: str) -> models.Supplier:
    """Let nobody else load or undo anything of a source until the transaction ends, nor say anything in its name."""
    keeper = models.Supplier.objects.select_for_update().get(pk=source)
    hold_source(source)
    return keeper


def moment_after(source: str, now: datetime) -> datetime:
    """Return the moment of a load or its undoing: later than that of the load before, whatever the clock says."""
    before = models.Import.objects.filter(source=source, loaded_at__isnull=False).order_by("-loaded_at").first()
    last = before.loaded_at if before is not None else None
    return now if last is None or now > last else last + TICK


def _describe(supplier: Supplier, *, by: str, at: datetime) -> dict[str, object] | None:
    """Describe the source as its supplier does now; returns what it was before, if anything."""
    was = all_sources().get(supplier.id)
    new = source_of(supplier, was)
    if new != was:
        record_sources([new], by=by, on=timezone.localdate(at))
    return body_of(was) if was is not None else None


def _write(
    db: sqlite3.Connection, supplier: Supplier, telling: Telling, *, at: datetime, by: str
) -> tuple[Effect, dict[str, int]]:
    telling.alive()
    new = add_imported_subjects(staging.subjects(db), by=by)
    found = replace_imported(
        staging.wanted(db), source=supplier.id, whole=supplier.complete, at=at, by=by, tell=telling.walked
    )
    # What begins and ends under one key is one statement that changes.
    touched = critical_of(found.changed)
    return Effect(found.added, found.ended, found.kept, new, 0, found.ruled), touched


def _back(row: models.Import, failure: Failure, now: datetime) -> None:
    models.Import.objects.filter(pk=row.pk).update(state=State.TRIED, failed=failure, ended_at=now, alive_at=now)
    detail = {"import": str(row.pk), "failed": str(failure)}
    audit.record(by=row.decided_by or row.wanted_by, verb="load_import", subject=("source", row.source), detail=detail)


def _forget_the_file(import_id: UUID) -> None:
    path = file_of(import_id)
    if path is not None:
        path.unlink(missing_ok=True)
