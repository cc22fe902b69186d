"""Somebody asks to load what was tried; where it could do harm, somebody else says yes first."""

import shutil
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from romduol.desk.loading import models
from romduol.desk.loading.actions.beginning import start_job
from romduol.desk.loading.actions.problems import NotAllowed, NotNow, SeenOther, UnderWay
from romduol.desk.loading.queries.folders import folder_of
from romduol.desk.loading.queries.imports import NoSuchImport, import_from
from romduol.desk.loading.records import Failure, Import, State
from romduol.desk.loading.rules.supplying import source_of, weighs_more
from romduol.desk.loading.rules.weighing import load_waits
from romduol.desk.operator.queries import operator
from romduol.knowledge.sources.queries import all_sources
from romduol.safety.access.records import Permission, Person
from romduol.safety.audit import actions as audit

OVER = (State.TRIED, State.REFUSED, State.FAILED)


def ask_to_load(
    import_id: UUID, *, seen: str, let_go: bool = False, by: Person, now: datetime, start: bool = True
) -> Import:
    """Let an import that was tried be loaded: at once in a process of its own, or once a second person said yes.

    `seen` is its `staged` that whoever asks looked at; `let_go` agrees that most of what the source says now ends:
    where that is needed and was not given, the import is only marked so (`failed`).
    Raises `NoSuchImport`, `NotNow`, `SeenOther`, `NotAllowed`, and `UnderWay`.
    """
    if Permission.IMPORT not in by.permissions:
        raise NotAllowed("load")
    with transaction.atomic():
        row = held(import_id, (State.TRIED,), now)
        _look(row, seen)
        found = import_from(row, now)
        if found.counts.effect.lets_go and not let_go:
            row.failed = Failure.LETS_GO
            row.save(update_fields=["failed"])
            return import_from(row, now)
        was = all_sources().get(row.source)
        more = weighs_more(source_of(found.supplier, was), was)
        waits = load_waits(found.counts, operator().second_yes, weighs_more=more)
        _want(row, let_go=let_go, by=by.by, now=now)
        _move(row, State.WAITING if waits else State.LOADING, by=by.by, now=now)
    return _started(row, now, start)


def say_yes(import_id: UUID, *, seen: str, by: Person, now: datetime, start: bool = True) -> Import:
    """Let an import that waits be loaded in a process of its own.

    Raises `NoSuchImport`, `NotNow`, `SeenOther`, `UnderWay`, and `NotAllowed` for one's own or without the permission.
    """
    with transaction.atomic():
        row = held(import_id, (State.WAITING,), now)
        if row.wanted_by == by.by or Permission.APPROVE not in by.permissions:
            raise NotAllowed("say yes")
        _look(row, seen)
        row.decided_by, row.decided_at = by.by, now
        _move(row, State.LOADING, by=by.by, now=now)
    return _started(row, now, start)


@transaction.atomic
def decline(import_id: UUID, *, why: str, by: Person, now: datetime) -> Import:
    """Let an import that waits come to nothing; whoever asked for it may do so too. Its files are deleted.

    Raises `NoSuchImport`, `NotNow` and `NotAllowed`.
    """
    row = held(import_id, (State.WAITING,), now)
    if row.wanted_by != by.by and Permission.APPROVE not in by.permissions:
        raise NotAllowed("decline")
    # Whoever takes their own wish back has not decided about somebody's: the row keeps no second name then.
    row.decided_by, row.decided_at, row.decided_why = ("" if row.wanted_by == by.by else by.by), now, why
    return _given_up(row, State.DECLINED, by=by.by, now=now)


@transaction.atomic
def drop_import(import_id: UUID, *, by: str, now: datetime) -> Import:
    """Forget an import that was tried, refused or failed; its files are deleted. Raises `NoSuchImport`, `NotNow`."""
    return _given_up(held(import_id, OVER, now), State.DROPPED, by=by, now=now)


@transaction.atomic
def load_as_operator(import_id: UUID, *, let_go: bool = False, by: str, now: datetime) -> Import:
    """Let the operator of the server load what was tried, as they load a pack; `load` is to follow.

    Raises `NoSuchImport`, `NotNow` and `UnderWay`.
    """
    row = held(import_id, (State.TRIED,), now)
    _want(row, let_go=let_go, by=by, now=now)
    row.as_operator = True
    _move(row, State.LOADING, by=by, now=now)
    return import_from(row, now)


def held(import_id: UUID, states: Collection[State], now: datetime) -> models.Import:
    """Return the row of an import that is in one of these states, and let nobody else change it meanwhile."""
    row = models.Import.objects.select_for_update().filter(pk=import_id).first()
    if row is None:
        raise NoSuchImport(import_id)
    found = import_from(row, now)
    if found.state not in states:
        raise NotNow(found.state)
    if row.state != found.state:  # Its process fell silent.
        row.state, row.failed = found.state, found.failed
        row.save(update_fields=["state", "failed"])
    return row


def _look(row: models.Import, seen: str) -> None:
    if seen != row.staged or not row.staged:
        raise SeenOther


def _want(row: models.Import, *, let_go: bool, by: str, now: datetime) -> None:
    row.let_go, row.wanted_by, row.wanted_at, row.failed = let_go, by, now, ""
    row.decided_by, row.decided_at, row.decided_why, row.as_operator = "", None, "", False


def _move(row: models.Import, state: State, *, by: str, now: datetime) -> None:
    row.state, row.alive_at = state, now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        other = models.Import.objects.filter(source=row.source, state__in=models.UNDER_WAY).first()
        if other is None:
            raise
        raise UnderWay(import_from(other, now)) from None
    _note(row, by)


def _started(row: models.Import, now: datetime, start: bool) -> Import:
    # Only once it is written down: the process looks it up.
    if row.state == State.LOADING and start:
        start_job(row, "load", now)
        row.refresh_from_db()
    return import_from(row, now)


def _given_up(row: models.Import, state: State, *, by: str, now: datetime) -> Import:
    row.state, row.ended_at = state, now
    row.save()
    _note(row, by)
    models.SetAside.objects.filter(of=row).delete()
    folder = folder_of(row.pk)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
    return import_from(row, now)


def _note(row: models.Import, by: str) -> None:
    detail = {"import": str(row.pk), "state": str(row.state), "staged": row.staged}
    audit.record(by=by, verb="decide_import", subject=("source", row.source), detail=detail)
