"""Reads what readers send: a phone number, a question in their own words, words to find."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict

from romduol.base.signs import typed as typed_in
from romduol.knowledge.answers.rules.number_words import LONGEST_NUMBER, NO_NUMBER, TOO_LONG
from romduol.ui.words import Words, phrase

LONGEST_QUESTION = 2_000
"""Code points. It stands in the form too; a browser that heeds it lets nobody write more."""
LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """What was typed, and what is wrong with it; `problem` is one of our English texts, or empty."""

    typed: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, in which place, and what is wrong with it; `problem` is one of our English texts, or empty."""

    typed: str
    place: str = ""
    problem: str = ""


def title_to_correct(title: str, words: Words) -> str:
    """Return the title of a form that comes back: it is the first that a screen reader says of a page."""
    return words.gettext(phrase("Please correct: %(title)s")) % {"title": words.gettext(title)}


def number_question(data: QueryDict) -> NumberQuestion:
    """Return the question in a form that was sent."""
    typed = typed_in(data.get("number", ""))
    if not typed:
        return NumberQuestion("", NO_NUMBER)
    if len(typed) > LONGEST_NUMBER:
        return NumberQuestion(typed[:LONGEST_NUMBER], TOO_LONG)
    return NumberQuestion(typed)


def question(data: QueryDict, known_place: Callable[[str], str]) -> Question:
    """Return the question in a form that was sent; a place that is not known counts as none."""
    typed = _typed(data, "question")
    place = data.get("place", "")
    place = known_place(place) if place else ""
    if not typed:
        return Question("", place, phrase("Please write a few words: what happened, or what you need."))
    if len(typed) > LONGEST_QUESTION:
        return Question(typed, place, phrase("This is too long to be read. Please keep what matters most."))
    return Question(typed, place)


def words_to_find(data: QueryDict) -> Question:
    """Return the words in a form that was sent."""
    typed = _typed(data, "words")
    if not typed:
        return Question("", "", phrase("Please write a name, a place or a word."))
    if len(typed) > LONGEST_WORDS:
        return Question(typed, "", phrase("This is too long. A few words are enough."))
    return Question(typed)


def _typed(data: QueryDict, name: str) -> str:
    # A browser sends a line's end as two signs and counts it as one.
    return typed_in(data.get(name, ""))
