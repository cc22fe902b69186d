"""Key pairs on P-256, their names, and what is derived, signed and compared with them."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from romduol.safety.crypto.contexts import SUITE
from romduol.safety.crypto.errors import Malformed

SECRET_BYTES = 32
SCALAR_BYTES = 32
PUBLIC_BYTES = 65
SIGNATURE_BYTES = 64
KEY_ID_BYTES = 16
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_CURVE = ec.SECP256R1()
_GROUPS = struct.Struct(">8I")
# RFC 9180, 4.1 and 7.1: what labels of DHKEM(P-256, HKDF-SHA256) begin with.
_KEM = b"HPKE-v1KEM\x00\x10"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One key pair: its scalar (32 bytes, never printed) and its point (65 bytes, uncompressed)."""

    scalar: bytes = field(repr=False)
    public: bytes

    def private_key(self) -> ec.EllipticCurvePrivateKey:
        """Return the pair as the library takes it."""
        return ec.derive_private_key(int.from_bytes(self.scalar), _CURVE)


def new_pair() -> KeyPair:
    """Return a new pair, from the system's own randomness."""
    key = ec.generate_private_key(_CURVE)
    return pair_of(key.private_numbers().private_value.to_bytes(SCALAR_BYTES))


def pair_of(scalar: bytes) -> KeyPair:
    """Return the pair that a scalar makes; raises `Malformed` for one that is none of the curve."""
    if len(scalar) != SCALAR_BYTES or not 0 < int.from_bytes(scalar) < ORDER:
        raise Malformed("this is no private key of the curve")
    key = ec.derive_private_key(int.from_bytes(scalar), _CURVE)
    return KeyPair(scalar, key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def read_public(public: bytes) -> ec.EllipticCurvePublicKey:
    """Return a point as the library takes it; raises `Malformed` for what is no uncompressed point of the curve."""
    if len(public) != PUBLIC_BYTES or public[0] != 4:
        raise Malformed("this is no public key: 65 bytes that begin with 04")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public)
    except ValueError as problem:
        raise Malformed("this is no point of the curve") from problem


def key_id(public: bytes) -> bytes:
    """Return the 16 bytes that name a public key."""
    return sha256(b"romduol vault key" + bytes((SUITE,)) + public).digest()[:KEY_ID_BYTES]


def hkdf(ikm: bytes, info: bytes, length: int = SECRET_BYTES, *, salt: bytes = b"") -> bytes:
    """Return `length` bytes that HKDF-SHA256 makes of key material (RFC 5869)."""
    return HKDF(SHA256(), length, salt, info).derive(ikm)


def derive_pair(ikm: bytes) -> KeyPair:
    """Return the pair that key material makes: DeriveKeyPair of RFC 9180, 7.1.3."""
    prk = HKDF.extract(SHA256(), b"", _KEM + b"dkp_prk" + ikm)
    for counter in range(256):
        info = SCALAR_BYTES.to_bytes(2) + _KEM + b"candidate" + bytes((counter,))
        candidate = HKDFExpand(SHA256(), SCALAR_BYTES, info).derive(prk)
        if 0 < int.from_bytes(candidate) < ORDER:
            return pair_of(candidate)
    raise ValueError("this key material makes no key")  # One in 2^8192.


def sign(pair: KeyPair, message: bytes) -> bytes:
    """Return the 64 bytes `r ‖ s` of an ECDSA signature with SHA-256; the same for the same message (RFC 6979)."""
    signature = pair.private_key().sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(signature)
    return r.to_bytes(32) + s.to_bytes(32)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether this key signed this message; raises `Malformed` for a key that is none."""
    key = read_public(public)
    if len(signature) != SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def fingerprint(label: bytes, data: bytes) -> str:
    """Return eight groups of five digits that two people can read to one another."""
    groups = _GROUPS.unpack(sha256(label + data).digest())
    return " ".join(f"{group % 100_000:05d}" for group in groups)


Randomness = Callable[[int], bytes]
random_bytes: Randomness = secrets.token_bytes
