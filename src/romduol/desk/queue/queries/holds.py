"""Reads who has what."""

from __future__ import annotations

from collections.abc import Iterable

from romduol.desk.queue import models
from romduol.desk.queue.records import Hold, Row
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import permissions_of
from romduol.safety.accounts.queries import PERSON, names_of
from romduol.safety.accounts.queries.people import everybody


def hold_of(key: int) -> Hold:
    """Return who has an item; an empty hold where nobody has it."""
    return holds_of([key]).get(key, Hold(key))


def holds_of(keys: Iterable[int]) -> dict[int, Hold]:
    """Return the holds of some items."""
    return {row.key: record_of(row) for row in models.Hold.objects.filter(key__in=list(keys))}


def record_of(row: models.Hold) -> Hold:
    """Return a row as a record."""
    return Hold(row.key, row.taken_by, row.taken_at, row.given_by, row.until, row.put_off_by, row.reason)


def names_in(rows: Iterable[Row]) -> dict[str, str]:
    """Return the names of everybody whom some rows name."""
    holds = [row.hold for row in rows]
    return names_of({by for hold in holds for by in (hold.taken_by, hold.given_by, hold.put_off_by) if by})


def stewards() -> list[tuple[str, str]]:
    """Return (by, name) of everybody who may check."""
    return [
        (PERSON + one.id, one.name)
        for one in everybody()
        if not one.disabled and Permission.CHECK in permissions_of(held.role for held in one.held)
    ]
