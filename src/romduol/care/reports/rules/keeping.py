"""Decides until which week a record is kept, and how many of those who wait come in at once. Pure."""

from __future__ import annotations

from datetime import date, timedelta

OPEN = timedelta(weeks=26)
CLOSED = timedelta(days=90)
JITTER_WEEKS = 9
"""From how many numbers of further weeks, from none, one is drawn: so that the week of the end tells no day."""
LATER_AN_HOUR = 30
"""How many threads that came in a flood join an inbox with each hourly batch."""
LATER_AT_ONCE = 5
"""The same for an inbox that looks every few minutes, each time."""


def week_of(day: date) -> str:
    """Return the ISO week of a day, such as 2027-W09: as texts, weeks are in their order."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def open_until(today: date, jitter: int) -> str:
    """Return the last week of a thread in which somebody wrote today; `jitter` is 0 to 8, by chance."""
    return week_of(today + OPEN + timedelta(weeks=jitter))


def written_again(before: str, today: date, jitter: int) -> str:
    """Return the last week of a thread that had one before and in which somebody writes today: the same, if it can be.

    The latest of many draws would tell the week of those who write much.
    """
    return before if before >= open_until(today, 0) else open_until(today, jitter)


def closed_until(today: date, jitter: int) -> str:
    """Return the last week of a thread that was closed today; `jitter` is 0 to 8, by chance."""
    return week_of(today + CLOSED + timedelta(weeks=jitter))
