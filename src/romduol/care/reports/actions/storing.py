"""Stores what was sealed: all of it in one transaction, or nothing; the same once more is stored once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import randbelow
from uuid import UUID

from django.db import IntegrityError

from romduol.care.queues import queries as queues
from romduol.care.queues.records import QueueKind
from romduol.care.reports import models
from romduol.care.reports.actions.tables import together
from romduol.care.reports.queries import NoSuchThread, queues_of, thread_id_of
from romduol.care.reports.records import Kept, SealedRecord, Waiting
from romduol.care.reports.rules.keeping import JITTER_WEEKS, written_again
from romduol.safety.crypto.contexts import SealedKind

PIECE_BYTES = 65_536
MOST_ADDITIONS = 300
"""Of one thread: all of them are in memory when somebody comes back, and a thread without end would fill it."""


Epochs = Mapping[UUID, tuple[QueueKind, int]]
"""Queue -> its kind and its last epoch."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record goes: its thread, the week after which it is removed, whether members see it yet."""

    record: SealedRecord
    thread: UUID
    expires: str
    waiting: Waiting


class NotForIt(ValueError):
    """A record that is sealed to a queue where it may not lie, or by a key that is not that queue's last."""


def add_record(
    locator: bytes, token: bytes, record: SealedRecord, files: Sequence[SealedRecord] = (), *, today: date
) -> Kept:
    """Keep what somebody adds to their own thread, with its files; once, however often it comes.

    Raises `NoSuchThread`; `NotForIt` for a queue that the report did not go to, an epoch that is not its last, or a
    thread that is full.
    """
    thread = thread_id_of(locator, token)
    there = models.Record.objects.filter(thread=thread)
    if there.filter(pk=record.id).exists():
        return Kept.AGAIN
    if there.filter(kind=SealedKind.ADDITION).count() >= MOST_ADDITIONS:
        raise NotForIt("a thread that is full")
    _expect_within(thread, (record, *files))
    waiting = waiting_of(kinds_of(record))
    return _write(thread, (record, *files), waiting, today)


def write_for_queue(
    record: SealedRecord,
    thread: UUID,
    files: Sequence[SealedRecord] = (),
    *,
    queues_of_writer: Collection[UUID],
    today: date,
    expires: str | None = None,
) -> Kept:
    """Keep an answer or a note of a queue; at once in its inbox, since its members wrote it.

    `expires` (`week_of_closing`) closes the thread: all of it then ends with that week. Without, it stays open. Raises
    `NoSuchThread` where the writer reads no queue of it, `NotForIt` for envelopes to others.
    """
    if not queues_of(thread) & set(queues_of_writer):
        raise NoSuchThread
    _expect_within(thread, (record, *files))
    kinds_of(record)
    if models.Record.objects.filter(pk=record.id, thread=thread).exists():
        return Kept.AGAIN
    return _write(thread, (record, *files), Waiting.SEEN, today, closed=expires)


def _write(
    thread: UUID, records: Sequence[SealedRecord], waiting: Waiting, today: date, *, closed: str | None = None
) -> Kept:
    """Store records of a thread that is there; all of a thread ends together."""
    try:
        with together():
            report = models.Record.objects.select_for_update().filter(pk=thread, kind=SealedKind.REPORT).first()
            if report is None:
                raise NoSuchThread
            ends = closed or written_again(report.expires, today, randbelow(JITTER_WEEKS))
            behind = Waiting.LATER if report.waiting == Waiting.LATER and waiting else waiting
            _store(records, thread, ends, behind)
            models.Record.objects.filter(thread=thread).update(expires=ends)
    except IntegrityError:
        if models.Record.objects.filter(pk=records[0].id, thread=thread).exists():
            return Kept.AGAIN
        raise NotForIt("an id that another record has") from None
    return Kept.KEPT


def _expect_within(thread: UUID, records: Iterable[SealedRecord]) -> None:
    """Refuse records for a queue that the report of a thread did not go to."""
    allowed = queues_of(thread)
    if any(one.queue is not None and one.queue not in allowed for record in records for one in record.envelopes):
        raise NotForIt("a queue that the report did not go to")


def kinds_of(record: SealedRecord, epochs: Epochs | None = None) -> set[QueueKind]:
    """Return of what kinds the queues of a record are; each must be there, and the key that of its last epoch.

    Raises `NotForIt`. `epochs` spares the look at them.
    """
    wanted = {one.queue: one.epoch for one in record.envelopes if one.queue is not None}
    if not wanted:
        raise NotForIt("no queue")
    last = queues.last_epochs(wanted) if epochs is None else epochs
    for queue, epoch in wanted.items():
        if queue not in last:
            raise NotForIt("a queue that is not there")
        if epoch != last[queue][1]:
            raise NotForIt("an epoch that is not the last")
    return {last[queue][0] for queue in wanted}


def waiting_of(kinds: Collection[QueueKind]) -> Waiting:
    """Return how long it waits: where a child may be in danger, for minutes."""
    return Waiting.SOON if QueueKind.CHILD in kinds else Waiting.NEXT_BATCH


def _store(records: Iterable[SealedRecord], thread: UUID, expires: str, waiting: Waiting) -> None:
    store_all(Place(record, thread, expires, waiting) for record in records)


def store_all(places: Iterable[Place]) -> None:
    """Write records with their envelopes and pieces, of one thread or of many, in as few statements as they take."""
    placed = list(places)
    models.Record.objects.bulk_create(
        models.Record(
            id=one.record.id,
            thread=one.thread,
            kind=one.record.kind,
            box=one.record.box,
            expires=one.expires,
            waiting=one.waiting,
        )
        for one in placed
    )
    models.Envelope.objects.bulk_create(
        models.Envelope(record_id=one.record.id, queue=each.queue, epoch=each.epoch, data=each.data)
        for one in placed
        for each in one.record.envelopes
    )
    for one in placed:
        for position, data in enumerate(_even(one.record.pieces)):
            models.Piece.objects.create(record_id=one.record.id, position=position, data=data)


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of one length, so that their number tells the bucket and nothing of the sender."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PIECE_BYTES:
            yield bytes(held[:PIECE_BYTES])
            del held[:PIECE_BYTES]
    if held:
        yield bytes(held)
