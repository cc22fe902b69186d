"""What is sealed, on its way in and out: ids, bytes, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from uuid import UUID

from romduol.safety.crypto.contexts import SealedKind


class Waiting(IntEnum):
    """Whether members see a record yet."""

    SEEN = 0
    NEXT_BATCH = 1
    """It joins the inbox with all others of its hour, in no order."""
    SOON = 2
    """Of a kind with a clock: it joins within minutes."""
    LATER = 3
    """From where much came at once: it joins when there is room, and is never refused."""


class Kept(StrEnum):
    """What became of something that was sent."""

    KEPT = "kept"
    AGAIN = "again"
    """The same had come before: nothing was stored twice."""


class Done(StrEnum):
    """What a member did with sealed records, as auditors read it."""

    OPENED = "opened"
    FILE = "file"
    WROTE = "wrote"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ForQueue:
    """An envelope (152 bytes) for one queue's epoch; `queue` is None for whoever reported."""

    queue: UUID | None
    epoch: int | None
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """One sealed record: a box, or its pieces for an attachment, and an envelope for each who may open it."""

    id: UUID
    kind: SealedKind
    envelopes: tuple[ForQueue, ...]
    box: bytes = field(default=b"", repr=False)
    pieces: Iterable[bytes] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SealedReceipt:
    """What the server keeps of a receipt: SHA-256 of locator and of token (32 bytes each), the reporter's box."""

    locator_hash: bytes = field(repr=False)
    token_hash: bytes = field(repr=False)
    box: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """A whole report as the server stores it, in one transaction or not at all."""

    report: SealedRecord
    receipt: SealedReceipt
    files: tuple[SealedRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredThread:
    """A thread as it is handed to whoever shows its receipt: their box, and every record but notes, answers in full."""

    id: UUID
    box: bytes = field(repr=False)
    records: tuple[SealedRecord, ...] = ()
