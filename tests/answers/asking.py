"""The real pack's understanding of a question, as tests ask it."""

from tests.questions.reading import words_and_places

from romduol.knowledge.answers.records import Understood
from romduol.knowledge.answers.rules.understanding import understand


def ask(question: str, place: str = "") -> Understood:
    """Return what is understood of a question."""
    return understand(question, *words_and_places(), place)
