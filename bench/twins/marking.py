"""How many of the proposed pairs are one, and how many of those that are one were proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from bench.twins.listings import Key, Twins

HELD, TUNING = "held", "tuning"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a way of finding duplicates came to, in one half, from one score on."""

    half: str
    least: float
    precision: float
    recall: float
    decidable: bool = False
    """True where pairs that nobody could tell are left out, right and wrong ones alike."""

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def marks(twins: Twins, scores: Mapping[Key, float], least: Sequence[float]) -> list[Mark]:
    """Mark scored pairs in both halves, from each of some scores on, then the held half at its best score.

    A pair that has one record in the held half counts there: it is wrong.
    """
    found: dict[str, dict[Key, float]] = {TUNING: {}, HELD: {}}
    for (a, b), score in scores.items():
        half = TUNING if twins.half_of[a] == twins.half_of[b] == TUNING else HELD
        found[half][min(a, b), max(a, b)] = score
    true = {half: _ordered(getattr(twins, half)) for half in found}
    every = [_mark(half, score, found[half], true[half]) for half in (TUNING, HELD) for score in least]
    for half in (TUNING, HELD):
        fair = {pair: score for pair, score in found[half].items() if not twins.unfair(pair)}
        told = {pair for pair in true[half] if not twins.unfair(pair)}
        every += [replace(_mark(half, score, fair, told), decidable=True) for score in least]
    return [*every, best(found[HELD], true[HELD])]


def best(scores: Mapping[Key, float], true: Set[Key]) -> Mark:
    """Return the mark at the score that makes F1 highest; nobody could have known that score before."""
    right, top = 0, Mark(HELD, 1.0, 0.0, 0.0)
    for count, (pair, score) in enumerate(sorted(scores.items(), key=lambda item: -item[1]), 1):
        right += pair in true
        if 2 * right / (count + len(true)) > top.f1:
            top = Mark(HELD, score, right / count, right / len(true))
    return top


def _mark(half: str, least: float, scores: Mapping[Key, float], true: Set[Key]) -> Mark:
    proposed = {pair for pair, score in scores.items() if score >= least}
    right = len(proposed & true)
    return Mark(half, least, right / max(1, len(proposed)), right / max(1, len(true)))


def _ordered(pairs: Iterable[Key]) -> set[Key]:
    return {(min(pair), max(pair)) for pair in pairs}
