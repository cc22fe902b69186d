"""The places of an index: their numbers, what lies in what, what is near, and what they are called."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from romduol.base.khmer import fold
from romduol.knowledge.answers.rules.indexing.postings import NATIONAL, NOWHERE
from romduol.knowledge.directory.records import Edition

NATIONAL_CODE, NOWHERE_CODE = "national", "-"
SHORTEST = 3
"""Signs of a name that can be found within other words."""


@dataclass(frozen=True, slots=True)
class Places:
    """The gazetteer, as far as search needs it."""

    codes: tuple[str, ...]
    """In the order of their numbers."""
    parents: Mapping[str, str]
    near: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    """Folded name -> codes of the places that are called so, larger ones first."""
    numbers: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, edition: Edition) -> "Places":
        """Return the places of an edition."""
        places = edition.places
        names: defaultdict[str, list[str]] = defaultdict(list)
        for place in sorted(places.values(), key=lambda one: (one.parent is not None, one.code)):
            for name in dict.fromkeys(fold(name) for name in (*place.name.values(), *place.spellings)):
                names[name].append(place.code)
        return cls._numbered(
            codes=sorted(places),
            # What is of no place is looked for wherever the whole country is.
            parents={NOWHERE_CODE: NATIONAL_CODE}
            | {place.code: place.parent for place in places.values() if place.parent},
            near={place.code: place.neighbours for place in places.values() if place.neighbours},
            names={name: tuple(codes) for name, codes in names.items() if len(name) >= SHORTEST},
        )

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Places":
        """Return the places as a release keeps them; raises KeyError, TypeError and AttributeError."""
        return cls._numbered(
            codes=kept["codes"],
            parents=dict(kept["parents"]),
            near={code: tuple(codes) for code, codes in kept["near"].items()},
            names={name: tuple(codes) for name, codes in kept["names"].items()},
        )

    @classmethod
    def _numbered(cls, codes: Iterable[str], **more: Any) -> "Places":
        known = (NOWHERE_CODE, NATIONAL_CODE, *(code for code in codes if code not in (NOWHERE_CODE, NATIONAL_CODE)))
        return cls(codes=known, numbers={code: number for number, code in enumerate(known)}, **more)

    def kept(self) -> dict[str, Any]:
        """Return what a release keeps of them."""
        return {"codes": self.codes, "parents": self.parents, "near": self.near, "names": self.names}

    def number(self, code: str) -> int:
        """Return the number of a place; that of nowhere for a code that no place has."""
        return self.numbers.get(code, NOWHERE)

    def code(self, number: int) -> str:
        """Return the code of a number; nowhere's for one that no place has."""
        return self.codes[number] if number < len(self.codes) else NOWHERE_CODE

    def within(self, code: str) -> Iterator[str]:
        """Yield a place's code and those of the places that it lies in, the nearest first."""
        seen: set[str] = set()
        while code and code not in seen:
            seen.add(code)
            yield code
            code = self.parents.get(code, "")


__all__ = ["NATIONAL", "NATIONAL_CODE", "NOWHERE", "NOWHERE_CODE", "Places"]
