"""What a member's keys are to others: public halves, locks, envelopes. What opens them was never here."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one organisation, as queues know them."""

    id: UUID
    account: UUID
    organization: UUID
    seal: bytes
    sign: bytes
    left: bool
    """Left, began anew, or lost the role at the desk: reads nothing more."""


@dataclass(frozen=True, slots=True)
class Lock:
    """One device of a member: how its lock is made, and whether a passkey or a card opens it."""

    wrap: UUID
    device: int
    lock: bytes
    passkey: str
    passkey_salt: bytes | None


@dataclass(frozen=True, slots=True)
class NewWrap:
    """A member's keys, locked for one device, as a browser made them."""

    device: int
    lock: bytes
    box: bytes = field(repr=False)
    door_hash: bytes = field(repr=False)
    passkey: str = ""
    passkey_salt: bytes | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """The key of one epoch for one member, or for the custodians (None)."""

    epoch: int
    member: UUID | None
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPins:
    """What a member remembers of the chains, closed, and its number: one higher each time."""

    number: int
    box: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What is handed to whoever showed the door of a wrap."""

    box: bytes = field(repr=False)
    pins: NewPins | None = None
