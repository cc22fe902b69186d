"""Chains that whoever has the server may offer, with keys of theirs or of people who were there: none of them holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from tests.safety.crypto.machine.actors import Member, listed, walk_all
from tests.safety.crypto.machine.attacks import Change
from tests.safety.crypto.machine.readings import walked
from tests.safety.crypto.machine.remembered import Refused
from tests.safety.crypto.machine.world import World

from romduol.safety.crypto.epochs import Chain, ChainBroken, LastDayTooFar, chain_fingerprint, current_public
from romduol.safety.crypto.keys import KeyPair, new_pair
from romduol.safety.crypto.members import new_member
from romduol.safety.crypto.queues import found_queue
from romduol.safety.crypto.statements import RecoveryPublic, Statement, read_signed, sign_statement


@dataclass(frozen=True)
class Forger:
    """What is known to who makes the next statement of a chain."""

    world: World
    queue: UUID
    chain: Chain

    @property
    def following(self) -> Statement:
        """The next statement as a member would make it, with a key of ours."""
        last = self.chain.last
        return replace(last.statement, epoch=last.statement.epoch + 1, previous=last.digest, public=new_pair().public)

    @property
    def insider(self) -> KeyPair | None:
        """The signing pair of somebody whom the newest epoch names: a member who plots with the server."""
        return self._signs(self.chain.last.statement)

    def _signs(self, statement: Statement) -> KeyPair | None:
        named = {one.sign for one in statement.members}
        return next((pair for pair in self._signing() if pair.public in named), None)

    def _signing(self) -> Iterator[KeyPair]:
        for member in self.world.members:
            if member.hoard.keys:
                yield member.hoard.keys.sign

    @property
    def removed(self) -> KeyPair | None:
        """The signing pair of somebody whom an earlier epoch names, and the newest does not."""
        named = {one.sign for one in self.chain.last.statement.members}
        earlier = {one.sign for signed in self.chain.signed for one in signed.statement.members}
        return next((pair for pair in self._signing() if pair.public in earlier - named), None)

    @property
    def old_custodians(self) -> KeyPair | None:
        """The signing pair of custodians who were replaced."""
        there = self.world.custodians[self.world.store.owners[self.queue]]
        return there[-2].together().sign if len(there) > 1 else None


Signs = tuple[Statement, KeyPair | None]


def by_stranger(forger: Forger) -> Signs:
    """Sign with a key of ours."""
    return forger.following, new_pair()


def by_stranger_who_lists_themselves(forger: Forger) -> Signs:
    """Sign with a key of ours, that the same statement names."""
    keys = new_member()
    return replace(forger.following, members=(listed(forger.world.new_id(), keys),)), keys.sign


def by_removed(forger: Forger) -> Signs:
    """Sign as somebody who left."""
    return forger.following, forger.removed


def by_replaced_custodians(forger: Forger) -> Signs:
    """Sign with recovery keys that were replaced."""
    return forger.following, forger.old_custodians


def other_recovery(forger: Forger) -> Signs:
    """Let a member put in recovery keys of ours."""
    recovery = RecoveryPublic(new_pair().public, new_pair().public)
    return replace(forger.following, recovery=recovery), forger.insider


def old_key(forger: Forger) -> Signs:
    """Let a member begin an epoch with the key of the first one."""
    return replace(forger.following, public=forger.chain.first.statement.public), forger.insider


def nobody_named(forger: Forger) -> Signs:
    """Let a member begin an epoch that nobody reads."""
    return replace(forger.following, members=()), forger.insider


def gap(forger: Forger) -> Signs:
    """Let a member leave an epoch out."""
    return replace(forger.following, epoch=forger.following.epoch + 1), forger.insider


def other_link(forger: Forger) -> Signs:
    """Let a member name another statement as the one before."""
    return replace(forger.following, previous=bytes(32)), forger.insider


def other_queue(forger: Forger) -> Signs:
    """Let a member continue with another queue."""
    return replace(forger.following, queue=forger.world.new_id()), forger.insider


def shared_key(forger: Forger) -> Signs:
    """Let a member list a newcomer with the keys of another."""
    members = forger.following.members
    double = replace(members[0], member=UUID(int=2**128 - 1))
    return replace(forger.following, members=(*members, double)), forger.insider


FORGERIES: dict[str, Callable[[Forger], Signs]] = {
    "stranger-signed": by_stranger,
    "stranger-signed too": by_stranger_who_lists_themselves,
    "stranger-signed by who left": by_removed,
    "stranger-signed by custodians who were replaced": by_replaced_custodians,
    "recovery-changed": other_recovery,
    "old-key": old_key,
    "no-members": nobody_named,
    "gap": gap,
    "broken-link": other_link,
    "other-queue": other_queue,
    "shared-key": shared_key,
}


def offer_forged(world: World, queue: UUID, name: str) -> bool:
    """Offer a chain with one more statement; tell whether there was somebody to sign it."""
    statement, pair = FORGERIES[name](Forger(world, queue, world.chain(queue)))
    if pair is None:
        return False
    _offer(world, queue, (*world.store.chains[queue], sign_statement(statement, pair)), name.split()[0])
    return True


def offer_changed(world: World, queue: UUID, place: int, change: Change) -> None:
    """Offer a chain with one statement changed, signature and all."""
    signed = list(world.store.chains[queue])
    signed[place] = change(signed[place])
    _offer(world, queue, tuple(signed), "")


def offer_swapped_key(world: World, queue: UUID) -> None:
    """Offer the newest statement with a key of ours, under the signature that it had."""
    *before, last = world.store.chains[queue]
    old = read_signed(last)
    body = replace(old.statement, public=new_pair().public).pack()
    _offer(world, queue, (*before, body + last[-80:]), "bad-signature")


def offer_without(world: World, queue: UUID, place: int) -> None:
    """Offer a chain that lacks a statement in its midst."""
    signed = world.store.chains[queue]
    _offer(world, queue, signed[:place] + signed[place + 1 :], "gap")


def _offer(world: World, queue: UUID, signed: tuple[bytes, ...], reason: str) -> None:
    """Show a chain to everybody who walks it: members, custodians, whoever is about to report."""
    store, owner = world.store.copied(), world.store.owners[queue]
    store.chains[queue] = signed
    shown = walked(signed, None)
    assert isinstance(shown, Refused), f"a chain holds that should be refused as {reason}"
    assert reason in {"", shown.reason}
    world.seen[f"refused: {shown.reason}"] += 1
    assert isinstance(walk_all(store, owner), Refused)
    for member in world.present():
        if member.organisation == owner:
            stopped = member.sign_in(store)
            assert isinstance(stopped, Refused)
            assert isinstance(stopped.problem, ChainBroken)


def offer_older(world: World, queue: UUID, length: int) -> int:
    """Offer a chain as it was; who has seen more is alarmed, and who has not reads on. Return how many were."""
    return _pinned(world, queue, world.store.chains[queue][:length], "rolled-back")


def offer_fork(world: World, queue: UUID) -> int:
    """Offer the newest epoch anew, by a member of the one before; who saw the true one is alarmed."""
    *before, _ = world.store.chains[queue]
    forger = Forger(world, queue, _held(tuple(before)))
    if forger.insider is None:
        return 0
    return _pinned(world, queue, (*before, sign_statement(forger.following, forger.insider)), "forked")


def offer_own_chain(world: World, queue: UUID) -> int:
    """Offer a whole chain of ours: printed cards and pins both tell."""
    chain = own_chain(world, queue)
    assert chain_fingerprint(chain) != world.cards[queue]
    return _pinned(world, queue, tuple(signed.data for signed in chain.signed), "")


def own_chain(world: World, queue: UUID) -> Chain:
    """Found a queue anew under the id of another, by a member of our own."""
    keys, recovery = new_member(), RecoveryPublic(new_pair().public, new_pair().public)
    me = listed(world.new_id(), keys)
    begun = found_queue(queue, [me], recovery, keys.sign, world.today + timedelta(days=90))
    return _held((begun.signed,))


def _held(signed: tuple[bytes, ...]) -> Chain:
    chain = walked(signed, None)
    assert isinstance(chain, Chain)
    return chain


def _pinned(world: World, queue: UUID, signed: tuple[bytes, ...], reason: str) -> int:
    store, alarmed = world.store.copied(), 0
    store.chains[queue] = signed
    true = world.chain(queue)
    for member in world.present():
        seen = _seen(world, member, queue)
        stopped = member.sign_in(store)
        known = seen > len(signed) or (seen > 0 and _held(signed).at(seen).digest != true.at(seen).digest)
        assert isinstance(stopped, Refused) == known, f"{member}, who has seen epoch {seen}"
        if isinstance(stopped, Refused):
            assert isinstance(stopped.problem, ChainBroken)
            assert stopped.reason in ({reason} if reason else {"rolled-back", "forked"})
            world.seen[f"refused: {stopped.reason}"] += 1
            alarmed += 1
    return alarmed


def _seen(world: World, member: Member, queue: UUID) -> int:
    session = member.sign_in(world.store)
    assert not isinstance(session, Refused)
    return next((pin.epoch for pin in session.pins if pin.queue == queue), 0) if session else 0


def too_long(world: World, queue: UUID) -> bool:
    """Let a member begin an epoch that would last for years: it holds, and nobody seals to it."""
    forger = Forger(world, queue, world.chain(queue))
    if forger.insider is None:
        return False
    later = replace(forger.following, last_day=world.today + timedelta(days=101))
    chain = _held((*world.store.chains[queue], sign_statement(later, forger.insider)))
    try:
        current_public(chain, world.today)
    except LastDayTooFar:
        return True
    raise AssertionError("something was sealed to an epoch that would last too long")
