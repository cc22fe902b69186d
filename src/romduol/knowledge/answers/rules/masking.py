"""Numbers that are kept back, found in any words however they are grouped, and masked there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from romduol.base import phones

RUN = re.compile(r"\d(?:[\W_]{0,3}\d)+")
"""Digits of any script, with spaces and signs between them."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def spellings(key: str, calling_code: str) -> frozenset[str]:
    """Return the digits under which people may write a line: from abroad, at home, and without any prefix."""
    if phones.is_short_key(key):
        return frozenset({key})
    own = key.removeprefix(calling_code)
    return frozenset({key, f"0{own}", own})


@dataclass(frozen=True, slots=True)
class Masks:
    """What stands in place of each number that is kept back."""

    instead: Mapping[str, str]
    """Each spelling's digits -> the mask."""
    lengths: tuple[int, ...]
    """How long the spellings are, the longest first."""

    def over(self, found: Any) -> Any:
        """Return words, or records and lists of words, without any number that is kept back."""
        if isinstance(found, str):
            return found if DAY.fullmatch(found) else RUN.sub(lambda run: self._over_run(run[0]), found)
        if isinstance(found, Mapping):
            return {name: self.over(part) for name, part in found.items()}
        return [self.over(part) for part in found] if isinstance(found, list | tuple) else found

    def _over_run(self, run: str) -> str:
        return "".join(self._parts(run)) if self.instead else run

    def _parts(self, run: str) -> Iterator[str]:
        places = [place for place, sign in enumerate(run) if sign.isdecimal()]
        plain = "".join(str(int(run[place])) for place in places)
        begin, at = 0, 0
        while at < len(plain):
            found = next(filter(self.instead.__contains__, (plain[at : at + length] for length in self.lengths)), "")
            if found:
                yield run[begin : places[at]] + self.instead[found]
                begin = places[at + len(found) - 1] + 1
            at += len(found) or 1
        yield run[begin:]


def masks_over(numbers: Iterable[tuple[str, str]], calling_code: str) -> Masks:
    """Return the masks over numbers, each given as its line's key and its mask.

    Short codes are left as they are: they are nobody's private phone, and three digits stand in many a sentence.
    """
    instead = {
        digits: mask for key, mask in numbers if not phones.is_short_key(key) for digits in spellings(key, calling_code)
    }
    return Masks(instead, tuple(sorted({len(digits) for digits in instead}, reverse=True)))
