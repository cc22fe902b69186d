"""Tells how far the writing of a file has come."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Progress(Protocol):
    """Passes things on one by one, and may tell of each."""

    def __call__(self, items: Iterator[Item], /) -> Iterator[Item]:
        """Yield each."""
        ...


def silent(items: Iterator[Item], /) -> Iterator[Item]:
    """Tell nobody."""
    return items


def counting(tell: Callable[[int], None]) -> Progress:
    """Return what tells `tell` how many things have passed so far."""

    def passed(items: Iterator[Item], /) -> Iterator[Item]:
        for number, item in enumerate(items, 1):
            yield item
            tell(number)

    return passed
