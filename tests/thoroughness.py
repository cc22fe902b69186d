"""How much is tried: in each run a sample that finds what breaks, and all of it with `make thorough`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

THOROUGH = os.environ.get("THOROUGH") == "1"

T = TypeVar("T")


def tried(sample: int, thorough: int) -> int:
    """Return how many examples are tried."""
    return thorough if THOROUGH else sample


def every(step: int, of: Sequence[T]) -> list[T]:
    """Return each so many-th of some, the first of them among it; all of them where it is thorough."""
    return list(of if THOROUGH else of[::step])
