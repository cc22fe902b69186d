"""A cell's text as it is kept: nothing unseen, Khmer signs in one order, and the guard against formulas taken off.

What is read and what is given out pass through the same rules, so a table that was given out reads as it was meant.
"""

import re

from romduol.base.cells import GUARD, runs
from romduol.base.khmer import COENG, canonical
from romduol.base.signs import first_seen, typed

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_KHMER_RUN = re.compile("[\u1780-\u17dd]+")
# Junk around and within Khmer: runs of what has no width become one place where a line may break, or nothing.
_JUNK = re.compile(f"[{_ZERO_WIDTH}]+")
_KHMER = "\u1780-\u17ff"
_BETWEEN_KHMER = re.compile(f"(?<=[{_KHMER}])[{_ZERO_WIDTH}]+(?=[{_KHMER}])")
_BESIDE_KHMER = re.compile(f"(?<=[{_KHMER}])[{_ZERO_WIDTH}]+|[{_ZERO_WIDTH}]+(?=[{_KHMER}])")
_BREAK = "\u200b"
# A vowel, a sign or a subscript without a letter before it: a screen draws a dotted circle.
_BARE_MARK = re.compile(f"(?:^|[^\u1780-\u17dd])[\u17b6-\u17d3\u17dd]|{COENG}(?![\u1780-\u17b3])")
_LOST = "\ufffd"


def tidy(text: str) -> str:
    """Return a text without signs that nobody can see, each Khmer cluster in one order; it looks as it did.

    Between Khmer letters one zero-width space stays, where a line may break; other zero-width signs beside Khmer go.
    Doing it twice changes nothing.
    """
    text = typed(text)
    if not text or text.isascii():
        return text
    text = _BESIDE_KHMER.sub("", _BETWEEN_KHMER.sub(_BREAK, text).replace(_BREAK, "\x00")).replace("\x00", _BREAK)
    return typed(_KHMER_RUN.sub(lambda run: canonical(run[0]), text))


def one_line(text: str) -> str:
    """Return a text tidy and on one line, as names are."""
    return tidy(" ".join(tidy(text).split()))


def is_khmer(text: str) -> bool:
    """Whether a text is written in Khmer letters and no Latin ones."""
    return re.search("[\u1780-\u17b3]", text) is not None and re.search("[A-Za-z]", text) is None


def broken_khmer(text: str) -> bool:
    """Whether a vowel or a sign stands without the letter that it belongs to, so that something was lost."""
    return not text.isascii() and _BARE_MARK.search(canonical(text)) is not None


def signs_lost(text: str) -> bool:
    """Whether a program before us put the sign for "lost" in the place of what it could not read, or question marks."""
    return _LOST in text or re.search(r"\?{4,}", text) is not None


def guarded(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula.

    >>> guarded("=1+1"), guarded("'tis"), guarded("plain")
    ("'=1+1", "''tis", 'plain')
    """
    return GUARD + text if _runs(text) else text


def unguarded(text: str) -> str:
    """Return a text as it was before it was guarded; one that never was stays as it is.

    >>> unguarded("'=1+1"), unguarded("''tis"), unguarded("'tis")
    ('=1+1', "'tis", "'tis")
    """
    return text[1:] if text[:1] == GUARD and _runs(text[1:]) else text


def _runs(text: str) -> bool:
    return runs(text) or first_seen(text) == GUARD or text[:1] == GUARD
