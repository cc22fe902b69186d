"""Reads the queue in its order: a page of it, one item, what comes next, a sheet of numbers to call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from romduol.desk.queue import models
from romduol.desk.queue.queries.holds import holds_of
from romduol.desk.queue.queries.settled import settled_keys
from romduol.desk.queue.records import Counts, Hold, Item, Kind, Owner, Place, Reach, Refreshed, Row, Wanted
from romduol.desk.queue.rules.scoring import is_key
from romduol.knowledge.claims.records import Severity

ON_A_PAGE = 50
ON_A_SHEET = 20
Ranked = QuerySet[Any]


class NoSuchItem(LookupError):
    """There is no such item: it was checked meanwhile, or never was."""


def page(
    wanted: Wanted, *, by: str, today: date, after: Place | None = None, limit: int = ON_A_PAGE
) -> tuple[list[Row], Place | None]:
    """Return one page of the queue, the highest score first, and from where the next one begins, if there is one."""
    found, name = _ranked(wanted, by, today)
    if after is not None:
        # The first condition alone finds the place in the index.
        later = Q(score__lt=after.score) | Q(**{f"{name}__gt": after.key})
        found = found.filter(Q(score__lte=after.score) & later)
    places = [Place(score, key) for key, score in found.values_list(name, "score")[: limit + 1]]
    rows = _rows([place.key for place in places[:limit]])
    return rows, places[limit - 1] if len(places) > limit else None


def item(key: int) -> Row:
    """Return one item and who has it; raises `NoSuchItem`."""
    rows = _rows([key]) if is_key(key) else []
    if not rows:
        raise NoSuchItem(key)
    return rows[0]


def next_to_call(*, by: str, today: date, after: int = 0) -> Item | None:
    """Return what somebody may call next: what they took, else the first number that nobody took."""
    mine = _ranked(Wanted(owner=Owner.MINE), by, today)[0].exclude(key=after)
    nobodys = _ranked(Wanted(owner=Owner.NOBODY), by, today)[0].exclude(key=after)
    for found in (mine, nobodys):
        row = found.exclude(line="").first()
        if row is not None:
            return record_of(row)
    return None


def to_print(wanted: Wanted, *, by: str, today: date) -> list[Row]:
    """Return what goes on a sheet: the first items that have a number, each number once."""
    rows, _ = page(wanted, by=by, today=today, limit=ON_A_SHEET * 10)
    firsts: dict[str, Row] = {}
    for row in rows:
        if row.item.line:
            firsts.setdefault(row.item.line, row)
    return list(firsts.values())[:ON_A_SHEET]


def counts() -> Counts:
    """Return how many items there were, and what the provinces are called, when the queue was worked out."""
    rows = models.Count.objects.values_list("province", "kind", "items", "name")
    found = {(province, kind): (items, name) for province, kind, items, name in rows}
    names = {province: name for (province, kind), (_, name) in found.items() if province and not kind}
    return Counts({key: items for key, (items, _) in found.items()}, names)


def refreshed() -> Refreshed | None:
    """Return when the queue was last worked out; None where it never was."""
    row = models.Refresh.objects.order_by("-pk").first()
    return Refreshed(row.at, row.day, row.items) if row else None


def _ranked(wanted: Wanted, by: str, today: date) -> tuple[Ranked, str]:
    """Return the rows of a part of the queue in their order, and what their key is called there."""
    if wanted.province:
        found: Ranked = models.ItemPlace.objects.filter(province=wanted.province)
        name = "item_id"
    else:
        found, name = models.Item.objects.all(), "key"
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    settled = settled_keys()
    if settled:
        found = found.exclude(**{f"{name}__in": settled})
    return _of_owner(found, name, wanted.owner, by, today).order_by("-score", name), name


def _of_owner(found: Ranked, name: str, owner: Owner | None, by: str, today: date) -> Ranked:
    put_off, taken = Q(until__isnull=False, until__gt=today), ~Q(taken_by="")
    if owner is None or owner is Owner.NOBODY:
        # Few are held, so it is quicker to leave those out than to look for what is left.
        unwanted = models.Hold.objects.filter(put_off if owner is None else put_off | taken, key=OuterRef(name))
        return found.exclude(Exists(unwanted))
    of = {Owner.MINE: Q(taken_by=by) & ~put_off, Owner.SOMEBODY: taken & ~put_off, Owner.LATER: put_off}
    return found.filter(**{f"{name}__in": models.Hold.objects.filter(of[owner]).values("key")})


def _rows(keys: Iterable[int]) -> list[Row]:
    keys = list(keys)
    found, holds = models.Item.objects.in_bulk(keys), holds_of(keys)
    return [Row(record_of(found[key]), holds.get(key, Hold(key))) for key in keys if key in found]


def record_of(row: models.Item) -> Item:
    """Return a row as a record."""
    return Item(
        key=row.key,
        kind=Kind(row.kind),
        subject=row.subject,
        property=row.property,
        severity=Severity(row.severity),
        score=row.score,
        purpose=row.purpose,
        value=row.value,
        line=row.line,
        label=row.label,
        since=row.since,
        reach=Reach(*row.reach),
        provinces=tuple(row.provinces),
        facts=row.facts,
    )
