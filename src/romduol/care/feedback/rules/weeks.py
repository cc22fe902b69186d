"""Tells time in weeks, the only time that feedback knows: a day could be laid beside a visit.

A week could be, too, where one person alone told something in it: so what is told is held under the last week of its
quarter, and gets a week of its own with that of the fifth.
"""

from __future__ import annotations

from datetime import date, timedelta

KEPT = timedelta(weeks=104)
"""After so long, what was told tells nothing of how a service is today."""
TOGETHER = 5
"""So many must have told of a service, with a card or without, for their answers to get the week."""
QUARTER = 13
"""Weeks; the last one of a year has one more, where the year has."""
CARDS_LAST = timedelta(weeks=26)
"""Cards that lie about for longer are not in the hands that they were made for."""


def week_of(day: date) -> str:
    """Return the ISO week of a day; weeks compare as their text does.

    >>> week_of(date(2027, 1, 1))
    '2026-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def held_until(day: date) -> str:
    """Return the last ISO week of the quarter of a day.

    >>> held_until(date(2026, 11, 18)), held_until(date(2027, 3, 1))
    ('2026-W53', '2027-W13')
    """
    year, week, _ = day.isocalendar()
    last = date(year, 12, 28).isocalendar().week
    end = -(-week // QUARTER) * QUARTER
    return f"{year}-W{last if end > last - QUARTER else end:02}"


def last_day_of(week: str) -> date:
    """Return the Sunday of an ISO week."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 7)


def first_kept(today: date) -> str:
    """Return the first week of which something is kept."""
    return week_of(today - KEPT)


def cards_expire(today: date) -> str:
    """Return the last week in which cards count that are made today."""
    return week_of(today + CARDS_LAST)
