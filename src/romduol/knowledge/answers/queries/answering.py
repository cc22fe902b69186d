"""Answers a question in anyone's words."""

from romduol.knowledge.answers.queries.composing import compose
from romduol.knowledge.answers.records import Answer, Answers, Understood


def answer(question: str, lang: str, release: Answers, place: str | None = None) -> Answer:
    """Answer a question in a language, from the current release and from what was taken back since."""
    return compose(Understood(place=place or ""), lang, release)
