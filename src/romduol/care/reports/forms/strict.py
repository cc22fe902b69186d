"""Reads the parts of what a browser sealed, each in the one way in which it can be written."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any
from uuid import RFC_4122, UUID

import orjson

from romduol.care.queues.rules import written
from romduol.care.reports.records import ForQueue, SealedRecord
from romduol.care.reports.rules.written import LARGEST_FILE, MOST_FILES
from romduol.safety.crypto.boxes import CHUNK_BYTES, HEAD_BYTES, TAG_BYTES
from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, SealedKind, read_context
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.padding import BUCKETS

MOST_WRITTEN = BUCKETS[2]
"""The largest bucket of a report or an addition: the longest text with all else fits it (`rules/written.py`)."""
MOST_FILE_BYTES = LARGEST_FILE + BUCKETS[-1]
"""The largest bucket of one file: that which the largest file that we take needs."""
PIECE_BYTES = 65_536
_BASE64 = re.compile("[A-Za-z0-9_-]*", re.ASCII)

Envelopes = Callable[[Any, Context], tuple[ForQueue, ...]]
"""Reads the envelopes of something that was sealed as this."""


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


def json_of(text: str | bytes) -> Any:
    """Return what JSON says."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise NotTaken(Refusal.SHAPE) from None


def members_of(value: Any, *names: str) -> dict[str, Any]:
    """Return an object that has just these members."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise NotTaken(Refusal.SHAPE)
    return value


def list_of(value: Any, most: int, refusal: Refusal) -> list[Any]:
    """Return a list of at most so many."""
    if not isinstance(value, list):
        raise NotTaken(Refusal.SHAPE)
    if len(value) > most:
        raise NotTaken(refusal)
    return value


def id_of(value: Any) -> UUID:
    """Return a random id: one that was made of a time or a machine would tell both."""
    try:
        found = UUID(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != value or found.version != 4 or found.variant != RFC_4122:
        raise NotTaken(Refusal.SHAPE)
    return found


def bytes_of(value: Any, *lengths: int) -> bytes:
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


def box_bytes(padded: int) -> int:
    """Return how long the box of a padded payload is."""
    return HEAD_BYTES + padded + TAG_BYTES * -(-padded // PIECE_BYTES)


WRITTEN_BYTES = tuple(box_bytes(bucket) for bucket in BUCKETS if bucket <= MOST_WRITTEN)


def is_of_bucket(length: int) -> bool:
    """Tell whether a box of a record may have this length."""
    chunks = -(-(length - HEAD_BYTES) // CHUNK_BYTES)
    padded = length - HEAD_BYTES - TAG_BYTES * chunks
    return padded in BUCKETS or (padded > 0 and padded % BUCKETS[-1] == 0)


def check_context(data: bytes, context: Context) -> None:
    """Refuse what was sealed as anything else."""
    try:
        found = read_context(data[:CONTEXT_BYTES])
    except Malformed:
        raise NotTaken(Refusal.CONTEXT) from None
    if found != context:
        raise NotTaken(Refusal.CONTEXT)


def files_of(
    value: Any, boxes: Sequence[bytes], record: SealedRecord, envelopes_of: Envelopes, *, takes_none: bool
) -> tuple[SealedRecord, ...]:
    """Return the files that came with a record, each for the same readers as that record."""
    named = list_of(value, MOST_FILES, Refusal.FILES)
    readers = {one.queue for one in record.envelopes}
    if len(named) != len(boxes) or (named and takes_none):
        raise NotTaken(Refusal.FILES)
    files = tuple(_file(one, box, envelopes_of) for one, box in zip(named, boxes, strict=True))
    if any({one.queue for one in file.envelopes} != readers for file in files):
        raise NotTaken(Refusal.FILES)
    if len({record.id, *(file.id for file in files)}) != 1 + len(files):
        raise NotTaken(Refusal.FILES)
    return files


def _file(value: Any, box: bytes, envelopes_of: Envelopes) -> SealedRecord:
    named = members_of(value, "id", "envelopes")
    context = Context(SealedKind.ATTACHMENT, id_of(named["id"]))
    if not is_of_bucket(len(box)) or len(box) > box_bytes(MOST_FILE_BYTES):
        raise NotTaken(Refusal.SIZE)
    check_context(box, context)
    envelopes = envelopes_of(named["envelopes"], context)
    return SealedRecord(context.subject, context.kind, envelopes, pieces=tuple(_pieces(box)))


def _pieces(box: bytes) -> Iterator[bytes]:
    for at in range(0, len(box), PIECE_BYTES):
        yield box[at : at + PIECE_BYTES]
