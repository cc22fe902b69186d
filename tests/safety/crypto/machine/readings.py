"""What can be had from stored bytes with what somebody holds: each reading goes through the vault's own code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from tests.safety.crypto.machine.model import Epoch
from tests.safety.crypto.machine.remembered import Refused, remembered
from tests.safety.crypto.machine.store import Row, Store

from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.epochs import Chain, Pin, walk_chain
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.members import MemberKeys, door_of, unlock_member
from romduol.safety.crypto.pins import open_pins
from romduol.safety.crypto.queues import open_epoch
from romduol.safety.crypto.threads import (
    Opened,
    OwnThread,
    Thread,
    open_addition,
    open_answer,
    open_attachment,
    open_note,
    open_report,
    open_reporter_keys,
)

Pairs = Mapping[Epoch, KeyPair]


@remembered
def walked(signed: tuple[bytes, ...], pin: Pin | None) -> Chain:
    """Return the chain that statements make, for somebody with or without a pin."""
    return walk_chain(signed, pin=pin)


@remembered
def door(lock: bytes, member: UUID, device: int, passphrase: str, secret: bytes) -> bytes:
    """Return what is shown at the door."""
    return door_of(lock, member, device, passphrase, secret)


@remembered
def unlocked(lock: bytes, wrap: bytes, member: UUID, device: int, passphrase: str, secret: bytes) -> MemberKeys:
    """Return the keys of a member."""
    return unlock_member(lock, wrap, member, device, passphrase, secret)


@remembered
def pinned(box: bytes, store: bytes, member: UUID, number: int) -> tuple[Pin, ...]:
    """Return what a member has seen of queues."""
    return open_pins(box, store, member, number)


@remembered
def epoch_pair(signed: tuple[bytes, ...], epoch: int, envelope: bytes, pair: KeyPair) -> KeyPair:
    """Return the key pair of an epoch."""
    return open_epoch(_chain(signed), epoch, envelope, pair)


@remembered
def own_thread(box: bytes, key: bytes, report: UUID) -> OwnThread:
    """Return the thread to who has the key of a receipt."""
    return open_reporter_keys(box, key, report)


@remembered
def report_opened(box: bytes, envelope: bytes, pair: KeyPair, report: UUID, signed: tuple[bytes, ...]) -> Opened:
    """Return a report, as the queue whose statements these are reads it."""
    return open_report(box, envelope, pair, report, _chain(signed))


def _chain(signed: tuple[bytes, ...]) -> Chain:
    chain = walked(signed, None)
    if isinstance(chain, Refused):
        raise chain.problem
    return chain


@remembered
def entry_opened(kind: SealedKind, thread: Thread, itself: UUID, box: bytes, envelope: bytes, pair: KeyPair) -> bytes:
    """Return what was written around a report."""
    if kind is SealedKind.ATTACHMENT:
        parts = (box[at : at + 1_000] for at in range(0, len(box), 1_000))
        return b"".join(open_attachment(thread, itself, parts, envelope, pair))
    opens = {SealedKind.ADDITION: open_addition, SealedKind.ANSWER: open_answer, SealedKind.NOTE: open_note}[kind]
    return opens(thread, itself, box, envelope, pair)


def epoch_pairs(store: Store, reader: UUID, pair: KeyPair) -> dict[Epoch, KeyPair]:
    """Return the keys of all epochs that lie on the server for a reader, and that they can open."""
    found: dict[Epoch, KeyPair] = {}
    for (queue, epoch, one), envelope in store.keys.items():
        if one == reader and epoch <= len(store.chains[queue]):
            opened = epoch_pair(store.chains[queue], epoch, envelope, pair)
            if not isinstance(opened, Refused):
                found[queue, epoch] = opened
    return found


def open_threads(store: Store, pairs: Pairs) -> dict[UUID, Opened]:
    """Return every report that these keys open, each tried on each envelope, with the chain of its queue."""
    tried = [(pair, store.chains[queue]) for (queue, _), pair in pairs.items()]
    found: dict[UUID, Opened] = {}
    for itself, row in store.rows.items():
        if row.kind is SealedKind.REPORT:
            for envelope in row.envelopes:
                for pair, signed in tried:
                    opened = report_opened(row.box, envelope, pair, itself, signed)
                    if not isinstance(opened, Refused):
                        assert found.setdefault(itself, opened) == opened, "two readers, two reports"
    return found


def open_entries(store: Store, pairs: Iterable[KeyPair], threads: Mapping[UUID, Thread]) -> dict[UUID, bytes]:
    """Return all that was written around these reports, each key tried on each envelope."""
    tried = tuple(pairs)
    found: dict[UUID, bytes] = {}
    for itself, row in store.rows.items():
        thread = threads.get(row.report)
        if thread is not None and row.kind is not SealedKind.REPORT:
            for opened in _entry(itself, row, thread, tried):
                assert found.setdefault(itself, opened) == opened, "two readers, two texts"
    return found


def _entry(itself: UUID, row: Row, thread: Thread, pairs: Iterable[KeyPair]) -> Iterable[bytes]:
    for envelope in row.envelopes:
        for pair in pairs:
            opened = entry_opened(row.kind, thread, itself, row.box, envelope, pair)
            if not isinstance(opened, Refused):
                yield opened


def read_everything(store: Store, pairs: Pairs, known: Mapping[UUID, Thread] | None = None) -> dict[UUID, bytes]:
    """Return all that these keys open on the server; `known` are threads that somebody has a copy of."""
    reports = open_threads(store, pairs)
    threads = {**(known or {}), **{itself: opened.thread for itself, opened in reports.items()}}
    return {itself: one.written for itself, one in reports.items()} | open_entries(store, pairs.values(), threads)
