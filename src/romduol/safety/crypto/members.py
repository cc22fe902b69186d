"""A member's keys, and the lock on them: what they remember and what they hold, together."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from uuid import UUID

from romduol.safety.crypto.boxes import open_box, seal_box
from romduol.safety.crypto.contexts import VERSION, Context, SealedKind, expect
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import (
    PUBLIC_BYTES,
    SCALAR_BYTES,
    SECRET_BYTES,
    KeyPair,
    fingerprint,
    hkdf,
    new_pair,
    pair_of,
    random_bytes,
)
from romduol.safety.crypto.words import comparable, stretch

KDF = 1
MIN_ROUNDS = 600_000
# A server that asks for more would hold up a browser for minutes.
MAX_ROUNDS = 10_000_000
SALT_BYTES = 32
_BUNDLE = struct.Struct(f">{SCALAR_BYTES}s{PUBLIC_BYTES}s{SCALAR_BYTES}s{PUBLIC_BYTES}s{SECRET_BYTES}s")
_LOCK = struct.Struct(f">BBI{SALT_BYTES}s")
BUNDLE_BYTES = _BUNDLE.size
LOCK_BYTES = _LOCK.size


@dataclass(frozen=True, slots=True)
class MemberKeys:
    """One person in one organisation: a pair to be sealed to, a pair to sign with, and a key for their own notes."""

    seal: KeyPair
    sign: KeyPair
    store: bytes = field(repr=False)

    def pack(self) -> bytes:
        """Return the bundle of 226 bytes that a wrap holds."""
        return _BUNDLE.pack(self.seal.scalar, self.seal.public, self.sign.scalar, self.sign.public, self.store)


def new_member() -> MemberKeys:
    """Return new keys, from the system's own randomness."""
    return MemberKeys(new_pair(), new_pair(), random_bytes(SECRET_BYTES))


def read_member(bundle: bytes) -> MemberKeys:
    """Return the keys of a bundle; raises `Malformed`, also where a public key is not that of its scalar."""
    if len(bundle) != BUNDLE_BYTES:
        raise Malformed(f"the keys of a member are {BUNDLE_BYTES} bytes, not {len(bundle)}")
    seal_scalar, seal_public, sign_scalar, sign_public, store = _BUNDLE.unpack(bundle)
    seal, sign = pair_of(seal_scalar), pair_of(sign_scalar)
    if (seal.public, sign.public) != (seal_public, sign_public):
        raise Malformed("a public key of this member does not belong to its scalar")
    return MemberKeys(seal, sign, store)


def member_fingerprint(seal_public: bytes, sign_public: bytes) -> str:
    """Return the digits by which two people compare a member's keys."""
    return fingerprint(b"romduol vault member", seal_public + sign_public)


@dataclass(frozen=True, slots=True)
class Lock:
    """How a passphrase is stretched for one wrap: how often, and with what salt (32 bytes)."""

    salt: bytes
    rounds: int = MIN_ROUNDS

    def pack(self) -> bytes:
        """Return the 38 bytes that a server keeps and hands to anyone who asks."""
        return _LOCK.pack(VERSION, KDF, self.rounds, self.salt)


def read_lock(data: bytes) -> Lock:
    """Return a lock that came from a server; raises `Malformed`, also for one that is weaker than it may be."""
    if len(data) != LOCK_BYTES:
        raise Malformed(f"a lock is {LOCK_BYTES} bytes, not {len(data)}")
    version, kdf, rounds, salt = _LOCK.unpack(data)
    if (version, kdf) != (VERSION, KDF):
        raise Malformed(f"version {version}, derivation {kdf}: this program reads version {VERSION}, derivation {KDF}")
    if not MIN_ROUNDS <= rounds <= MAX_ROUNDS:
        raise Malformed(f"a lock has {MIN_ROUNDS} to {MAX_ROUNDS} rounds, not {rounds}")
    return Lock(salt, rounds)


@dataclass(frozen=True, slots=True, repr=False)
class LockKeys:
    """What passphrase and device secret make of a lock: the secret of the wrap, and what is shown at the door."""

    secret: bytes
    door: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Locked:
    """A member's keys for one device. The server keeps lock, wrap and SHA-256 of `door`."""

    lock: bytes
    wrap: bytes
    door: bytes


def lock_member(
    keys: MemberKeys,
    member: UUID,
    device: int,
    passphrase: str,
    device_secret: bytes,
    *,
    salt: bytes | None = None,
    rounds: int = MIN_ROUNDS,
    box_salt: bytes | None = None,
) -> Locked:
    """Return a member's keys locked for one device; the salts are for vectors alone.

    Raises `Malformed` for rounds that no reader takes, `ValueError` where the passphrase is empty.
    """
    if not comparable(passphrase):
        raise ValueError("a passphrase has at least one sign that can be seen")
    lock = Lock(random_bytes(SALT_BYTES) if salt is None else salt, rounds).pack()
    made = lock_keys(lock, member, device, passphrase, device_secret)
    wrap = seal_box(keys.pack(), made.secret, _context(member, device), salt=box_salt)
    return Locked(lock, wrap, made.door)


def unlock_member(
    lock: bytes, wrap: bytes, member: UUID, device: int, passphrase: str, device_secret: bytes
) -> MemberKeys:
    """Return a member's keys; raises `OtherKey` for a wrong passphrase or device, and what `open_wrap` raises.

    A wrap that says it is another's is refused before the passphrase is tried. Who has asked for the
    door already opens the wrap with `open_wrap`, and does not stretch the passphrase twice.
    """
    expect(wrap, _context(member, device))
    return open_wrap(wrap, member, device, lock_keys(lock, member, device, passphrase, device_secret))


def door_of(lock: bytes, member: UUID, device: int, passphrase: str, device_secret: bytes) -> bytes:
    """Return the 32 bytes for which a server hands out the wrap; they tell nothing of its secret."""
    return lock_keys(lock, member, device, passphrase, device_secret).door


def lock_keys(lock: bytes, member: UUID, device: int, passphrase: str, device_secret: bytes) -> LockKeys:
    """Return what a lock asks for, in the time of its rounds; raises `Malformed` before any of them."""
    if len(device_secret) != SECRET_BYTES:
        raise ValueError(f"a device secret is {SECRET_BYTES} bytes")
    read = read_lock(lock)
    stretched = stretch(comparable(passphrase), read.salt, read.rounds)
    info = b"romduol vault lock" + lock + _context(member, device).pack()
    okm = hkdf(stretched + device_secret, info, 64, salt=read.salt)
    return LockKeys(okm[:32], okm[32:])


def open_wrap(wrap: bytes, member: UUID, device: int, keys: LockKeys) -> MemberKeys:
    """Return the keys in a wrap; raises `Malformed`, `OtherContext`, `OtherKey` or `Damaged`."""
    return read_member(open_box(wrap, keys.secret, _context(member, device)))


def _context(member: UUID, device: int) -> Context:
    return Context(SealedKind.MEMBER_KEYS, member, device)
