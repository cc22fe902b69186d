"""A card made ready to be compared, and how rare its words, numbers and acronyms are among the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from urllib.parse import urlsplit

from romduol.desk.duplicates.records import Card
from romduol.desk.duplicates.rules.naming import Name, Read, read_names
from romduol.desk.duplicates.rules.words import FOR_WHOM, MEANS

RAREST, COMMONEST, KNOWN = 4.0, 0.4, 1.0
"""Bits of a word that one record has, of one that a great many have, and at most of one whose meaning is known."""
_SHARED_HOSTS = ("facebook.com", "fb.com", "t.me", "linktr.ee", "google.com", "youtube.com", "linkedin.com", "x.com")
"""Where a page and not the host belongs to somebody."""
_MOST_KEPT = 400_000
_PROVINCE = 2
_TOLD_OF_A_HELP, _PART_OF_A_WORD = 5, 0.2
"""Services of one category that have a word, and their part of all that have it, from which it names the help."""
"""Signs of a place's code that are its province."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A card with its names taken to pieces."""

    card: Card
    read: Read
    bodies: Read
    provinces: frozenset[str]
    districts: frozenset[str]
    sites: frozenset[str]


def facts_of(card: Card) -> Facts:
    """Return a card ready to be compared."""
    return Facts(
        card,
        read_names(card.names, card.acronyms),
        read_names(card.bodies, ()),
        frozenset(place[:_PROVINCE] for place in card.places),
        frozenset(place for place in card.places if len(place) > _PROVINCE),
        frozenset(filter(None, map(site, card.websites))),
    )


def site(address: str) -> str:
    """Return what of an address belongs to one body: the host, and the first part of the path where many share it.

    >>> site("http://www.Example.org/en/"), site("https://m.facebook.com/Romdoul.Meas/")
    ('example.org', 'facebook.com/romdoul.meas')
    """
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    for shared in _SHARED_HOSTS:
        if host == shared or host.endswith(f".{shared}"):
            page = parts.path.strip("/").split("/")[0].lower()
            return f"{shared}/{page}" if page else ""
    return host if "." in host else ""


def _called(facts: Facts) -> set[str]:
    """Return what a card is called: its names alone, in a province, by a body; no service by its name alone."""
    found: set[str] = set()
    bodies = {body.key for body in facts.bodies.names}
    for name in {name.key for name in facts.read.names}:
        found.update(f"{name}@{province}" for province in facts.provinces)
        if facts.card.kind == "organization":
            found.add(name)
        for body in bodies:
            found.add(f"{name}|{body}")
            found.update(f"{name}|{body}@{province}" for province in facts.provinces)
    return found


@dataclass(slots=True)
class Rarity:
    """Of how many cards have each word, number, acronym and site. It grows with cards, and never looks at their sum.

    So a card that shares nothing with two others changes nothing between them.
    """

    marks: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    """Phones and sites as they are, acronyms."""
    help_words: dict[str, frozenset[str]] = field(default_factory=dict)
    """Of each category, the words by which its services are told from others: "legal", "court", "literacy"."""
    _bits: dict[tuple[Read, Read], float] = field(default_factory=dict)
    _weights: dict[Name, tuple[float, ...]] = field(default_factory=dict)

    def learn(self, cards: Iterable[Facts]) -> None:
        """Count what cards have, each once a card; all of them at one time."""
        helps: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for facts in cards:
            marks = {mark for name in facts.read.names for mark in name.marks}
            self.marks.update(marks)
            for category in facts.card.categories:
                helps[category].update(marks)
            self.names.update(_called(facts))
            self.values.update({*facts.card.phones, *facts.sites, *facts.read.shorts})
        # What two have is what is asked for, so only more than that is remembered.
        self.names = Counter({name: count for name, count in self.names.items() if count > 2})
        self.values = Counter({value: count for value, count in self.values.items() if count > 2})
        self.help_words = {category: self._telling(counts) for category, counts in helps.items()}

    def _telling(self, counts: Mapping[str, int]) -> frozenset[str]:
        often = ((mark, count) for mark, count in counts.items() if count >= _TOLD_OF_A_HELP)
        return frozenset(
            mark for mark, count in often if mark not in FOR_WHOM and count >= _PART_OF_A_WORD * self.marks[mark]
        )

    def weights(self, name: Name) -> Sequence[float]:
        """Return the weight of each unit of a name, in bits."""
        kept = self._weights.get(name)
        if kept is None:
            kept = tuple(self._of(mark) * share for mark, share in zip(name.marks, name.shares, strict=True))
            if len(self._weights) < _MOST_KEPT:
                self._weights[name] = kept
        return kept

    def once(self, a: Read, b: Read, work: Callable[[Read, Read, Rarity], float]) -> float:
        """Return what comes of two readings, worked out once: services of the same two bodies meet again and again."""
        kept = self._bits.get((a, b))
        if kept is None:
            kept = work(a, b, self)
            if len(self._bits) < _MOST_KEPT:
                self._bits[a, b] = kept
        return kept

    def _of(self, mark: str) -> float:
        weight = max(COMMONEST, RAREST - log2(max(1, self.marks[mark])) / 2)
        return min(weight, KNOWN) if mark[0] == MEANS else weight

    def called(self, a: Facts, b: Facts) -> int:
        """Return how many cards are called what two are called: in their province, by their body, as far as it is told.

        At least two, and two where they are called nothing alike.
        """
        return min((self.names.get(name, 2) for name in _called(a) & _called(b)), default=2)

    def sharing(self, value: str) -> int:
        """Return how many cards have a phone, a site or an acronym; at least two: it is asked for what two share."""
        return self.values.get(value, 2)
