"""Finds the examples that are most like a question: what they share counts the more, the fewer examples have it."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from math import log, sqrt

from romduol.knowledge.answers.rules.understanding.likeness import PAIR, Features

_MOST = 12
"""How many of the nearest examples have a say."""
_PAIR_WEIGHT = 0.6
_EVERYWHERE = 0.06
"""What stands in a larger part of all examples tells nothing."""


@dataclass(slots=True)
class Neighbours:
    """Examples by what they speak of."""

    situations: tuple[str, ...] = ()
    weights: dict[tuple[str, str], float] = field(default_factory=dict)
    unheard: float = 0.0
    """The weight of what no example has."""
    having: dict[tuple[str, str], tuple["array[int]", "array[float]"]] = field(default_factory=dict)
    """Feature -> the examples that have it, and how much of each example it is."""

    @classmethod
    def of(cls, examples: Sequence[tuple[str, Features]]) -> "Neighbours":
        """Learn examples, each a situation with its features."""
        seen = Counter(feature for _, features in examples for feature in features)
        kept = {feature: number for feature, number in seen.items() if number <= _EVERYWHERE * len(examples) + 1}
        weights = {
            feature: _rarity(feature, kept[feature], len(examples)) if feature in kept else 0.0 for feature in seen
        }
        having: defaultdict[tuple[str, str], tuple[array[int], array[float]]] = defaultdict(
            lambda: (array("l"), array("f"))
        )
        for place, (_, features) in enumerate(examples):
            length = sqrt(sum(weights[feature] ** 2 for feature in features)) or 1
            for feature in features:
                if feature in kept:
                    places, parts = having[feature]
                    places.append(place)
                    parts.append(weights[feature] / length)
        return cls(tuple(situation for situation, _ in examples), weights, log(1 + len(examples)), dict(having))

    def nearest(self, features: Features) -> list[tuple[float, str]]:
        """The situations of the nearest examples, each with how near it is: 1 is the same, 0 shares nothing."""
        near: defaultdict[int, float] = defaultdict(float)
        length = 0.0
        for feature in features:
            weight = self.weights.get(feature, self.unheard)
            length += weight * weight
            if feature in self.having:
                for place, part in zip(*self.having[feature], strict=True):
                    near[place] += weight * part
        most = nlargest(_MOST, zip(near.values(), near.keys(), strict=True))
        return [(nearness / sqrt(length), self.situations[place]) for nearness, place in most]


def shares(nearest: Iterable[tuple[float, str]], group: Callable[[str], str]) -> dict[str, float]:
    """How the nearest examples divide among groups of situations, the nearer the more; they add up to 1."""
    found: defaultdict[str, float] = defaultdict(float)
    for nearness, situation in nearest:
        found[group(situation)] += nearness * nearness
    total = sum(found.values())
    return {name: share / total for name, share in found.items()} if total else {}


def _rarity(feature: tuple[str, str], number: int, every: int) -> float:
    return log(1 + every / number) * (_PAIR_WEIGHT if feature[0] == PAIR else 1)
