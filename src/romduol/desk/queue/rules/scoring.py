"""Ranks what has to be checked: harm if it is wrong, times age, times how much rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from math import isqrt

from romduol.knowledge.claims.records import Severity

HARM = {Severity.CRITICAL: 8, Severity.HIGH: 4, Severity.MEDIUM: 2, Severity.LOW: 1}
OLDEST = 5 * 365
"""Days after which a word does not get any staler; what nothing dates counts as this old."""
FRESH, STALE = 10, 100


def score(severity: Severity, days: int | None, reach: int) -> int:
    """Return the rank of an item, the higher the sooner: harm x staleness x reach, in whole numbers.

    `days` is how long ago it was said or checked, None where undated; `reach` how many answers rest on it.
    """
    return HARM[severity] * staleness(days) * breadth(reach)


def staleness(days: int | None) -> int:
    """Return 10 for what was said today, up to 100 for what is five years old or undated."""
    age = OLDEST if days is None else min(max(days, 0), OLDEST)
    return FRESH + age * (STALE - FRESH) // OLDEST


def breadth(reach: int) -> int:
    """Return ten times the square root: four times as many answers count twice, so that no one body fills the top."""
    return isqrt(100 * (1 + max(reach, 0)))


def days_since(since: date | None, today: date) -> int | None:
    """Return how many days ago something was, None where nothing dates it."""
    return None if since is None else (today - since).days


def in_order(place: tuple[int, int]) -> tuple[int, int]:
    """Return what to sort (score, key) by: the highest score first, then by key, the same on every machine."""
    return (-place[0], place[1])


def key_of(parts: Sequence[str]) -> int:
    """Return a number of 63 bits that is the same for the same parts on every machine."""
    return int.from_bytes(sha256("\x1f".join(parts).encode()).digest()[:8]) >> 1


def is_key(number: int) -> bool:
    """Tell whether a number can be a key at all."""
    return 0 <= number < 2**63
