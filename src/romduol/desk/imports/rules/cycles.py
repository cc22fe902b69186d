"""Finds circles of parents, of any length, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, MutableSequence

NOBODY = 0
_NEW, _ON_THE_WAY, _DONE = 0, 1, 2


def in_cycles(above: MutableSequence[int]) -> Iterator[tuple[int, int]]:
    """Yield one member of each circle, and how many there are in it.

    `above[n]` is the parent of n, or 0 where nobody knows one; n counts from 1.
    """
    state = bytearray(len(above))
    for start in range(1, len(above)):
        at = start
        while at != NOBODY and state[at] == _NEW:
            state[at] = _ON_THE_WAY
            at = above[at]
        if at != NOBODY and state[at] == _ON_THE_WAY:
            yield at, _length(above, at)
        at = start
        while at != NOBODY and state[at] == _ON_THE_WAY:
            state[at] = _DONE
            at = above[at]


def _length(above: MutableSequence[int], member: int) -> int:
    length, at = 1, above[member]
    while at != member:
        length, at = length + 1, above[at]
    return length
