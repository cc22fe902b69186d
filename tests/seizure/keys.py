"""Tries every 32 bytes that were found, at whichever byte they begin, as the key to everything sealed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from romduol.safety.crypto.boxes import COMMITMENT_BYTES, HEAD_BYTES, NO_BOND, SALT_BYTES
from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, SealedKind
from romduol.safety.crypto.keys import ORDER, SECRET_BYTES, hkdf, key_id
from romduol.safety.crypto.members import read_lock
from romduol.safety.crypto.receipts import check_digit
from romduol.safety.crypto.words import comparable, stretch
from tests.seizure.streams import Place

FEWEST_VALUES = 22
FEWEST_HIGH = 3
"""32 random bytes have fewer different values once in 14 million times, fewer bytes from 80 on once in 8 million: what
has fewer is text, numbers or padding, and is not tried."""
MOST = 300_000
MOST_CODES = 60
_LOW = bytes(range(128))
_ASCII = re.compile(rb"[\x00-\x7f]{%d,}" % (2 * SECRET_BYTES))
# A digit in ASCII, or in Khmer in UTF-8 or UTF-16, and what may stand between groups.
_DIGIT = re.compile(rb"([0-9])|\xe1\x9f([\xa0-\xa9])|([\xe0-\xe9])\x17")
_DIGITS = re.compile(
    rb"(?:(?:[0-9]\x00?|\xe1\x9f[\xa0-\xa9]|[\xe0-\xe9]\x17)(?:[ _.+-]\x00?|\xc2\xa0|\xe2\x80.)?){24,}", re.DOTALL
)
_IN, _OUT = bytes(byte ^ 0x36 for byte in range(256)), bytes(byte ^ 0x5C for byte in range(256))
CODE_DIGITS = 24

Opener = Callable[[bytes], bool]
"""Tells whether 32 bytes open something."""
CodeOpener = Callable[[str], bool]
"""Tells whether 24 digits open something."""


class TooManyToTry(AssertionError):
    """More candidates than are tried in a test: nothing is left out, so the scenario must become smaller."""


@dataclass(frozen=True, slots=True)
class KeyHit:
    """A key that lay where it was found, and what it opens."""

    opens: str
    place: str
    offset: int


@dataclass(slots=True)
class Tried:
    """What was tried, and what opened."""

    windows: int = 0
    candidates: int = 0
    codes: int = 0
    tries: int = 0
    hits: list[KeyHit] = field(default_factory=list)


def try_all(places: Iterable[Place], openers: dict[str, Opener], accounted: Iterable[bytes]) -> Tried:
    """Try each different candidate of all places on each opener.

    `accounted` are boxes and envelopes that were proved to be nothing else, and pages as they were before there was
    any key: what lies wholly inside one of these is none.
    """
    tried = Tried()
    seen: set[bytes] = set()
    for sealed in accounted:
        seen.update(sealed[at : at + SECRET_BYTES] for at in range(len(sealed) - SECRET_BYTES + 1))
    for place in places:
        for offset, candidate in _windows(place.data, seen, tried):
            tried.candidates += 1
            if tried.candidates > MOST:
                raise TooManyToTry(f"more than {MOST} values of 32 bytes in what was seized")
            for name, opens in openers.items():
                tried.tries += 1
                if opens(candidate):
                    tried.hits.append(KeyHit(name, place.name, offset))
    return tried


def _windows(data: bytes, seen: set[bytes], tried: Tried) -> Iterator[tuple[int, bytes]]:
    """Yield what may be a key, once; plain text is stepped over, up to where a window can reach out of it."""
    for start, end in _stretches(data):
        for at in range(start, end - SECRET_BYTES + 1):
            window = data[at : at + SECRET_BYTES]
            if window in seen:
                continue
            seen.add(window)
            tried.windows += 1
            if len(set(window)) >= FEWEST_VALUES and len(window.translate(None, _LOW)) >= FEWEST_HIGH:
                yield at, window


def _stretches(data: bytes) -> Iterator[tuple[int, int]]:
    start = 0
    for run in chain(_ASCII.finditer(data), (None,)):
        end = min(run.start() + SECRET_BYTES, len(data)) if run else len(data)
        if end - start >= SECRET_BYTES:
            yield start, end
        start = run.end() - SECRET_BYTES if run else len(data)


def box_opener(box: bytes, bond: bytes = NO_BOND) -> Opener:
    """Return what tells whether a candidate is the secret of a box, by its commitment.

    Three HMACs of the standard library's hash: a third of the time that the vault's own code takes.
    """
    info = b"romduol vault box" + box[:CONTEXT_BYTES]
    salt = box[CONTEXT_BYTES : CONTEXT_BYTES + SALT_BYTES]
    commitment = box[CONTEXT_BYTES + SALT_BYTES : HEAD_BYTES]
    padded = salt.ljust(64, b"\x00")
    inner, outer = sha256(padded.translate(_IN)), sha256(padded.translate(_OUT))
    first, second = info + b"\x01", info + b"\x02"

    def opens(candidate: bytes) -> bool:
        within = inner.copy()
        within.update(candidate + bond)
        around = outer.copy()
        around.update(within.digest())
        key = around.digest().ljust(64, b"\x00")
        key_in, key_out = key.translate(_IN), key.translate(_OUT)
        okm = sha256(key_out + sha256(key_in + first).digest()).digest()
        return sha256(key_out + sha256(key_in + okm + second).digest()).digest()[:COMMITMENT_BYTES] == commitment

    return opens


def device_opener(lock: bytes, wrap: bytes, member: UUID, device: int, passphrase: str) -> Opener:
    """Return what tells whether a candidate is the device secret of a wrap, for a thief who has the passphrase too."""
    read, context = read_lock(lock), Context(SealedKind.MEMBER_KEYS, member, device).pack()
    stretched = stretch(comparable(passphrase), read.salt, read.rounds)
    opens_wrap = box_opener(wrap)

    def opens(candidate: bytes) -> bool:
        okm = hkdf(stretched + candidate, b"romduol vault lock" + lock + context, 64, salt=read.salt)
        return opens_wrap(okm[:SECRET_BYTES])

    return opens


def point_opener(ids: frozenset[bytes]) -> Opener:
    """Return what tells whether a candidate is the private half of one of these keys (by key id)."""
    curve = ec.SECP256R1()

    def opens(candidate: bytes) -> bool:
        scalar = int.from_bytes(candidate)
        if not 0 < scalar < ORDER:
            return False
        public = ec.derive_private_key(scalar, curve).public_key()
        return key_id(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)) in ids

    return opens


def try_codes(places: Iterable[Place], openers: Iterable[CodeOpener], tried: Tried) -> None:
    """Try each receipt code that stands anywhere; slow, because a code is stretched."""
    for place, offset, code in _codes(places):
        tried.codes += 1
        if tried.codes > MOST_CODES:
            raise TooManyToTry(f"more than {MOST_CODES} receipt codes in what was seized")
        tried.hits += [KeyHit("a receipt", place, offset) for opens in openers if opens(code)]


def _codes(places: Iterable[Place]) -> Iterator[tuple[str, int, str]]:
    """Yield every different code of 24 digits whose check digit is right: place, offset, code."""
    seen: set[str] = set()
    for place in places:
        for run in _DIGITS.finditer(place.data):
            digits = "".join(str(int(found[found.lastindex or 1][0]) & 0x0F) for found in _DIGIT.finditer(run[0]))
            for at in range(len(digits) - CODE_DIGITS + 1):
                code = digits[at : at + CODE_DIGITS]
                if code not in seen and check_digit(code[:-1]) == code[-1]:
                    seen.add(code)
                    yield place.name, run.start(), code
