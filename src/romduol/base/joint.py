"""Work that costs the same for one as for many: those who come while it is being done are done together, next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Joint(Generic[Item, Result]):
    """Does items of several threads in one go. No thread of its own: whoever comes first works for all who wait.

    `work` gets one or more items and returns a result or an exception for each, in their order. What it raises itself
    is raised to everybody whose item was in that go.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result | Exception]], *, most: int) -> None:
        """Do at most so many at once."""
        self._work = work
        self._most = most
        self._waiting: list[_Turn[Item, Result]] = []
        self._listed = Lock()
        self._working = Lock()

    def do(self, item: Item) -> Result:
        """Return the result of an item, or raise what was found instead."""
        turn: _Turn[Item, Result] = _Turn(item)
        with self._listed:
            self._waiting.append(turn)
        while not turn.found:
            with self._working:
                if not turn.found:
                    self._do_some()
        (found,) = turn.found
        if isinstance(found, BaseException):
            raise found
        return found

    def _do_some(self) -> None:
        with self._listed:
            some, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            results = self._work([turn.item for turn in some])
            for turn, result in zip(some, results, strict=True):
                turn.found = (result,)
        except BaseException as problem:
            for turn in some:
                turn.found = turn.found or (problem,)
            # Whoever worked may have worked for others alone: what failed there is not theirs.
            if not isinstance(problem, Exception):
                raise


class _Turn(Generic[Item, Result]):
    __slots__ = ("found", "item")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.found: tuple[Result | BaseException, ...] = ()
