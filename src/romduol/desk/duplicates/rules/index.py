"""Cards under the keys by which a duplicate of each would be found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from romduol.desk.duplicates.records import Card, Pair

LEAST = 0.5
"""The score from which a pair is proposed at all ("perhaps")."""
VERY_LIKELY = 0.9


class Index:
    """Cards, each findable by what a duplicate of it would share. What is asked for does not have to be in it."""

    def __init__(self, cards: Iterable[Card]) -> None:
        """Take cards of any kind; ids are unique."""
        self.cards = {card.id: card for card in cards}

    def candidates(self, card: Card) -> tuple[Card, ...]:
        """Return the cards of its kind that share a key with it, never itself; in order of their ids."""
        return ()

    def compare(self, a: Card, b: Card) -> Pair:
        """Return what speaks for and against two cards being one, whether or not a key leads from one to the other."""
        raise NotImplementedError

    def matches(self, card: Card, least: float = LEAST) -> list[Pair]:
        """Return the pairs of a card with a score of at least `least`, the most likely first."""
        return []


def pairs(cards: Iterable[Card], least: float = LEAST) -> Iterator[Pair]:
    """Yield every pair among cards with a score of at least `least`, each once, ordered by ids.

    For a file against the directory: give both, and leave out the pairs that have both ids on one side.
    """
    yield from ()
