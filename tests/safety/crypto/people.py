"""Invented people with keys and queues, made from their names, for tests and vectors of chains and threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from tests.safety.crypto.sealing_by_hand import fixed, pair_named

from romduol.safety.crypto.epochs import Chain, walk_chain
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.queues import NewEpoch, found_queue
from romduol.safety.crypto.statements import Listed, RecoveryPublic

TODAY = date(2026, 11, 28)
LAST_DAY = date(2027, 2, 28)


@dataclass(frozen=True)
class Person:
    """A member of a queue, with both pairs."""

    id: UUID
    seal: KeyPair
    sign: KeyPair

    @property
    def listed(self) -> Listed:
        """How a statement lists them."""
        return Listed(self.id, self.seal.public, self.sign.public)


@dataclass(frozen=True)
class Recovery:
    """The recovery keys of an organisation, as three custodians have them."""

    seal: KeyPair
    sign: KeyPair

    @property
    def public(self) -> RecoveryPublic:
        """How a statement names them."""
        return RecoveryPublic(self.seal.public, self.sign.public)


def id_named(name: str) -> UUID:
    """Return an id that is made from its name."""
    return UUID(bytes=fixed(f"id of {name}", 16), version=4)


@cache
def person(name: str) -> Person:
    """Return a member by name."""
    return Person(id_named(name), pair_named(f"{name} seals"), pair_named(f"{name} signs"))


@cache
def recovery(name: str) -> Recovery:
    """Return recovery keys by name."""
    return Recovery(pair_named(f"{name} recovery seals"), pair_named(f"{name} recovery signs"))


BOPHA, DARA, SREY, STRANGER = (person(name) for name in ("Bopha", "Dara", "Srey", "a stranger"))
CUSTODIANS, NEW_CUSTODIANS = recovery("first"), recovery("second")


def listed(*people: Person) -> tuple[Listed, ...]:
    """Return how a statement lists these people, in its order."""
    return tuple(sorted((one.listed for one in people), key=lambda one: one.member.bytes))


def founded(*people: Person, queue: str = "queue") -> tuple[Chain, NewEpoch]:
    """Return a queue that the first of these people founds for all of them."""
    begun = found_queue(id_named(queue), listed(*people), CUSTODIANS.public, people[0].sign, LAST_DAY)
    return walk_chain([begun.signed]), begun
