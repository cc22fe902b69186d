"""Decides which days a check can have, and until when it may hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from romduol.knowledge.claims.records import Check, Outcome
from romduol.knowledge.claims.rules.checks import NO_FINDING
from romduol.knowledge.claims.rules.properties import PROPERTIES, YEAR
from romduol.ui.words import phrase

LONGEST = 2 * YEAR
"""For how many days a check may hold of what does not age by itself: nobody looks ahead further."""
OLD = YEAR
"""A check of so many days ago is asked about once more: most are slips of the year."""


def last_day(property: str, on: date) -> date:
    """Return until when a check of a day may hold at most, which is also what a form suggests."""
    prop = PROPERTIES.get(property)
    days = prop.fresh_days if prop is not None and prop.fresh_days is not None else LONGEST
    return on + timedelta(days=days)


def problem_with_day(on: date, today: date, *, sure: bool) -> str:
    """Tell what is wrong with the day of a check; nothing where it is right. `sure`: an old one was confirmed."""
    if on > today:
        return phrase("This day is still to come.")
    if on < today - timedelta(days=OLD) and not sure:
        return phrase("This is more than a year ago. If it is right, say so below.")
    return ""


def problem_with_end(until: date, on: date, property: str) -> str:
    """Tell what is wrong with the day until which a check holds; nothing where it is right."""
    if until < on:
        return phrase("It cannot end before the day of the check.")
    if until > last_day(property, on):
        return phrase("This is longer than such a fact stays fresh. Choose an earlier day.")
    return ""


def days_missed(checks: Iterable[Check], today: date) -> int:
    """Return on how many different days nobody answered since the last finding about one value."""
    listed = [check for check in checks if check.on <= today and (check.ended_on is None or check.ended_on > today)]
    found = max((check.on for check in listed if check.outcome not in NO_FINDING), default=date.min)
    return len({check.on for check in listed if check.outcome is Outcome.NO_ANSWER and check.on > found})
