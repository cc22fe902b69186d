"""The places of a release made ready to be found in a question: both scripts, everyday spellings, slips of typing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from romduol.base.khmer import fold
from romduol.knowledge.answers.rules.understanding.phrases import Match, Phrases
from romduol.knowledge.answers.rules.understanding.reading import Atom, phrase_keys
from romduol.knowledge.answers.rules.understanding.stemming import letters, skeleton
from romduol.knowledge.directory.rules.places import edit_distance

# Parts of names that are written in several ways wherever they stand; each is what people really type.
_WRITTEN: dict[str, tuple[str, ...]] = {
    "kampong": ("kompong", "kg", "kpg", "kampung", "kompung", "kumpong", "k", "komp", "kom pong", "kam pong"),
    "stueng": ("stung", "steung", "stoeng"),
    "kaoh": ("koh",),
    "phnum": ("phnom", "pnom"),
    "tuol": ("toul", "tuol", "tol"),
    "saen": ("sen", "sean"),
    "preaek": ("prek", "preak"),
    "chraoy": ("chroy", "chrouy"),
    "boeng": ("boeung", "beung", "boung"),
    "doun": ("daun", "don"),
    "kouk": ("kork", "kok"),
    "prey": ("prei",),
    "preah": ("prah", "preas"),
    "banteay": ("bantey", "bantay"),
    "mean chey": ("meanchey", "mean chhey"),
    "thum": ("thom",),
    "sokh": ("sok",),
    "kaev": ("keo", "kev"),
    "thma": ("thmar", "tma"),
}
_SHORTEST, _MOST_WORDS = 4, 4
_SOUNDS, _MOST_SLIPS, _LONGEST = 3, 3, 28
_MOST_LOOKED_UP = 64
"""How many strange words of one question are looked up among places; more is no question but a flood."""


@dataclass(frozen=True, slots=True)
class Known:
    """A place, as far as questions need it."""

    code: str
    level: str
    parent: str
    bare: bool = True
    """False where its name alone may be an everyday word, so that it counts only beside a word such as "district"."""


@dataclass(slots=True)
class Gazetteer:
    """Every place, by code and by each way to write its name. Built once, read by every question."""

    phrases: Phrases = field(default_factory=Phrases)
    places: dict[str, Known] = field(default_factory=dict)
    spelled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """A name in Latin letters without spaces -> codes."""
    by_length: defaultdict[int, list[tuple[str, int, str]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Gazetteer":
        """Make ready what a release keeps of places."""
        found = cls()
        for code, entry in document.get("places", {}).items():
            found.places[code] = Known(code, entry["level"], entry.get("parent", ""), entry.get("bare", True))
            for name in _ways_to_write(entry.get("names", ())):
                found._learn(name, code)
        return found

    def _learn(self, name: str, code: str) -> None:
        self.phrases.add(name, code)
        key = _joined(fold(name))
        if not key.isascii() or not key.isalpha():
            return
        if key not in self.spelled:
            self.by_length[len(key)].append((key, letters(key), skeleton(key)))
        if code not in self.spelled.get(key, ()):
            self.spelled[key] = (*self.spelled.get(key, ()), code)

    def within(self, code: str, other: str) -> bool:
        """True where the first place is the second one, or lies in it."""
        known = self.places.get(code)
        return code == other or (known is not None and known.parent == other)

    def near(self, atoms: Sequence[Atom], free: Sequence[bool]) -> Iterator[Match]:
        """Yield places whose name is a slip away from one to four words that nothing else explains."""
        seen: dict[str, tuple[str, ...]] = {}
        for start, end in _runs(atoms, free):
            typed = "".join(part.word for part in atoms[start:end])
            if typed not in seen and len(seen) < _MOST_LOOKED_UP:
                seen[typed] = self._nearest(typed)
            if codes := seen.get(typed):
                yield Match(start, end, codes, 1)

    def _nearest(self, typed: str) -> tuple[str, ...]:
        if not _SHORTEST <= len(typed) <= _LONGEST:
            return ()
        if typed in self.spelled:
            return self.spelled[typed]
        nearest: dict[str, int] = {}
        for key, slips in self._candidates(typed):
            for code in self.spelled[key]:
                nearest[code] = min(slips, nearest.get(code, slips))
        least = min(nearest.values(), default=0)
        return tuple(code for code, slips in nearest.items() if slips == least)

    def _candidates(self, typed: str) -> Iterator[tuple[str, int]]:
        allowed, sound, bits = min(len(typed) // 4, _MOST_SLIPS), skeleton(typed), letters(typed)
        for length in range(len(typed) - 2 * allowed, len(typed) + 2 * allowed + 1):
            for key, mask, key_sound in self.by_length.get(length, ()):
                alike = key_sound == sound
                most = 2 * allowed if alike and len(sound) >= _SOUNDS else allowed
                if (mask ^ bits).bit_count() > 2 * most or (not alike and key[0] != typed[0]):
                    continue
                slips = edit_distance(typed, key, most)
                if slips <= most:
                    yield key, slips + (not alike)


def _ways_to_write(names: Iterable[str]) -> dict[str, None]:
    """Every name, and each way to write a part of it."""
    every: dict[str, None] = {}
    for name in names:
        plain = fold(name)
        every[plain] = None
        for part, ways in _WRITTEN.items():
            if part in plain:
                every.update(dict.fromkeys(plain.replace(part, way) for way in ways))
    return every


def _runs(atoms: Sequence[Atom], free: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where one to four neighbouring words stand that may be a name."""
    for start in range(len(atoms)):
        for end in range(start + 1, min(start + _MOST_WORDS, len(atoms)) + 1):
            if not free[end - 1] or not _usable(atoms[end - 1]):
                break
            yield start, end


def _usable(atom: Atom) -> bool:
    return not atom.khmer and not atom.number and atom.word.isascii() and atom.word.isalpha() and len(atom.word) < 20


def _joined(name: str) -> str:
    return "".join(part for part in name if part.isalnum())


def names_of(names: Iterable[str]) -> list[str]:
    """The names under which a place is found, each once as a question would be read."""
    seen: dict[tuple[str, ...], str] = {}
    for name in names:
        seen.setdefault(phrase_keys(name), name)
    return [name for keys, name in seen.items() if keys]
