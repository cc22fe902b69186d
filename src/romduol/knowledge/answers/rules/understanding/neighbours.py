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
_SAME = 0.8
"""How much of what a question and an example speak of must be the same (a cosine), to be the same question."""
_PAIR_WEIGHT = 0.6
_EVERYWHERE = 0.06
"""What stands in a larger part of all examples tells nothing."""


Near = tuple[float, int]
"""How near an example is, and which one it is."""


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

    def shares(self, near: Sequence[Near], group: Callable[[str], str]) -> dict[str, float]:
        """How the nearest examples divide among groups of situations, the nearer the more; they add up to 1."""
        found: defaultdict[str, float] = defaultdict(float)
        for nearness, place in near:
            found[group(self.situations[place])] += nearness * nearness
        total = sum(found.values())
        return {name: share / total for name, share in found.items()} if total else {}

    def same(self, near: Sequence[Near], features: Features) -> str:
        """The situation of the one example that says nearly the same; empty where none does."""
        length = sqrt(sum(self.weights.get(feature, 0) ** 2 for feature in features))
        nearness, place = next(iter(near), (0.0, 0))
        return self.situations[place] if length and nearness / length > _SAME else ""

    def nearest(self, features: Features) -> list[Near]:
        """The examples that are most like these features, the nearest first."""
        near: defaultdict[int, float] = defaultdict(float)
        for feature in features:
            if feature in self.having:
                weight = self.weights[feature]
                for place, part in zip(*self.having[feature], strict=True):
                    near[place] += weight * part
        return nlargest(_MOST, zip(near.values(), near.keys(), strict=True))


def _rarity(feature: tuple[str, str], number: int, every: int) -> float:
    return log(1 + every / number) * (_PAIR_WEIGHT if feature[0] == PAIR else 1)
