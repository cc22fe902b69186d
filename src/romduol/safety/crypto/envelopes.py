"""One secret for one key pair: HPKE (RFC 9180) with everything that names it bound in."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, expect
from romduol.safety.crypto.errors import Damaged, Malformed, OtherKey
from romduol.safety.crypto.keys import (
    KEY_ID_BYTES,
    PUBLIC_BYTES,
    SECRET_BYTES,
    KeyPair,
    key_id,
    read_public,
)

NAMED_BYTES = CONTEXT_BYTES + KEY_ID_BYTES
ENVELOPE_BYTES = NAMED_BYTES + PUBLIC_BYTES + SECRET_BYTES + 16
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_INFO = b"romduol vault envelope"


def seal_envelope(secret: bytes, public: bytes, context: Context) -> bytes:
    """Return the 152 bytes in which only the owner of this public key finds the secret; raises `Malformed`."""
    if len(secret) != SECRET_BYTES:
        raise ValueError("an envelope holds 32 bytes")
    named = context.pack() + key_id(public)
    return named + _SUITE.encrypt(secret, read_public(public), _INFO + named)


def open_envelope(envelope: bytes, pair: KeyPair, context: Context) -> bytes:
    """Return the secret of an envelope; raises `Malformed`, `OtherContext`, `OtherKey` or `Damaged`."""
    expect(envelope, context)
    if envelope_key_id(envelope) != key_id(pair.public):
        raise OtherKey("it was sealed to another key")
    try:
        return _SUITE.decrypt(envelope[NAMED_BYTES:], pair.private_key(), _INFO + envelope[:NAMED_BYTES])
    except (InvalidTag, ValueError) as problem:
        raise Damaged("it was changed") from problem


def envelope_key_id(envelope: bytes) -> bytes:
    """Return the id of the key that an envelope was sealed to; raises `Malformed`."""
    if len(envelope) != ENVELOPE_BYTES:
        raise Malformed(f"an envelope has {ENVELOPE_BYTES} bytes, not {len(envelope)}")
    return envelope[CONTEXT_BYTES:NAMED_BYTES]
