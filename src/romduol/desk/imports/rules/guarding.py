"""Keeps a spreadsheet from running a cell by an apostrophe before it, and takes the apostrophe off again exactly.

`unguarded(guarded(text)) == text` for every text, also for one that begins with apostrophes itself.
"""

from __future__ import annotations

from romduol.base.cells import GUARD, runs


def guarded(text: str) -> str:
    """Return the text with an apostrophe before it, where a spreadsheet could run it."""
    return f"{GUARD}{text}" if _runs(text) else text


def unguarded(text: str) -> str:
    """Return the text without the apostrophe that `guarded` put before it."""
    return text[1:] if text.startswith(GUARD) and _runs(text) else text


def _runs(text: str) -> bool:
    return runs(text.lstrip(GUARD))
