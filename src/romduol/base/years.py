"""Tells a year of the common era from one of the Buddhist era, in which most papers in Cambodia are dated."""

BUDDHIST = 543
"""How many years the Buddhist era is ahead: 2569 is 2026, but for the weeks between January and April or May."""
FIRST, LAST = 1900, 2100


class NotCommonEra(ValueError):
    """A year that no source of ours can have; the message says what to write."""


def require_common_era(year: int) -> None:
    """Raise `NotCommonEra` for a year that cannot be meant.

    >>> require_common_era(2569)
    Traceback (most recent call last):
    romduol.base.years.NotCommonEra: 2569 is a Buddhist-era year: write 2026
    """
    if FIRST + BUDDHIST <= year <= LAST + BUDDHIST:
        raise NotCommonEra(f"{year} is a Buddhist-era year: write {year - BUDDHIST}")
    if not FIRST <= year <= LAST:
        raise NotCommonEra(f"the year {year} is not a plausible year of the common era")
