"""Decides how long a sign-in, an invitation, a proof last."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST = timedelta(hours=8)
IDLE = timedelta(minutes=60)
HALF = timedelta(minutes=10)
"""How long the password counts while the second factor is looked for."""
PROVED = timedelta(minutes=10)
"""How long a factor counts for what needs one again."""
INVITED = timedelta(days=3)
TICKET = timedelta(minutes=30)
"""How long a page with a code to photograph or a key to touch may stay open."""
SEEN_EVERY = timedelta(minutes=1)
"""A sign-in is noted as seen no more often."""
FEW_CODES = 3
"""With no more recovery codes left than that, it is time for new ones."""


def is_live(last_seen: datetime, ends_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether a sign-in still counts."""
    return ended_at is None and now < ends_at and now - last_seen < IDLE


def is_open(expires_at: datetime, used_at: datetime | None, revoked_at: datetime | None, now: datetime) -> bool:
    """Tell whether an invitation can still be used."""
    return used_at is None and revoked_at is None and now < expires_at


def is_fresh(at: float, lasts: timedelta, now: datetime) -> bool:
    """Tell whether a moment (seconds since 1970) lies in the past by less than `lasts`."""
    return 0 <= now.timestamp() - at < lasts.total_seconds()
