"""Decides who may take what, for how long, and until when it may be put off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from romduol.desk.queue.records import Hold

KEPT_FOR = timedelta(days=14)
"""Whoever took an item and did nothing for so long no longer has it: nobody's illness may keep a number unchecked."""
LONGEST = timedelta(days=183)


def is_somebody_elses(hold: Hold, by: str) -> bool:
    """Tell whether another person has an item."""
    return bool(hold.taken_by) and hold.taken_by != by


def is_put_off(hold: Hold, today: date) -> bool:
    """Tell whether an item is left out of the queue today."""
    return hold.until is not None and hold.until > today


def may_be_put_off(until: date, today: date) -> bool:
    """Tell whether an item may wait until a day: a later one, and not so late that it is forgotten."""
    return today < until <= today + LONGEST


def has_run_out(hold: Hold, now: datetime) -> bool:
    """Tell whether somebody took an item so long ago that it is nobody's again."""
    return hold.taken_at is not None and now - hold.taken_at > KEPT_FOR
