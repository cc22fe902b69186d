"""What is fed to the readers of statements, chains and threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from uuid import UUID

from tests.safety.crypto.fuzzing.targets import Target
from tests.safety.crypto.sealing_by_hand import envelope_by_hand, fixed, pair_named

from romduol.safety.crypto.boxes import seal_box
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import NOTHING_BEFORE, Chain, ChainBroken, walk_chain
from romduol.safety.crypto.errors import Malformed, NotOpened
from romduol.safety.crypto.keys import KeyPair, key_id
from romduol.safety.crypto.statements import Listed, RecoveryPublic, Signed, Statement, read_signed, sign_statement
from romduol.safety.crypto.threads import MAX_QUEUES, Thread, open_report, open_reporter_keys

QUEUE, REPORT = UUID(bytes=fixed("a queue", 16)), UUID(bytes=fixed("a report", 16))
LAST_DAY = date(2027, 2, 28)
SECRET, SALT = fixed("a secret"), fixed("a salt")
SIGNERS = tuple(pair_named(f"{name} signs") for name in ("bopha", "dara", "recovery", "new recovery", "stranger"))
SEALERS = tuple(pair_named(f"{name} seals") for name in ("bopha", "dara", "recovery", "new recovery", "stranger"))
EPHEMERAL, OWN = pair_named("ephemeral"), pair_named("own")
FIELDS = 10


def statements(data: bytes) -> None:
    """Any bytes are a statement, the same again when packed, or malformed."""
    try:
        read = read_signed(data)
    except Malformed:
        return
    assert read.statement.pack() + read.signer + read.signature == data


def _listed(number: int) -> Listed:
    return Listed(UUID(int=number % 5), SEALERS[number % 5].public, SIGNERS[number % 5].public)


def _recovery(number: int) -> RecoveryPublic:
    return RecoveryPublic(SEALERS[2 + number % 2].public, SIGNERS[2 + number % 2].public)


@cache
def _epoch(number: int) -> KeyPair:
    return pair_named(f"epoch {number}")


@cache
def _signed(statement: Statement, by: KeyPair) -> bytes:
    return sign_statement(statement, by)


def _first() -> Statement:
    members = (_listed(0), _listed(1))
    return Statement(QUEUE, 1, NOTHING_BEFORE, LAST_DAY, _epoch(1).public, _recovery(0), members)


def _next(before: Statement, signed: bytes) -> Statement:
    digest = sha256(b"romduol vault statement" + signed[:-64]).digest()
    epoch = before.epoch + 1
    return replace(before, epoch=epoch, previous=digest, public=_epoch(epoch % 256).public)


def chain(data: bytes) -> None:
    """Statements that anybody may have made and signed hold as a chain by our walk only if they do by the rules."""
    statement = _first()
    made = [_signed(statement, SIGNERS[0])]
    for act, at in zip(data[:10:2], data[1:10:2], strict=False):
        statement = _changed(_next(statement, made[-1]), act % FIELDS, at)
        made.append(_signed(statement, SIGNERS[act // FIELDS % len(SIGNERS)]))
    try:
        walked = walk_chain(made)
    except ChainBroken:
        return
    assert [one.data for one in walked.signed] == made
    _check(walked.signed)


def _changed(statement: Statement, field: int, at: int) -> Statement:
    members = statement.members
    match field:
        case 0:
            return replace(statement, epoch=at)
        case 1:
            return replace(statement, previous=fixed(f"digest {at}"))
        case 2:
            return replace(statement, queue=UUID(int=at))
        case 3:
            return replace(statement, last_day=LAST_DAY + timedelta(days=at))
        case 4:
            return replace(statement, public=_epoch(at).public)
        case 5:
            return replace(statement, recovery=_recovery(at))
        case 6:
            return replace(statement, members=(*members, _listed(at)))
        case 7:
            return replace(statement, members=members[: at % 3])
        case 8:
            return replace(statement, members=(*members, replace(_listed(at), seal=SEALERS[at // 5 % 5].public)))
        case _:
            return statement


def _check(signed: tuple[Signed, ...]) -> None:
    """Assert the rules of the specification, each by itself and over the whole chain."""
    said = [one.statement for one in signed]
    assert [one.epoch for one in said] == list(range(1, len(said) + 1))
    assert {one.queue for one in said} == {QUEUE}
    assert [one.previous for one in said] == [NOTHING_BEFORE, *(one.digest for one in signed[:-1])]
    assert len({one.public for one in said}) == len(said)
    for before, one in zip((None, *said[:-1]), signed, strict=True):
        listed = [key for member in one.statement.members for key in (member.seal, member.sign)]
        keys = [*listed, one.statement.recovery.seal, one.statement.recovery.sign, one.statement.public]
        assert listed
        assert len(set(keys)) == len(keys)
        named = before or one.statement
        may_sign = [listed.sign for listed in named.members] + [named.recovery.sign] * (before is not None)
        signer = next(public for public in may_sign if key_id(public) == one.signer)
        assert one.fits(signer)
        assert one.statement.recovery == named.recovery or signer == named.recovery.sign


@cache
def _true() -> tuple[bytes, ...]:
    first = _signed(_first(), SIGNERS[0])
    joined = _changed(_next(_first(), first), 6, 4)
    second = _signed(joined, SIGNERS[1])
    return first, second, _signed(_changed(_next(joined, second), 5, 1), SIGNERS[2])


def forged(data: bytes) -> None:
    """Whoever has none of the keys changes no byte of a chain, and puts none of their own into it."""
    true = _true()
    where, at = (data[0] % 3, int.from_bytes(data[1:3])) if len(data) > 2 else (0, 0)
    old = true[where]
    for new in (data[3:], old[: at % len(old)] + data[3:] + old[at % len(old) + len(data[3:]) :]):
        tried = (*true[:where], new, *true[where + 1 :])
        try:
            walk_chain(tried)
        except ChainBroken:
            assert tried != true
        else:
            assert tried == true


def threads(data: bytes) -> None:
    """Whatever a sender seals as a report or as a reporter's keys is a thread with this queue, or is refused."""
    report, keys = Context(SealedKind.REPORT, REPORT), Context(SealedKind.REPORTER_KEYS, REPORT)
    box = seal_box(data, SECRET, report, salt=SALT)
    try:
        opened = open_report(box, envelope_by_hand(SECRET, OWN.public, report, EPHEMERAL), OWN, REPORT, _queue())
    except NotOpened:
        pass
    else:
        thread = opened.thread
        assert thread.bond + thread.reporter + _named(thread) + opened.written == data
        assert _queue().first.digest in thread.queues
    data = data[:511]
    box = seal_box(data, SECRET, keys, salt=SALT)
    try:
        own = open_reporter_keys(box, SECRET, REPORT)
    except NotOpened:
        return
    assert own.pair.scalar + own.pair.public + own.thread.bond + _named(own.thread) == data


