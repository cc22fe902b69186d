"""Keeps a spreadsheet from running a cell by an apostrophe before it, and takes the apostrophe off again exactly.

`unguarded(guarded(text)) == text` for every text, also for one that begins with apostrophes itself.
"""

from __future__ import annotations

import re

RUN = "=+-@\t\r\n"
"""Signs with which a spreadsheet begins to run a cell."""
_TO_GUARD = re.compile(f"'*[{re.escape(RUN)}]")
_GUARDED = re.compile(f"''*[{re.escape(RUN)}]")


def guarded(text: str) -> str:
    """Return the text with an apostrophe before it, where a spreadsheet could run it."""
    return f"'{text}" if _TO_GUARD.match(text) else text


def unguarded(text: str) -> str:
    """Return the text without the apostrophe that `guarded` put before it."""
    return text[1:] if _GUARDED.match(text) else text
