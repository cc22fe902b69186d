"""Makes and reads the codes of outreach cards: short enough to type, too many to guess."""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from itertools import islice

from romduol.base import khmer
from romduol.safety.crypto.keys import Randomness, random_bytes
from romduol.safety.crypto.receipts import check_digit
from romduol.safety.crypto.words import joined

DIGITS = 12
"""Eleven by chance and one that shows a slip: whoever guesses at 300 live cards is right once in 300 million."""
GROUP = 4
LONGEST_TYPED = 40
_CODE = re.compile(f"[0-9]{{{DIGITS}}}")
_UNBIASED = 250
"""The largest multiple of ten that a byte can be below."""


class Mistyped(ValueError):
    """This can be the code of no card; what was typed is not told."""


def new_code(random: Randomness = random_bytes) -> str:
    """Return a new code of 12 ASCII digits."""
    found = (str(byte % 10) for _ in iter(int, 1) for byte in random(DIGITS) if byte < _UNBIASED)
    digits = "".join(islice(found, DIGITS - 1))
    return digits + check_digit(digits)


def read_code(typed: str) -> str:
    """Return the digits of a code as somebody typed it, empty where nothing was typed; raises `Mistyped`.

    It knows no cards: a code that was used, one that is over and one that never was are all well typed.
    """
    code = khmer.digits(joined(typed))
    if not code:
        return ""
    if not _CODE.fullmatch(code) or check_digit(code[:-1]) != code[-1]:
        raise Mistyped
    return code


def show_code(code: str) -> str:
    """Return a code as it is printed.

    >>> show_code("481209337718")
    '4812 0933 7718'
    """
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def digest_of(code: str, key: bytes) -> str:
    """Return what is stored of a code: who reads the database, and not the key, cannot try codes out."""
    return hmac.new(key, code.encode("ascii"), sha256).hexdigest()
