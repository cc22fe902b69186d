"""Numbers that strangers write: as many digits as somebody likes to send, and none that is worked out for nothing."""

from __future__ import annotations


def natural(text: str, most: int) -> int | None:
    """Return the whole number that ASCII digits write, at most `most`; None for anything else that stands there."""
    if not text.isascii() or not text.isdigit():
        return None
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(most)):
        return None
    number = int(digits)
    return number if number <= most else None