@cache
def _queue() -> Chain:
    return walk_chain(_true()[:1])


def _named(thread: Thread) -> bytes:
    """Return what names the queues of a thread, as the specification writes it."""
    assert 1 <= len(set(thread.queues)) == len(thread.queues) <= MAX_QUEUES
    assert {len(digest) for digest in thread.queues} == {32}
    return bytes((len(thread.queues),)) + b"".join(thread.queues)


def _chain_seeds() -> Iterator[bytes]:
    """A chain that holds, then one that breaks for each thing that can be changed, by each who signs."""
    yield bytes((9, 0, 6, 2, 9, 0))
    yield from (bytes((9, 0, field + FIELDS * by, 3)) for field in range(FIELDS) for by in range(len(SIGNERS)))


def _forged_seeds() -> Iterator[bytes]:
    for where, signed in enumerate(_true()):
        yield bytes((where, 0, 0)) + signed
        yield bytes((where, 0, 0)) + sign_statement(read_signed(signed).statement, SIGNERS[4])


def _thread_seeds() -> Iterator[bytes]:
    ours, others = _queue().first.digest, [fixed(f"digest {number}") for number in range(8)]
    for digests in ([ours], [others[0], ours], [ours, ours], [*others[:7], ours], [*others, ours], others[:1], []):
        named = bytes((len(digests),)) + b"".join(digests)
        yield fixed("bond") + OWN.public + named + "ជួយខ្ញុំ".encode()
        yield OWN.scalar + OWN.public + fixed("bond") + named
    yield OWN.scalar + EPHEMERAL.public + fixed("bond") + b"\x01" + ours


TARGETS = {
    "statements": Target(statements, lambda: iter(_true()), 1_000),
    "chain": Target(chain, _chain_seeds, 10, weight=5),
    "forged": Target(forged, _forged_seeds, 1_000, weight=5),
    "threads": Target(threads, _thread_seeds, 500, weight=10),
}
