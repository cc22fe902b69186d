"""Works the queue out anew: writes what differs, all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

from romduol.desk.queue import models
from romduol.desk.queue.queries.holds import record_of
from romduol.desk.queue.records import Item
from romduol.desk.queue.rules.finding import items_of
from romduol.desk.queue.rules.holding import has_run_out
from romduol.desk.queue.rules.scoring import key_of
from romduol.knowledge.claims.queries import all_checks
from romduol.knowledge.directory.records import Edition
from romduol.safety.audit import actions as audit

BATCH = 2000
ONE_ROW = 1
COLUMNS = (
    "kind",
    "severity",
    "subject",
    "property",
    "purpose",
    "value",
    "line",
    "label",
    "since",
    "reach",
    "provinces",
    "facts",
    "score",
)
Part = TypeVar("Part")


@transaction.atomic
def refresh_queue(edition: Edition, at: datetime, *, by: str = "publish") -> int:
    """Put what an edition leaves to check in place of what was there, and return how many items that are.

    An edition older than the last one changes nothing: two publishes may end in the other order.
    """
    if not _begin(at, edition.today):
        return models.Refresh.objects.get(pk=ONE_ROW).items
    stamps = dict(models.Item.objects.values_list("key", "stamp").iterator(chunk_size=BATCH * 5))
    counted: Counter[tuple[str, str]] = Counter()
    written = 0
    for items in batched(_counting(items_of(edition, all_checks()), counted), BATCH):
        # What is left in `stamps` at the end is what the edition no longer asks for.
        rows = [row for row in map(_row, items) if stamps.pop(row.key, None) != row.stamp]
        _write(rows)
        written += len(rows)
    _remove(list(stamps))
    models.Count.objects.all().delete()
    models.Count.objects.bulk_create(_counts(counted, edition))
    models.Refresh.objects.filter(pk=ONE_ROW).update(at=at, day=edition.today, items=counted["", ""])
    released = _release(at)
    _tell_the_planner(written + len(stamps))
    detail = {"items": counted["", ""], "written": written, "removed": len(stamps), "released": released}
    audit.record(by=by, verb="refresh_queue", subject=("queue", edition.today.isoformat()), detail=detail)
    return counted["", ""]


def _begin(at: datetime, day: date) -> bool:
    """Keep out whoever works it out at the same moment; tell whether `at` is newer than what is there."""
    row, new = models.Refresh.objects.select_for_update().get_or_create(
        pk=ONE_ROW, defaults={"at": at, "day": day, "items": 0}
    )
    return new or row.at <= at


def _counting(items: Iterable[Item], counted: Counter[tuple[str, str]]) -> Iterator[Item]:
    """Pass items on and count them by province and kind: nobody counts them again for a page."""
    for item in items:
        for province in ("", *item.provinces):
            counted[province, ""] += 1
            counted[province, item.kind] += 1
        yield item


def _counts(counted: Counter[tuple[str, str]], edition: Edition) -> Iterator[models.Count]:
    for (province, kind), items in sorted(counted.items()):
        place = edition.places.get(province)
        yield models.Count(province=province, kind=kind, items=items, name=dict(place.name) if place else {})


def _row(item: Item) -> models.Item:
    reach = [item.reach.places, item.reach.services, item.reach.situations, item.reach.sections]
    row = models.Item(
        key=item.key,
        kind=item.kind,
        severity=item.severity,
        subject=item.subject,
        property=item.property,
        purpose=item.purpose,
        value=item.value,
        line=item.line,
        label=dict(item.label),
        since=item.since,
        reach=reach,
        provinces=list(item.provinces),
        facts=dict(item.facts),
        score=item.score,
    )
    row.stamp = key_of([repr(getattr(row, name)) for name in COLUMNS])
    return row


def _write(rows: Sequence[models.Item]) -> None:
    if not rows:
        return
    keys = [row.key for row in rows]
    models.Item.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=[*COLUMNS, "stamp"], batch_size=BATCH
    )
    models.ItemPlace.objects.filter(item_id__in=keys).delete()
    models.ItemPlace.objects.bulk_create(
        [
            models.ItemPlace(item_id=row.key, province=province, kind=row.kind, score=row.score)
            for row in rows
            for province in row.provinces
        ],
        batch_size=BATCH,
    )


def _remove(keys: Sequence[int]) -> None:
    for some in batched(keys, BATCH):
        models.Item.objects.filter(key__in=list(some)).delete()
        models.Hold.objects.filter(key__in=list(some)).delete()


def _release(now: datetime) -> int:
    """Give back what somebody took long ago and did nothing about; returns how many."""
    held = models.Hold.objects.exclude(taken_by="")
    over = [row.key for row in held if has_run_out(record_of(row), now)]
    return models.Hold.objects.filter(key__in=over).update(taken_by="", taken_at=None, given_by="")


def _tell_the_planner(changed: int) -> None:
    """Let PostgreSQL look at tables that were just filled, so that it finds the index for the first page."""
    if changed >= BATCH and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE queue_item, queue_itemplace")


def batched(parts: Iterable[Part], size: int) -> Iterator[list[Part]]:
    """Yield lists of at most so many parts."""
    rest = iter(parts)
    while some := list(islice(rest, size)):
        yield some
