"""Reads what a browser sealed: strictly, since nobody can look into it, and what is no record is never stored.

Nothing here opens anything. What stands outside the seal must be just what the specification allows there: random ids,
lengths of the buckets, contexts that name their record, envelopes to the current key of inboxes that are open.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import RFC_4122, UUID

import orjson

from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.queues.rules import chain_of, written
from romduol.care.reports.records import ForQueue, SealedReceipt, SealedRecord, Submission
from romduol.care.reports.rules.written import LARGEST_FILE, MOST_FILES
from romduol.safety.crypto.boxes import CHUNK_BYTES, HEAD_BYTES, TAG_BYTES
from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, SealedKind, read_context
from romduol.safety.crypto.envelopes import ENVELOPE_BYTES, envelope_key_id
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import key_id
from romduol.safety.crypto.padding import BUCKETS, KEY_BUCKET
from romduol.safety.crypto.threads import MAX_QUEUES

HASH_BYTES = 32
RECEIPT_BOX_BYTES = HEAD_BYTES + KEY_BUCKET + TAG_BYTES
MOST_WRITTEN = BUCKETS[2]
"""The largest bucket of a report or an addition: some 20,000 Khmer letters."""
MOST_FILE_BYTES = LARGEST_FILE + BUCKETS[-1]
"""The largest bucket of one file: that which the largest file that we take needs."""
LONGEST_SIGN = 100
"""Letters of a challenge or of its proof, which are looked at elsewhere and never a reason to refuse."""
PIECE_BYTES = 65_536
_BASE64 = re.compile("[A-Za-z0-9_-]*", re.ASCII)


class Refusal(StrEnum):
    """Why something sealed is not taken."""

    SHAPE = "shape"
    """It has not the parts that it should have, or they are not written as they should be."""
    SIZE = "size"
    """It is longer than what is taken, or as long as nothing that was sealed is."""
    CONTEXT = "context"
    """It was sealed as something else than it is sent as."""
    QUEUE = "queue"
    """It is for an inbox that takes nothing now."""
    KEY = "key"
    """It was sealed to a key that its inbox does not have now."""
    FILES = "files"
    """The files are not those that it names, or that inbox takes none."""


class NotTaken(ValueError):
    """Something sealed that is refused, and why; never what it was."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(str(why))
        self.why = why


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
    whole = _members(_json(text), "challenge", "proof", "report", "receipt", "files")
    report = _members(whole["report"], "id", "box", "envelopes")
    record = _written(SealedKind.REPORT, report, open_to)
    attached = _files(whole["files"], files, record, open_to)
    submission = Submission(record, _receipt(whole["receipt"], record.id), attached)
    return SealedReport(submission, _sign(whole["challenge"]), _sign(whole["proof"]))


def read_addition(text: str | bytes, files: Sequence[bytes], open_to: Mapping[UUID, Addressee]) -> SealedAddition:
    """Return something that was sealed to inboxes of a thread, with what shows whose it is; raises `NotTaken`."""
    whole = _members(_json(text), "locator", "token", "record", "files")
    record = _written(SealedKind.ADDITION, _members(whole["record"], "id", "box", "envelopes"), open_to)
    asked = Asked(_bytes(whole["locator"], HASH_BYTES), _bytes(whole["token"], HASH_BYTES))
    return SealedAddition(asked, record, _files(whole["files"], files, record, open_to))


def read_who_adds(text: str | bytes) -> Asked:
    """Return what shows whose thread something is added to, before any of the rest is looked at; raises `NotTaken`."""
    whole = _members(_json(text), "locator", "token", "record", "files")
    return Asked(_bytes(whole["locator"], HASH_BYTES), _bytes(whole["token"], HASH_BYTES))


def read_asked(text: str | bytes, *, file: bool = False) -> Asked:
    """Return what somebody shows who comes back, with the id of a file where one is asked for; raises `NotTaken`."""
    whole = _members(_json(text), "locator", "token", *(["id"] if file else []))
    asked_for = _id(whole["id"]) if file else None
    return Asked(_bytes(whole["locator"], HASH_BYTES), _bytes(whole["token"], HASH_BYTES), asked_for)


