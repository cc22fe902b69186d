"""What people do with a vault: each act changes the server by the vault's own code, and the model by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

import pytest
from tests.safety.crypto.machine.actors import (
    Custodians,
    Member,
    Reporter,
    Session,
    listed,
    shares_of,
    walk_all,
)
from tests.safety.crypto.machine.model import REPORTER, Model, Target, Written
from tests.safety.crypto.machine.readings import walked
from tests.safety.crypto.machine.remembered import Refused
from tests.safety.crypto.machine.store import Row, Slip, Store, Wrapped

from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.epochs import Chain, NotCurrent, chain_fingerprint
from romduol.safety.crypto.keys import KeyPair, random_bytes
from romduol.safety.crypto.members import MemberKeys, lock_member, member_fingerprint, new_member
from romduol.safety.crypto.pins import seal_pins
from romduol.safety.crypto.queues import (
    NewEpoch,
    found_queue,
    grant_epoch,
    next_epoch,
    recover_queue,
)
from romduol.safety.crypto.records import Sealed
from romduol.safety.crypto.statements import Listed
from romduol.safety.crypto.threads import Thread, add, answer, attach, begin_report, note

T = TypeVar("T")
PASSPHRASES = ("ផ្កា រំដួល នៅ មាត់ ទន្លេ", "the lotus opens at seven")
SALTS = (b"one salt of a lock, of 32 bytes.", b"and another one, of 32 bytes too")
FIRST_DAY = date(2026, 11, 28)


class TooLate(Exception):
    """Nothing can be sealed to a queue today."""


@dataclass
class World:
    """The server, the model, and everybody."""

    store: Store = field(default_factory=Store)
    model: Model = field(default_factory=Model)
    today: date = FIRST_DAY
    members: list[Member] = field(default_factory=list)
    custodians: dict[str, list[Custodians]] = field(default_factory=dict)
    reporters: list[Reporter] = field(default_factory=list)
    cards: dict[UUID, str] = field(default_factory=dict)
    """The fingerprint of each queue, as it was printed."""
    seen: Counter[str] = field(default_factory=Counter)
    tried: set[tuple[bytes, bytes]] = field(default_factory=set)
    """Wraps and device secrets that were tried on one another."""
    _ids: int = 0

    def new_id(self) -> UUID:
        """Return an id that nothing has yet."""
        self._ids += 1
        return UUID(bytes=sha256(f"id {self._ids}".encode()).digest()[:16], version=4)

    # Who is where.

    def queues_of(self, organisation: str) -> list[UUID]:
        """Return the queues of an organisation."""
        return [queue for queue, owner in self.store.owners.items() if owner == organisation]

    def chain(self, queue: UUID) -> Chain:
        """Return the chain as anybody gets it, compared with the printed card."""
        chain = walked(self.store.chains[queue], None)
        assert isinstance(chain, Chain)
        assert chain_fingerprint(chain) == self.cards[queue]
        return chain

    def readers(self, queue: UUID) -> list[Member]:
        """Return the members whom the newest epoch names and who have a device left."""
        return [one for one in self.members if one.id in self.model.listed[queue] and self.model.signs_in(one.id)]

    def member(self, itself: UUID) -> Member:
        """Return a member by id."""
        return next(one for one in self.members if one.id == itself)

    def stuck(self) -> list[Member]:
        """Return who is named somewhere but has no device left."""
        named = set().union(*self.model.listed.values())
        return [one for one in self.members if one.id in named and not self.model.signs_in(one.id)]

    def present(self) -> list[Member]:
        """Return who can sign in."""
        return [one for one in self.members if self.model.signs_in(one.id)]

    def session(self, member: Member) -> Session:
        """Sign a member in, and keep in their pins what they saw."""
        session = member.sign_in(self.store)
        assert isinstance(session, Session), session
        number = self.store.pins.get(member.id, (0, b""))[0] + 1
        pins = [chain.pin() for chain in session.chains.values()]
        self.store.pins[member.id] = number, seal_pins(pins, session.keys.store, member.id, number)
        return session

    # Members and their devices.

    def new_member(self, name: str, organisation: str, passphrase: str) -> tuple[Member, Listed]:
        """Let a person make keys and their first device."""
        keys = new_member()
        number = sum(one.name.split()[0] == name for one in self.members) + 1
        member = Member(f"{name} {number}", self.new_id(), organisation, passphrase)
        member.hoard.keys = keys
        self.members.append(member)
        self.lock(member, 1, keys)
        return member, listed(member.id, keys)

    def lock(self, member: Member, device: int, keys: MemberKeys) -> None:
        """Wrap a member's keys for one device, in place of what was there."""
        secret = member.devices.setdefault(device, random_bytes(32))
        made = lock_member(keys, member.id, device, member.passphrase, secret, salt=SALTS[device % len(SALTS)])
        self.store.wraps[member.id, device] = Wrapped(made.lock, made.wrap, sha256(made.door).digest())
        self.model.devices.add((member.id, device))

    def change_passphrase(self, member: Member, passphrase: str) -> None:
        """Lock all of a member's devices anew, under another passphrase."""
        keys = self.session(member).keys
        member.passphrase = passphrase
        for device in sorted(one for who, one in self.model.devices if who == member.id):
            self.lock(member, device, keys)

    def lose_device(self, member: Member, device: int) -> None:
        """Let a device fall into other hands, and its wrap be deleted."""
        member.lost[device] = member.devices.pop(device)
        del self.store.wraps[member.id, device]
        self.model.devices.discard((member.id, device))

    def delete_wraps(self, member: Member) -> None:
        """Let nobody sign in as this member any more."""
        self.store.delete_wraps(member.id)
        self.model.delete_wraps(member.id)

    # Queues.

    def found(self, organisation: str, members: Sequence[tuple[Member, Listed]], last_day: date) -> UUID:
        """Found a queue; the first of its members signs."""
        queue = self.new_id()
        session = self.session(members[0][0])
        custodians = self.custodians[organisation][-1]
        begun = found_queue(queue, [one for _, one in members], custodians.public, session.keys.sign, last_day)
        self.store.owners[queue] = organisation
        self._begin(queue, begun, [one.member for _, one in members], custodians, last_day)
        self.cards[queue] = chain_fingerprint(self.chain_unprinted(queue))
        return queue

    def chain_unprinted(self, queue: UUID) -> Chain:
        """Return the chain of a queue before its fingerprint is printed."""
        chain = walked(self.store.chains[queue], None)
        assert isinstance(chain, Chain)
        return chain

    def _begin(
        self, queue: UUID, begun: NewEpoch, members: Iterable[UUID], custodians: Custodians, last_day: date
    ) -> None:
        signed = (*self.store.chains.get(queue, ()), begun.signed)
        self.store.chains[queue] = signed
        for reader, envelope in begun.envelopes.items():
            self.store.keys[queue, len(signed), reader] = envelope
        self.store.keys[queue, len(signed), custodians.id] = begun.recovery_envelope
        self.model.begin(queue, len(signed), set(members), custodians.id, last_day)

    def _give(self, queue: UUID, epoch: int, reader: UUID, envelope: bytes) -> None:
        self.store.keys[queue, epoch, reader] = envelope
        self.model.given.add((queue, epoch, reader))

    def next_epoch(
        self, queue: UUID, by: Member, last_day: date, *, joins: Iterable[Listed] = (), leaves: Iterable[UUID] = ()
    ) -> None:
        """Begin the next epoch of a queue, by one of its members."""
        session, gone = self.session(by), set(leaves)
        chain = session.chains[queue]
        came = list(joins)
        members = [one for one in chain.last.statement.members if one.member not in gone] + came
        begun = next_epoch(chain, members, session.keys.sign, last_day)
        there = (self.model.listed[queue] - gone) | {one.member for one in came}
        self._begin(queue, begun, there, self.custodians[self.store.owners[queue]][-1], last_day)

    def grant(self, queue: UUID, by: Member, to: Listed) -> None:
        """Let one member seal to a newcomer every older epoch that they have themselves."""
        session = self.session(by)
        self.hand_over(queue, session.chains[queue], session.pairs, to.member, to.seal)

    def hand_over(
        self, queue: UUID, chain: Chain, pairs: dict[tuple[UUID, int], KeyPair], reader: UUID, seal: bytes
    ) -> None:
        """Seal all epochs that somebody has to another reader of the newest, who lacks them."""
        for (one, epoch), pair in pairs.items():
            if one == queue and (queue, epoch, reader) not in self.store.keys:
                self._give(queue, epoch, reader, grant_epoch(chain, epoch, pair, seal))

    # Custodians.

    def appoint(self, organisation: str) -> Custodians:
        """Part a new recovery seed among five people."""
        there = self.custodians.setdefault(organisation, [])
        name = f"custodians {len(there) + 1} of {organisation}"
        there.append(Custodians(name, self.new_id(), organisation, shares_of(name)))
        return there[-1]

    def recover(self, organisation: str, members: Sequence[Listed], last_day: date, *, three: int) -> None:
        """Let three custodians list members with new keys in every queue, and give them all epochs there are."""
        custodians = self.custodians[organisation][-1]
        keys, chains = custodians.together(three), walk_all(self.store, organisation)
        assert not isinstance(chains, Refused)
        for queue, chain in chains.items():
            begun = recover_queue(chain, members, keys.sign, last_day)
            self._begin(queue, begun, [one.member for one in members], custodians, last_day)
            pairs, _ = custodians.read(self.store, three)
            for one in members:
                self.hand_over(queue, self.chain(queue), pairs, one.member, one.seal)

    def replace_custodians(self, organisation: str, last_day: date, *, three: int) -> None:
        """Let the custodians sign that others come after them, and seal all epochs to these."""
        old = self.custodians[organisation][-1]
        new = self.appoint(organisation)
        keys = old.together(three)
        for queue in self.queues_of(organisation):
            chain = self.chain(queue)
            members = chain.last.statement.members
            begun = recover_queue(chain, members, keys.sign, last_day, new_recovery=new.public)
            self._begin(queue, begun, self.model.listed[queue], new, last_day)
            pairs, _ = old.read(self.store, three)
            self.hand_over(queue, self.chain(queue), pairs, new.id, new.public.seal)

    def panic(self, organisation: str) -> None:
        """Delete every wrap of an organisation and every member's envelope."""
        for member in self.members:
            if member.organisation == organisation:
                self.delete_wraps(member)
                self.store.keys = {place: one for place, one in self.store.keys.items() if place[2] != member.id}
                self.model.given = {place for place in self.model.given if place[2] != member.id}

    def forget_epoch(self, queue: UUID, epoch: int) -> None:
        """Delete the key of an epoch, for everybody."""
        self.store.keys = {place: one for place, one in self.store.keys.items() if place[:2] != (queue, epoch)}
        self.model.given = {place for place in self.model.given if place[:2] != (queue, epoch)}

    # Reports and what is written around them.

    def to_current(
        self, queues: Iterable[UUID], seals: Callable[[list[Chain]], T], *, to: tuple[Target, ...] = ()
    ) -> tuple[T, tuple[Target, ...]]:
        """Seal to those queues that can be sealed to today, and return to whom it was; raises `TooLate` for none."""
        chosen = list(queues)
        lasting = [queue for queue in chosen if self.today <= self.model.last_days[queue]]
        if lasting != chosen:
            with pytest.raises(NotCurrent):
                seals([self.chain(queue) for queue in chosen])
            self.seen["an epoch that was over"] += 1
        if not lasting:
            raise TooLate
        sealed = seals([self.chain(queue) for queue in lasting])
        return sealed, (*to, *((queue, len(self.store.chains[queue])) for queue in lasting))

    def report(self, reporter: Reporter, words: bytes) -> None:
        """Send a report to the queues that somebody chose, or to those of them that can be sealed to."""
        receipt = reporter.receipt
        (submission, own), targets = self.to_current(
            reporter.queues, lambda chains: begin_report(reporter.report, words, chains, receipt.key, self.today)
        )
        written = Written(reporter.report, targets, words)
        reporter.queues = tuple(queue for queue in reporter.queues if queue in written.queues)
        self.put(SealedKind.REPORT, own.thread, reporter.report, submission.record, written)
        self.store.slips[receipt.locator_hash] = Slip(reporter.report, receipt.token_hash, submission.reporter_box)
        self.model.receipts.add(reporter.report)
        self.reporters.append(reporter)

    def put(self, kind: SealedKind, thread: Thread, itself: UUID, sealed: Sealed, written: Written) -> None:
        """Keep a record."""
        assert len(sealed.envelopes) == len(written.targets)
        self.store.rows[itself] = Row(kind, thread.report, sealed.box, sealed.envelopes)
        self.model.written[itself] = written

    def write(self, kind: SealedKind, thread: Thread, queues: Iterable[UUID], words: bytes) -> None:
        """Write an addition, a note or an answer in a thread."""
        itself = self.new_id()

        def seals(chains: list[Chain]) -> Sealed:
            if kind is SealedKind.NOTE:
                (chain,) = chains
                return note(thread, itself, words, chain, self.today)
            writes = {SealedKind.ADDITION: add, SealedKind.ANSWER: answer}[kind]
            return writes(thread, itself, words, chains, self.today)

        sealed, targets = self.to_current(queues, seals, to=(REPORTER,) if kind is SealedKind.ANSWER else ())
        self.put(kind, thread, itself, sealed, Written(thread.report, targets, words))

    def attach(
        self, thread: Thread, queues: Iterable[UUID], parts: Sequence[bytes], *, to_reporter: bool = False
    ) -> None:
        """Send a file in a thread, piece by piece."""
        itself = self.new_id()
        made, targets = self.to_current(
            queues,
            lambda chains: attach(thread, itself, parts, chains, self.today, to_reporter=to_reporter),
            to=(REPORTER,) if to_reporter else (),
        )
        sealed = Sealed(b"".join(made.pieces), made.envelopes)
        self.put(SealedKind.ATTACHMENT, thread, itself, sealed, Written(thread.report, targets, b"".join(parts)))

    def delete_thread(self, report: UUID) -> None:
        """Delete a report: it expired, or whoever sent it took it back."""
        self.store.delete_thread(report)
        self.model.delete_thread(report)

    def days_later(self, days: int) -> None:
        """Let days pass."""
        self.today += timedelta(days=days)


def compared(newcomer: Listed, offered: Listed) -> bool:
    """Tell whether two people who read their fingerprints to one another would go on."""
    mine, theirs = (member_fingerprint(one.seal, one.sign) for one in (newcomer, offered))
    return mine == theirs
