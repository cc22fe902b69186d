"""Begins the epochs of a queue, and hands the key of each to whoever may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from romduol.safety.crypto.envelopes import open_envelope, seal_envelope
from romduol.safety.crypto.epochs import NOTHING_BEFORE, Chain, extend_chain
from romduol.safety.crypto.errors import OtherKey
from romduol.safety.crypto.keys import KeyPair, new_pair, pair_of
from romduol.safety.crypto.statements import Listed, RecoveryPublic, Statement, sign_statement


class NotListed(ValueError):
    """A key that the newest epoch names neither for a member nor for recovery."""


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """A signed statement, with the epoch's key in one envelope for each member and one for the recovery key."""

    signed: bytes
    envelopes: Mapping[UUID, bytes]
    recovery_envelope: bytes


def found_queue(
    queue: UUID, members: Sequence[Listed], recovery: RecoveryPublic, by: KeyPair, last_day: date
) -> NewEpoch:
    """Begin a queue. `by` is the signing pair of a member listed; raises `ChainBroken` where no chain may start so."""
    return _begin(None, queue, members, recovery, by, last_day)


def next_epoch(chain: Chain, members: Sequence[Listed], by: KeyPair, last_day: date) -> NewEpoch:
    """Begin the next epoch, with these members alone. `by` is the signing pair of one whom the last epoch lists.

    Raises `ChainBroken` where the chain would not hold with it.
    """
    return _begin(chain, chain.queue, members, chain.last.statement.recovery, by, last_day)


def recover_queue(
    chain: Chain,
    members: Sequence[Listed],
    recovery: KeyPair,
    last_day: date,
    *,
    new_recovery: RecoveryPublic | None = None,
) -> NewEpoch:
    """Begin the next epoch without any member, by the recovery signing pair; raises `ChainBroken`.

    Only here can the recovery keys be changed.
    """
    return _begin(chain, chain.queue, members, new_recovery or chain.last.statement.recovery, recovery, last_day)


def _begin(
    chain: Chain | None,
    queue: UUID,
    members: Sequence[Listed],
    recovery: RecoveryPublic,
    by: KeyPair,
    last_day: date,
) -> NewEpoch:
    pair = new_pair()
    epoch, previous = (len(chain.signed) + 1, chain.last.digest) if chain else (1, NOTHING_BEFORE)
    listed = tuple(sorted(members, key=lambda one: one.member))
    statement = Statement(queue, epoch, previous, last_day, pair.public, recovery, listed)
    signed = sign_statement(statement, by)
    extend_chain(chain, signed)  # What no browser would take is not begun.
    envelopes = {one.member: seal_envelope(pair.scalar, one.seal, statement.context()) for one in listed}
    return NewEpoch(signed, envelopes, seal_envelope(pair.scalar, recovery.seal, statement.context()))


def open_epoch(chain: Chain, epoch: int, envelope: bytes, pair: KeyPair) -> KeyPair:
    """Return the key pair of an epoch, by the seal pair of a member or of recovery.

    Raises `NotOpened` in any of its kinds, `OtherKey` too where it is not the key that the chain names, `NoSuchEpoch`.
    """
    statement = chain.at(epoch).statement
    found = pair_of(open_envelope(envelope, pair, statement.context()))
    if found.public != statement.public:
        raise OtherKey("it holds another key than the one that the chain names")
    return found


def grant_epoch(chain: Chain, epoch: int, epoch_pair: KeyPair, public: bytes) -> bytes:
    """Return an envelope with the key of an epoch for somebody who reads the newest: a newcomer, or new recovery keys.

    Raises `NotListed`, `NoSuchEpoch`, and `OtherKey` for a pair that is not the epoch's.
    """
    last, statement = chain.last.statement, chain.at(epoch).statement
    if public not in {last.recovery.seal, *(one.seal for one in last.members)}:
        raise NotListed("the newest epoch does not name this key")
    if epoch_pair.public != statement.public:
        raise OtherKey("this is not the key of that epoch")
    return seal_envelope(epoch_pair.scalar, public, statement.context())
