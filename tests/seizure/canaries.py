"""Makes words that stand nowhere else, in Khmer and in English, the same ones in every run."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from romduol.safety.crypto.receipts import check_digit

CONSONANTS = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហអ"
VOWELS = "ាិីឹុូេែៃោ"
LATIN = "bcdfghjklmnpqrstvwxz"
SIGNS = 14


class Sort(Enum):
    """What a canary is, which decides its shape."""

    TEXT = "text"
    FILE = "file"
    NAME = "file name"
    SPOKEN = "spoken"
    """A safety word or a passphrase: it is typed and never kept, so nobody reads it back."""
    CODE = "receipt code"


@dataclass(frozen=True, slots=True)
class Canary:
    """What is planted in one field. `marks` are what must not be found; `text` is what is typed, with all of them."""

    name: str
    sort: Sort
    text: str
    marks: tuple[str, ...]

    @property
    def data(self) -> bytes:
        """Return the bytes of a planted file, which hold every mark."""
        return b"\x89ROMDUOL-TEST\r\n\x1a\n\x00\xff" + self.text.encode() + bytes(range(256))

    @property
    def kept(self) -> bool:
        """Tell whether somebody must be able to read it again."""
        return self.sort not in (Sort.SPOKEN, Sort.CODE)


def canary(seed: str, name: str, sort: Sort = Sort.TEXT) -> Canary:
    """Return the canary of one field: the same for the same seed and name."""
    draw = _drawing(f"{seed}/{name}")
    if sort is Sort.CODE:
        code = "".join(str(draw(10)) for _ in range(23))
        code += check_digit(code)
        return Canary(name, sort, code, (code,))
    marks = (_english(draw), _khmer(draw), _english(draw), _khmer(draw))
    return Canary(name, sort, _SHAPES[sort](*marks), marks)


def code_canary(name: str, code: str) -> Canary:
    """Return the canary of a code that the program itself has made: 24 ASCII digits."""
    return Canary(name, Sort.CODE, code, (code,))


def _drawing(seed: str) -> Callable[[int], int]:
    counter = 0

    def draw(below: int) -> int:
        nonlocal counter
        counter += 1
        return int.from_bytes(sha256(f"{seed}/{counter}".encode()).digest()[:8]) % below

    return draw


def _english(draw: Callable[[int], int]) -> str:
    """One word in small letters whose é is one sign or two, as Unicode has it both ways."""
    letters = [LATIN[draw(len(LATIN))] for _ in range(SIGNS)]
    letters[3 + draw(3)] = "é"
    return "".join(letters)


def _khmer(draw: Callable[[int], int]) -> str:
    syllables = (CONSONANTS[draw(len(CONSONANTS))] + VOWELS[draw(len(VOWELS))] for _ in range(SIGNS // 2))
    return unicodedata.normalize("NFC", "".join(syllables))


# Several marks a field, some way apart: a page of a database may end in the middle of one.
_SHAPES: dict[Sort, Callable[[str, str, str, str], str]] = {
    Sort.TEXT: lambda a, b, c, d: f"She said “{a}” & <{b}>\n… then: {c}; {b}? ខ្ញុំឃើញ {d}.",
    Sort.FILE: lambda a, b, c, d: f"{a}\n{b}\n" * 30 + f"{c}\n{d}\n" * 30,
    Sort.NAME: lambda a, b, c, d: f"{a} {b} {c}-{d}.jpg",
    Sort.SPOKEN: lambda a, b, c, d: f"{a} {b} {c} {d}",
}
