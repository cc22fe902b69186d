"""How like the examples of each need a question is: naive Bayes over what it speaks of, its words and pairs of them.

The examples are readable data of the pack. What a word tells is how much more often it stands in the examples of a need
than in all the others, and every question can be told which of its words spoke most.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from romduol.knowledge.answers.rules.understanding.hits import Hits
from romduol.knowledge.answers.rules.understanding.phrases import Match
from romduol.knowledge.answers.rules.understanding.reading import Atom
from romduol.knowledge.answers.rules.understanding.stemming import skeleton

_SILENT = frozenset({"filler", "plain", "care_topic", "help_word", "sought"})
"""Concepts that say nothing about what is meant."""
_DOUBT = 0.3
"""How many examples of doubt are added to each count, so that a word seen once proves little."""
PAIR, CONCEPT, WORD = "b", "c", "w"
_PAIR_WEIGHT = 0.5
"""A pair of words mostly says again what the words say."""
_CLEARLY, _APART = 1.0, 3
"""The log-odds with which a word speaks clearly, and how many clusters apart two Khmer words are at least."""
_MOST_FEATURES = 600
_HEARD, _SLIGHT = 4, 3
"""The fewest letters of a word that its consonants stand for."""

Features = frozenset[tuple[str, str]]


def features_of(hits: Hits, named: Iterable[Match] = ()) -> Features:
    """What a question is compared by; the places that it names are left out."""
    away = {spot for match in named for spot in range(match.start, match.end)}
    atoms = [atom for spot, atom in enumerate(hits.reading.atoms) if spot not in away and not atom.number]
    concepts = ((CONCEPT, concept) for concept in hits.by_concept if concept not in _SILENT)
    words = ((WORD, atom.key) for atom in atoms if not atom.khmer)
    pairs = ((PAIR, f"{one.key} {other.key}") for one, other in pairwise(atoms))
    # Three clusters are about one Khmer word; consonants alone see through the ways to romanise one.
    triples = (
        (PAIR, f"{one.key} {two.key} {three.key}")
        for one, two, three in zip(atoms, atoms[1:], atoms[2:], strict=False)
        if one.khmer and two.khmer and three.khmer
    )
    sounds = ((PAIR, f"~{skeleton(atom.key)}") for atom in atoms if not atom.khmer and len(atom.key) >= _HEARD)
    return frozenset([*concepts, *words, *pairs, *triples, *sounds][:_MOST_FEATURES])


@dataclass(slots=True)
class Likeness:
    """How often each feature stands in the examples of each situation; what it says is worked out when asked."""

    needs: tuple[str, ...] = ()
    before: tuple[float, ...] = ()
    """The log-odds of each need before anything is said."""
    by_need: Mapping[str, int] = field(default_factory=dict)
    """How many examples each need has."""
    need_of: Mapping[str, str] = field(default_factory=dict)
    seen: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    examples: Mapping[str, int] = field(default_factory=dict)
    """How many examples each situation has."""

    @classmethod
    def of(cls, examples: Sequence[tuple[str, Features]], need_of: Mapping[str, str]) -> "Likeness":
        """Learn from examples, each a situation with its features."""
        counted = Counter(situation for situation, _ in examples)
        by_need: Counter[str] = Counter()
        for situation, number in counted.items():
            by_need[need_of[situation]] += number
        found = cls(tuple(sorted(by_need)), by_need=dict(by_need), need_of=need_of, examples=dict(counted))
        found.before = tuple(log(by_need[need] / len(examples)) for need in found.needs)
        for situation, features in examples:
            for feature in features:
                stands = found.seen.setdefault(feature, {})
                stands[situation] = stands.get(situation, 0) + 1
        return found

    def scores(self, features: Features) -> dict[str, float]:
        """The log-odds of each need: above zero, it is likelier than not."""
        totals = list(self.before)
        for feature in features:
            for place, weight in enumerate(self._says(feature)):
                totals[place] += weight
        return dict(zip(self.needs, totals, strict=True))

    def evidence(self, hits: Hits, label: str) -> int:
        """How many separate places of a question speak clearly for a label; common words say nothing."""
        if label not in self.needs:
            return 0
        column = self.needs.index(label)
        figures = {hit.start for hit in hits.by_concept.get("number", ())}
        plain = {hit.start for name in ("plain", "filler") for hit in hits.by_concept.get(name, ())} | figures
        places = {
            hit.start
            for concept, found in hits.by_concept.items()
            if concept not in _SILENT and self._speaks((CONCEPT, concept), column)
            for hit in found
            if hit.start not in figures
        }
        atoms = hits.reading.atoms
        places |= {
            spot
            for spot, atom in enumerate(atoms)
            if not atom.khmer and spot not in plain and self._speaks((WORD, atom.key), column)
        }
        last = -_APART
        for spot, (one, other) in enumerate(pairwise(atoms)):
            known = (not one.khmer and spot in plain and spot + 1 in plain) or (_slight(one) and _slight(other))
            if not known and spot - last >= _APART and self._speaks((PAIR, f"{one.key} {other.key}"), column):
                places.add(spot)
                last = spot
        # One word said again and again is one piece of evidence.
        return len({atoms[spot].key for spot in places})

    def _speaks(self, feature: tuple[str, str], column: int) -> bool:
        return feature in self.seen and self._says(feature)[column] >= _CLEARLY

    def _says(self, feature: tuple[str, str]) -> Sequence[float]:
        """What one feature says for each need: how much likelier it is in its examples than in the others."""
        if feature not in self.seen:
            return ()
        within: Counter[str] = Counter()
        for situation, number in self.seen[feature].items():
            within[self.need_of[situation]] += number
        every, total = sum(self.by_need.values()), sum(within.values())
        doubt = _DOUBT * total / every
        weight = _PAIR_WEIGHT if feature[0] == PAIR else 1
        known = ((within[need], self.by_need[need]) for need in self.needs)
        return [
            weight * log((inside + doubt) / (of + _DOUBT) * (every - of + _DOUBT) / (total - inside + doubt))
            for inside, of in known
        ]

    def situations(self, features: Features, among: Iterable[str]) -> dict[str, float]:
        """How well the features fit each of these situations, compared with one another."""
        return {situation: self._fit(situation, features) for situation in among if situation in self.examples}

    def telling(self, features: Features, need: str) -> Iterator[str]:
        """Yield the asker's words that speak most for a need, the strongest first; parts and pairs are no words."""
        place = self.needs.index(need)
        heard = {
            text: self._says((WORD, text))[place]
            for kind, text in features
            if kind == WORD and (kind, text) in self.seen
        }
        yield from (text for text, weight in sorted(heard.items(), key=lambda item: (-item[1], item[0])) if weight > 0)

    def _fit(self, situation: str, features: Features) -> float:
        number = self.examples[situation]
        total = log(number)
        for feature in features:
            if feature in self.seen:
                weight = _PAIR_WEIGHT if feature[0] == PAIR else 1
                total += weight * log((self.seen[feature].get(situation, 0) + _DOUBT) / (number + 2 * _DOUBT))
        return total


def _slight(atom: Atom) -> bool:
    """True of short Latin words such as "on" and "my": two of them side by side say nothing by themselves."""
    return not atom.khmer and len(atom.word) <= _SLIGHT
