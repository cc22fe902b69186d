"""Understands a question in anyone's words: its need, situation, urgency and place, and from which words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from romduol.knowledge.answers.records import Reason, Understood
from romduol.knowledge.answers.rules.understanding.deciding import decide
from romduol.knowledge.answers.rules.understanding.documents import lexicon_document, places_document
from romduol.knowledge.answers.rules.understanding.finding import found_in
from romduol.knowledge.answers.rules.understanding.firing import Fired, fired_rules
from romduol.knowledge.answers.rules.understanding.gazetteer import Gazetteer
from romduol.knowledge.answers.rules.understanding.hits import Hits
from romduol.knowledge.answers.rules.understanding.likeness import features_of
from romduol.knowledge.answers.rules.understanding.reading import Reading, read
from romduol.knowledge.answers.rules.understanding.telling import told_besides
from romduol.knowledge.answers.rules.understanding.whereabouts import Whereabouts, whereabouts
from romduol.knowledge.answers.rules.understanding.words import Words

__all__ = [
    "LIKE",
    "ONLY_PART_READ",
    "PLACE",
    "Gazetteer",
    "Words",
    "lexicon_document",
    "places_document",
    "understand",
]

LIKE, ONLY_PART_READ, PLACE = "like", "only_part_read", "place"
"""Reasons that are no rule of the lexicon: like its examples; a long text; a place that was named."""
_MOST_TELLING = 5


def understand(question: str, words: Words, places: Gazetteer, place: str = "") -> Understood:
    """Tell what a question asks for. Pure; never raises; a long question is read at its start and its end only.

    `place` is the code of a place chosen beforehand; a place that the question names wins over it.
    """
    reading = read(question)
    vocabulary = words.vocabulary
    hits, named = found_in(reading, vocabulary, places)
    hours = told_besides(hits, vocabulary)
    fired = fired_rules(hits, vocabulary)
    features = features_of(hits, named)
    understood = decide(hits, fired, words, features, hours)
    where = whereabouts(named, hits, places, place)
    told = words.likeness.telling(features, understood.need) if understood.need in words.likeness.needs else ()
    # The rules compare words without their endings; the asker is told the words as they were typed.
    typed = {atom.key: reading.words(spot, spot + 1) for spot, atom in enumerate(reading.atoms)}
    like = tuple(typed[word] for word in told if word in typed)
    return replace(
        understood,
        place=where.place,
        place_choices=where.choices,
        why=(*_reasons(reading, hits, fired, where), *([Reason(LIKE, like[:_MOST_TELLING])] if like else [])),
    )


def _reasons(reading: Reading, hits: Hits, fired: Sequence[Fired], where: Whereabouts) -> Iterator[Reason]:
    for found in fired:
        yield Reason(found.rule.id, hits.words(found.hits), any(hit.slip for hit in found.hits))
    if where.words:
        yield Reason(PLACE, where.words, where.slip)
    if not reading.whole:
        yield Reason(ONLY_PART_READ)
