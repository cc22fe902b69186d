"""Reads what a browser sealed: strictly, since nobody can look into it, and what is no record is never stored.

Nothing here opens anything. What stands outside the seal must be just what the specification allows there: random ids,
lengths of the buckets, contexts that name their record, envelopes to the current key of inboxes that are open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.queues.rules import chain_of
from romduol.care.reports.forms.strict import (
    WRITTEN_BYTES,
    NotTaken,
    Refusal,
    bytes_of,
    check_context,
    files_of,
    id_of,
    json_of,
    list_of,
    members_of,
)
from romduol.care.reports.records import ForQueue, SealedReceipt, SealedRecord, Submission
from romduol.safety.crypto.boxes import HEAD_BYTES, TAG_BYTES
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import ENVELOPE_BYTES, envelope_key_id
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.keys import key_id
from romduol.safety.crypto.padding import KEY_BUCKET
from romduol.safety.crypto.threads import MAX_QUEUES

HASH_BYTES = 32
RECEIPT_BOX_BYTES = HEAD_BYTES + KEY_BUCKET + TAG_BYTES
LONGEST_SIGN = 100
"""Letters of a challenge or of its proof, which are looked at elsewhere and never a reason to refuse."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """An inbox that may be sealed to: its kind, its current epoch, and the id of that epoch's key."""

    queue: UUID
    kind: QueueKind
    epoch: int
    key: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody shows who comes back, and which file they ask for, if any."""

    locator: bytes = field(repr=False)
    token: bytes = field(repr=False)
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SealedReport:
    """A report as it came: what is stored of it, and the work that it shows."""

    submission: Submission
    challenge: bytes = b""
    proof: bytes = b""


@dataclass(frozen=True, slots=True)
class SealedAddition:
    """Something added to a report, with what shows that its sender may."""

    asked: Asked
    record: SealedRecord
    files: tuple[SealedRecord, ...] = ()


def addressee_of(inbox: Inbox) -> Addressee:
    """Return to what key something for an inbox is sealed now."""
    return addressee(inbox.queue.id, inbox.queue.kind, chain_of(inbox))


def addressee(queue: UUID, kind: QueueKind, chain: Chain) -> Addressee:
    """Return to what key something for a queue with this chain is sealed now."""
    statement = chain.last.statement
    return Addressee(queue, kind, statement.epoch, key_id(statement.public))


def read_report(text: str | bytes, files: Sequence[bytes], open_to: Mapping[UUID, Addressee]) -> SealedReport:
    """Return a report that was sealed to inboxes that are open; raises `NotTaken`."""
    whole = members_of(json_of(text), "challenge", "proof", "report", "receipt", "files")
    report = members_of(whole["report"], "id", "box", "envelopes")
    record = _written(SealedKind.REPORT, report, open_to)
    attached = _attached(whole["files"], files, record, open_to)
    submission = Submission(record, _receipt(whole["receipt"], record.id), attached)
    return SealedReport(submission, _sign(whole["challenge"]), _sign(whole["proof"]))


def read_addition(text: str | bytes, files: Sequence[bytes], open_to: Mapping[UUID, Addressee]) -> SealedAddition:
    """Return something that was sealed to inboxes of a thread, with what shows whose it is; raises `NotTaken`."""
    whole = members_of(json_of(text), "locator", "token", "record", "files")
    record = _written(SealedKind.ADDITION, members_of(whole["record"], "id", "box", "envelopes"), open_to)
    asked = Asked(bytes_of(whole["locator"], HASH_BYTES), bytes_of(whole["token"], HASH_BYTES))
    return SealedAddition(asked, record, _attached(whole["files"], files, record, open_to))


def read_who_adds(text: str | bytes) -> Asked:
    """Return what shows whose thread something is added to, before any of the rest is looked at; raises `NotTaken`."""
    whole = members_of(json_of(text), "locator", "token", "record", "files")
    return Asked(bytes_of(whole["locator"], HASH_BYTES), bytes_of(whole["token"], HASH_BYTES))


def read_locator(text: str | bytes) -> bytes:
    """Return under which digest of a locator (32 bytes) a report is to lie, whatever the rest is; raises `NotTaken`."""
    whole = members_of(json_of(text), "challenge", "proof", "report", "receipt", "files")
    return bytes_of(members_of(whole["receipt"], "locator_hash", "token_hash", "box")["locator_hash"], HASH_BYTES)


def read_asked(text: str | bytes, *, file: bool = False) -> Asked:
    """Return what somebody shows who comes back, with the id of a file where one is asked for; raises `NotTaken`."""
    whole = members_of(json_of(text), "locator", "token", *(["id"] if file else []))
    asked_for = id_of(whole["id"]) if file else None
    return Asked(bytes_of(whole["locator"], HASH_BYTES), bytes_of(whole["token"], HASH_BYTES), asked_for)


def _sign(value: Any) -> bytes:
    """Return a challenge or a proof; one that is none is as good as missing."""
    if not isinstance(value, str) or len(value) > LONGEST_SIGN:
        raise NotTaken(Refusal.SHAPE)
    try:
        return bytes_of(value, len(value) * 3 // 4)
    except NotTaken:
        return b""


def _written(kind: SealedKind, value: Mapping[str, Any], open_to: Mapping[UUID, Addressee]) -> SealedRecord:
    context = Context(kind, id_of(value["id"]))
    box = bytes_of(value["box"], *WRITTEN_BYTES)
    check_context(box, context)
    return SealedRecord(context.subject, kind, _envelopes(value["envelopes"], context, open_to), box)


def _envelopes(value: Any, context: Context, open_to: Mapping[UUID, Addressee]) -> tuple[ForQueue, ...]:
    found = tuple(envelope_of(one, context, open_to) for one in list_of(value, MAX_QUEUES, Refusal.QUEUE))
    if not found or len({one.queue for one in found}) != len(found):
        raise NotTaken(Refusal.QUEUE)
    return found


def envelope_of(value: Any, context: Context, open_to: Mapping[UUID, Addressee]) -> ForQueue:
    """Return an envelope to the current key of an inbox that is open."""
    named = members_of(value, "queue", "epoch", "data")
    data = bytes_of(named["data"], ENVELOPE_BYTES)
    check_context(data, context)
    addressee = open_to.get(id_of(named["queue"]))
    if addressee is None or addressee.kind is QueueKind.AUDIT:
        raise NotTaken(Refusal.QUEUE)
    if type(named["epoch"]) is not int or named["epoch"] != addressee.epoch or envelope_key_id(data) != addressee.key:
        raise NotTaken(Refusal.KEY)
    return ForQueue(addressee.queue, addressee.epoch, data)


def _receipt(value: Any, report: UUID) -> SealedReceipt:
    found = members_of(value, "locator_hash", "token_hash", "box")
    box = bytes_of(found["box"], RECEIPT_BOX_BYTES)
    check_context(box, Context(SealedKind.REPORTER_KEYS, report))
    return SealedReceipt(bytes_of(found["locator_hash"], HASH_BYTES), bytes_of(found["token_hash"], HASH_BYTES), box)


def _attached(
    value: Any, boxes: Sequence[bytes], record: SealedRecord, open_to: Mapping[UUID, Addressee]
) -> tuple[SealedRecord, ...]:
    def envelopes(value: Any, context: Context) -> tuple[ForQueue, ...]:
        return _envelopes(value, context, open_to)

    return files_of(value, boxes, record, envelopes, takes_none=takes_no_files(record, open_to))


def takes_no_files(record: SealedRecord, open_to: Mapping[UUID, Addressee]) -> bool:
    """Tell whether one of the inboxes of a record takes no files: those of children."""
    return any(open_to[one.queue].kind is QueueKind.CHILD for one in record.envelopes if one.queue is not None)
