"""Reads what is sealed: a thread for whoever shows its receipt, records for the queues that may open them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID, uuid4

from django.db.models import BinaryField, Case, F, QuerySet, Value, When

from romduol.care.reports import models
from romduol.care.reports.records import ForQueue, SealedRecord, StoredThread, Waiting
from romduol.safety.crypto.contexts import SealedKind

NO_HASH = sha256(b"").hexdigest()
"""Compared with where there is no receipt, so that a missing one costs what another costs."""
AT_ONCE = 200
_BOX_OF_ANSWER = Case(When(kind=SealedKind.ANSWER, then=F("box")), default=Value(b""), output_field=BinaryField())


class NoSuchThread(LookupError):
    """Nothing lies under this locator, or another token belongs to it; which of the two is never told."""


def thread_of(locator: bytes, token: bytes) -> StoredThread:
    """Return the thread of a receipt, without its notes; raises `NoSuchThread`, in the time that finding one takes.

    Answers alone have their boxes: nothing else is for whoever reported, and what they sent themselves may be much.
    """
    row = _shown(locator, token)
    thread = row.thread if row else uuid4()
    there = models.Record.objects.filter(thread=thread).exclude(kind=SealedKind.NOTE)
    rows = there.defer("box").annotate(answer=_BOX_OF_ANSWER).prefetch_related("envelopes")
    records = tuple(_record(one, None, one.answer) for one in rows)
    if row is None:
        raise NoSuchThread
    return StoredThread(thread, bytes(row.box), records)


def thread_id_of(locator: bytes, token: bytes) -> UUID:
    """Return which thread a receipt is of, and read nothing of it; raises `NoSuchThread`."""
    row = _shown(locator, token)
    if row is None:
        raise NoSuchThread
    return row.thread


def has_come(locator: bytes) -> bool:
    """Tell whether a report lies under a locator."""
    return lies_under(sha256(locator).digest())


def lies_under(locator_hash: bytes) -> bool:
    """Tell whether a report lies under the digest of a locator."""
    return models.Receipt.objects.filter(pk=locator_hash.hex()).exists()


def _shown(locator: bytes, token: bytes) -> models.Receipt | None:
    """Return the receipt under a locator to whoever shows its token; one that is missing costs the same work."""
    row = models.Receipt.objects.filter(pk=sha256(locator).hexdigest()).first()
    expected = row.token_hash if row else NO_HASH
    return row if compare_digest(sha256(token).hexdigest(), expected) else None


def records_for(queues: Collection[UUID], after: UUID | None = None, limit: int = AT_ONCE) -> list[SealedRecord]:
    """Return records that these queues may open and that wait no more, by their random ids, after one of them.

    Each has the envelopes of these queues alone. Nothing is new or old here: who wants all asks until none comes.
    """
    rows = _of_queues(queues)
    page = rows.filter(pk__gt=after) if after else rows
    return _records(page.order_by("pk")[:limit], frozenset(queues))


def threads_of(records: Collection[UUID], queues: Collection[UUID]) -> dict[UUID, UUID]:
    """Return record -> thread, of those among these records that the queues may open."""
    return dict(_of_queues(queues).filter(pk__in=records).values_list("pk", "thread"))


def is_for(record_id: UUID, queues: Collection[UUID]) -> bool:
    """Tell whether one of these queues may open a record that waits no more."""
    return _of_queues(queues).filter(pk=record_id).exists()


def queues_of(thread: UUID) -> frozenset[UUID]:
    """Return the queues that the report of a thread went to; none where there is no such thread."""
    report = models.Envelope.objects.filter(record__thread=thread, record__kind=SealedKind.REPORT)
    return frozenset(queue for queue in report.values_list("queue", flat=True) if queue)


def audit_boxes(queue: UUID, after: UUID | None = None, limit: int = AT_ONCE) -> list[SealedRecord]:
    """Return what was sealed to auditors, by its random ids, after one of them."""
    rows = models.AuditBox.objects.filter(queue=queue)
    page = (rows.filter(pk__gt=after) if after else rows).order_by("pk")[:limit]
    return [
        SealedRecord(
            row.id, SealedKind.AUDIT_ENTRY, (ForQueue(row.queue, row.epoch, bytes(row.envelope)),), bytes(row.box)
        )
        for row in page
    ]


def pieces_of(record_id: UUID) -> Iterator[bytes]:
    """Yield the box of an attachment, piece after piece."""
    rows = models.Piece.objects.filter(record=record_id).order_by("position")
    for data in rows.values_list("data", flat=True).iterator(chunk_size=1):
        yield bytes(data)


def _of_queues(queues: Collection[UUID]) -> QuerySet[models.Record]:
    for_them = models.Envelope.objects.filter(queue__in=queues).values("record")
    return models.Record.objects.filter(waiting=Waiting.SEEN, pk__in=for_them)


def _records(rows: QuerySet[models.Record], queues: Collection[UUID]) -> list[SealedRecord]:
    return [_record(row, queues, row.box) for row in rows.prefetch_related("envelopes")]


def _record(row: models.Record, queues: Collection[UUID] | None, box: bytes | memoryview) -> SealedRecord:
    envelopes = (one for one in row.envelopes.all() if queues is None or one.queue in queues)
    shown = tuple(ForQueue(one.queue, one.epoch, bytes(one.data)) for one in envelopes)
    return SealedRecord(row.id, SealedKind(row.kind), shown, bytes(box))
