"""Reads inboxes: what each takes, its chain, and which of them are alive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Prefetch, QuerySet

from romduol.care.queues import models
from romduol.care.queues.records import Body, Inbox, Queue, QueueKind, Span
from romduol.care.queues.rules import AHEAD, current_chain, day_of, hour_of, is_living, takes_reports
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.statements import RecoveryPublic

_ORGANIZATION_AND_KEYS = ("organization", "recovery_seal", "recovery_sign")


class NoSuchQueue(LookupError):
    """No queue has this id."""


def inbox(queue_id: UUID) -> Inbox:
    """Return one queue with its chain, which is empty where nobody has begun it; raises `NoSuchQueue`."""
    row = _rows().filter(pk=queue_id).first()
    if row is None:
        raise NoSuchQueue(queue_id)
    return inbox_of(row)


def inboxes(kind: QueueKind | None = None) -> list[Inbox]:
    """Return the queues, all or of a kind, with their chains; in an order that tells nothing."""
    rows = _rows() if kind is None else _rows().filter(kind=kind)
    return [inbox_of(row) for row in rows]


def inboxes_of(organization: UUID) -> list[Inbox]:
    """Return the queues of one organisation with their chains."""
    return [inbox_of(row) for row in _rows().filter(organization=organization)]


def inboxes_at(organizations: Collection[UUID], among: Collection[UUID] | None = None) -> list[Inbox]:
    """Return the queues of some organisations with their chains; of these alone, where some are named."""
    rows = _rows().filter(organization__in=organizations)
    return [inbox_of(row) for row in (rows if among is None else rows.filter(pk__in=among))]


def living(kind: QueueKind | None, now: datetime) -> list[Inbox]:
    """Return the inboxes that somebody may report to now."""
    return [found for found in inboxes(kind) if takes_reports(found, now, settings.INBOX_HOURS)]


def some_living(inboxes: Iterable[Inbox], now: datetime) -> bool:
    """Tell whether somebody looked lately into one of these inboxes."""
    return any(is_living(one.queue, hour_of(now), settings.INBOX_HOURS) for one in inboxes)


def living_chains(now: datetime) -> dict[UUID, tuple[QueueKind, Chain]]:
    """Return queue -> its kind and its chain, of those that may be reported to now: `living` in one query, no names."""
    hour, today = hour_of(now), day_of(now)
    recent = (hour - settings.INBOX_HOURS, hour + AHEAD)
    rows = models.Statement.objects.filter(queue__paused=False, queue__opened_hour__range=recent)
    signed: dict[tuple[UUID, str], list[bytes]] = {}
    for queue, kind, data in rows.order_by("epoch").values_list("queue_id", "queue__kind", "signed"):
        signed.setdefault((queue, kind), []).append(bytes(data))
    found = ((queue, QueueKind(kind), current_chain(tuple(chain), today)) for (queue, kind), chain in signed.items())
    return {queue: (kind, chain) for queue, kind, chain in found if chain and kind is not QueueKind.AUDIT}


def last_epochs(queue_ids: Iterable[UUID]) -> dict[UUID, tuple[QueueKind, int]]:
    """Return queue -> its kind and its last epoch, of those among these that have begun."""
    rows = models.Statement.objects.filter(queue__in=set(queue_ids)).order_by()
    last = rows.values_list("queue_id", "queue__kind").annotate(Max("epoch"))
    return {queue: (QueueKind(kind), epoch) for queue, kind, epoch in last}


def begun_and_opened() -> dict[UUID, int]:
    """Return queue -> its last epoch, of those that have begun and that a member opened: they may take reports."""
    rows = models.Statement.objects.filter(queue__opened_hour__isnull=False).order_by()
    return dict(rows.values_list("queue_id").annotate(Max("epoch")))


def all_queues() -> list[Queue]:
    """Return every queue as it was set up."""
    return [queue_of(row) for row in models.Queue.objects.order_by("kind", "id")]


def recovery_of(queue_id: UUID) -> RecoveryPublic | None:
    """Return the recovery keys that a queue begins with, or that its custodians signed since; None: none yet."""
    return _pair(models.Queue.objects.filter(pk=queue_id).values_list("recovery_seal", "recovery_sign").first())


def announced_of(queue_id: UUID) -> RecoveryPublic | None:
    """Return the recovery keys that are announced for a queue and not signed by its custodians yet; None: none."""
    return _pair(models.Queue.objects.filter(pk=queue_id).values_list("announced_seal", "announced_sign").first())


def recoveries() -> Mapping[UUID, RecoveryPublic]:
    """Return organisation -> the recovery keys that its next queue begins with: the newest that are in force."""
    # A queue that waits for its custodians' word comes first, so that another, which has it already, counts.
    waiting = models.Queue.objects.exclude(announced_seal=None).values_list(*_ORGANIZATION_AND_KEYS)
    settled = models.Queue.objects.filter(announced_seal=None).values_list(*_ORGANIZATION_AND_KEYS)
    found = ((organization, _pair(halves)) for organization, *halves in (*waiting, *settled))
    return {organization: pair for organization, pair in found if pair}


def _pair(halves: Sequence[Any] | None) -> RecoveryPublic | None:
    return RecoveryPublic(bytes(halves[0]), bytes(halves[1])) if halves and halves[0] and halves[1] else None


def _rows() -> QuerySet[models.Queue]:
    statements = models.Statement.objects.order_by("epoch")
    return models.Queue.objects.order_by("kind", "id").prefetch_related(Prefetch("statements", statements))


def inbox_of(row: models.Queue) -> Inbox:
    """Return a row with its statements."""
    return Inbox(queue_of(row), signed_of(row.statements.all()))


def signed_of(rows: Iterable[models.Statement]) -> tuple[bytes, ...]:
    """Return statements by their epochs."""
    return tuple(bytes(row.signed) for row in sorted(rows, key=lambda row: row.epoch))


def queue_of(row: models.Queue) -> Queue:
    """Return a row as others read it."""
    return Queue(
        id=row.id,
        organization=row.organization,
        name=row.name,
        kind=QueueKind(row.kind),
        body=Body(row.body),
        provinces=tuple(row.provinces),
        hours=tuple(Span(tuple(one["days"]), one["from"], one["to"]) for one in row.hours),
        answer_hours=row.answer_hours,
        paused=row.paused,
        opened_hour=row.opened_hour,
    )
