"""A report and what is written around it, bound together so that only those who read it can write in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from romduol.safety.crypto.boxes import NO_BOND, new_secret, open_box, open_pieces, seal_box, seal_pieces
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import open_envelope
from romduol.safety.crypto.epochs import DIGEST_BYTES, Chain, current_public
from romduol.safety.crypto.errors import Malformed, OtherContext
from romduol.safety.crypto.keys import (
    PUBLIC_BYTES,
    SCALAR_BYTES,
    SECRET_BYTES,
    KeyPair,
    new_pair,
    pair_of,
    random_bytes,
    read_public,
)
from romduol.safety.crypto.records import Sealed, open_record, seal_envelopes, seal_record

BOND_BYTES = SECRET_BYTES
MAX_QUEUES = 8


class NotOfThread(ValueError):
    """A queue that the report of a thread was not sent to."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What whoever writes in a thread must know: its report, its bond (32 bytes, never printed), the reporter's key.

    `queues` are the digests of the statements that the report was sealed by: the queues that it was sent to.
    """

    report: UUID
    bond: bytes = field(repr=False)
    reporter: bytes
    queues: tuple[bytes, ...]

    def has(self, queue: Chain) -> bool:
        """Tell whether the report was sent to the queue of this chain."""
        return any(signed.digest in self.queues for signed in queue.signed)


@dataclass(frozen=True, slots=True)
class OwnThread:
    """The thread as whoever reported holds it: with the pair that opens answers."""

    thread: Thread
    pair: KeyPair


@dataclass(frozen=True, slots=True)
class Submission:
    """What a server gets of a report: a record for the queues, and the reporter's keys in a box under the receipt."""

    record: Sealed
    reporter_box: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as a queue reads it: what was written (never printed), and the thread that it began."""

    written: bytes = field(repr=False)
    thread: Thread


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on its way: envelopes for whom it is sealed to, and its box in pieces, made as they are taken."""

    envelopes: tuple[bytes, ...]
    pieces: Iterator[bytes]


def begin_thread(report: UUID, queues: Sequence[Chain]) -> OwnThread:
    """Begin a thread, so that files can be attached to it before the report is sealed that names them.

    It is for the sender alone. Raises `ValueError` for no queue, one twice, or more than eight.
    """
    pair, digests = new_pair(), tuple(queue.last.digest for queue in queues)
    _pack_queues(digests)
    return OwnThread(Thread(report, random_bytes(BOND_BYTES), pair.public, digests), pair)


def seal_report(own: OwnThread, written: bytes, queues: Sequence[Chain], receipt_key: bytes, today: date) -> Submission:
    """Seal the report of a thread to the current key of each of its queues, and its keys under the receipt's key.

    Raises `NotCurrent` where an epoch is over, and `NotOfThread` for other queues than the thread began with.
    """
    thread = own.thread
    if len(queues) != len(thread.queues):
        raise NotOfThread("the thread began with other queues")
    publics = _publics(thread, queues, today)
    payload = thread.bond + thread.reporter + _pack_queues(thread.queues) + written
    record = seal_record(payload, Context(SealedKind.REPORT, thread.report), publics)
    return Submission(record, seal_reporter_keys(own, receipt_key))


def begin_report(
    report: UUID, written: bytes, queues: Sequence[Chain], receipt_key: bytes, today: date
) -> tuple[Submission, OwnThread]:
    """Begin a thread and seal its report: the submission is for the server, the thread for the sender alone.

    Raises as `begin_thread` and `seal_report` do.
    """
    own = begin_thread(report, queues)
    return seal_report(own, written, queues, receipt_key, today), own


def _pack_queues(digests: Sequence[bytes]) -> bytes:
    if not 0 < len(digests) <= MAX_QUEUES or len(set(digests)) != len(digests):
        raise ValueError(f"a report goes to one queue at least and to {MAX_QUEUES} at most, each once")
    return bytes((len(digests),)) + b"".join(digests)


def open_report(box: bytes, envelope: bytes, pair: KeyPair, report: UUID, queue: Chain) -> Opened:
    """Return a report and its thread, by the pair of the epoch that it was sealed to.

    Raises `NotOpened`: `OtherContext` too where it was sent to other queues than the one of this chain.
    """
    payload = _Payload(open_record(box, envelope, pair, Context(SealedKind.REPORT, report)))
    bond, reporter, queues = payload.bond(), payload.take(PUBLIC_BYTES), payload.queues()
    read_public(reporter)
    thread = Thread(report, bond, reporter, queues)
    if not thread.has(queue):
        raise OtherContext("it was sent to other queues")
    return Opened(payload.rest(), thread)


def seal_reporter_keys(own: OwnThread, receipt_key: bytes, *, salt: bytes | None = None) -> bytes:
    """Return the box of the reporter's keys under the receipt's key (32 bytes). `salt` is for vectors alone."""
    payload = own.pair.scalar + own.pair.public + own.thread.bond + _pack_queues(own.thread.queues)
    return seal_box(payload, receipt_key, Context(SealedKind.REPORTER_KEYS, own.thread.report), salt=salt)


