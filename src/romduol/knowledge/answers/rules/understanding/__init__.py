"""Understands a question in anyone's words: its need, situation, urgency and place, and from which words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from romduol.knowledge.answers.records import Reason, Understood
from romduol.knowledge.answers.rules.understanding.deciding import decide
from romduol.knowledge.answers.rules.understanding.documents import (
    lexicon_document,
    places_document,
)
from romduol.knowledge.answers.rules.understanding.firing import Fired, fired_rules
from romduol.knowledge.answers.rules.understanding.gazetteer import Gazetteer
from romduol.knowledge.answers.rules.understanding.hits import Hits, hits_of
from romduol.knowledge.answers.rules.understanding.phrases import Match, best_cover, unknown_words
from romduol.knowledge.answers.rules.understanding.reading import Reading, read
from romduol.knowledge.answers.rules.understanding.telling import told_besides
from romduol.knowledge.answers.rules.understanding.whereabouts import Whereabouts, whereabouts
from romduol.knowledge.answers.rules.understanding.words import Words

__all__ = [
    "Gazetteer",
    "Words",
    "lexicon_document",
    "places_document",
    "understand",
]

ONLY_PART_READ, PLACE = "only_part_read", "place"
"""Reasons that are no rule of the lexicon."""


def understand(question: str, words: Words, places: Gazetteer, place: str = "") -> Understood:
    """Tell what a question asks for. Pure; never raises; a long question is read at its start and its end only.

    `place` is the code of a place chosen beforehand; a place that the question names wins over it.
    """
    reading = read(question)
    hits, named = _found(reading, words, places)
    hours = told_besides(hits, words)
    fired = fired_rules(hits, words)
    where = whereabouts(named, hits, places, place)
    return replace(
        decide(fired, words, hours),
        place=where.place,
        place_choices=where.choices,
        why=tuple(_reasons(reading, hits, fired, where)),
    )


def _found(reading: Reading, words: Words, places: Gazetteer) -> tuple[Hits, list[Match]]:
    """The concepts and the places of a question: exact names first, then slips, the vocabulary before places."""
    atoms = reading.atoms
    strange = unknown_words(atoms, (words.phrases.known, places.phrases.known))
    near = {place: words.phrases.latin.near(atoms[place].word) for place in strange}
    exact = [*words.phrases.exact(atoms, near), *places.phrases.exact(atoms, {})]
    sure = best_cover([match for match in exact if not match.slips], len(atoms))
    free = _free(sure, len(atoms))
    unheard = [free[spot] and atom.key not in words.phrases.known for spot, atom in enumerate(atoms)]
    slipped = [*words.phrases.slipped(atoms, free), *places.phrases.slipped(atoms, free)]
    cover = best_cover([*exact, *slipped, *places.near(atoms, unheard)], len(atoms))
    named = [match for match in cover if match.means[0] in places.places]
    spoken = [match for match in cover if match.means[0] not in places.places]
    inside = [match for match in exact if match.means[0] not in places.places]
    return hits_of(spoken, inside, reading, words), named


def _free(cover: Sequence[Match], length: int) -> list[bool]:
    free = [True] * length
    for match in cover:
        free[match.start : match.end] = [False] * (match.end - match.start)
    return free


def _reasons(reading: Reading, hits: Hits, fired: Sequence[Fired], where: Whereabouts) -> Iterator[Reason]:
    for found in fired:
        yield Reason(found.rule.id, hits.words(found.hits), any(hit.slip for hit in found.hits))
    if where.words:
        yield Reason(PLACE, where.words, where.slip)
    if not reading.whole:
        yield Reason(ONLY_PART_READ)
