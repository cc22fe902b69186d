"""What a queue says of one epoch: its bytes, its signature, and what of them is refused unread."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from uuid import UUID

from romduol.safety.crypto.contexts import SUITE, VERSION, Context, SealedKind, check_prefix
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import KeyPair, fingerprint, key_id, read_public, sign, verify

_LABEL = b"romduol vault statement"
_DAY_ZERO = date(1970, 1, 1)
_HEAD = struct.Struct(">BB16sI32sI65s65s65sH")
_LISTED = struct.Struct(">16s65s65s")
_TAIL = struct.Struct(">16s64s")


@dataclass(frozen=True, slots=True)
class Listed:
    """A member who may read an epoch, with both public keys (65 bytes each)."""

    member: UUID
    seal: bytes
    sign: bytes


@dataclass(frozen=True, slots=True)
class RecoveryPublic:
    """The public halves of an organisation's recovery keys (65 bytes each)."""

    seal: bytes
    sign: bytes

    @property
    def fingerprint(self) -> str:
        """The digits by which people compare an organisation's recovery keys."""
        return fingerprint(b"romduol vault recovery", self.seal + self.sign)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of one epoch: its key, its last day, who reads it; members stand in the order of their ids."""

    queue: UUID
    epoch: int
    previous: bytes
    last_day: date
    public: bytes
    recovery: RecoveryPublic
    members: tuple[Listed, ...]

    def pack(self) -> bytes:
        """Return the bytes that are signed, as they stand: `read_signed` is who refuses what is out of order."""
        days, recovery = (self.last_day - _DAY_ZERO).days, self.recovery
        head = (VERSION, SUITE, self.queue.bytes, self.epoch, self.previous, days, self.public)
        members = b"".join(_LISTED.pack(one.member.bytes, one.seal, one.sign) for one in self.members)
        return _HEAD.pack(*head, recovery.seal, recovery.sign, len(self.members)) + members

    def keys(self) -> list[bytes]:
        """Return every public key that stands in it, as often as it does."""
        own = [self.public, self.recovery.seal, self.recovery.sign]
        return own + [key for one in self.members for key in (one.seal, one.sign)]

    def context(self) -> Context:
        """Return what the private scalar of this epoch is sealed as."""
        return Context(SealedKind.EPOCH_KEY, self.queue, self.epoch)


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement as it was read, with who signed it (16 bytes, a key id): nothing in it counts before a walk."""

    statement: Statement
    signer: bytes
    signature: bytes
    digest: bytes
    data: bytes = field(repr=False)

    def fits(self, public: bytes) -> bool:
        """Tell whether this key signed the statement."""
        return verify(public, _LABEL + self.data[: -len(self.signature)], self.signature)


def sign_statement(statement: Statement, pair: KeyPair) -> bytes:
    """Return the signed statement; the same for the same statement and key."""
    body = statement.pack() + key_id(pair.public)
    return body + sign(pair, _LABEL + body)


def read_signed(data: bytes) -> Signed:
    """Return a statement as its bytes say it, with no signature checked; raises `Malformed`."""
    if len(data) < _HEAD.size + _TAIL.size:
        raise Malformed("it is shorter than any statement")
    version, suite, queue, epoch, previous, days, public, seal, sign_public, count = _HEAD.unpack_from(data)
    check_prefix(version, suite)
    members = _read_members(data[_HEAD.size : -_TAIL.size], count)
    signer, signature = _TAIL.unpack(data[-_TAIL.size :])
    recovery = RecoveryPublic(seal, sign_public)
    statement = Statement(UUID(bytes=queue), epoch, previous, _read_day(days), public, recovery, members)
    for point in (public, seal, sign_public):
        read_public(point)
    digest = sha256(_LABEL + data[: -len(signature)]).digest()
    return Signed(statement, signer, signature, digest, data)


def _read_members(data: bytes, count: int) -> tuple[Listed, ...]:
    if len(data) != count * _LISTED.size:
        raise Malformed("it lists another number of members than it says")
    members = tuple(Listed(UUID(bytes=member), *publics) for member, *publics in _LISTED.iter_unpack(data))
    if any(one.member >= other.member for one, other in pairwise(members)):
        raise Malformed("its members are not in order, or one stands there twice")
    for listed in members:
        read_public(listed.seal)
        read_public(listed.sign)
    return members


def _read_day(days: int) -> date:
    try:
        return _DAY_ZERO + timedelta(days=days)
    except OverflowError as problem:
        raise Malformed("its last day is beyond the year 9999") from problem
