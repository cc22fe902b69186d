"""The real pack's understanding of questions, as a release would have it."""

from datetime import date
from functools import cache
from pathlib import Path

from tests.questions.labels import Understand

from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.answers.rules.understanding import (
    Gazetteer,
    Words,
    lexicon_document,
    places_document,
    understand,
)
from romduol.knowledge.directory.records import Edition

PACK = Path(__file__).resolve().parents[2] / "content" / "kh"
TODAY = date(2026, 11, 22)


def read_with(edition: Edition) -> tuple[Words, Gazetteer]:
    """Return what questions are read with: the words and places of an edition."""
    return Words.of(lexicon_document(edition)), Gazetteer.of(places_document(edition))


def understand_with(edition: Edition) -> Understand:
    """Return an understanding with the words and places of an edition."""
    words, places = read_with(edition)
    return lambda question: understand(question, words, places)


@cache
def real_edition() -> Edition:
    """Return what the real pack says on the day of the tests."""
    return edition_of_pack(read_pack(PACK), TODAY)


@cache
def words_and_places() -> tuple[Words, Gazetteer]:
    """Return the words and places of the real pack."""
    return read_with(real_edition())


def understand_really() -> Understand:
    """Return an understanding with the words and places of the real pack."""
    words, places = words_and_places()
    return lambda question: understand(question, words, places)
