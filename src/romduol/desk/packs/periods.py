"""Turns the period that a source gives (a year, a month, a day) into its first day."""

from datetime import date


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
