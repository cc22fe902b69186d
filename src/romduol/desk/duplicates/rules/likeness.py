"""How far two names say the same: what they share, what is nearly so, what each has alone, weighed by rarity."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein, Opcode

from romduol.desk.duplicates.rules.naming import Name
from romduol.desk.duplicates.rules.words import MEANS, NOTHING

Weigh = Callable[[Name], Sequence[float]]
"""The weight of each unit of a name: high where it is rare, in about bits."""
_LONG_ENOUGH_FOR_TWO_SLIPS = 7
_SHORTEST_WITH_A_SLIP = 4
_SHORTEST_THAT_SOUNDS = 2
_MOST_SLIPS = 4
_SOUNDS_ALIKE = 0.78
"""Jaro-Winkler likeness from which words with the same consonants are one word."""
_SIGNS = re.compile("[^\u1780-\u17b3]")
HEARD_FROM = 5
"""Consonants that a name needs for its sound to say anything."""
HEARD_ALIKE = 75.0
HEARD_AS_ONE = 88.0
"""How alike two names must sound where names in one script are not alike."""
BITS_OF_A_CONSONANT = 1.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two names come to, in weights of their words."""

    a: Name
    b: Name
    shared: float = 0.0
    nearly: float = 0.0
    """Of what is shared, what is so only but for a slip."""
    only_a: float = 0.0
    only_b: float = 0.0
    words: float = 0.0
    """How many words they share."""
    words_a: float = 0.0
    words_b: float = 0.0
    """How many words each has alone, however common."""
    sound: float = 0.0
    """Of two scripts: how much is heard alike."""
    other_sound: float = 0.0
    """Of two scripts: how much is not."""
    reworded: float = 0.0
    """How many words differ that only say, in other words, which kind of help it is."""

    @property
    def apart(self) -> float:
        """What tells them apart on both sides."""
        return min(self.only_a, self.only_b)

    @property
    def more(self) -> float:
        """What one says beyond the other."""
        return abs(self.only_a - self.only_b)

    @property
    def words_apart(self) -> float:
        """How many words tell them apart on both sides."""
        return min(self.words_a, self.words_b)

    @property
    def words_more(self) -> float:
        """How many words one has beyond the other."""
        return abs(self.words_a - self.words_b)

    @property
    def all_agree(self) -> bool:
        """True where no word is left on either side, slips of typing aside."""
        return not (self.words_a or self.words_b) and self.a.khmer == self.b.khmer

    @property
    def same(self) -> bool:
        """True where both are the same words."""
        return self.a.khmer == self.b.khmer and self.a.key == self.b.key

    @property
    def worth(self) -> float:
        """What orders likenesses of the same two records: the most alike names count."""
        return self.shared + self.sound - 2 * self.apart - self.more / 2 - self.other_sound


def likeness(
    a: Name, b: Name, weigh: Weigh, heard_from: float = HEARD_ALIKE, help_words: Set[str] = frozenset()
) -> Likeness:
    """Compare two names; in two scripts they are heard alike from so much (0 to 100) on.

    `help_words` are marks that say which kind of help a service is: those that differ tell no two services apart.
    """
    if a.khmer != b.khmer:
        return _across(a, b, weigh, heard_from)
    if a.key == b.key:
        return Likeness(a, b, shared=sum(weigh(a)), words=sum(a.shares))
    if a.khmer:
        return _khmer(a, b, weigh(a), weigh(b), help_words)
    return _latin(a, b, weigh(a), weigh(b), help_words)


def _latin(a: Name, b: Name, weights_a: Sequence[float], weights_b: Sequence[float], help_words: Set[str]) -> Likeness:
    """Pair off the words of two names, in any order: first equal ones, then those with slips of typing."""
    left = {word: place for place, word in enumerate(a.units)}
    right = {word: place for place, word in enumerate(b.units)}
    # In the order of the words, so that the sum is the same to the last bit on every machine.
    both = [word for word in left if word in right]
    shared, nearly = sum(weights_a[left[word]] for word in both), 0.0
    only_a = [place for word, place in left.items() if word not in right]
    only_b = [place for word, place in right.items() if word not in left]
    if only_a and only_b:
        for place, other in _near_pairs(a, b, only_a, only_b):
            if place in only_a and other in only_b:
                only_a.remove(place)
                only_b.remove(other)
                nearly += min(weights_a[place], weights_b[other])
        if len(only_a) != len(only_b) and _run_together(a, b, only_a, only_b):
            nearly += min(sum(weights_a[place] for place in only_a), sum(weights_b[place] for place in only_b))
            only_a, only_b = [], []
    words = min(len(a.units) - len(only_a), len(b.units) - len(only_b))
    reworded = 0
    if help_words and (only_a or only_b):
        before = max(len(only_a), len(only_b))
        only_a = [place for place in only_a if a.marks[place] not in help_words]
        only_b = [place for place in only_b if b.marks[place] not in help_words]
        reworded = before - max(len(only_a), len(only_b))
    left_a, left_b = sum(weights_a[place] for place in only_a), sum(weights_b[place] for place in only_b)
    return Likeness(a, b, shared + nearly, nearly, left_a, left_b, words, len(only_a), len(only_b), reworded=reworded)


