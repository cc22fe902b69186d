"""Reads the one question that readers send: a phone number."""

from dataclasses import dataclass

from django.http import QueryDict

from romduol.ui.words import phrase

LONGEST = 40


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """What was typed, and what is wrong with it; `problem` is one of our English texts, or empty."""

    typed: str
    problem: str = ""


def number_question(data: QueryDict) -> NumberQuestion:
    """Return the question in a form that was sent."""
    typed = data.get("number", "").strip()
    if not typed:
        return NumberQuestion("", phrase("Please type a phone number."))
    if len(typed) > LONGEST:
        return NumberQuestion(typed[:LONGEST], phrase("This is too long for a phone number."))
    return NumberQuestion(typed)
