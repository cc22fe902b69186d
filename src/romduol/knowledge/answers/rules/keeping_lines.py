"""Where a line is kept in a release, and what it is called there: never by digits that readers do not get."""

from hashlib import sha256

from romduol.knowledge.answers.records.kept import LINES
from romduol.knowledge.answers.rules.locators import width_for
from romduol.knowledge.directory.records import Line, Showing

FULL = 64
"""How many lines a bucket holds on average at most, before all of them are divided by sixteen."""


def line_ref(line: Line) -> str:
    """Return what a line is called in private pages: its digits where readers get them, else its page's code."""
    return line.key if line.urgent or line.showing is Showing.AFTER_TAP else line.entity.code


def width_for_lines(lines: int) -> int:
    """Return how many hex digits tell the buckets apart."""
    return width_for(lines, FULL)


def bucket_of(ref: str, width: int) -> str:
    """Return the name of the bucket that keeps a line."""
    return sha256(ref.encode()).hexdigest()[:width] or "all"


def bucket_path(bucket: str, lang: str) -> str:
    """Return the private path of a bucket in a language."""
    return f"{LINES}{bucket}.{lang}.json"
