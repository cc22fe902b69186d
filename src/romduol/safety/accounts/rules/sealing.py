"""Seals small texts under a key of this server, bound to what they are for and to whom they belong."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class NotSealedHere(ValueError):
    """A sealed text that is not whole, or was sealed under another key, for something or somebody else."""


def key_for(secret: str, purpose: str) -> bytes:
    """Return the key for one purpose, 32 bytes, worked out from the server's secret."""
    return HKDF(SHA256(), 32, salt=None, info=b"romduol accounts " + purpose.encode()).derive(secret.encode())


def seal(text: str, bound_to: str, key: bytes, nonce: bytes) -> str:
    """Return a sealed text; `nonce` is 12 random bytes that are used once."""
    return urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())).decode()


def unseal(sealed: str, bound_to: str, key: bytes) -> str:
    """Return what was sealed; raises `NotSealedHere`."""
    try:
        raw = urlsafe_b64decode(sealed.encode("ascii"))
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
    except (InvalidTag, Error, ValueError) as problem:
        raise NotSealedHere("it was not sealed here, or for something else") from problem


def keyed_digest(text: str, key: bytes) -> str:
    """Return a digest that nobody without the key can try texts on: 64 hexadecimal digits."""
    return hmac.new(key, text.encode(), sha256).hexdigest()


def digest(text: str) -> str:
    """Return the digest of a long random text, which nobody can guess: 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()
