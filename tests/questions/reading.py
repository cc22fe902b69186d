"""The real pack's understanding of questions, as a release would have it."""

from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.questions.labels import Understand

from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.directory.records import Edition

PACK = Path(__file__).resolve().parents[2] / "content" / "kh"
UNDERSTANDING = "romduol.knowledge.answers.rules.understanding"
TODAY = date(2026, 11, 22)
IS_THERE = find_spec(UNDERSTANDING) is not None
"""False until the rules are written; where they are and break, nothing is hidden."""


def understand_with(edition: Edition) -> Understand:
    """Return an understanding with the words and places of an edition."""
    rules = import_module(UNDERSTANDING)
    words = rules.Words.of(rules.lexicon_document(edition))
    places = rules.Gazetteer.of(rules.places_document(edition))
    understand = rules.understand
    return lambda question: understand(question, words, places)


def understand_really() -> Understand:
    """Return an understanding with the words and places of the real pack."""
    return understand_with(edition_of_pack(read_pack(PACK), TODAY))
