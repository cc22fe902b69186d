"""A report and what is written around it, bound together so that only those who read it can write in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from romduol.safety.crypto.boxes import NO_BOND, new_secret, open_box, open_pieces, seal_box, seal_pieces
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import open_envelope, seal_envelope
from romduol.safety.crypto.errors import Malformed
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
from romduol.safety.crypto.records import Sealed, open_record, seal_record

BOND_BYTES = SECRET_BYTES
_HEAD_BYTES = BOND_BYTES + PUBLIC_BYTES
_KEYS_BYTES = SCALAR_BYTES + PUBLIC_BYTES + BOND_BYTES


@dataclass(frozen=True, slots=True)
class Thread:
    """What whoever writes in a thread must know: its report, its bond (32 bytes, never printed), the reporter's key."""

    report: UUID
    bond: bytes = field(repr=False)
    reporter: bytes


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


def begin_report(
    report: UUID, written: bytes, queues: Sequence[bytes], receipt_key: bytes
) -> tuple[Submission, OwnThread]:
    """Seal a report to the current key of each chosen queue, and the reporter's own keys under the receipt's key.

    The submission is for the server, the thread for the sender alone. Raises `Malformed` for a key that is none.
    """
    own = _new_thread(report)
    record = seal_record(_report_payload(own.thread, written), Context(SealedKind.REPORT, report), queues)
    return Submission(record, seal_reporter_keys(own, receipt_key)), own


def _new_thread(report: UUID) -> OwnThread:
    pair = new_pair()
    return OwnThread(Thread(report, random_bytes(BOND_BYTES), pair.public), pair)


def _report_payload(thread: Thread, written: bytes) -> bytes:
    return thread.bond + thread.reporter + written


def open_report(box: bytes, envelope: bytes, pair: KeyPair, report: UUID) -> Opened:
    """Return a report and its thread, by the pair of the epoch that it was sealed to; raises `NotOpened`."""
    payload = open_record(box, envelope, pair, Context(SealedKind.REPORT, report))
    if len(payload) < _HEAD_BYTES:
        raise Malformed("it is shorter than what a report begins with")
    bond, reporter = _bond(payload[:BOND_BYTES]), payload[BOND_BYTES:_HEAD_BYTES]
    read_public(reporter)
    return Opened(payload[_HEAD_BYTES:], Thread(report, bond, reporter))


def _bond(bond: bytes) -> bytes:
    """Refuse a bond that binds nothing: with it the server could write in the thread."""
    if bond == NO_BOND:
        raise Malformed("its bond is none")
    return bond


def seal_reporter_keys(own: OwnThread, receipt_key: bytes, *, salt: bytes | None = None) -> bytes:
    """Return the box of the reporter's keys under the receipt's key (32 bytes). `salt` is for vectors alone."""
    payload = own.pair.scalar + own.pair.public + own.thread.bond
    return seal_box(payload, receipt_key, Context(SealedKind.REPORTER_KEYS, own.thread.report), salt=salt)


def open_reporter_keys(box: bytes, receipt_key: bytes, report: UUID) -> OwnThread:
    """Return the thread to whoever has the receipt; raises `NotOpened`."""
    payload = open_box(box, receipt_key, Context(SealedKind.REPORTER_KEYS, report))
    if len(payload) != _KEYS_BYTES:
        raise Malformed(f"a reporter's keys are {_KEYS_BYTES} bytes, not {len(payload)}")
    pair, bond = pair_of(payload[:SCALAR_BYTES]), _bond(payload[-BOND_BYTES:])
    if pair.public != payload[SCALAR_BYTES:-BOND_BYTES]:
        raise Malformed("the two halves of the reporter's key do not fit")
    return OwnThread(Thread(report, bond, pair.public), pair)


def add(thread: Thread, itself: UUID, written: bytes, queues: Sequence[bytes]) -> Sealed:
    """Seal what the reporter adds, to the current key of each queue; raises `Malformed` for a key that is none."""
    return seal_record(written, Context(SealedKind.ADDITION, itself), queues, bond=thread.bond)


def open_addition(thread: Thread, itself: UUID, box: bytes, envelope: bytes, pair: KeyPair) -> bytes:
    """Return an addition, by the pair of an epoch; raises `NotOpened`, `OtherKey` where another thread's bond is."""
    return open_record(box, envelope, pair, Context(SealedKind.ADDITION, itself), bond=thread.bond)


def answer(thread: Thread, itself: UUID, written: bytes, queues: Sequence[bytes]) -> Sealed:
    """Seal an answer: the first envelope to the reporter's key as it stands in the report, one more to each queue."""
    publics = (thread.reporter, *queues)
    return seal_record(written, Context(SealedKind.ANSWER, itself), publics, bond=thread.bond)


def open_answer(thread: Thread, itself: UUID, box: bytes, envelope: bytes, pair: KeyPair) -> bytes:
    """Return an answer, by the reporter's pair or that of an epoch; raises `NotOpened`."""
    return open_record(box, envelope, pair, Context(SealedKind.ANSWER, itself), bond=thread.bond)


def note(thread: Thread, itself: UUID, written: bytes, queues: Sequence[bytes]) -> Sealed:
    """Seal what a queue writes down for itself; the bond keeps the server from writing there too."""
    return seal_record(written, Context(SealedKind.NOTE, itself), queues, bond=thread.bond)


def open_note(thread: Thread, itself: UUID, box: bytes, envelope: bytes, pair: KeyPair) -> bytes:
    """Return a note, by the pair of an epoch; raises `NotOpened`."""
    return open_record(box, envelope, pair, Context(SealedKind.NOTE, itself), bond=thread.bond)


def attach(thread: Thread, itself: UUID, source: Iterable[bytes], publics: Sequence[bytes]) -> Attachment:
    """Seal a file that comes in parts of any length, one piece in memory; `TooLarge` comes while pieces are taken."""
    if not publics:
        raise ValueError("a file that nobody can open is lost")
    secret, context = new_secret(), Context(SealedKind.ATTACHMENT, itself)
    envelopes = tuple(seal_envelope(secret, public, context) for public in publics)
    return Attachment(envelopes, seal_pieces(source, secret, context, bond=thread.bond))


def open_attachment(
    thread: Thread, itself: UUID, source: Iterable[bytes], envelope: bytes, pair: KeyPair
) -> Iterator[bytes]:
    """Yield a file, one piece in memory; what came before the end counts only with it. Raises `NotOpened`."""
    context = Context(SealedKind.ATTACHMENT, itself)
    return open_pieces(source, open_envelope(envelope, pair, context), context, bond=thread.bond)
