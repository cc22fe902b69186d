"""Ed25519 signatures over whole documents: two lines, the payload as it was signed and the signature."""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

import orjson
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

ID_DIGITS = 16
PUBLIC_DIGITS = 64
PrivateKey = Ed25519PrivateKey


class NotSigned(ValueError):
    """A document that is not whole, or whose signature is not that of the key."""


class KeyUnreadable(ValueError):
    """A key file that is not one, or that another passphrase opens."""


class PassphraseNeeded(KeyUnreadable):
    """A key file that only a passphrase opens."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A document as it came: nothing in it counts before `prove` has said so."""

    payload: bytes
    key_id: str
    signature: bytes


def new_key() -> PrivateKey:
    """Return a new private key, from the system's own randomness."""
    return Ed25519PrivateKey.generate()


def public_of(key: PrivateKey) -> str:
    """Return the public half of a key: 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def is_public(text: str) -> bool:
    """Tell whether a text is a public key as `public_of` writes it."""
    return len(text) == PUBLIC_DIGITS and all(sign in "0123456789abcdef" for sign in text)


def key_id(public: str) -> str:
    """Return the short name of a public key: 16 hexadecimal digits of its SHA-256."""
    return sha256(bytes.fromhex(public)).hexdigest()[:ID_DIGITS]


def fingerprint(public: str) -> str:
    """Return a public key's SHA-256 in a form that two people can read to one another: eight groups of four digits."""
    digits = sha256(bytes.fromhex(public)).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def sign(payload: bytes, purpose: str, key: PrivateKey) -> bytes:
    """Return the signed document. `purpose` is signed too, so that no document passes for one of another kind.

    The payload is one line: it holds no line break.
    """
    if b"\n" in payload:
        raise ValueError("a payload is one line")
    signature = base64.b64encode(key.sign(_covered(payload, purpose))).decode()
    return payload + b"\n" + orjson.dumps({"key": key_id(public_of(key)), "signature": signature}) + b"\n"


def read_signed(document: bytes) -> Signed:
    """Part a document into payload and signature; raises `NotSigned` where it is cut off or not one."""
    try:
        payload, last, nothing = document.split(b"\n")
        given = orjson.loads(last)
        signature = base64.b64decode(given["signature"], validate=True)
        name = given["key"]
    except (ValueError, KeyError, TypeError, binascii.Error) as problem:
        raise NotSigned("it is cut off, or was never signed") from problem
    if nothing or not isinstance(name, str):
        raise NotSigned("it is cut off, or was never signed")
    return Signed(payload, name, signature)


def prove(document: Signed, purpose: str, public: str) -> bytes:
    """Return the payload if this key signed it for this purpose; raises `NotSigned`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(document.signature, _covered(document.payload, purpose))
    except (InvalidSignature, ValueError) as problem:
        raise NotSigned("its signature does not fit what it says") from problem
    return document.payload


def _covered(payload: bytes, purpose: str) -> bytes:
    return b"romduol " + purpose.encode() + b"\n" + payload


def to_pem(key: PrivateKey, passphrase: str = "") -> bytes:
    """Return a private key as a PEM file (PKCS 8), locked by a passphrase where one is given."""
    lock: KeySerializationEncryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


def from_pem(data: bytes, passphrase: str = "") -> PrivateKey:
    """Return the private key of a PEM file; raises `KeyUnreadable`, and `PassphraseNeeded` where none was given."""
    try:
        key = load_pem_private_key(data, passphrase.encode() if passphrase else None)
    except TypeError as problem:
        if passphrase:  # The file is not locked, so what was typed does not matter.
            return from_pem(data)
        raise PassphraseNeeded("a passphrase opens this key") from problem
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise KeyUnreadable("this is no key file, or another passphrase opens it") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable("this is a key of another kind; Ed25519 is needed")
    return key
