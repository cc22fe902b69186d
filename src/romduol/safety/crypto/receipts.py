"""The receipt of a report: 24 digits on paper, and the three secrets that they and a safety word make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from romduol.base import khmer
from romduol.safety.crypto.errors import Mistyped
from romduol.safety.crypto.keys import Randomness, hkdf, random_bytes
from romduol.safety.crypto.words import comparable, joined, stretch

ROUNDS = 200_000
CODE_DIGITS = 24
GROUP_DIGITS = 4
# The quasigroup of order 10 of H. Michael Damm's thesis (2004): totally anti-symmetric, zeros on the diagonal.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_DIGITS = re.compile("[0-9]*")
# The largest multiple of ten that a byte can be below: what lies above would make some digits likelier than others.
_UNBIASED = 250


@dataclass(frozen=True, slots=True, repr=False)
class Receipt:
    """What a code and a safety word open: where the thread lies, that one may read it, and the key to its keys."""

    locator: bytes
    token: bytes
    key: bytes

    @property
    def locator_hash(self) -> bytes:
        """The 32 bytes by which a server finds the thread."""
        return sha256(self.locator).digest()

    @property
    def token_hash(self) -> bytes:
        """The 32 bytes with which a server compares the token."""
        return sha256(self.token).digest()


def new_code(random: Randomness = random_bytes) -> str:
    """Return a new code of 24 ASCII digits, each of the first 23 as likely as any other."""
    digits = "".join(islice(_digits(random), CODE_DIGITS - 1))
    return digits + check_digit(digits)


def _digits(random: Randomness) -> Iterator[str]:
    while True:
        yield from (str(byte % 10) for byte in random(CODE_DIGITS) if byte < _UNBIASED)


def check_digit(digits: str) -> str:
    """Return the digit that makes every one-digit error and every swap of neighbours show."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def read_code(typed: str) -> str:
    """Return the 24 ASCII digits of a code as somebody typed it; raises `Mistyped`, without what was typed."""
    code = khmer.digits(joined(typed))
    if not _DIGITS.fullmatch(code):
        raise Mistyped("a receipt has digits only", reason="sign")
    if len(code) != CODE_DIGITS:
        raise Mistyped(f"a receipt has {CODE_DIGITS} digits; {len(code)} came", reason="length")
    if check_digit(code[:-1]) != code[-1]:
        raise Mistyped("a digit is wrong, or two changed places", reason="check")
    return code


def show_code(code: str) -> str:
    """Return a code as it is printed: six groups of four."""
    return " ".join(code[start : start + GROUP_DIGITS] for start in range(0, len(code), GROUP_DIGITS))


def derive_receipt(code: str, word: str = "") -> Receipt:
    """Return the receipt of a code and a safety word, in the time of 200,000 rounds; raises `Mistyped`.

    A wrong word makes the receipt of no thread, just as an unknown code does.
    """
    password = read_code(code).encode("ascii") + b"\x00" + comparable(word)
    root = stretch(password, b"romduol vault receipt", ROUNDS)
    locator, token, key = (hkdf(root, b"romduol vault receipt " + part) for part in (b"locator", b"token", b"key"))
    return Receipt(locator, token, key)
