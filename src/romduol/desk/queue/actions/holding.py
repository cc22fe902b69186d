"""Takes, hands over, puts off and gives back: each done twice is done once, and each has its entry in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from romduol.desk.queue import models
from romduol.desk.queue.queries.holds import record_of, stewards
from romduol.desk.queue.queries.items import NoSuchItem
from romduol.desk.queue.records import Hold
from romduol.desk.queue.rules.holding import is_somebody_elses, may_be_put_off
from romduol.desk.queue.rules.scoring import is_key
from romduol.safety.access.records import Permission, Person
from romduol.safety.audit import actions as audit

LONGEST_REASON = 300


class NotAllowed(Exception):
    """Whoever asks, or whoever is to have it, may not check."""


class HeldBy(Exception):
    """Somebody else has the item; `hold` tells who and since when."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(hold.taken_by)
        self.hold = hold


class WrongDay(ValueError):
    """The day until which an item is to wait has passed, or is too far away."""


@transaction.atomic
def take(*, key: int, by: Person, now: datetime) -> Hold:
    """Take an item; raises `HeldBy` where somebody else was quicker."""
    row = _locked(key, by)
    if row.taken_by == by.by:
        return record_of(row)
    return _save(row, by, "take_item", {}, taken_by=by.by, taken_at=now, given_by="", until=None, reason="")


@transaction.atomic
def hand_over(*, key: int, to: str, by: Person, now: datetime) -> Hold:
    """Give an item that is one's own, or nobody's, to somebody who may check."""
    row = _locked(key, by, unless=to)
    if to and row.taken_by == to:
        return record_of(row)
    if to not in dict(stewards()):
        raise NotAllowed(to)
    return _save(row, by, "hand_over_item", {"to": to}, taken_by=to, taken_at=now, given_by=by.by)


@transaction.atomic
def postpone(*, key: int, until: date, reason: str, by: Person, today: date) -> Hold:
    """Leave an item out of the queue until a day, for a reason; raises `WrongDay`."""
    row, reason = _locked(key, by), reason.strip()[:LONGEST_REASON]
    if (row.until, row.reason) == (until, reason):
        return record_of(row)
    if not reason or not may_be_put_off(until, today):
        raise WrongDay(until)
    detail = {"until": until.isoformat(), "reason": reason}
    return _save(row, by, "postpone_item", detail, until=until, reason=reason, put_off_by=by.by)


@transaction.atomic
def give_back(*, key: int, by: Person) -> Hold:
    """Make an item nobody's, and of today again."""
    row = _locked(key, by)
    if not row.taken_by and row.until is None:
        return record_of(row)
    empty = {"taken_by": "", "taken_at": None, "given_by": "", "until": None, "put_off_by": "", "reason": ""}
    return _save(row, by, "give_back_item", {}, **empty)


def _locked(key: int, by: Person, unless: str = "") -> models.Hold:
    """Return the hold of an item, which nobody else can change until this is done."""
    if Permission.CHECK not in by.permissions:
        raise NotAllowed(by.by)
    if not is_key(key) or not models.Item.objects.filter(key=key).exists():
        raise NoSuchItem(key)
    row, _ = models.Hold.objects.select_for_update().get_or_create(pk=key)
    if is_somebody_elses(record_of(row), by.by) and row.taken_by != unless:
        raise HeldBy(record_of(row))
    return row


def _save(row: models.Hold, by: Person, verb: str, detail: Mapping[str, Any], **changed: object) -> Hold:
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    audit.record(by=by.by, verb=verb, subject=("item", str(row.key)), detail=detail)
    return record_of(row)
