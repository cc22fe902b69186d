"""The keys by which a duplicate of a card would be found: what two tellings of one thing rarely both lose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from romduol.desk.duplicates.rules.facts import Facts
from romduol.desk.duplicates.rules.naming import Name, Read
from romduol.desk.duplicates.rules.words import MEANS

_HEARD = 5
"""Consonants in a row by which a name is found in either script."""
_MOST_HEARD = 6
_MOST_WORDS = 6
_SHORTEST_ACRONYM = 3


def keys_of(facts: Facts) -> set[str]:
    """Return the keys of a card. Cards of two kinds are never under one key."""
    card = facts.card
    found = {f"p{phone}" for phone in card.phones} | {f"w{site}" for site in facts.sites}
    if card.kind == "organization":
        found.update(_of_organization(facts))
    else:
        found.update(_of_service(facts))
    return found


def _of_organization(facts: Facts) -> Iterator[str]:
    yield from (f"a{short}" for short in _shorts(facts.read))
    for name in facts.read.names:
        yield f"n{name.key}"
        yield from (f"h{part}" for part in _heard(name.sound))
        words = _own_words(name)
        yield from (f"d{first}+{second}" for first, second in combinations(words, 2))
        for place in facts.provinces:
            yield from (f"o{word}@{place}" for word in words or (name.key,))
            if not name.khmer:
                yield f"m{' '.join(sorted(name.meanings))}@{place}"
        yield from (f"c{name.key}@{place}" for place in facts.districts)


def _of_service(facts: Facts) -> Iterator[str]:
    card = facts.card
    places = (*facts.districts, *facts.provinces)
    for name in facts.read.names:
        yield from (f"n{name.key}@{place}" for place in places)
        yield from (f"s{first}+{second}@{place}" for first, second in _pairs(name) for place in facts.districts)
    for part in _of_bodies(facts.bodies):
        yield from (f"b{part}@{place}" for place in facts.provinces)
        yield from (f"b{part}={category}" for category in card.categories)
        if not card.categories or not places:
            yield from (f"b{part}:{name.key}" for name in facts.read.names)


def _of_bodies(bodies: Read) -> Iterable[str]:
    """Return what finds a body: its acronyms, two words of its name, or how it begins and ends in sound."""
    found = {f"a{short}" for short in _shorts(bodies)}
    for name in bodies.names:
        heard = _heard(name.sound)
        found.update(heard[:2] + heard[-2:])
        words = _own_words(name)
        found.update(f"{first}+{second}" for first, second in combinations(words[:4], 2))
        if not heard and len(words) < 2:
            found.add(name.key)
    return found


def _shorts(read: Read) -> set[str]:
    initials = {name.initials for name in read.names if len(name.initials) >= _SHORTEST_ACRONYM}
    return {*read.shorts, *initials}


def _own_words(name: Name) -> list[str]:
    """Return the Latin words that are no known meaning, by their consonants, so that slips in vowels do no harm."""
    if name.khmer:
        return []
    words = {_by_sound(name, place) for place, unit in enumerate(name.units) if unit[0] != MEANS}
    return sorted(words)[:_MOST_WORDS]


def _by_sound(name: Name, place: int) -> str:
    return name.sounds[place] if len(name.sounds[place]) > 1 else name.units[place]


def _pairs(name: Name) -> Iterator[tuple[str, str]]:
    """Yield pairs of words or of neighbouring clusters, so that a slip in one place leaves others."""
    if name.khmer:
        units = name.units
        third = max(1, len(units) // 4)
        yield from ((units[at], units[at + 1]) for at in range(0, len(units) - 1, third))
    else:
        yield from combinations(sorted({_by_sound(name, place) for place in range(len(name.units))})[:4], 2)


def _heard(sound: str) -> list[str]:
    """Return runs of consonants of a name, at most `_MOST_HEARD`, its end among them; none of a very short one."""
    runs = [sound[at : at + _HEARD] for at in range(len(sound) - _HEARD + 1)]
    if 0 < len(sound) < _HEARD:
        return [f"{sound}."] if len(sound) == _HEARD - 1 else []
    return runs if len(runs) <= _MOST_HEARD else [*runs[: _MOST_HEARD // 2], *runs[-_MOST_HEARD // 2 :]]
