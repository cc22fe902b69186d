"""Turns the period that a source gives (a year, a month, a day) into its first day."""

import re
from datetime import date

from romduol.base.years import require_common_era

PERIOD = re.compile(r"[0-9]{4,}(-[0-9]{2}){0,2}")


def past_day(period: str | int | None, latest: date | None) -> date | None:
    """Return the first day of a period that may not lie ahead; raises `ValueError` for one later than `latest`.

    What is dated ahead would count for nothing until then, and nobody would notice.
    """
    day = first_day(period)
    if day is not None and latest is not None and day > latest:
        raise ValueError(f"{period} lies ahead: nothing can be dated later than {latest}")
    return day


def first_day(period: str | int | None) -> date | None:
    """Return the first day of YYYY, YYYY-MM or YYYY-MM-DD; None for an undated source.

    The first day, because a claim must never look fresher than its source shows.
    Raises `ValueError` for an impossible date.
    """
    if period is None:
        return None
    if not PERIOD.fullmatch(str(period)):
        raise ValueError(f"{period} is not a date: write 2026, 2026-01 or 2026-01-31")
    year, month, day = ([int(part) for part in str(period).split("-")] + [1, 1])[:3]
    require_common_era(year)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{period} is not a date") from None