def open_reporter_keys(box: bytes, receipt_key: bytes, report: UUID) -> OwnThread:
    """Return the thread to whoever has the receipt; raises `NotOpened`."""
    payload = _Payload(open_box(box, receipt_key, Context(SealedKind.REPORTER_KEYS, report)))
    pair, public = pair_of(payload.take(SCALAR_BYTES)), payload.take(PUBLIC_BYTES)
    thread = Thread(report, payload.bond(), pair.public, payload.queues())
    if payload.rest():
        raise Malformed("it is longer than a reporter's keys")
    if pair.public != public:
        raise Malformed("the two halves of the reporter's key do not fit")
    return OwnThread(thread, pair)


class _Payload:
    """A payload that is read from its beginning; what it is too short for, or may not hold, is `Malformed`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> bytes:
        """Return the next bytes."""
        taken = self._data[self._at : self._at + length]
        if len(taken) < length:
            raise Malformed("it is shorter than what it begins with")
        self._at += length
        return taken

    def bond(self) -> bytes:
        """Return a bond. One that binds nothing is none: with it the server could write in the thread."""
        bond = self.take(BOND_BYTES)
        if bond == NO_BOND:
            raise Malformed("its bond is none")
        return bond

    def queues(self) -> tuple[bytes, ...]:
        """Return the digests by which a thread names its queues."""
        count = self.take(1)[0]
        if not 0 < count <= MAX_QUEUES:
            raise Malformed(f"it names {count} queues")
        digests = tuple(self.take(DIGEST_BYTES) for _ in range(count))
        if len(set(digests)) != count:
            raise Malformed("it names a queue twice")
        return digests

    def rest(self) -> bytes:
        """Return all that follows."""
        return self._data[self._at :]


def _publics(thread: Thread, queues: Sequence[Chain], today: date) -> list[bytes]:
    if not all(thread.has(queue) for queue in queues):
        raise NotOfThread("the report of this thread was not sent to this queue")
    return [current_public(queue, today) for queue in queues]


def add(thread: Thread, itself: UUID, written: bytes, queues: Sequence[Chain], today: date) -> Sealed:
    """Seal what the reporter adds, to the current key of each queue; raises `NotOfThread` or `NotCurrent`."""
    publics = _publics(thread, queues, today)
    return seal_record(written, Context(SealedKind.ADDITION, itself), publics, bond=thread.bond)


def open_addition(thread: Thread, itself: UUID, box: bytes, envelope: bytes, pair: KeyPair) -> bytes:
    """Return an addition, by the pair of an epoch; raises `NotOpened`, `OtherKey` where another thread's bond is."""
    return open_record(box, envelope, pair, Context(SealedKind.ADDITION, itself), bond=thread.bond)


def answer(thread: Thread, itself: UUID, written: bytes, queues: Sequence[Chain], today: date) -> Sealed:
    """Seal an answer: the first envelope to the reporter's key as it stands in the report, one more to each queue.

    Raises `NotOfThread` or `NotCurrent`.
    """
    publics = [thread.reporter, *_publics(thread, queues, today)]
    return seal_record(written, Context(SealedKind.ANSWER, itself), publics, bond=thread.bond)


def open_answer(thread: Thread, itself: UUID, box: bytes, envelope: bytes, pair: KeyPair) -> bytes:
    """Return an answer, by the reporter's pair or that of an epoch; raises `NotOpened`."""
    return open_record(box, envelope, pair, Context(SealedKind.ANSWER, itself), bond=thread.bond)


def note(thread: Thread, itself: UUID, written: bytes, queue: Chain, today: date) -> Sealed:
    """Seal what a queue writes down for itself; the bond keeps the server from writing there too.

    Raises `NotOfThread` or `NotCurrent`.
    """
    publics = _publics(thread, [queue], today)
    return seal_record(written, Context(SealedKind.NOTE, itself), publics, bond=thread.bond)


def open_note(thread: Thread, itself: UUID, box: bytes, envelope: bytes, pair: KeyPair) -> bytes:
    """Return a note, by the pair of an epoch; raises `NotOpened`."""
    return open_record(box, envelope, pair, Context(SealedKind.NOTE, itself), bond=thread.bond)


def attach(
    thread: Thread,
    itself: UUID,
    source: Iterable[bytes],
    queues: Sequence[Chain],
    today: date,
    *,
    to_reporter: bool = False,
) -> Attachment:
    """Seal a file that comes in parts of any length, one piece in memory; `TooLarge` comes while pieces are taken.

    The envelope for the reporter, where there is one, comes first. Raises `NotOfThread` or `NotCurrent`.
    """
    publics = [thread.reporter] * to_reporter + _publics(thread, queues, today)
    secret, context = new_secret(), Context(SealedKind.ATTACHMENT, itself)
    envelopes = seal_envelopes(secret, publics, context)
    return Attachment(envelopes, seal_pieces(source, secret, context, bond=thread.bond))


def open_attachment(
    thread: Thread, itself: UUID, source: Iterable[bytes], envelope: bytes, pair: KeyPair
) -> Iterator[bytes]:
    """Yield a file, one piece in memory; what came before the end counts only with it. Raises `NotOpened`."""
    context = Context(SealedKind.ATTACHMENT, itself)
    return open_pieces(source, open_envelope(envelope, pair, context), context, bond=thread.bond)
