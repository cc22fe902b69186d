"""Reads how many servers of the operator's own stand in front of this one."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

MOST = 9


def proxies_from(text: str) -> int:
    """Return how many there are, 0 where nothing is given; raises ImproperlyConfigured for anything but 0 to 9."""
    found = text.strip() or "0"
    if not (found.isascii() and found.isdigit() and int(found) <= MOST):
        raise ImproperlyConfigured(
            f"ROMDUOL_PROXIES is {text!r}; it must be how many servers of yours stand in front and add to "
            f"X-Forwarded-For, 0 to {MOST}: mostly 1"
        )
    return int(found)
