"""The statements of a queue's epochs in a row, and whether such a chain holds."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from romduol.safety.crypto.contexts import MAX_NUMBER
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import fingerprint, key_id
from romduol.safety.crypto.statements import Signed, Statement, read_signed

MAX_DAYS = 100
MAX_STATEMENTS = 4_096
DIGEST_BYTES = 32
NOTHING_BEFORE = bytes(DIGEST_BYTES)
_QUEUE_LABEL = b"romduol vault queue"
_EPOCH_LABEL = b"romduol vault epoch"

Reason = Literal[
    "malformed",
    "other-queue",
    "gap",
    "broken-link",
    "old-key",
    "no-members",
    "shared-key",
    "stranger-signed",
    "bad-signature",
    "recovery-changed",
    "rolled-back",
    "forked",
]


class ChainBroken(ValueError):
    """A chain that does not hold, at which epoch and why: an alarm that stops everything."""

    def __init__(self, epoch: int, reason: Reason) -> None:
        super().__init__(f"the chain does not hold at epoch {epoch}: {reason}")
        self.epoch = epoch
        self.reason: str = reason


class NotCurrent(ValueError):
    """An epoch that nothing may be sealed to on this day."""


class EpochOver(NotCurrent):
    """An epoch whose last day has passed."""


class LastDayTooFar(NotCurrent):
    """An epoch that would last longer than any may."""


class NoSuchEpoch(LookupError):
    """An epoch that a chain does not have."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What a member remembers of a queue: the digest (32 bytes) of the statement of one epoch, from 1."""

    queue: UUID
    epoch: int
    digest: bytes

    def __post_init__(self) -> None:
        if not 1 <= self.epoch <= MAX_NUMBER or len(self.digest) != DIGEST_BYTES:
            raise Malformed("a pin is an epoch from 1 and a digest of 32 bytes")


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain that holds, from its first epoch to its last."""

    signed: tuple[Signed, ...]

    @property
    def queue(self) -> UUID:
        """Return whose chain this is."""
        return self.first.statement.queue

    @property
    def first(self) -> Signed:
        """Return the statement that founded the queue."""
        return self.signed[0]

    @property
    def last(self) -> Signed:
        """Return the newest statement."""
        return self.signed[-1]

    def at(self, epoch: int) -> Signed:
        """Return the statement of one epoch; raises `NoSuchEpoch`."""
        if not 1 <= epoch <= len(self.signed):
            raise NoSuchEpoch(f"this chain has the epochs 1 to {len(self.signed)}")
        return self.signed[epoch - 1]

    def pin(self) -> Pin:
        """Return what a member who saw this chain remembers of it."""
        return Pin(self.queue, len(self.signed), self.last.digest)


def walk_chain(signed: Sequence[bytes], *, pin: Pin | None = None) -> Chain:
    """Return the chain that these statements are, from epoch 1, and that has what was pinned; raises `ChainBroken`."""
    if len(signed) > MAX_STATEMENTS:
        raise ChainBroken(MAX_STATEMENTS + 1, "malformed")
    walked: list[Signed] = []
    keys: set[bytes] = set()
    for data in signed:
        walked.append(_step(walked[-1] if walked else None, keys, data))
        keys.add(walked[-1].statement.public)
    if not walked:
        raise ChainBroken(1, "gap")
    chain = Chain(tuple(walked))
    if pin is not None:
        _check_pin(chain, pin)
    return chain


def extend_chain(chain: Chain | None, data: bytes) -> Chain:
    """Return a chain that holds with one more statement, or a new one with its first; raises `ChainBroken`."""
    signed = chain.signed if chain else ()
    if len(signed) >= MAX_STATEMENTS:
        raise ChainBroken(MAX_STATEMENTS + 1, "malformed")
    keys = {one.statement.public for one in signed}
    return Chain((*signed, _step(signed[-1] if signed else None, keys, data)))


def _step(before: Signed | None, keys: Set[bytes], data: bytes) -> Signed:
    """Read the statement that comes after another, or first, and refuse it for the first reason in this order."""
    epoch = before.statement.epoch + 1 if before else 1
    try:
        signed = read_signed(data)
    except Malformed as problem:
        raise ChainBroken(epoch, "malformed") from problem
    reason = _misplaced(signed, before, epoch) or _wrong_keys(signed.statement, keys) or _wrongly_signed(signed, before)
    if reason:
        raise ChainBroken(epoch, reason)
    return signed


def _misplaced(signed: Signed, before: Signed | None, epoch: int) -> Reason | None:
    statement = signed.statement
    if before and statement.queue != before.statement.queue:
        return "other-queue"
    if statement.epoch != epoch:
        return "gap"
    return "broken-link" if statement.previous != (before.digest if before else NOTHING_BEFORE) else None


def _wrong_keys(statement: Statement, earlier: Set[bytes]) -> Reason | None:
    if statement.public in earlier:
        return "old-key"
    if not statement.members:
        return "no-members"
    keys = statement.keys()
    return "shared-key" if len(keys) != len(set(keys)) else None


def _wrongly_signed(signed: Signed, before: Signed | None) -> Reason | None:
    named = (before or signed).statement
    publics = [listed.sign for listed in named.members] + ([named.recovery.sign] if before else [])
    public = next((public for public in publics if key_id(public) == signed.signer), None)
    if public is None:
        return "stranger-signed"
    if not signed.fits(public):
        return "bad-signature"
    changed = signed.statement.recovery != named.recovery
    return "recovery-changed" if changed and public != named.recovery.sign else None


def _check_pin(chain: Chain, pin: Pin) -> None:
    if chain.queue != pin.queue:
        raise ChainBroken(1, "other-queue")
    if len(chain.signed) < pin.epoch:
        raise ChainBroken(pin.epoch, "rolled-back")
    if chain.at(pin.epoch).digest != pin.digest:
        raise ChainBroken(pin.epoch, "forked")


def current_public(chain: Chain, today: date) -> bytes:
    """Return the key that is sealed to on this day; raises `EpochOver` or `LastDayTooFar`."""
    statement = chain.last.statement
    if today > statement.last_day:
        raise EpochOver(f"epoch {statement.epoch} ended on {statement.last_day}")
    if statement.last_day - today > timedelta(days=MAX_DAYS):
        raise LastDayTooFar(f"epoch {statement.epoch} would last until {statement.last_day}")
    return statement.public


def chain_fingerprint(chain: Chain) -> str:
    """Return the digits by which people compare a queue: the same in all its epochs."""
    return fingerprint(_QUEUE_LABEL, chain.first.digest)


def epoch_fingerprint(chain: Chain) -> str:
    """Return the digits by which people compare what they see of a queue: others for each end that it is shown with."""
    return fingerprint(_EPOCH_LABEL, chain.last.digest)
