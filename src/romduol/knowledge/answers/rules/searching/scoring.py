"""Puts candidates in order: by the words they share with what was asked, by place, by how far they are relied on."""

from bisect import insort
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from math import log

from romduol.knowledge.answers.rules.indexing.places import NATIONAL, NOWHERE, Places
from romduol.knowledge.answers.rules.indexing.postings import (
    CROWDED,
    Group,
    is_folded,
    kind_in,
    standing_in,
    weight_in,
    without_token,
)

MOST = 1_500
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
class Candidates:
    """All documents that share a word with what was asked.

    Lists have up to `CAP` rows and a question up to two dozen of them, so whole groups of rows are taken in at once,
    and only documents that were seen before are looked at one by one.
    """

    tiers: Sequence[int]
    """The number of a place -> how well it fits; empty where no place was asked for."""
    kinds: Collection[str] = ()
    """The kinds asked for; every kind where there is none."""
    asked: float = 0.0
    """The weight of all words that are known at all."""
    _scores: dict[int, complex] = field(default_factory=dict)
    """Document -> its score and, as imaginary part, the weight of the words that it has: one step adds up both."""
    _ranks: dict[int, int] = field(default_factory=dict)
    _tiers: dict[int, int] = field(default_factory=dict)

    def take(self, lists: Iterable[Iterable[Group]], weight: float, *, folded: bool, adds: float) -> None:
        """Take in the rows of a token, from one or several lists; it adds so much to what is asked."""
        self.asked += adds
        seen: set[int] = set()
        for groups in lists:
            for group in groups:
                if not self.kinds or kind_in(group.rank) in self.kinds:
                    spelling = 1.0 if is_folded(group.rank) == folded else OTHER_SPELLING
                    score = weight * WEIGHTS[weight_in(group.rank) % len(WEIGHTS)] * spelling
                    self._add(group, complex(score, weight), seen)

    def _add(self, group: Group, score: complex, seen: set[int]) -> None:
        fresh = set(group.ids) - seen
        seen |= fresh
        scores = self._scores
        known = fresh & scores.keys()
        for one in known:
            scores[one] += score
        new = fresh - known
        room = MOST - len(scores)
        if len(new) > room:
            new = set(sorted(new)[:room])
        scores.update(dict.fromkeys(new, score))
        self._ranks.update(dict.fromkeys(new, without_token(group.rank)))
        if self.tiers:
            self._place(group)

    def _place(self, group: Group) -> None:
        best, tiers, last = self._tiers, self.tiers, len(self.tiers)
        for one, place in zip(group.ids, group.places, strict=True):
            tier = tiers[place] if place < last else ELSEWHERE
            if tier < best.get(one, ELSEWHERE + 1):
                best[one] = tier

    def best(self, most: int, place_weight: float = 0.0, without: Collection[int] = ()) -> list[int]:
        """Return the best documents in order, without some.

        `place_weight` is what the words for a place count, where one is named: a service in that place has them too,
        though not in its text.
        """
        wanted = max(1, most + len(without))
        best: list[tuple[float, int, int]] = []
        order = sorted([(-found.real, one) for one, found in self._scores.items()])
        for plain, one in order:
            # No later one can come before the best that are wanted: a final score is never above the plain one.
            if len(best) >= wanted and plain - place_weight * WEIGHTS[1] > best[wanted - 1][0]:
                break
            insort(best, (-round(self._final(one, self._scores[one], place_weight), 6), self._ranks[one], one))
        least = TOO_FAR * best[0][0] if best else 0.0
        return [one for score, _, one in best if score <= least and one not in without][: max(0, most)]

    def _final(self, one: int, found: complex, place_weight: float) -> float:
        rank, tier = self._ranks[one], self._tiers.get(one, HERE)
        score, matched = found.real, found.imag
        if place_weight and tier <= AROUND and rank & CROWDED:
            score, matched = score + place_weight * WEIGHTS[1], matched + place_weight
        share = min(1.0, matched / self.asked) if self.asked else 0.0
        return score * (0.4 + 0.6 * share) * FITS[tier] * RELIED[standing_in(rank)]


def rarity(rows: int, documents: int) -> float:
    """Return how much a token tells: the rarer, the more."""
    return log(1 + documents / max(1, rows))


def tiers_of(codes: Iterable[str], places: Places) -> list[int]:
    """Return how well each place, by its number, fits places that were asked for; nothing where none is known."""
    asked = [code for code in codes if code in places.numbers]
    if not asked:
        return []
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
