"""Answers a question in anyone's words: understood by the release's own words, composed of the release alone."""

from weakref import WeakKeyDictionary

from romduol.base import khmer
from romduol.knowledge.answers.queries.composing import compose, document
from romduol.knowledge.answers.queries.places import place_code
from romduol.knowledge.answers.records import Answer, Answers
from romduol.knowledge.answers.records.kept import LEXICON, PLACES
from romduol.knowledge.answers.rules.understanding import Gazetteer, Words, understand


class Reader:
    """The words and places of one release: the same whatever is asked, so that holding them tells nobody anything."""

    def __init__(self, release: Answers) -> None:
        self.release = release.manifest().release
        self.words = Words.of(document(release, LEXICON))
        self.places = Gazetteer.of(document(release, PLACES))


_HELD: WeakKeyDictionary[Answers, Reader] = WeakKeyDictionary()


def answer(question: str, lang: str, release: Answers, place: str | None = None) -> Answer:
    """Answer a question in a language, from the current release and from what was taken back since.

    `place` is a government code chosen beforehand; a place that the question names counts more. The same question to
    the same release has the same answer. Raises `UnknownLanguage`, `UnknownPlace`, `NothingPublished`, `PageDamaged`.
    """
    chosen = place_code(place, release) if place else ""
    reader = _reader(release)
    try:
        return compose(understand(question, reader.words, reader.places, chosen), lang, release)
    finally:
        khmer.forget()


def _reader(release: Answers) -> Reader:
    held = _HELD.get(release)
    if held is None or held.release != release.manifest().release:
        held = _HELD[release] = Reader(release)
    return held
