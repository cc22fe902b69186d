"""Finds what a spreadsheet could run where it stands in a cell, and keeps it from running."""

from romduol.base.signs import first_seen

FORMULA = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫"
"""Signs with which a spreadsheet begins to run a cell."""
GUARD = "'"


def runs(text: str) -> bool:
    """Whether a spreadsheet could run a cell with this text."""
    # Some spreadsheets leave blanks at the beginning out before they look for a formula.
    return bool({text[:1], first_seen(text)} & set(FORMULA))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe stands before what it could take for a formula."""
    return f"{GUARD}{text}" if runs(text) else text
