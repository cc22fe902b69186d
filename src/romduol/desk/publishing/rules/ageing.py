"""Decides when the age of a release, or its nearing end, is worth a word on every page of the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

OLD = timedelta(days=2)
"""A server that ticks makes a release each day: one that is older says that nothing publishes any more."""
NEAR = timedelta(days=7)


class Ageing(StrEnum):
    """How the age of a release stands."""

    FRESH = ""
    OLD = "old"
    ENDING = "ending"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Age:
    """How old a release is, and how long it may still be shown."""

    hours: int
    days_left: int
    """Whole days; negative once its time is over."""
    warning: Ageing


def age_of(made_on: datetime, expires_on: datetime, now: datetime) -> Age:
    """Return how old a release is. The end matters more than the age: past it, every page says so to readers."""
    left = expires_on - now
    if left <= timedelta():
        return Age(_hours(now - made_on), -1, Ageing.ENDED)
    warning = Ageing.ENDING if left <= NEAR else Ageing.OLD if now - made_on > OLD else Ageing.FRESH
    return Age(_hours(now - made_on), left.days, warning)


def _hours(age: timedelta) -> int:
    return max(0, int(age.total_seconds() // 3600))
