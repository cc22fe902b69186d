"""Chooses the figures that are kept of each day, and sets them beside those of a month ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from romduol.desk.looking.records import Count, Figure, FigureKind, Figures, Overview
from romduol.desk.looking.rules.counting import LATELY
from romduol.knowledge.guides.records import Translation

MONTH = timedelta(days=28)
READ = (Translation.REVIEWED,)
"""States of a text that a person has read. What was written here first has not been read by anybody else."""

Point = TypeVar("Point")


def figures_of(overview: Overview) -> Figures:
    """Return the five figures of a day."""
    lately = sum(overview.line_ages.get(age, 0) for age in LATELY)
    read = sum(overview.texts.get(state, 0) for state in READ)
    return {
        FigureKind.CALLABLE: Count(overview.total.callable, overview.total.listed),
        FigureKind.CALLED_LATELY: Count(lately, sum(overview.line_ages.values())),
        FigureKind.CONTRADICTIONS: Count(sum(overview.contradictions.values())),
        FigureKind.HELD_BACK: Count(overview.held_back_in_all),
        FigureKind.TEXTS_READ: Count(read, sum(overview.texts.values())),
    }


def compared(now: Figures, before: Figures | None) -> list[Figure]:
    """Return each figure beside what it was."""
    known: Figures = before or {}
    return [Figure(kind, now[kind], known.get(kind)) for kind in FigureKind if kind in now]


def day_before(days: Sequence[date], today: date) -> date | None:
    """Return the day to compare with: the last one a month ago, else the first day of all; None on that one."""
    earlier = [day for day in days if day < today]
    month_ago = [day for day in earlier if day <= today - MONTH]
    return max(month_ago) if month_ago else min(earlier, default=None)


def share(count: Count) -> int:
    """Return a part in hundredths of its whole, rounded down: never better than it is."""
    return count.part * 100 // count.whole if count.whole else 0


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """Return at most so many points, evenly chosen, the last one among them."""
    if len(points) <= most:
        return list(points)
    step = (len(points) - 1) / (most - 1)
    return [points[round(at * step)] for at in range(most)]


def series_of(days: Mapping[date, Figures], kind: FigureKind) -> list[tuple[date, Count]]:
    """Return one figure over time; days on which it was not counted are left out."""
    return [(day, figures[kind]) for day, figures in sorted(days.items()) if kind in figures]
