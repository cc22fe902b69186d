"""Reads within how many hours somebody must have looked into an inbox for it to take reports."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from romduol.care.queues.rules import INBOX_HOURS, MOST_HOURS


def inbox_hours_from(text: str) -> int:
    """Return the hours of ROMDUOL_INBOX_HOURS; raises ImproperlyConfigured for what is no such number."""
    found = text.strip() or str(INBOX_HOURS)
    if not (found.isascii() and found.isdigit() and 1 <= int(found) <= MOST_HOURS):
        raise ImproperlyConfigured(
            f"ROMDUOL_INBOX_HOURS is {text!r}; it must be within how many hours somebody must have opened an inbox for "
            f"it to take reports, 1 to {MOST_HOURS}"
        )
    return int(found)
