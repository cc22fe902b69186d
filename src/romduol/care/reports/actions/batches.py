"""Lets what waits join the inboxes: many at once and in no order, so that nobody can tell when one of them came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from random import SystemRandom
from uuid import UUID

from django.db.models import Model, Q

from romduol.care.queues import queries as queues
from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import AHEAD, hour_of
from romduol.care.reports import models
from romduol.care.reports.actions.tables import TABLES, hold, noted, owe, pay, together
from romduol.care.reports.records import Waiting
from romduol.care.reports.rules.keeping import LATER_AN_HOUR, LATER_AT_ONCE
from romduol.safety.retention.unordered import forget, owed, rewrite

_CHANCE = SystemRandom()


def collect(now: datetime, also: Iterable[type[Model]] = ()) -> int:
    """Show what has waited long enough, and write the tables anew; returns how many records were shown.

    What has a clock joins each time; all else once in an hour, with the first call after it has turned. What came in a
    flood joins as far as there is room in its inbox, whoever is drawn. Once in an hour the tables in `also` are written
    anew as well.
    """
    with together():
        turned = _turned(hour_of(now))
        waits = [Waiting.SOON, Waiting.NEXT_BATCH] if turned else [Waiting.SOON]
        coming = models.Record.objects.filter(waiting__in=waits)
        drawn = _drawn(turned)
        hold(Q(pk__in=coming.values("thread")) | Q(pk__in=drawn))
        shown = coming.update(waiting=Waiting.SEEN)
        shown += models.Record.objects.filter(thread__in=drawn, waiting=Waiting.LATER).update(waiting=Waiting.SEEN)
        if shown or turned:
            owe()
    left = owed(TABLES)
    # Also what somebody else left, who was killed before it was done.
    if shown or turned or (noted() is not None and not left):
        pay(rewrite)
    elif left:
        pay(forget)
    if turned:
        rewrite(also)
    return shown


def _turned(hour: int) -> bool:
    """Tell whether this is the first call of an hour; of several processes one is told so."""
    # What is far ahead, a clock wrote that was wrong then: nothing may wait until it is right.
    other = Q(hour__lt=hour) | Q(hour__gt=hour + AHEAD)
    if models.Batch.objects.filter(other, pk=models.HOURLY).update(hour=hour):
        return True
    _, is_new = models.Batch.objects.get_or_create(pk=models.HOURLY, defaults={"hour": hour})
    return is_new


def _drawn(turned: bool) -> Collection[UUID]:
    """Return the threads of a flood whose turn it is: of each inbox a few, by lot."""
    later = models.Envelope.objects.filter(record__waiting=Waiting.LATER).exclude(queue=None)
    waiting = defaultdict(list)
    # Each thread has one lot, however much of it waits.
    for queue, thread in later.values_list("queue", "record__thread").distinct():
        waiting[queue].append(thread)
    if not waiting:
        return ()
    quick = {one.id for one in queues.all_queues() if one.kind is QueueKind.CHILD}
    drawn: set[UUID] = set()
    for queue, threads in waiting.items():
        room = LATER_AT_ONCE if queue in quick else LATER_AN_HOUR if turned else 0
        drawn.update(_CHANCE.sample(sorted(threads), min(room, len(threads))))
    return drawn
