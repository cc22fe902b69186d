"""Works out where the bars and lines of a picture go; sizes are those of its own small sheet, which scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from romduol.desk.looking.records import Bar, Curve

WIDE = 320
BAR_ROOM, BAR_LEFT, BAR_RIGHT = 26, 0, 44
"""How high a row is, where bars begin, and the room at their end for the count."""
LOW, HIGH, LEFT, RIGHT = 118, 14, 34, 312
"""The edges of a line's field."""


def bars(counts: Mapping[str, int]) -> list[Bar]:
    """Return a bar for each count, the longest as wide as there is room."""
    most = max(counts.values(), default=0) or 1
    room = WIDE - BAR_LEFT - BAR_RIGHT
    return [
        Bar(str(code), count, row * BAR_ROOM, max(round(room * count / most), 2 if count else 0))
        for row, (code, count) in enumerate(counts.items())
    ]


def curve(points: Sequence[tuple[date, int]], top: int = 0) -> Curve:
    """Return a line through counts of days, from left to right by the days between them."""
    height = top or _round_up(max((count for _, count in points), default=0))
    if not points:
        return Curve("", (), height, ())
    first, last = points[0][0], points[-1][0]
    days = (last - first).days or 1
    dots = [
        (
            LEFT + round((RIGHT - LEFT) * (day - first).days / days) if len(points) > 1 else RIGHT,
            LOW - round((LOW - HIGH) * count / height),
        )
        for day, count in points
    ]
    path = "M" + " L".join(f"{x} {y}" for x, y in dots)
    return Curve(path, tuple(dots), height, tuple(points))


def _round_up(count: int) -> int:
    """Return a round number that is not below a count, and never nothing."""
    for step in (5, 10, 20, 50, 100, 200, 500, 1000):
        if count <= step:
            return step
    return -(-count // 1000) * 1000
