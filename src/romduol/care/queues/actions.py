"""Every write of queues: set up, paused and removed by an administrator, begun and opened by members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import router, transaction
from django.db.models import QuerySet

from romduol.care.queues import models
from romduol.care.queues.queries import NoSuchQueue, announced_of, queue_of, recovery_of, signed_of
from romduol.care.queues.records import Body, Queue, QueueKind, Span
from romduol.care.queues.rules import fits, hour_of, is_recent, span_written
from romduol.safety.audit import actions as audit
from romduol.safety.crypto.epochs import Chain, ChainBroken, current_public, extend_chain, walk_chain
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import read_public
from romduol.safety.crypto.statements import RecoveryPublic


class QueueRefused(ValueError):
    """A queue that may not be so."""


class QueueThere(QueueRefused):
    """The organisation has a queue of this kind already."""


class NotForChildren(QueueRefused):
    """Reports about children go to child protection, or to police that somebody chose by name."""


class OtherRecovery(QueueRefused):
    """A statement that names other recovery keys than those that an administrator gave, or announced."""


class Begun(QueueRefused):
    """Members have begun the queue: what was sealed to it, and who could read it, stays known."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """What an administrator says of a queue."""

    name: Mapping[str, str]
    body: Body
    provinces: tuple[str, ...]
    hours: tuple[Span, ...]
    answer_hours: int


def set_up_queue(
    *, organization: UUID, kind: QueueKind, said: SetUp, recovery: RecoveryPublic | None, by: str
) -> Queue:
    """Make the inbox of an organisation for a kind of report; raises `QueueThere`, `NotForChildren`, `Malformed`."""
    _expect_fit(kind, said.body)
    with transaction.atomic(using=_database()):
        if models.Queue.objects.filter(organization=organization, kind=kind).exists():
            raise QueueThere(kind)
        row = models.Queue(organization=organization, kind=kind)
        _say(row, said)
        _give_recovery(row, recovery)
        row.save(force_insert=True)
        _note("set_up_queue", row, by)
    return queue_of(row)


def change_queue(*, queue_id: UUID, said: SetUp, recovery: RecoveryPublic | None = None, by: str) -> Queue:
    """Say something else of a queue; raises `NoSuchQueue`, `NotForChildren`, `Malformed`.

    Before it has begun other recovery keys are given to it. Then they are only announced, to all queues of the
    organisation that have begun: it is the custodians of the old ones who sign them.
    """
    with transaction.atomic(using=_database()):
        row = _held_beside(queue_id)
        _expect_fit(QueueKind(row.kind), said.body)
        if recovery is not None:
            if row.statements.exists():
                _announce(row, recovery, by)
                row.refresh_from_db()
            else:
                _give_recovery(row, recovery)
        _say(row, said)
        row.save()
        _note("change_queue", row, by)
    return queue_of(row)


def pause(*, queue_id: UUID, paused: bool, by: str) -> Queue:
    """Take no more reports for the time being, or take them again; raises `NoSuchQueue`."""
    with transaction.atomic(using=_database()):
        row = _held(queue_id)
        row.paused = paused
        row.save(update_fields=["paused"])
        _note("pause_queue" if paused else "take_up_queue", row, by)
    return queue_of(row)


def remove_queue(*, queue_id: UUID, by: str) -> None:
    """Remove a queue that nothing can have been sealed to, as none has begun it; raises `NoSuchQueue`, `Begun`."""
    with transaction.atomic(using=_database()):
        row = _held(queue_id)
        if row.statements.exists():
            raise Begun(queue_id)
        _note("remove_queue", row, by)
        row.delete()


def add_statement(queue_id: UUID, signed: bytes, *, today: date) -> Chain:
    """Store the statement that comes next in a chain, or its first, and return the chain with it.

    Inside a transaction of the caller's the queue stays held until that ends. Raises `NoSuchQueue`, `ChainBroken`,
    `NotCurrent`, `OtherRecovery`.
    """
    with transaction.atomic(using=_database()):
        row = _held_beside(queue_id)
        before = signed_of(row.statements.all())
        chain = extend_chain(walk_chain(before) if before else None, signed)
        if chain.queue != queue_id:
            raise ChainBroken(len(chain.signed), "other-queue")
        current_public(chain, today)
        _take_recovery(row, chain)
        models.Statement.objects.create(queue=row, epoch=len(chain.signed), signed=signed)
    return chain


def note_opened(queue_id: UUID, now: datetime) -> None:
    """Note the hour in which a member opened a queue; an earlier one is not put in place of a later that can be."""
    hour = hour_of(now)
    with transaction.atomic(using=_database()):
        row = _held(queue_id)
        if not is_recent(row.opened_hour, hour, 0):
            row.opened_hour = hour
        row.save(update_fields=["opened_hour"])


def forget_opened(queue_ids: Iterable[UUID]) -> None:
    """Let queues take nothing more until a member opens them again: after a panic lock nobody can."""
    with transaction.atomic(using=_database()):
        rows = models.Queue.objects.filter(pk__in=set(queue_ids))
        _hold(rows)
        rows.update(opened_hour=None)


def _database() -> str:
    return router.db_for_write(models.Queue)


def _hold(rows: QuerySet[models.Queue]) -> None:
    """Hold queues until the transaction ends, the smaller id first: so no two wait for one another."""
    list(rows.select_for_update().order_by("pk").values_list("pk"))


def _held_beside(queue_id: UUID) -> models.Queue:
    """Hold a queue and all others of its organisation: what becomes of its recovery keys concerns them too."""
    its = models.Queue.objects.filter(pk=queue_id).values("organization")
    _hold(models.Queue.objects.filter(organization__in=its))
    return _held(queue_id)


def _held(queue_id: UUID) -> models.Queue:
    row = models.Queue.objects.select_for_update().filter(pk=queue_id).first()
    if row is None:
        raise NoSuchQueue(queue_id)
    return row


def _say(row: models.Queue, said: SetUp) -> None:
    row.name, row.body, row.hours = dict(said.name), said.body, [span_written(one) for one in said.hours]
    row.provinces, row.answer_hours = list(said.provinces), said.answer_hours


def _give_recovery(row: models.Queue, recovery: RecoveryPublic | None) -> None:
    if recovery is not None:
        _expect_keys(recovery)
        row.recovery_seal, row.recovery_sign = recovery.seal, recovery.sign


def _announce(row: models.Queue, recovery: RecoveryPublic, by: str) -> None:
    """Announce recovery keys to all begun queues of an organisation; those in force take an announcement back."""
    _expect_keys(recovery)
    for one in models.Queue.objects.filter(organization=row.organization).order_by("pk"):
        if one.statements.exists():
            comes = recovery != recovery_of(one.pk)
            one.announced_seal, one.announced_sign = (recovery.seal, recovery.sign) if comes else (None, None)
            one.save(update_fields=["announced_seal", "announced_sign"])
            _note("announce_recovery", one, by)


def _expect_keys(recovery: RecoveryPublic) -> None:
    for public in (recovery.seal, recovery.sign):
        read_public(public)
    if recovery.seal == recovery.sign:
        raise Malformed("the two recovery keys are one")


def _expect_fit(kind: QueueKind, body: Body) -> None:
    if not fits(kind, body):
        raise NotForChildren(body)


def _take_recovery(row: models.Queue, chain: Chain) -> None:
    """Take the recovery keys of a new statement: those that are in force or, signed by their custodians, announced."""
    named, given = chain.last.statement.recovery, recovery_of(row.pk)
    if named == given:
        return
    if len(chain.signed) == 1 or named != announced_of(row.pk):
        raise OtherRecovery(row.id)
    row.recovery_seal, row.recovery_sign = named.seal, named.sign
    row.announced_seal = row.announced_sign = None
    row.save(update_fields=["recovery_seal", "recovery_sign", "announced_seal", "announced_sign"])
    # A queue that nobody has begun follows: no chain of its own tells which keys are the newest.
    beside = models.Queue.objects.filter(organization=row.organization, statements=None)
    for one in beside:
        if recovery_of(one.pk) == given:
            _give_recovery(one, named)
            one.save(update_fields=["recovery_seal", "recovery_sign"])


def _note(verb: str, row: models.Queue, by: str) -> None:
    """Write an administrator's act down: a queue is public, what lies in it is never named."""
    audit.record(by=by, verb=verb, subject=("queue", str(row.id)), detail={"kind": row.kind, "body": row.body})
