"""The real pack's understanding of a question, made once for all tests."""

from functools import cache

from tests.questions.reading import PACK, TODAY

from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.answers.records import Understood
from romduol.knowledge.answers.rules.understanding import (
    Gazetteer,
    Words,
    lexicon_document,
    places_document,
    understand,
)


@cache
def words_and_places() -> tuple[Words, Gazetteer]:
    """Return what every question is read with."""
    edition = edition_of_pack(read_pack(PACK), TODAY)
    return Words.of(lexicon_document(edition)), Gazetteer.of(places_document(edition))


def ask(question: str, place: str = "") -> Understood:
    """Return what is understood of a question."""
    return understand(question, *words_and_places(), place)
