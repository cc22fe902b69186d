"""Chooses the services that an answer names, by what is needed, where, their standing and how people may come."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from romduol.knowledge.answers.queries.index import Index, in_one_release
from romduol.knowledge.answers.records import Answers, ServiceKept
from romduol.knowledge.answers.rules.indexing.places import NATIONAL_CODE, Places
from romduol.knowledge.answers.rules.indexing.postings import TokenList, kind_in, standing_in
from romduol.knowledge.answers.rules.indexing.services import ACCESS, CATEGORY, NEED, WITH
from romduol.knowledge.answers.rules.searching.scoring import COUNTRY, ELSEWHERE, tiers_of

MOST_CODES = 8
"""How many needs, categories, places or conditions are looked at."""
MOST_SERVICES = 100


def services_for(
    release: Answers,
    needs: Sequence[str] = (),
    categories: Sequence[str] = (),
    places: Sequence[str] = (),
    most: int = 8,
    access: Sequence[str] = (),
) -> tuple[ServiceKept, ...]:
    """Return the services that fit the kinds of help, then those that fit the needs in their order, the best first.

    Among those that fit alike it counts where they are: in the places asked for, around them, in neighbouring ones, in
    the whole country; those that serve only other places are left out. Then their standing, then how many of the access
    conditions they have. Where no place is asked for, those of the whole country come first.
    Raises `NothingPublished`, and `PageDamaged` where what is kept cannot be read.
    """
    fits = [[CATEGORY + one for one in categories[:MOST_CODES]], *([NEED + one] for one in needs[:MOST_CODES])]

    def chosen() -> tuple[ServiceKept, ...]:
        choosing = _Choosing(Index(release), tuple(places[:MOST_CODES]), tuple(access[:MOST_CODES]))
        return tuple(choosing.chosen(fits, max(0, min(most, MOST_SERVICES))))

    return in_one_release(release, chosen)


class _Choosing:
    """One choice of services."""

    def __init__(self, index: Index, places: Collection[str], access: Collection[str]) -> None:
        self._index = index
        self._asked = [code for code in places if code in index.places.numbers]
        self._tiers = tiers_of(self._asked, index.places) if self._asked else _country_first(index.places)
        self._access = access

    def chosen(self, fits: Iterable[Sequence[str]], most: int) -> Iterator[ServiceKept]:
        """Yield at most so many services; of lists only what is needed for them is read."""
        # One after the other, and none that is not wanted: those of the next tier stand on pages of their own.
        yield from islice(map(self._index.service, map(self._index.document, self._each_once(fits))), most)

    def _each_once(self, fits: Iterable[Sequence[str]]) -> Iterator[int]:
        seen = set(self._index.gone)
        for name in self._in_order(fits):
            if name not in seen:
                seen.add(name)
                yield name

    def _in_order(self, fits: Iterable[Sequence[str]]) -> Iterator[int]:
        for tokens in fits:
            lists = self._index.lists(tokens)
            for tier in sorted(set(self._tiers) - ({ELSEWHERE} if self._asked else set())):
                yield from self._ranked(tier, lists)

    def _ranked(self, tier: int, lists: Mapping[str, TokenList]) -> list[int]:
        """Return the services of a tier, the best first."""
        found = {one: rank for token, kept in lists.items() for one, rank in self._rows(tier, token, kept)}
        having = self._having(tier, lists) if found else Counter()
        return sorted(found, key=lambda one: (standing_in(found[one]), -having[one], one))

    def _having(self, tier: int, lists: Iterable[str]) -> Mapping[int, int]:
        """Return how many of the access conditions services have."""
        counts: Counter[int] = Counter()
        for condition in self._access:
            joined = self._index.lists([token + WITH + ACCESS + condition for token in lists])
            counts.update({one for token, kept in joined.items() for one, _ in self._rows(tier, token, kept)})
        return counts

    def _rows(self, tier: int, token: str, found: TokenList) -> Iterator[tuple[int, int]]:
        """Yield document and rank of each row of a tier."""
        for kept in self._lists(tier, token, found):
            # Guides answer needs too.
            for group in (one for one in self._index.groups(kept) if kind_in(one.rank) == "service"):
                rows = zip(group.ids, group.places, strict=True)
                yield from ((one, group.rank) for one, place in rows if self._tier(place) == tier)

    def _tier(self, place: int) -> int:
        return self._tiers[place] if place < len(self._tiers) else ELSEWHERE

    def _lists(self, tier: int, token: str, found: TokenList) -> Iterator[TokenList]:
        if not found.cut or tier == ELSEWHERE:
            yield found
        else:
            yield from (self._index.at_place(token, found, code) for code in self._codes(tier))

    def _codes(self, tier: int) -> Iterator[str]:
        """Yield the places to read for a tier: none that lies within another one of them."""
        places = self._index.places
        codes = {places.code(number) for number, one in enumerate(self._tiers) if one == tier}
        return (code for code in sorted(codes) if places.parents.get(code) not in codes)


def _country_first(places: Places) -> list[int]:
    return [COUNTRY if code == NATIONAL_CODE else ELSEWHERE for code in places.codes]
