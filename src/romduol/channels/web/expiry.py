"""Until which month a paper may be handed out: pure, and no finer than a month."""

from collections.abc import Iterable
from datetime import date

MONTHS = 6
"""Nobody can take a paper back, so none is made to last longer than this."""


def month_of(day: date) -> str:
    """Return a month as its sources are dated: `2026-11`; months sort as text."""
    return f"{day.year:04}-{day.month:02}"


def months_after(month: str, count: int) -> str:
    """Return the month that comes so many months after another one."""
    year, number = map(int, month.split("-"))
    years, place = divmod(number - 1 + count, 12)
    return f"{year + years:04}-{place + 1:02}"


def last_month(today: date, fresh_until: Iterable[date | None]) -> str:
    """Return the last month of a paper: six months on, or sooner where something on it stops being fresh.

    What has lapsed already stands on the paper as lapsed, and what was never dated cannot lapse: neither counts.
    """
    untils = (month_of(until) for until in fresh_until if until is not None and until >= today)
    return min([months_after(month_of(today), MONTHS), *untils])
