"""Decides how long somebody waits after wrong tries, so that nobody can lock another person out.

Browsers that signed in before as this account each have a count of their own; all others share one. So whoever tries
from elsewhere makes only strangers' browsers wait, and a passkey never waits (OWASP: device cookies).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

FREE = 5
"""Wrong tries after which nothing happens yet."""
REMEMBERED = timedelta(hours=6)
"""After that, a wrong try counts no more."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)


def waits_until(tries: Sequence[datetime], now: datetime) -> datetime | None:
    """Return until when tries of this count are refused; None where the next may be made now."""
    counted = [at for at in tries if now - at < REMEMBERED]
    if len(counted) < FREE:
        return None
    doubled = FIRST_WAIT * 2 ** min(len(counted) - FREE, 10)
    until = max(counted) + min(doubled, LONGEST_WAIT)
    return until if until > now else None
