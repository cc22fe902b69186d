"""Joins what loads of the pack wrote with what was done at the desk into one history, newest first."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from romduol.desk.changes.records import Change
from romduol.desk.resolving.records import Entry
from romduol.knowledge.claims.records import Row


def history_of(rows: Iterable[Row], changes: Iterable[Change]) -> list[Entry]:
    """Return every entry about a record or one of its properties.

    What a change wrote is told by the change; a row of its own stands only for what no change explains.
    """
    listed = list(changes)
    moments = {moment for change in listed for moment in (change.at, change.decided_at) if moment}
    entries = [*(_of_change(change) for change in listed), *(entry for row in rows for entry in _of_row(row, moments))]
    return sorted(entries, key=_newest_first)


def first_day(rows: Iterable[Row]) -> date | None:
    """Return the first day on which anything was known; None where nothing ever was."""
    return min((row.on for row in rows), default=None)


def _of_change(change: Change) -> Entry:
    return Entry(change.day, change.at, change.by, change.why, change=change)


def _of_row(row: Row, told: set[datetime]) -> Iterator[Entry]:
    if row.at not in told:
        yield Entry(row.on, row.at, row.by, row.why, row=row)
    if row.ended_on is not None and row.ended_at not in told:
        yield Entry(row.ended_on, row.ended_at, row.ended_by, row.ended_why, row=row, ended=True)


def _newest_first(entry: Entry) -> tuple[int, float, bool]:
    # Of one day, what has a moment is later than what a load of that day wrote; what ended comes after what began.
    return (-entry.on.toordinal(), -(entry.at.timestamp() if entry.at else 0.0), not entry.ended)


def lived_on(row: Row, day: date) -> bool:
    """Tell whether a row counted on a day: written by then, and not ended yet."""
    return row.on <= day and (row.ended_on is None or row.ended_on > day)
