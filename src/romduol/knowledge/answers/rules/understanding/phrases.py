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
_MOST_PASSED = 2
"""How many atoms of fillers a phrase may be spread by."""
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

    fillers: set[tuple[str, ...]] = field(default_factory=set)
    """What may stand within a phrase without changing it (the, my, ខ្ញុំ), as keys."""

    def add(self, phrase: str, means: Found, *, roman: bool = False, exact: bool = False) -> None:
        """Learn one phrase, and unless `exact` the same without its fillers where that leaves more than a word."""
        keys = phrase_keys(phrase)[:_LONGEST]
        if not keys:
            return
        self._plant(keys, means)
        self._learn(phrase, keys, means, roman)
        bare = self._bare(keys)
        if not exact and len(bare) > 1 and bare != keys:
            self._plant(bare, means)

    def _plant(self, keys: Sequence[str], means: Found) -> None:
        node = self.tree
        for key in keys:
            node = node.setdefault(key, {})
        ends: list[Found] = node.setdefault(END, [])
        if means not in ends:
            ends.append(means)

    def _bare(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The keys without fillers; a Khmer phrase keeps all, since a syllable of a word may look like one."""
        if any("\u1780" <= key[0] <= "\u17dd" for key in keys):
            return keys
        return tuple(key for key in keys if (key,) not in self.fillers)

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
        # Each path: the node reached, the next atom, slips so far, fillers passed over.
        paths: list[tuple[Node, int, int, int]] = [(self.tree, start, 0, 0)]
        while paths:
            node, place, slips, passed = paths.pop()
            if place >= len(atoms) or place - start >= _LONGEST:
                continue
            steps = [(child, slips)] if (child := node.get(atoms[place].key)) is not None else []
            steps.extend((node[key], slips + 1) for key in near.get(place, ()) if key in node)
            for following, slipped in steps:
                if END in following:
                    yield Match(start, place + 1, tuple(following[END]), slipped, self.weight - 2.1 * passed)
                paths.append((following, place + 1, slipped, passed))
            if node is not self.tree and passed < _MOST_PASSED and (skip := self._filler(place, atoms)):
                paths.append((node, place + skip, slips, passed + skip))

    def _filler(self, place: int, atoms: Sequence[Atom]) -> int:
        """How many atoms from here are a filler."""
        for size in (2, 1):
            if tuple(atom.key for atom in atoms[place : place + size]) in self.fillers:
                return size
        return 0

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
