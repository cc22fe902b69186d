"""Answers a question in anyone's words: understood by the release's own words, composed of the release alone."""

from dataclasses import replace

from romduol.base import khmer
from romduol.knowledge.answers.queries.composing import compose, document
from romduol.knowledge.answers.queries.holding import OnceForEachRelease
from romduol.knowledge.answers.queries.places import place_code
from romduol.knowledge.answers.queries.searching import search
from romduol.knowledge.answers.records import Answer, Answers, NextStep
from romduol.knowledge.answers.records.kept import LEXICON, PLACES
from romduol.knowledge.answers.rules.understanding import Gazetteer, Words, understand
from romduol.knowledge.answers.rules.wording import is_named

MOST_NAMED = 3
"""How many organisations are named to somebody whose question was not understood."""


class Reader:
    """The words and places of one release: the same whatever is asked, so that holding them tells nobody anything."""

    def __init__(self, release: Answers) -> None:
        self.words = Words.of(document(release, LEXICON))
        self.places = Gazetteer.of(document(release, PLACES))


_READERS = OnceForEachRelease(Reader)


def answer(question: str, lang: str, release: Answers, place: str | None = None) -> Answer:
    """Answer a question in a language, from the current release and from what was taken back since.

    `place` is a government code chosen beforehand; a place that the question names counts more. The same question to
    the same release has the same answer. Raises `UnknownLanguage`, `UnknownPlace`, `NothingPublished`, `PageDamaged`.
    """
    chosen = place_code(place, release) if place else ""
    reader = _READERS.of(release)
    try:
        found = compose(understand(question, reader.words, reader.places, chosen), lang, release)
        return found if found.refused or found.understood.need else _with_names(found, question, release)
    finally:
        khmer.forget()


def _with_names(found: Answer, question: str, release: Answers) -> Answer:
    """Return an answer to what was not understood, with the organisations that the question names first."""
    named = search(question, found.language, release, kinds=("organization",), most=MOST_NAMED)
    steps = [NextStep(one.title, f"/{found.language}/{one.code}") for one in named if is_named(one.title, question)]
    return replace(found, next_steps=(*steps, *found.next_steps))
