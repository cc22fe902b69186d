"""How far two names say the same: what they share, what is nearly so, what each has alone, weighed by rarity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from romduol.desk.duplicates.rules.naming import Name
from romduol.desk.duplicates.rules.words import MEANS
from romduol.knowledge.answers.rules.understanding.stemming import skeleton

Weigh = Callable[[Name], Sequence[float]]
"""The weight of each unit of a name: high where it is rare, in about bits."""
_LONG_ENOUGH_FOR_TWO_SLIPS = 7
_SHORTEST_WITH_A_SLIP = 4
_SOUNDS_ALIKE = 0.84
"""Jaro-Winkler likeness from which words with the same consonants are one word."""
HEARD_FROM = 5
"""Consonants that a name needs for its sound to say anything."""
HEARD_ALIKE = 75.0
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
    sound: float = 0.0
    """Of two scripts: how much is heard alike."""
    other_sound: float = 0.0
    """Of two scripts: how much is not."""

    @property
    def apart(self) -> float:
        """What tells them apart on both sides."""
        return min(self.only_a, self.only_b)

    @property
    def more(self) -> float:
        """What one says beyond the other."""
        return abs(self.only_a - self.only_b)

    @property
    def same(self) -> bool:
        """True where both are the same words."""
        return self.a.khmer == self.b.khmer and self.a.key == self.b.key

    @property
    def worth(self) -> float:
        """What orders likenesses of the same two records: the most alike names count."""
        return self.shared + self.sound - 2 * self.apart - self.more / 2 - self.other_sound


def likeness(a: Name, b: Name, weigh: Weigh) -> Likeness:
    """Compare two names; the same whichever comes first, but for what is named after a and b."""
    if a.khmer != b.khmer:
        return _across(a, b, weigh)
    if a.key == b.key:
        return Likeness(a, b, shared=sum(weigh(a)))
    if a.khmer:
        return _khmer(a, b, weigh(a), weigh(b))
    return _latin(a, b, weigh(a), weigh(b))


def _latin(a: Name, b: Name, weights_a: Sequence[float], weights_b: Sequence[float]) -> Likeness:
    """Pair off the words of two names, in any order: first equal ones, then those with slips of typing."""
    left = dict(zip(a.units, weights_a, strict=True))
    right = dict(zip(b.units, weights_b, strict=True))
    both = left.keys() & right.keys()
    shared = sum(left[word] for word in both)
    only_a = {word: weight for word, weight in left.items() if word not in both}
    only_b = {word: weight for word, weight in right.items() if word not in both}
    nearly = 0.0
    if only_a and only_b:
        for word, other in _near_pairs(only_a, only_b):
            if word in only_a and other in only_b:
                nearly += min(only_a.pop(word), only_b.pop(other))
        if only_a and only_b and _run_together(only_a, only_b):
            nearly += min(sum(only_a.values()), sum(only_b.values()))
            only_a, only_b = {}, {}
    return Likeness(a, b, shared + nearly, nearly, sum(only_a.values()), sum(only_b.values()))


def _near_pairs(only_a: dict[str, float], only_b: dict[str, float]) -> list[tuple[str, str]]:
    """Return the words that may be one, the nearest first."""
    found = []
    for word in only_a:
        for other in only_b:
            slips = _slips(word, other)
            if slips is not None:
                found.append((slips, *sorted((word, other)), word, other))
    return [(word, other) for *_, word, other in sorted(found)]


def _slips(word: str, other: str) -> int | None:
    """Return how many slips lie between two words, None where they are two words; words of known meaning have none."""
    if word[0] == MEANS or other[0] == MEANS:
        return None
    shorter = min(len(word), len(other))
    if shorter < 2 or abs(len(word) - len(other)) > 3:
        return None
    allowed = 0 if shorter < _SHORTEST_WITH_A_SLIP else 1 if shorter < _LONG_ENOUGH_FOR_TWO_SLIPS else 2
    distance = OSA.distance(word, other, score_cutoff=allowed + 2)
    if distance <= allowed:
        return int(distance)
    sound = skeleton(word)
    if len(sound) > 1 and sound == skeleton(other) and JaroWinkler.similarity(word, other) >= _SOUNDS_ALIKE:
        return int(distance)
    return None


def _run_together(only_a: dict[str, float], only_b: dict[str, float]) -> bool:
    """Tell whether the same letters are only written together: "rum duol", "rumduol"."""
    if len(only_a) == len(only_b):
        return False
    return "".join(only_a) == "".join(only_b) or "".join(sorted(only_a)) == "".join(sorted(only_b))


def _khmer(a: Name, b: Name, weights_a: Sequence[float], weights_b: Sequence[float]) -> Likeness:
    """Lay two rows of clusters beside one another: Khmer has no spaces to tell words by."""
    shared = nearly = only_a = only_b = 0.0
    for kind, from_a, to_a, from_b, to_b in Levenshtein.opcodes(a.units, b.units):
        weight_a, weight_b = sum(weights_a[from_a:to_a]), sum(weights_b[from_b:to_b])
        if kind == "equal":
            shared += min(weight_a, weight_b)
        elif kind == "replace" and _a_slip("".join(a.units[from_a:to_a]), "".join(b.units[from_b:to_b])):
            nearly += min(weight_a, weight_b)
        else:
            only_a, only_b = only_a + weight_a, only_b + weight_b
    return Likeness(a, b, shared + nearly, nearly, only_a, only_b)


def _a_slip(part: str, other: str) -> bool:
    """Tell whether two Khmer parts differ by a sign or two, and not by every letter."""
    distance = OSA.distance(part, other, score_cutoff=4)
    longer = max(len(part), len(other))
    return distance < longer and (distance <= 1 + longer // 5 or (distance <= 2 and part[0] == other[0]))


def _across(a: Name, b: Name, weigh: Weigh) -> Likeness:
    """Compare a Khmer name with one in Latin letters: known meanings, and the sound of all the rest."""
    shared = 0.0
    both = a.meanings & b.meanings
    if both:
        shared = min(_of_marks(a, both, weigh), _of_marks(b, both, weigh))
    shorter, longer = sorted((a.sound, b.sound), key=lambda sound: (len(sound), sound))
    if len(shorter) < HEARD_FROM:
        return Likeness(a, b, shared)
    alike = fuzz.ratio(shorter, longer)
    if alike >= HEARD_ALIKE:
        return Likeness(a, b, shared, sound=BITS_OF_A_CONSONANT * len(shorter) * (2 * alike / 100 - 1))
    return Likeness(a, b, shared, other_sound=1 - alike / 100)


def _of_marks(name: Name, marks: frozenset[str], weigh: Weigh) -> float:
    return sum(weight for mark, weight in zip(name.marks, weigh(name), strict=True) if mark in marks)
