"""Seals with what the library chooses at random given, and what our own code refuses to seal: for vectors alone."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import ECDH
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from romduol.safety.crypto.boxes import NO_BOND, PIECE_BYTES
from romduol.safety.crypto.contexts import Context
from romduol.safety.crypto.keys import KeyPair, hkdf, key_id, pair_of, read_public

KEM = b"KEM\x00\x10"
SUITE = b"HPKE\x00\x10\x00\x01\x00\x02"


def fixed(name: str, length: int = 32) -> bytes:
    """Return bytes that are made from their name, so that vectors are the same whenever they are made."""
    return hkdf(name.encode(), b"romduol vectors", length)


@dataclass(frozen=True)
class Schedule:
    """What both sides of HPKE come to (RFC 9180, 5.1): the shared secret, the key and the first nonce."""

    shared: bytes
    key: bytes
    base_nonce: bytes

    def nonce(self, number: int) -> bytes:
        """Return the nonce of one message."""
        return (int.from_bytes(self.base_nonce) ^ number).to_bytes(12)


def schedule(own: KeyPair, other: bytes, enc: bytes, receiver: bytes, info: bytes) -> Schedule:
    """Return what one side comes to with its own pair and the other's point (base mode, our suite)."""
    shared_point = own.private_key().exchange(ECDH(), read_public(other))
    prk = _extract(KEM, b"", b"eae_prk", shared_point)
    shared = _expand(KEM, prk, b"shared_secret", enc + receiver, 32)
    told = b"\x00" + _extract(SUITE, b"", b"psk_id_hash", b"") + _extract(SUITE, b"", b"info_hash", info)
    secret = _extract(SUITE, shared, b"secret", b"")
    return Schedule(shared, _expand(SUITE, secret, b"key", told, 32), _expand(SUITE, secret, b"base_nonce", told, 12))


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return HKDF.extract(SHA256(), salt, b"HPKE-v1" + suite + label + ikm)


def _expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return HKDFExpand(SHA256(), length, length.to_bytes(2) + b"HPKE-v1" + suite + label + info).derive(prk)


def envelope_by_hand(secret: bytes, public: bytes, context: Context, ephemeral: KeyPair) -> bytes:
    """Return the envelope that one ephemeral pair makes. The secret may have any length."""
    named = context.pack() + key_id(public)
    made = schedule(ephemeral, public, ephemeral.public, public, b"romduol vault envelope" + named)
    return named + ephemeral.public + AESGCM(made.key).encrypt(made.base_nonce, secret, None)


def box_by_hand(padded: bytes, secret: bytes, context: Context, salt: bytes, *, bond: bytes = NO_BOND) -> bytes:
    """Return the box of bytes that are padded already, or wrongly."""
    okm = hkdf(secret + bond, b"romduol vault box" + context.pack(), 64, salt=salt)
    pieces = [padded[at : at + PIECE_BYTES] for at in range(0, len(padded), PIECE_BYTES)] or [b""]
    return box_of_pieces(pieces, okm, context, salt)


def box_of_pieces(pieces: list[bytes], okm: bytes, context: Context, salt: bytes) -> bytes:
    """Return the box of pieces, whatever their lengths."""
    cipher = AESGCM(okm[:32])
    chunks = [
        cipher.encrypt(number.to_bytes(11) + bytes((number == len(pieces) - 1,)), piece, None)
        for number, piece in enumerate(pieces)
    ]
    return context.pack() + salt + okm[32:] + b"".join(chunks)


def pair_named(name: str) -> KeyPair:
    """Return a pair that is made from its name."""
    return pair_of(sha256(name.encode()).digest())
