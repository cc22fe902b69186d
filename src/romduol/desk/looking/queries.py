"""Reads what was counted of each day; nothing here looks at the directory, however large it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from romduol.desk.looking.models import Day
from romduol.desk.looking.records import Figures, Overview
from romduol.desk.looking.rules.storing import figures_from, overview_from

MOST_DAYS = 730
"""Two years are drawn."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The latest day, and the figures of the days up to it."""

    overview: Overview
    at: datetime
    days: dict[date, Figures]


def latest() -> Counted | None:
    """Return the latest day with two years of figures; None where nothing was counted yet."""
    row = Day.objects.order_by("-on").first()
    if row is None:
        return None
    since = row.on - timedelta(days=MOST_DAYS)
    days = Day.objects.filter(on__gte=since).order_by("on").values_list("on", "figures")
    return Counted(
        overview=overview_from(row.on, row.counts, row.named),
        at=row.at,
        days={on: figures_from(figures) for on, figures in days},
    )
