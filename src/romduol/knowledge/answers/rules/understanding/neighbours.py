"""Finds the examples that are most like a question: what they share counts the more, the fewer examples have it."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
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
    having: dict[tuple[str, str], tuple["array[int]", "array[float]"]] = field(default_factory=dict)
    """Feature -> the examples that have it, and how much of each example it is."""

    @classmethod
    def of(cls, examples: Sequence[tuple[str, Features]]) -> "Neighbours":
        """Learn examples, each a situation with its features."""
        seen = Counter(feature for _, features in examples for feature in features)
        kept = {feature: number for feature, number in seen.items() if number <= _EVERYWHERE * len(examples) + 1}
        weights = {feature: _rarity(feature, number, len(examples)) for feature, number in kept.items()}
        having: defaultdict[tuple[str, str], tuple[array[int], array[float]]] = defaultdict(
            lambda: (array("l"), array("f"))
        )
        for place, (_, features) in enumerate(examples):
            length = sqrt(sum(weights.get(feature, 0) ** 2 for feature in features)) or 1
            for feature in features:
                if feature in weights:
                    places, parts = having[feature]
                    places.append(place)
                    parts.append(weights[feature] / length)
        return cls(tuple(situation for situation, _ in examples), weights, dict(having))

    def shares(self, features: Features, group: Callable[[str], str]) -> dict[str, float]:
        """How the nearest examples divide among groups of situations, the nearer the more; they add up to 1."""
        found: defaultdict[str, float] = defaultdict(float)
        for nearness, place in self._nearest(features):
            found[group(self.situations[place])] += nearness * nearness
        total = sum(found.values())
        return {name: share / total for name, share in found.items()} if total else {}

    def _nearest(self, features: Features) -> list[tuple[float, int]]:
        near: defaultdict[int, float] = defaultdict(float)
        for feature in features:
            if feature in self.having:
                weight = self.weights[feature]
                for place, part in zip(*self.having[feature], strict=True):
                    near[place] += weight * part
        return nlargest(_MOST, zip(near.values(), near.keys(), strict=True))


def _rarity(feature: tuple[str, str], number: int, every: int) -> float:
    return log(1 + every / number) * (_PAIR_WEIGHT if feature[0] == PAIR else 1)
