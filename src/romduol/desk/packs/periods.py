"""Turns the period that a source gives (a year, a month, a day) into its first day."""

from datetime import date


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
    year, month, day = ([int(part) for part in str(period).split("-")] + [1, 1])[:3]
    if not 1900 <= year <= 2100:
        raise ValueError(f"the year {year} is not a plausible year of the common era")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{period} is not a date") from None
