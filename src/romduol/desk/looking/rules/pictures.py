"""Works out where the bars and lines of a picture go, on a small sheet of its own that scales to any screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from romduol.desk.looking.records import Bar, Curve

WIDE, TALL = 300, 100
"""The sheet of a line over time; its lower edge is 0."""
NARROWEST = 2
"""In hundredths: the least that can be seen of a bar that is not empty."""


def bars(counts: Mapping[str, int]) -> list[Bar]:
    """Return a bar for each count, the longest as wide as there is room."""
    most = max(counts.values(), default=0) or 1
    return [
        Bar(str(code), count, max(round(100 * count / most), NARROWEST) if count else 0)
        for code, count in counts.items()
    ]


def curve(points: Sequence[tuple[date, int]], top: int = 0) -> Curve:
    """Return a line through counts of days, from left to right by the days between them; `top` is its upper edge."""
    height = top or _round_up(max((count for _, count in points), default=0))
    if not points:
        return Curve("", (WIDE, TALL), height, ())
    first, days = points[0][0], (points[-1][0] - points[0][0]).days
    dots = [
        (round(WIDE * (day - first).days / days) if days else WIDE, TALL - round(TALL * count / height))
        for day, count in points
    ]
    return Curve("M" + " L".join(f"{x} {y}" for x, y in dots), dots[-1], height, tuple(points))


def _round_up(count: int) -> int:
    """Return a round number that is not below a count, and never nothing."""
    for step in (5, 10, 20, 50, 100, 200, 500, 1000):
        if count <= step:
            return step
    return -(-count // 1000) * 1000
