"""Keeps a spreadsheet from running a cell by an apostrophe before it, and takes the apostrophe off again exactly.

`unguarded(guarded(text)) == text` for every text, also for one that begins with apostrophes itself.
"""

from __future__ import annotations

from romduol.base.signs import first_seen

RUN = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫"
"""Signs with which a spreadsheet begins to run a cell."""
GUARD = "'"


def guarded(text: str) -> str:
    """Return the text with an apostrophe before it, where a spreadsheet could run it."""
    return f"{GUARD}{text}" if _runs(text) else text


def unguarded(text: str) -> str:
    """Return the text without the apostrophe that `guarded` put before it."""
    return text[1:] if text.startswith(GUARD) and _runs(text) else text


def _runs(text: str) -> bool:
    told = text.lstrip(GUARD)
    # Some spreadsheets leave blanks at the beginning out before they look for a formula.
    return bool({told[:1], first_seen(told)} & set(RUN))
