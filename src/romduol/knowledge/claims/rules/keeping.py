"""Decides whether a rank that a steward gave still holds when a source is loaded again."""

from collections.abc import Hashable


def still_ruled(ruled: bool, said_then: Hashable, said_now: Hashable) -> bool:
    """Tell whether a steward's rank of a claim holds, where the source said it then and says it now, by their dates.

    The same source said it again on another day: that is a new word, on which nobody ruled.
    """
    return ruled and said_then == said_now
