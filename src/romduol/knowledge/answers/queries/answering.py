"""Answers a question in anyone's words: understood by the release's own words, composed of the release alone."""

from romduol.base import khmer
from romduol.knowledge.answers.queries.composing import compose, document
from romduol.knowledge.answers.queries.holding import OnceForEachRelease
from romduol.knowledge.answers.queries.places import place_code
from romduol.knowledge.answers.records import Answer, Answers
from romduol.knowledge.answers.records.kept import LEXICON, PLACES
from romduol.knowledge.answers.rules.understanding import Gazetteer, Words, understand


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
        return compose(understand(question, reader.words, reader.places, chosen), lang, release)
    finally:
        khmer.forget()
