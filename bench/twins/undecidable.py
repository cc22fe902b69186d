"""Which pairs nobody could tell: what a record says fits two services of the invented world alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bench.twins.inventing import Thing

_Kind = tuple[int | None, str, str, str]
"""Body, category, name of the help, and for whom it is told."""


class Undecidable:
    """Tells, of records and the things they tell of, whether a pair is a fair question.

    A record that lacks its place, tells only the province or lacks its body may fit several services: one body gives
    the same help for the same people in three districts. Whoever has both records before them cannot tell.
    """

    def __init__(self, things: Iterable[Thing]) -> None:
        self._things = {thing.truth: thing for thing in things if thing.kind == "service"}
        self._alike: defaultdict[_Kind, list[Thing]] = defaultdict(list)
        for thing in self._things.values():
            kind = _kind(thing, thing.body)
            self._alike[kind].append(thing)
            self._alike[None, *kind[1:]].append(thing)

    def holds(self, a: Thing, b: Thing) -> bool:
        """Tell whether nobody could say if two records of services are one; never so of organisations.

        True where one of two that are one fits another thing as well, and where one of two that are not fits the
        other's thing.
        """
        if a.kind != "service":
            return False
        if a.truth != b.truth:
            return self._fits(a, b.truth) or self._fits(b, a.truth)
        return self._fits_another(a) or self._fits_another(b)

    def _fits_another(self, told: Thing) -> bool:
        kind = _kind(self._things[told.truth], told.body)
        return any(one.truth != told.truth and _at(told, self._things, one) for one in self._alike[kind])

    def _fits(self, told: Thing, truth: int) -> bool:
        own, other = self._things[told.truth], self._things[truth]
        return _kind(own, told.body) == _kind(other, told.body and other.body) and _at(told, self._things, other)


def _kind(thing: Thing, body: int | None) -> _Kind:
    word = thing.words[0][0].en
    rest = dict(thing.names)["en"].removeprefix(word)
    return (body, thing.category, word, rest if rest.startswith(" for ") else "")


def _at(told: Thing, things: Mapping[int, Thing], other: Thing) -> bool:
    """Tell whether what a record says of its place fits another thing; a name may say the place as well."""
    own = things[told.truth]
    if dict(own.names)["en"].startswith(f"{own.words[0][0].en} in ") and own.places != other.places:
        return False
    return not told.places or all(place.startswith(tuple(told.places)) for place in other.places)
