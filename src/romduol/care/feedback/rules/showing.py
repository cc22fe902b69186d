"""Decides what of the counts anybody may see, so that no one's answer can be picked out of them."""

from __future__ import annotations

from collections.abc import Mapping

from romduol.care.feedback.records import Question, Row, Spread
from romduol.care.feedback.rules.asking import ANSWERS

SHOWN_FROM = 10
"""So many must have told it with a card."""
GROWS_BY = 5
"""So many more must have come before what is shown moves: who looks before and after learns of no single answer."""
FEW = 3
"""An answer that fewer gave is told together with others, or as "fewer than three"."""


def last_shown(people: Mapping[str, int], now: str) -> str | None:
    """Return the last week whose answers are shown, of week -> how many; None where too few spoke.

    The week that runs is never shown: it would tell of each answer as it comes.
    """
    shown, all_of_them, told = None, 0, 0
    for week in sorted(week for week in people if week < now):
        all_of_them += people[week]
        if all_of_them >= SHOWN_FROM and all_of_them - told >= GROWS_BY:
            shown, told = week, all_of_them
    return shown


def spread(question: Question, counts: Mapping[str, int]) -> Spread:
    """Return how the answers to a question lie, with what few gave joined at the end."""
    small = [answer for answer in ANSWERS[question] if counts.get(answer, 0) < FEW]
    rows = [Row((answer,), counts[answer]) for answer in ANSWERS[question] if answer not in small]
    if small:
        together = sum(counts.get(answer, 0) for answer in small)
        rows.append(Row(tuple(small), together if together >= FEW else None))
    return Spread(question, tuple(rows))


def spreads(counts: Mapping[tuple[str, str], int]) -> tuple[Spread, ...]:
    """Return the spread of each question, of (question, answer) -> how many."""
    return tuple(spread(one, {answer: counts.get((one, answer), 0) for answer in ANSWERS[one]}) for one in Question)
