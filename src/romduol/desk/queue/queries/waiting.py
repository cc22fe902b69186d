"""Reads what readers handed in that nobody has decided: it stands above the queue."""

from __future__ import annotations


def suggestions_waiting() -> tuple[int, int]:
    """Return how many suggestions wait, and how many of them are serious."""
    # The seam to the room of suggestions: `counts.waiting()` and `counts.serious_waiting()` once it is there.
    return 0, 0