def _near_pairs(a: Name, b: Name, only_a: Sequence[int], only_b: Sequence[int]) -> list[tuple[int, int]]:
    """Return the places of words that may be one, the nearest first."""
    found: list[tuple[int, str, str, int, int]] = []
    for place in only_a:
        word, sound = a.spelt[place][0], a.sounds[place][:1]
        known = a.units[place][0] == MEANS
        for other in only_b:
            if word != b.spelt[other][0] and (sound != b.sounds[other][:1] or not sound):
                continue
            if known and b.units[other][0] == MEANS:
                continue
            slips = _slips(a, b, place, other)
            if slips is not None:
                first, second = sorted((a.units[place], b.units[other]))
                found.append((slips, first, second, place, other))
    found.sort()
    return [(place, other) for *_, place, other in found]


def _slips(a: Name, b: Name, place: int, other: int) -> int | None:
    """Return how many slips lie between two words, None where they are two words; two known meanings are two words."""
    if a.units[place][0] == MEANS and b.units[other][0] == MEANS:
        return None
    word, second = a.spelt[place], b.spelt[other]
    shorter, gap = min(len(word), len(second)), abs(len(word) - len(second))
    if shorter < _SHORTEST_THAT_SOUNDS or gap > _MOST_SLIPS:
        # "O" and "Ou" are one word, and have no consonant.
        return gap if not a.sounds[place] and not b.sounds[other] and word[0] == second[0] else None
    if word[0] != second[0] and a.sounds[place][:1] != b.sounds[other][:1]:
        return None
    allowed = 0 if shorter < _SHORTEST_WITH_A_SLIP else 1 if shorter < _LONG_ENOUGH_FOR_TWO_SLIPS else 2
    heard = a.sounds[place] == b.sounds[other] and len(a.sounds[place]) > 1
    if not heard and gap > allowed:
        return None
    distance = int(OSA.distance(word, second, score_cutoff=_MOST_SLIPS))
    if distance <= allowed:
        return distance
    return distance if heard and JaroWinkler.similarity(word, second) >= _SOUNDS_ALIKE else None


def _run_together(a: Name, b: Name, only_a: Sequence[int], only_b: Sequence[int]) -> bool:
    """Tell whether the same letters are only written together: "rum duol", "rumduol"."""
    return "".join(a.spelt[place] for place in only_a) == "".join(b.spelt[place] for place in only_b)


def _khmer(a: Name, b: Name, weights_a: Sequence[float], weights_b: Sequence[float], help_words: Set[str]) -> Likeness:
    """Lay two rows of clusters beside one another: Khmer has no spaces to tell words by."""
    shared = nearly = only_a = only_b = words = words_a = words_b = reworded = 0.0
    for step in Levenshtein.opcodes(a.units, b.units):
        kind, from_a, to_a = step.tag, step.src_start, step.src_end
        from_b, to_b = step.dest_start, step.dest_end
        weight_a, weight_b = sum(weights_a[from_a:to_a]), sum(weights_b[from_b:to_b])
        share_a, share_b = sum(a.shares[from_a:to_a]), sum(b.shares[from_b:to_b])
        if kind == "equal":
            shared += min(weight_a, weight_b)
            words += min(share_a, share_b)
        elif kind == "replace" and _a_slip("".join(a.units[from_a:to_a]), "".join(b.units[from_b:to_b])):
            nearly += min(weight_a, weight_b)
            words += min(share_a, share_b)
        elif help_words and _all_say_the_help(a, b, step, help_words):
            reworded += max(share_a, share_b)
        else:
            only_a, only_b = only_a + weight_a, only_b + weight_b
            words_a, words_b = words_a + share_a, words_b + share_b
    return Likeness(a, b, shared + nearly, nearly, only_a, only_b, words, words_a, words_b, reworded=reworded)


def _all_say_the_help(a: Name, b: Name, step: Opcode, help_words: Set[str]) -> bool:
    """Tell whether all that differs in one place of two Khmer names says which kind of help it is, or nothing."""
    marks = (*a.marks[step.src_start : step.src_end], *b.marks[step.dest_start : step.dest_end])
    return all(mark in help_words or mark == NOTHING for mark in marks)


def _a_slip(part: str, other: str) -> bool:
    """Tell whether two Khmer parts differ by signs alone: the same letters in the same order."""
    return _SIGNS.sub("", part) == _SIGNS.sub("", other)


def _across(a: Name, b: Name, weigh: Weigh, heard_from: float) -> Likeness:
    """Compare a Khmer name with one in Latin letters: known meanings, and the sound of all the rest."""
    shared = 0.0
    both = a.meanings & b.meanings
    if both:
        shared = min(_of_marks(a, both, weigh), _of_marks(b, both, weigh))
    shorter, longer = sorted((a.sound, b.sound), key=lambda sound: (len(sound), sound))
    if len(shorter) < HEARD_FROM:
        return Likeness(a, b, shared)
    alike = fuzz.ratio(shorter, longer)
    if alike >= heard_from:
        return Likeness(a, b, shared, sound=BITS_OF_A_CONSONANT * len(shorter) * (2 * alike / 100 - 1))
    return Likeness(a, b, shared, other_sound=1 - alike / 100)


def _of_marks(name: Name, marks: frozenset[str], weigh: Weigh) -> float:
    return sum(weight for mark, weight in zip(name.marks, weigh(name), strict=True) if mark in marks)
