"""Finds phrases in a reading: exactly through a tree of atoms, and through slips of typing; the best cover counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from romduol.knowledge.answers.rules.understanding.reading import Atom, phrase_keys
from romduol.knowledge.answers.rules.understanding.slips import KhmerSlips, LatinSlips

END = ""
"""The key under which a node of the tree keeps what ends there; no atom is empty."""
_LONGEST = 10
_MOST_UNKNOWN = 48
"""How many unknown words of one question are looked up through slips; more is no question but a flood."""

Found = str
Node = dict[str, Any]
Near = Mapping[int, Sequence[str]]
"""Position of an unknown word -> the known keys that it may be a slip for."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found from one atom up to another, and what it stands for."""

    start: int
    end: int
    means: tuple[Found, ...]
    slips: float = 0
    weight: float = 0

    @property
    def worth(self) -> float:
        """How much the match explains: long phrases more than their parts, slips less than exact words."""
        return 2 * (self.end - self.start) - 1 - 0.5 * self.slips + self.weight


@dataclass(slots=True)
class Phrases:
    """Phrases of any script, each with what it means, compiled once."""

    weight: float = 0
    tree: Node = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    """Every word, as key, that is part of a phrase."""
    latin: LatinSlips = field(default_factory=LatinSlips)
    khmer: KhmerSlips = field(default_factory=KhmerSlips)

    def add(self, phrase: str, means: Found, *, roman: bool = False) -> None:
        """Learn one phrase."""
        keys = phrase_keys(phrase)[:_LONGEST]
        if not keys:
            return
        node = self.tree
        for key in keys:
            node = node.setdefault(key, {})
        ends: list[Found] = node.setdefault(END, [])
        if means not in ends:
            ends.append(means)
        self._learn(phrase, keys, means, roman)

    def _learn(self, phrase: str, keys: tuple[str, ...], means: Found, roman: bool) -> None:
        if all("\u1780" <= key[0] <= "\u17dd" for key in keys):
            self.khmer.add(keys, means)
            return
        self.known.update(key for key in keys if key[0].isalpha())
        for word in phrase.lower().replace("'", "").split():
            if word.isascii() and word.isalpha():
                self.latin.add(word, roman=roman)

    def exact(self, atoms: Sequence[Atom], near: Near) -> Iterator[Match]:
        """Yield every phrase that stands in the atoms; a word in `near` may be any of its known keys."""
        for start in range(len(atoms)):
            yield from self._from(start, atoms, near)

    def _from(self, start: int, atoms: Sequence[Atom], near: Near) -> Iterator[Match]:
        paths: list[tuple[Node, int]] = [(self.tree, 0)]
        for place in range(start, min(start + _LONGEST, len(atoms))):
            following: list[tuple[Node, int]] = []
            for node, slips in paths:
                if (child := node.get(atoms[place].key)) is not None:
                    following.append((child, slips))
                following.extend((node[key], slips + 1) for key in near.get(place, ()) if key in node)
            for node, slips in following:
                if END in node:
                    yield Match(start, place + 1, tuple(node[END]), slips, self.weight)
            paths = following
            if not paths:
                return

    def slipped(self, atoms: Sequence[Atom], free: Sequence[bool]) -> Iterator[Match]:
        """Yield Khmer phrases that stand in the atoms with one slip, where they touch an atom that is free."""
        for start, end, means in self.khmer.find(atoms, free):
            yield Match(start, end, means, 1, self.weight)


def unknown_words(atoms: Sequence[Atom], known: Iterable[set[str]]) -> Iterator[int]:
    """Yield the positions of words that nobody knows, the first ones only in a flood of them."""
    left = _MOST_UNKNOWN
    for place, atom in enumerate(atoms):
        if atom.khmer or atom.number or not atom.word.isalpha() or any(atom.key in words for words in known):
            continue
        if left <= 0:
            return
        left -= 1
        yield place


def best_cover(matches: Iterable[Match], length: int) -> list[Match]:
    """The matches that do not overlap and together explain most of the atoms, in their order."""
    ending: defaultdict[int, list[Match]] = defaultdict(list)
    for match in matches:
        ending[match.end].append(match)
    worth = [0.0] * (length + 1)
    chosen: list[Match | None] = [None] * (length + 1)
    for end in range(1, length + 1):
        worth[end] = worth[end - 1]
        for match in ending.get(end, ()):
            together = worth[match.start] + match.worth
            if together > worth[end]:
                worth[end], chosen[end] = together, match
    return _walked_back(chosen, length)


def _walked_back(chosen: Sequence[Match | None], length: int) -> list[Match]:
    cover: list[Match] = []
    place = length
    while place > 0:
        match = chosen[place]
        if match is None:
            place -= 1
        else:
            cover.append(match)
            place = match.start
    return cover[::-1]
