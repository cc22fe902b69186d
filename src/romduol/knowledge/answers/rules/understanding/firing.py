"""Which rules of the lexicon fire for what a question speaks of, and on which words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from romduol.knowledge.answers.rules.understanding.hits import Hit, Hits
from romduol.knowledge.answers.rules.understanding.vocabulary import Rule, Term, Vocabulary


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule, and the places that made it fire."""

    rule: Rule
    hits: tuple[Hit, ...]


def fired_rules(hits: Hits, words: Vocabulary) -> list[Fired]:
    """Every rule that fires, in the order of the lexicon."""
    candidates: dict[str, Rule] = {}
    for concept in hits.by_concept:
        candidates.update((rule.id, rule) for rule in words.starting.get(concept, ()))
    return [found for rule in candidates.values() if (found := _fire(rule, hits))]


def _fire(rule: Rule, hits: Hits) -> Fired | None:
    if any(_said(term, hits, outer=True) for term in rule.none):
        return None
    groups = []
    for term in rule.asks:
        found = _said(term, hits)
        if not found:
            return None
        groups.append(found)
    if not rule.near and not rule.ordered:
        return Fired(rule, tuple(group[0] for group in groups))
    chosen = next(_together(rule, groups), None)
    return Fired(rule, chosen) if chosen else None


def _said(term: Term, hits: Hits, *, outer: bool = False) -> list[Hit]:
    if not any(concept in hits for concept in term.concepts):
        return []
    return hits.of(term.concepts, term.negated, outer=outer)


def _together(rule: Rule, groups: Sequence[Sequence[Hit]]) -> Iterator[tuple[Hit, ...]]:
    """Yield the ways to take one of each group so that they stand near one another, and in order where asked for."""
    for first in groups[0]:
        chosen = [first]
        for group in groups[1:]:
            after = chosen[-1].end if rule.ordered else 0
            fitting = [hit for hit in group if hit.start >= after]
            if not fitting:
                break
            chosen.append(min(fitting, key=lambda hit: abs(hit.start - first.start)))
        if len(chosen) == len(groups) and _near(rule, chosen):
            yield tuple(chosen)


def _near(rule: Rule, chosen: Sequence[Hit]) -> bool:
    spread = max(hit.start for hit in chosen) - min(hit.end for hit in chosen)
    return not rule.near or spread <= rule.near
