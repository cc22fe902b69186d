"""Which places a reader's words may mean: exact names first, then near misses, never a silent guess."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from romduol.base.khmer import COENG, fold
from romduol.knowledge.directory.records.places import Place, PlaceLevel

# The words for a kind of unit, as people put them before or after a name, and the levels they allow.
# A town is often listed as a plain district, since the gazetteer does not know its kind.
_TOWN: tuple[PlaceLevel, ...] = ("municipality", "district")
_UNITS: dict[str, tuple[PlaceLevel, ...]] = {
    **dict.fromkeys(("province", "khaet", "khet", "ខេត្ត", "រាជធានី"), ("province",)),
    **dict.fromkeys(("city", "town", "municipality", "krong", "ក្រុង", "ទីក្រុង", "ទីរួមខេត្ត"), _TOWN),
    **dict.fromkeys(("district", "srok", "khan", "ស្រុក", "ខណ្ឌ"), _TOWN),
}
_LEVELS: tuple[PlaceLevel, ...] = ("province", "municipality", "district")
# Vowels say little in romanised Khmer (Steung, Stueng, Stung), nor do h and y; and these consonants are
# heard alike.
_LATIN_SKELETON = str.maketrans("bdgzwq", "ptksvk", "aeiouyh")
_KHMER_SKELETON = re.compile("[\u17b6-\u17d1\u17d3\u17dd]|" + COENG)
_SHORTEST = 4
_MOST_NEAR = 3


def find_places(text: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """Every place that the text may name, best level first; empty where none does.

    "KH-17", "17", "Siem Reap", "សៀមរាប" and "Siem Reap province" are one. More than one place means that
    the reader must be asked (Kampot is a province and its town), unless "town" or "province" tells.
    "Samraong, Takeo" reads the part after the comma as the province. Without an exact match: near ones.
    """
    name, _, context = text.partition(",")
    found = exact_places(name, places) or near_places(name, places)
    within = {place.code for place in exact_places(context, places)}
    return tuple(place for place in found if place.parent in within) or found


def exact_places(text: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """The places with exactly this name, spelling, code or ISO code once both are folded."""
    index = _by_key(tuple(places))
    whole = index.get(_key(text), ())
    if whole:
        return whole
    name, levels = _without_unit(fold(text))
    return _of_level(index.get(_key(name), ()), levels)


def near_places(text: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """Up to three places whose name is a typing slip away, the nearest first, then the higher level.

    The bound is tight on purpose: looser, "malaria", "lawyer" and "labour" become places.
    """
    name, levels = _without_unit(fold(text))
    key = _key(name)
    if len(key) < _SHORTEST or any(sign.isdigit() for sign in key):
        return ()  # One slip away from a code or a very short name is another code or name.
    nearest: dict[Place, tuple[int, int]] = {}
    for form, candidates in _by_key(tuple(places)).items():
        slips = _slips(key, form)
        for place in candidates if slips is not None else ():
            score = (slips or 0, _LEVELS.index(place.level))
            nearest[place] = min(score, nearest.get(place, score))
    ranked = sorted(nearest, key=lambda place: (*nearest[place], place.code))
    return _of_level(tuple(ranked[:_MOST_NEAR]), levels)


def _slips(key: str, form: str) -> int | None:
    """How far two keys are apart, or None where that is too far to be a slip of typing.

    A quarter of the letters may differ, twice that where four or more consonants agree.
    """
    allowed = len(key) // 4
    if abs(len(key) - len(form)) > 2 * allowed:
        return None
    alike = _skeleton(key) == _skeleton(form)
    if not alike and key[0] != form[0]:
        return None
    distance = edit_distance(key, form)
    if distance > (2 * allowed if alike and len(_skeleton(key)) > 3 else allowed):
        return None
    return distance if alike else distance + 1


def edit_distance(first: str, second: str, most: int | None = None) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two words (optimal string alignment).

    With `most`, counting stops where it is sure to be more: then the number is just higher than `most`.
    """
    before: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        line = [row]
        for column, other in enumerate(second, 1):
            best = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and other == first[row - 2]:
                best = min(best, before[column - 2] + 1)
            line.append(best)
        if most is not None and min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]


@lru_cache(maxsize=4096)
def _skeleton(key: str) -> str:
    """The consonants of a key, those that sound alike as one, none twice in a row."""
    consonants = _KHMER_SKELETON.sub("", key).translate(_LATIN_SKELETON)
    return re.sub(r"(.)\1+", r"\1", consonants)


def _key(text: str) -> str:
    """A folded name without spaces, hyphens and apostrophes."""
    return re.sub(r"[\s\-'.`]+", "", fold(text))


def _without_unit(folded: str) -> tuple[str, tuple[PlaceLevel, ...]]:
    """A folded name without a word such as "province", and the levels that this word allows."""
    for unit, levels in _folded_units():
        if not unit.isascii() and folded.startswith(unit) and folded != unit:
            return folded.removeprefix(unit), levels
        words = folded.split()
        if unit in (words[:1] + words[-1:]) and len(words) > 1:
            return " ".join(word for word in words if word != unit), levels
    return folded, _LEVELS


@lru_cache(maxsize=1)
def _folded_units() -> tuple[tuple[str, tuple[PlaceLevel, ...]], ...]:
    """The unit words, folded, the longest first."""
    return tuple(sorted(((fold(unit), levels) for unit, levels in _UNITS.items()), key=lambda item: -len(item[0])))


def _of_level(found: tuple[Place, ...], levels: tuple[PlaceLevel, ...]) -> tuple[Place, ...]:
    """Those of an allowed level, or all where none is: a wrong unit word is no reason to find nothing."""
    return tuple(place for place in found if place.level in levels) or found


@lru_cache(maxsize=4)
def _by_key(places: tuple[Place, ...]) -> dict[str, tuple[Place, ...]]:
    """Every key under which places are known, each place once a key, best level first."""
    index: defaultdict[str, dict[Place, None]] = defaultdict(dict)
    for place in sorted(places, key=lambda place: (_LEVELS.index(place.level), place.code)):
        for key in _keys(place):
            index[key][place] = None
    return {key: tuple(found) for key, found in index.items()}


def _keys(place: Place) -> Iterator[str]:
    """The keys of one place: its names, spellings and codes."""
    known: Iterable[str | None] = (*place.name.values(), *place.spellings, place.code, place.iso)
    yield from (key for key in map(_key, filter(None, known)) if key)
