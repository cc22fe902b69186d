"""Makes what people remember and type comparable before it becomes bytes."""

from __future__ import annotations

import re
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from romduol.base.khmer import digits

STRETCHED_BYTES = 32
# Unicode's White_Space, sign by sign: Python and browsers each count others as white space in their own words.
WHITE_SPACE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
# What people and programs put between groups: any hyphen or dash, the soft one too, dots.
DASHES = "\\-\xad\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
DOTS = ".\xb7"
_BLANKS = re.compile(f"[{WHITE_SPACE}]+")
# Half of a pair of UTF-16 is no sign; browsers write this one in its place.
_HALVES, _NO_SIGN = re.compile("[\ud800-\udfff]"), "\ufffd"
_NOT_SEEN = re.compile(f"[{INVISIBLE}]")
_BETWEEN = re.compile(f"[{WHITE_SPACE}{INVISIBLE}{DASHES}{DOTS}]")


def comparable(text: str) -> bytes:
    """Return a passphrase or a safety word as UTF-8, the same however it was typed; capitals stay what they are."""
    # What cannot be seen goes first: between a letter and its accent it would keep the two apart.
    seen = unicodedata.normalize("NFKC", _NOT_SEEN.sub("", _HALVES.sub(_NO_SIGN, text)))
    return _BLANKS.sub(" ", digits(seen)).strip(" ").encode()


def joined(typed: str) -> str:
    """Return what was typed in groups without what stands between them: blanks, hyphens, dots, signs of no width."""
    return _BETWEEN.sub("", typed)


def stretch(password: bytes, salt: bytes, rounds: int) -> bytes:
    """Return the 32 bytes that PBKDF2-HMAC-SHA-256 makes of what a person remembers."""
    # This library takes two thirds of the time of `hashlib`, and lets other threads go on too.
    return PBKDF2HMAC(SHA256(), STRETCHED_BYTES, salt, rounds).derive(password)


def listed_words(typed: str) -> list[str]:
    """Return words of a list as they were typed one after the other: small letters, no signs of no width."""
    return _NOT_SEEN.sub("", typed).lower().split()
