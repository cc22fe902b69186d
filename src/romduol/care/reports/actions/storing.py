"""Stores what was sealed: all of it in one transaction, or nothing; the same once more is stored once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
MOST_ADDITIONS, MOST_SENT_FILES = 300, 50
"""Of one thread, by whoever reported: one proof of work lets in so much and no more, however fast it comes."""


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


class ThreadFull(NotForIt):
    """A thread that holds as much of whoever reported as it may; `takes_text`: only of files."""

    def __init__(self, *, takes_text: bool = False) -> None:
        super().__init__("a thread that is full")
        self.takes_text = takes_text


def add_record(
    locator: bytes,
    token: bytes,
    record: SealedRecord,
    files: Sequence[SealedRecord] = (),
    *,
    today: date,
    later: bool = False,
) -> Kept:
    """Keep what somebody adds to their own thread, with its files; once, however often it comes.

    `later`: it joins the inbox when there is room, as a report of a flood does. Raises `NoSuchThread`; `ThreadFull`;
    `NotForIt` for a queue that the report did not go to, or an epoch that is not its last.
    """
    thread = thread_id_of(locator, token)
    if models.Record.objects.filter(pk=record.id, thread=thread).exists():
        return Kept.AGAIN
    _expect_within(thread, (record, *files))
    soonest = waiting_of(kinds_of(record))

    def keep(report: models.Record) -> None:
        _expect_room(thread, files)
        week = _open_week(report, today)
        _store((record, *files), thread, week, Waiting.LATER if later or report.waiting == Waiting.LATER else soonest)
        models.Record.objects.filter(thread=thread).update(expires=week)

    return _write(thread, record.id, keep)


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

    `expires` (`week_of_closing`) closes the thread for the writer's queues: once each queue of it is closed, all of it
    ends with that week. Without, it is open for them again. Raises `NoSuchThread` where the writer reads no queue of
    it, `NotForIt` for envelopes to others.
    """
    own = queues_of(thread) & set(queues_of_writer)
    if not own:
        raise NoSuchThread
    _expect_within(thread, (record, *files))
    kinds_of(record)
    if models.Record.objects.filter(pk=record.id, thread=thread).exists():
        return Kept.AGAIN

    def keep(report: models.Record) -> None:
        week, closed = _open_week(report, today), _closed(report)
        if expires is None:
            # What others have closed stays closed for them.
            _lengthen(report, week, but=closed - own)
            _store((record, *files), thread, week, Waiting.SEEN)
            return
        if queues_of(thread) - own - closed:
            _lengthen(report, week, but=closed)
        else:
            models.Record.objects.filter(thread=thread).update(expires=expires)
        _store((record, *files), thread, expires, Waiting.SEEN)

    return _write(thread, record.id, keep)


def _write(thread: UUID, first: UUID, keep: Callable[[models.Record], None]) -> Kept:
    """Have something kept in a thread that is there, which is held meanwhile; `first` is the id of what comes."""
    try:
        with together():
            report = models.Record.objects.select_for_update().filter(pk=thread, kind=SealedKind.REPORT).first()
            if report is None:
                raise NoSuchThread
            keep(report)
    except IntegrityError:
        if models.Record.objects.filter(pk=first, thread=thread).exists():
            return Kept.AGAIN
        raise NotForIt("an id that another record has") from None
    return Kept.KEPT


def _open_week(report: models.Record, today: date) -> str:
    """Return the last week of a thread in which somebody writes today."""
    return written_again(report.expires, today, randbelow(JITTER_WEEKS))


def _closed(report: models.Record) -> set[UUID]:
    """Return the queues that closed a thread which others still have open: what closed it ends before the report."""
    sooner = models.Record.objects.filter(thread=report.thread, expires__lt=report.expires)
    found = models.Envelope.objects.filter(record__in=sooner).exclude(queue=None)
    return {queue for queue in found.values_list("queue", flat=True) if queue}


def _lengthen(report: models.Record, week: str, *, but: Collection[UUID]) -> None:
    """Let all of a thread last until a week, but for what some queues closed it with."""
    there = models.Record.objects.filter(thread=report.thread)
    closing = models.Envelope.objects.filter(record__in=there.filter(expires__lt=report.expires), queue__in=but)
    there.exclude(pk__in=list(closing.values_list("record", flat=True))).update(expires=week)


def _expect_room(thread: UUID, files: Sequence[SealedRecord]) -> None:
    """Refuse what is too much for one thread; asked while the thread is held, so that many at once are no way round."""
    there = models.Record.objects.filter(thread=thread)
    answered = models.Envelope.objects.filter(record__in=there, queue=None).values("record")
    sent = there.filter(kind=SealedKind.ATTACHMENT).exclude(pk__in=answered).count() + len(files)
    if there.filter(kind=SealedKind.ADDITION).count() >= MOST_ADDITIONS:
        raise ThreadFull
    if files and sent > MOST_SENT_FILES:
        raise ThreadFull(takes_text=True)


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
