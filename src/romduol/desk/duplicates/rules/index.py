"""Cards under the keys by which a duplicate of each would be found."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import inf

from romduol.desk.duplicates.records import Card, Likelihood, Pair
from romduol.desk.duplicates.rules.facts import Facts, Rarity, facts_of
from romduol.desk.duplicates.rules.keys import keys_of
from romduol.desk.duplicates.rules.weighing import ROUNDING, bits, bits_of, evidence, rivals, score, signs, sure_of

LEAST = 0.5
"""The score from which a pair is proposed at all ("perhaps")."""
VERY_LIKELY = 0.9
LARGEST_BLOCK = 50
"""A key of more cards leads nowhere: a hotline, a word that everybody uses."""
MOST_CANDIDATES = 20
"""Cards that are compared with one: those with the most keys in common."""

REACH = 3.0
"""Bits that another may fit less well than one of a pair and still cast doubt on it."""
MOST_RIVALS = 6
"""Cards that are looked at for what else a card fits: those with the most keys in common."""
ONE_FROM = 0.0
"""Bits from which two that fit the same record are taken for one."""


Worth = dict[tuple[str, str], tuple[float, float | None]]
"""Of two ids, from how many bits on it was asked, and the bits; None where there are fewer."""


class Index:
    """Cards, each findable by what a duplicate of it would share. What is asked for does not have to be in it."""

    def __init__(self, cards: Iterable[Card]) -> None:
        """Take cards of any kind; ids are unique."""
        self.cards = {card.id: card for card in sorted(cards, key=lambda card: card.id)}
        organizations = _Shelf([card for card in self.cards.values() if card.kind == "organization"])
        services = _Shelf([card for card in self.cards.values() if card.kind == "service"], organizations.rarity)
        self._shelves = {"organization": organizations, "service": services}

    def candidates(self, card: Card) -> tuple[Card, ...]:
        """Return the cards of its kind that share a key with it, never itself; in order of their ids."""
        shelf = self._shelves[card.kind]
        found = sorted(shelf.near(shelf.facts_of(card)))
        return tuple(shelf.facts[place].card for place in found)

    def compare(self, a: Card, b: Card) -> Pair:
        """Return what speaks for and against two cards being one, whether or not a key leads from one to the other.

        Raises ValueError where they are of two kinds.
        """
        if a.kind != b.kind:
            raise ValueError("an organisation is never a service")
        shelf = self._shelves[a.kind]
        pair = shelf.pair(shelf.facts_of(a), shelf.facts_of(b))
        if pair is None:
            raise AssertionError("nothing comes to less than nothing")
        return pair

    def matches(self, card: Card, least: float = LEAST) -> list[Pair]:
        """Return the pairs of a card with a score of at least `least`, the most likely first."""
        shelf = self._shelves[card.kind]
        own = shelf.facts_of(card)
        return sorted(shelf.matches(own, least), key=lambda pair: (-pair.score, pair.a, pair.b))

    def pairs(self, least: float = LEAST, compared: Callable[[str], object] = str) -> Iterator[Pair]:
        """Yield every pair of its cards with a score of at least `least`, each once, ordered by kind and ids.

        `compared` is called with the id of each card that was compared with all it could be, in the same order.
        """
        for shelf in self._shelves.values():
            yield from shelf.pairs(least, compared)


def pairs(cards: Iterable[Card], least: float = LEAST) -> Iterator[Pair]:
    """Yield every pair among cards with a score of at least `least`, each once, ordered by kind and ids.

    For a file against the directory: give both, and leave out the pairs that have both ids on one side.
    """
    yield from Index(cards).pairs(least)


class _Shelf:
    """The cards of one kind, in order of their ids."""

    def __init__(self, cards: Sequence[Card], bodies: Rarity | None = None) -> None:
        self.facts = [facts_of(card) for card in cards]
        self.rarity = Rarity()
        self._bodies = bodies or self.rarity
        self.rarity.learn(self.facts)
        self._place = {card.id: place for place, card in enumerate(cards)}
        self._under: dict[str, int | array[int]] = {}
        self._near: Mapping[int, Sequence[int]] = {}
        """Which lie near each, while all are compared."""
        for place, facts in enumerate(self.facts):
            for key in keys_of(facts):
                self._put(key, place)

    def _put(self, key: str, place: int) -> None:
        there = self._under.setdefault(key, place)
        if isinstance(there, array):
            # One more than a block may hold tells that it is too large.
            if len(there) <= LARGEST_BLOCK:
                there.append(place)
        elif there != place:
            self._under[key] = array("I", (there, place))

    def facts_of(self, card: Card) -> Facts:
        """Return the facts of a card, made once for those that are here."""
        place = self._place.get(card.id)
        if place is not None and self.facts[place].card == card:
            return self.facts[place]
        return facts_of(card)

    def near(self, facts: Facts) -> Sequence[int]:
        """Return the places of those with most keys of a card, at most `MOST_CANDIDATES`, never its own."""
        own = self._place.get(facts.card.id, -1)
        if own in self._near and self.facts[own] is facts:
            return self._near[own]
        shared: Counter[int] = Counter()
        for key in keys_of(facts):
            there = self._under.get(key)
            if isinstance(there, int):
                shared[there] += 1
            elif there is not None and len(there) <= LARGEST_BLOCK:
                shared.update(there)
        shared.pop(own, None)
        return sorted(shared, key=lambda place: (-shared[place], place))[:MOST_CANDIDATES]

    def pair(self, a: Facts, b: Facts, least: float = 0.0, known: Worth | None = None) -> Pair | None:
        """Compare two, the lesser id first; None where it comes to less than `least`.

        `known` is added to: what the same cards are worth to others, compared once.
        """
        if b.card.id < a.card.id:
            a, b = b, a
        known = {} if known is None else known
        kind, found = a.card.kind, signs(a, b, self.rarity, self._bodies, least)
        if found is None or sure_of(alone := bits(kind, found)) < least:
            return None
        of_a, of_b = self._rivals(a, b, alone, known), self._rivals(b, a, alone, known)
        if of_a or of_b:
            found = [*found, rivals(of_a, of_b, alone)]
        sure = score(kind, found)
        return Pair(a.card.id, b.card.id, sure, evidence(kind, found), _likelihood(sure)) if sure >= least else None

    def matches(self, own: Facts, least: float) -> Iterator[Pair]:
        """Yield the pairs of one card with those near it of at least so much."""
        known: Worth = {}
        near, enough = [self.facts[place] for place in self.near(own)], bits_of(least) - ROUNDING
        for other in near:
            # All are compared first, with what a rival needs, so that none is compared twice.
            self._alone(own, other, enough - REACH, known)
        for other in near:
            if self._alone(own, other, enough, known) is not None:
                pair = self.pair(own, other, least, known)
                if pair is not None:
                    yield pair

    def _rivals(self, own: Facts, other: Facts, alone: float, known: Worth) -> list[float]:
        """Return the bits of the records that one of a pair fits nearly as well or better, and that are not the other.

        Where two of them are one themselves, fitting both is no doubt.
        """
        found = []
        for place in self.near(own)[:MOST_RIVALS]:
            third = self.facts[place]
            if third.card.id != other.card.id and third.card.id != own.card.id:
                amount = self._alone(own, third, alone - REACH, known)
                if amount is not None and self._alone(other, third, ONE_FROM, known) is None:
                    found.append(amount)
        return sorted(found)

    def _alone(self, a: Facts, b: Facts, least: float, known: Worth) -> float | None:
        """Return the bits of two, whatever else they fit; None where these are fewer than `least`."""
        if b.card.id < a.card.id:
            a, b = b, a
        since, amount = known.get((a.card.id, b.card.id), (inf, None))
        if amount is None and least < since:
            found = signs(a, b, self.rarity, self._bodies, sure_of(least))
            amount = None if found is None else bits(a.card.kind, found)
            known[a.card.id, b.card.id] = least, amount
        return amount if amount is not None and amount >= least else None

    def pairs(self, least: float, compared: Callable[[str], object]) -> Iterator[Pair]:
        """Yield every pair of at least so much, ordered by ids."""
        near = {place: array("I", self.near(facts)) for place, facts in enumerate(self.facts)}
        enough, known = bits_of(least) - ROUNDING, Worth()
        floor = min(enough - REACH, ONE_FROM)
        worth: list[tuple[int, int]] = []
        for place, facts in enumerate(self.facts):
            for other in sorted(near[place]):
                # What two lead to is compared once; what only the later of two leads to is compared from there.
                if other > place or place not in near[other]:
                    amount = self._alone(facts, self.facts[other], floor, known)
                    if amount is not None and amount >= enough:
                        worth.append((min(place, other), max(place, other)))
            compared(facts.card.id)
        self._near = near
        try:
            for first, second in worth:
                pair = self.pair(self.facts[first], self.facts[second], least, known)
                if pair is not None:
                    yield pair
        finally:
            self._near = {}


def _likelihood(score: float) -> Likelihood | None:
    if score < LEAST:
        return None
    return Likelihood.VERY_LIKELY if score >= VERY_LIKELY else Likelihood.PERHAPS
