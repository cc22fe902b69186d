"""What can be done at a step, how often it is chosen, and when it can be done at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

import hypothesis.strategies as st
from tests.safety.crypto.machine.world import World

from romduol.safety.crypto.receipts import check_digit

T = TypeVar("T")
Condition = Callable[[Any], object]
_DIGITS = ("09900010012345678901234", "31415926535897932384626", "27182818284590452353602", "16180339887498948482045")
CODES = [(digits + check_digit(digits), word) for digits, word in zip(_DIGITS, ("", "ស្វាយ", "", "mango"), strict=True)]
"""Codes and safety words that reporters get; stretching each takes long, so there are few."""


def act(when: Condition = lambda walk: True, *, often: int = 1) -> Callable[[T], T]:
    """Mark a method as something that can be done at a step."""

    def marked(method: T) -> T:
        method.when, method.often = when, often  # type: ignore[attr-defined]
        return method

    return marked


class Walk:
    """One life of a vault, as far as it has come."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.world = World(seen=self.seen)
        self.receipts = list(CODES)

    @property
    def last_day(self) -> date:
        """A day until which an epoch usually lasts."""
        return self.world.today + timedelta(days=30)

    def pick(self, data: st.DataObject, among: Iterable[T]) -> T:
        """Choose one of several."""
        return data.draw(st.sampled_from(list(among)))

    def choose(self, data: st.DataObject, acts: type) -> Callable[[st.DataObject], None]:
        """Choose what is done, among the acts of a class that can be done now."""
        marked = [getattr(self, name) for name, one in vars(acts).items() if hasattr(one, "when")]
        possible = [one.__name__ for one in marked if one.when(self)]
        possible.sort(key=lambda name: self.done[name] / getattr(self, name).often)
        # What was done least in this walk comes first, so that no walk goes round in circles.
        name = self.pick(data, possible[: len(possible) // 2 + 1])
        self.done[name] += 1
        chosen: Callable[[st.DataObject], None] = getattr(self, name)
        return chosen
