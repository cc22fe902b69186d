"""Reads how much readers handed in that nobody has decided: it stands above the queue."""

from __future__ import annotations

from romduol.desk.suggestions import counts


def suggestions_waiting() -> int:
    """Return how many suggestions wait; the grave ones among them stand on every page of the desk."""
    return counts.waiting()