def _json(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise NotTaken(Refusal.SHAPE) from None


def _members(value: Any, *names: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise NotTaken(Refusal.SHAPE)
    return value


def _list(value: Any, most: int, refusal: Refusal) -> list[Any]:
    if not isinstance(value, list):
        raise NotTaken(Refusal.SHAPE)
    if len(value) > most:
        raise NotTaken(refusal)
    return value


def _id(value: Any) -> UUID:
    """Return a random id: one that was made of a time or a machine would tell both."""
    try:
        found = UUID(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != value or found.version != 4 or found.variant != RFC_4122:
        raise NotTaken(Refusal.SHAPE)
    return found


def _bytes(value: Any, *lengths: int) -> bytes:
    """Return bytes of one of these lengths, written in the one way that they can be."""
    if not isinstance(value, str) or not _BASE64.fullmatch(value):
        raise NotTaken(Refusal.SHAPE)
    if len(value) * 3 // 4 not in lengths:
        raise NotTaken(Refusal.SIZE)
    try:
        found = urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except ValueError:
        raise NotTaken(Refusal.SHAPE) from None
    if written(found) != value:
        raise NotTaken(Refusal.SHAPE)
    return found


def _sign(value: Any) -> bytes:
    """Return a challenge or a proof; one that is none is as good as missing."""
    if not isinstance(value, str) or len(value) > LONGEST_SIGN:
        raise NotTaken(Refusal.SHAPE)
    try:
        return _bytes(value, len(value) * 3 // 4)
    except NotTaken:
        return b""


def _box_bytes(padded: int) -> int:
    return HEAD_BYTES + padded + TAG_BYTES * -(-padded // PIECE_BYTES)


_WRITTEN_BYTES = tuple(_box_bytes(bucket) for bucket in BUCKETS if bucket <= MOST_WRITTEN)


def _is_of_bucket(length: int) -> bool:
    """Tell whether a box of a record may have this length."""
    chunks = -(-(length - HEAD_BYTES) // CHUNK_BYTES)
    padded = length - HEAD_BYTES - TAG_BYTES * chunks
    return padded in BUCKETS or (padded > 0 and padded % BUCKETS[-1] == 0)


def _check_context(data: bytes, context: Context) -> None:
    try:
        found = read_context(data[:CONTEXT_BYTES])
    except Malformed:
        raise NotTaken(Refusal.CONTEXT) from None
    if found != context:
        raise NotTaken(Refusal.CONTEXT)


def _written(kind: SealedKind, value: Mapping[str, Any], open_to: Mapping[UUID, Addressee]) -> SealedRecord:
    context = Context(kind, _id(value["id"]))
    box = _bytes(value["box"], *_WRITTEN_BYTES)
    _check_context(box, context)
    return SealedRecord(context.subject, kind, _envelopes(value["envelopes"], context, open_to), box)


def _envelopes(value: Any, context: Context, open_to: Mapping[UUID, Addressee]) -> tuple[ForQueue, ...]:
    found = tuple(_envelope(one, context, open_to) for one in _list(value, MAX_QUEUES, Refusal.QUEUE))
    if not found or len({one.queue for one in found}) != len(found):
        raise NotTaken(Refusal.QUEUE)
    return found


def _envelope(value: Any, context: Context, open_to: Mapping[UUID, Addressee]) -> ForQueue:
    named = _members(value, "queue", "epoch", "data")
    data = _bytes(named["data"], ENVELOPE_BYTES)
    _check_context(data, context)
    addressee = open_to.get(_id(named["queue"]))
    if addressee is None or addressee.kind is QueueKind.AUDIT:
        raise NotTaken(Refusal.QUEUE)
    if type(named["epoch"]) is not int or named["epoch"] != addressee.epoch or envelope_key_id(data) != addressee.key:
        raise NotTaken(Refusal.KEY)
    return ForQueue(addressee.queue, addressee.epoch, data)


def _receipt(value: Any, report: UUID) -> SealedReceipt:
    found = _members(value, "locator_hash", "token_hash", "box")
    box = _bytes(found["box"], RECEIPT_BOX_BYTES)
    _check_context(box, Context(SealedKind.REPORTER_KEYS, report))
    return SealedReceipt(_bytes(found["locator_hash"], HASH_BYTES), _bytes(found["token_hash"], HASH_BYTES), box)


def _files(
    value: Any, boxes: Sequence[bytes], record: SealedRecord, open_to: Mapping[UUID, Addressee]
) -> tuple[SealedRecord, ...]:
    """Return the files that came with a record, each for the same inboxes as that record."""
    named = _list(value, MOST_FILES, Refusal.FILES)
    queues = {one.queue for one in record.envelopes}
    if len(named) != len(boxes) or (named and _takes_no_files(queues, open_to)):
        raise NotTaken(Refusal.FILES)
    files = tuple(_file(one, box, open_to) for one, box in zip(named, boxes, strict=True))
    if any({one.queue for one in file.envelopes} != queues for file in files):
        raise NotTaken(Refusal.FILES)
    if len({record.id, *(file.id for file in files)}) != 1 + len(files):
        raise NotTaken(Refusal.FILES)
    return files


def _takes_no_files(queues: Collection[UUID | None], open_to: Mapping[UUID, Addressee]) -> bool:
    return any(open_to[queue].kind is QueueKind.CHILD for queue in queues if queue is not None)


def _file(value: Any, box: bytes, open_to: Mapping[UUID, Addressee]) -> SealedRecord:
    named = _members(value, "id", "envelopes")
    context = Context(SealedKind.ATTACHMENT, _id(named["id"]))
    if not _is_of_bucket(len(box)) or len(box) > _box_bytes(MOST_FILE_BYTES):
        raise NotTaken(Refusal.SIZE)
    _check_context(box, context)
    envelopes = _envelopes(named["envelopes"], context, open_to)
    return SealedRecord(context.subject, context.kind, envelopes, pieces=tuple(_pieces(box)))


def _pieces(box: bytes) -> Iterator[bytes]:
    for at in range(0, len(box), PIECE_BYTES):
        yield box[at : at + PIECE_BYTES]
