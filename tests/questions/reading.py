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


def understand_with(edition: Edition) -> Understand:
    """Return an understanding with the words and places of an edition."""
    words = Words.of(lexicon_document(edition))
    places = Gazetteer.of(places_document(edition))
    return lambda question: understand(question, words, places)


@cache
def understand_really() -> Understand:
    """Return an understanding with the words and places of the real pack."""
    return understand_with(edition_of_pack(read_pack(PACK), TODAY))
