"""Puts candidates in order: by the words they share with what was asked, by place, by how far they are relied on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from math import log

from romduol.knowledge.answers.rules.indexing.places import NATIONAL, NOWHERE, Places
from romduol.knowledge.answers.rules.indexing.postings import (
    ID_MASK,
    Row,
    is_folded,
    kind_in,
    standing_in,
    weight_in,
)

MOST = 2_000
"""Candidates that are scored."""
WEIGHTS = (3.0, 1.6, 1.0)
"""What a token counts in a title, in another name, in a text."""
OTHER_SPELLING = 0.9
"""What a token counts that is the same only once both are folded."""
HERE, AROUND, NEAR, COUNTRY, SOMEWHERE, ELSEWHERE = range(6)
"""Within the place; in a place that it lies in; in a neighbouring one; the whole country; nobody says; another one."""
FITS = (1.0, 0.95, 0.8, 0.75, 0.7, 0.55)
"""What a candidate counts that serves such a place."""
RELIED = (1.0, 1.0, 0.98, 0.96, 0.85, 0.8, 0.5, 0.5)
"""What a candidate of such a standing counts: less than any word, so that it decides between those that fit alike."""
TOO_FAR = 0.2
"""What part of the best score a candidate has to reach."""


@dataclass(slots=True)
class Candidate:
    """A document, while lists are read."""

    value: int
    """A row's rank and id: the best of those seen."""
    score: float = 0.0
    tier: int = ELSEWHERE
    matched: float = 0.0


@dataclass(slots=True)
class Candidates:
    """All documents that share a word with what was asked."""

    tiers: Sequence[int]
    """The number of a place -> how well it fits."""
    kinds: Collection[str] = ()
    """The kinds asked for; every kind where there is none."""
    found: dict[int, Candidate] = field(default_factory=dict)
    asked: float = 0.0
    """The weight of all tokens that are known at all."""

    def take(self, rows: Iterable[Row], weight: float, *, folded: bool, adds: float) -> None:
        """Take in the rows of a token that counts `weight`; it adds so much to what is asked."""
        self.asked += adds
        best: dict[int, int] = {}
        for value, place in rows:
            tier = self.tiers[place] if place < len(self.tiers) else ELSEWHERE
            if tier < best.get(value, ELSEWHERE + 1):
                best[value] = tier
        for value, tier in best.items():
            if not self.kinds or kind_in(value) in self.kinds:
                self._add(value, tier, weight, folded)

    def _add(self, value: int, tier: int, weight: float, folded: bool) -> None:
        known = self.found.get(value & ID_MASK)
        if known is None:
            if len(self.found) >= MOST:
                return
            known = self.found[value & ID_MASK] = Candidate(value)
        known.score += weight * WEIGHTS[weight_in(value) % 3] * (1 if is_folded(value) == folded else OTHER_SPELLING)
        known.matched += weight
        known.tier = min(known.tier, tier)
        known.value = min(known.value, value)

    def best(self, most: int, place_weight: float = 0.0) -> list[Candidate]:
        """Return the best candidates in order. `place_weight` is what the words for a place count, where one is named:
        a service in that place has them too, though not in its text."""
        scored = [(self._final(one, place_weight), one) for one in self.found.values()]
        least = TOO_FAR * max((score for score, _ in scored), default=0.0)
        kept = ((-round(score, 6), one.value, one) for score, one in scored if score >= least)
        return [one for _, _, one in nsmallest(most, kept, key=lambda row: row[:2])]

    def _final(self, one: Candidate, place_weight: float) -> float:
        score, matched = one.score, one.matched
        if place_weight and one.tier <= AROUND and kind_in(one.value) not in ("place", "guide", "section", "topic"):
            score, matched = score + place_weight * WEIGHTS[1], matched + place_weight
        share = min(1.0, matched / self.asked) if self.asked else 0.0
        return score * (0.4 + 0.6 * share) * FITS[one.tier] * RELIED[standing_in(one.value)]


def rarity(rows: int, documents: int) -> float:
    """Return how much a token tells: the rarer, the more."""
    return log(1 + documents / max(1, rows))


def tiers_of(codes: Iterable[str], places: Places) -> list[int]:
    """Return how well each place, by its number, fits places that were asked for; all alike where none was."""
    asked = [code for code in codes if code in places.numbers]
    if not asked:
        return [HERE] * len(places.codes)
    tiers = [ELSEWHERE] * len(places.codes)
    near = [other for code in asked for around in places.within(code) for other in places.near.get(around, ())]
    around = [code for one in asked for code in places.within(one)]
    tiers[NOWHERE], tiers[NATIONAL] = SOMEWHERE, COUNTRY
    for number, code in enumerate(places.codes):
        chain = list(places.within(code))
        if any(one in near for one in chain):
            tiers[number] = NEAR
        if code in around:
            tiers[number] = AROUND
        if any(one in asked for one in chain):
            tiers[number] = HERE
    return tiers
