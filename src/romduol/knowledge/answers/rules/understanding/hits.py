"""What a question speaks of: each concept with where it stands, and whether "not" stands before it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from romduol.knowledge.answers.rules.understanding.phrases import Match
from romduol.knowledge.answers.rules.understanding.reading import Reading
from romduol.knowledge.answers.rules.understanding.vocabulary import Vocabulary

NOT, PLAIN = "not", "plain"
"""The concepts of the words that turn a meaning round, and of those that say nothing."""
_REACH = 3
"""How many atoms after a "not" it still turns round."""
_LONG_PHRASE = 5
_MOST = 16
"""How often one concept counts in one question; a flood of one word tells no more."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One concept at one place of a question."""

    concept: str
    start: int
    end: int
    negated: bool = False
    slip: bool = False
    inner: bool = False
    """True where it stands inside of a longer phrase, which means something of its own: it can make a rule fire, and
    keeps none from firing."""


@dataclass(slots=True)
class Hits:
    """Every concept of a question."""

    reading: Reading
    by_concept: defaultdict[str, list[Hit]] = field(default_factory=lambda: defaultdict(list))

    def __contains__(self, concept: str) -> bool:
        return concept in self.by_concept

    def of(self, concepts: Iterable[str], negated: bool | None = None, *, outer: bool = False) -> list[Hit]:
        """The places where any of the concepts stands, in their order; with `outer`, not those inside of phrases."""
        found = [
            hit
            for concept in concepts
            for hit in self.by_concept.get(concept, ())
            if (negated is None or hit.negated == negated) and not (outer and hit.inner)
        ]
        return sorted(found, key=lambda hit: (hit.start, hit.end))

    def words(self, hits: Iterable[Hit]) -> tuple[str, ...]:
        """The asker's words for these places, each once, in their order."""
        ordered = sorted(hits, key=lambda hit: hit.start)
        return tuple(dict.fromkeys(self.reading.words(hit.start, hit.end) for hit in ordered))


def hits_of(chosen: Sequence[Match], exact: Iterable[Match], reading: Reading, words: Vocabulary) -> Hits:
    """Turn the chosen matches of the lexicon into concepts, wider ones included, and what stands inside of them."""
    hits = Hits(reading)
    ends_of_not = [match.end for match in chosen if NOT in match.means]
    for match in chosen:
        _add(match, hits, words, negated=_negated(match, ends_of_not, reading), inner=False)
    for match in _inside(chosen, exact, reading):
        _add(match, hits, words, negated=_negated(match, ends_of_not, reading), inner=True)
    return hits


def _add(match: Match, hits: Hits, words: Vocabulary, *, negated: bool, inner: bool) -> None:
    for concept in _with_wider(match.means, words):
        if len(hits.by_concept[concept]) < _MOST:
            hits.by_concept[concept].append(Hit(concept, match.start, match.end, negated, match.slips > 0, inner))


def _inside(chosen: Sequence[Match], exact: Iterable[Match], reading: Reading) -> Iterator[Match]:
    """Yield the phrases that stand inside of a chosen one."""
    around: dict[int, Match] = {place: match for match in chosen for place in range(match.start, match.end)}
    for match in exact:
        outer = around.get(match.start)
        # A phrase that says nothing is there to hide what stands in it: "train station" is no training.
        if (
            outer is None
            or outer.means == (PLAIN,)
            or match.end > outer.end
            or match.end - match.start == outer.end - outer.start
        ):
            continue
        if not reading.atoms[match.start].khmer or match.end - match.start >= _least(outer):
            yield match


def _least(outer: Match) -> int:
    """The fewest Khmer clusters that are a word inside of a longer one: syllables of one word look like others."""
    return 2 if outer.end - outer.start >= _LONG_PHRASE else 3


def _with_wider(means: Iterable[str], words: Vocabulary) -> Mapping[str, None]:
    found: dict[str, None] = {}
    for concept in means:
        found[concept] = None
        found.update(dict.fromkeys(words.concepts[concept].also))
    return found


def _negated(match: Match, ends_of_not: list[int], reading: Reading) -> bool:
    return any(
        0 <= match.start - end < _REACH and not reading.apart(end - 1, match.start)
        for end in ends_of_not
        if end <= match.start
    )
