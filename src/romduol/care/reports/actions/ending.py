"""Ends threads: taken back by whoever sent them, or over; nothing of them stays."""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress
from datetime import date
from secrets import randbelow
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Q

from romduol.care.reports import models
from romduol.care.reports.actions.tables import TABLES, hold, in_a_file, owe, pay, together
from romduol.care.reports.queries import thread_id_of
from romduol.care.reports.rules.keeping import JITTER_WEEKS, closed_until, week_of
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.retention.unordered import forget

AT_ONCE = 200
"""Threads that are removed in one transaction: whoever sends waits no longer than for these."""


def week_of_closing(today: date) -> str:
    """Return the last week of a thread that is closed today, by chance some weeks later."""
    return closed_until(today, randbelow(JITTER_WEEKS))


def withdraw(locator: bytes, token: bytes) -> None:
    """Remove a thread: report, answers, notes, files, receipt; raises `NoSuchThread`."""
    _remove({thread_id_of(locator, token)})
    # In PostgreSQL nothing is forgotten but by writing all of it anew, and whoever takes much back could keep everybody
    # else waiting: there the collector does it, within a minute.
    if in_a_file():
        _forget()


def expire(today: date) -> int:
    """Remove the threads whose week is over; returns how many they were. Whoever runs it twice removes nothing more."""
    # What one of several queues closed a thread with may end sooner: a thread ends with its report.
    over = models.Record.objects.filter(kind=SealedKind.REPORT, expires__lt=week_of(today))
    threads = list(over.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(threads), AT_ONCE):
        _remove(set(threads[start : start + AT_ONCE]), before=week_of(today))
    with together():
        audited, _ = models.AuditBox.objects.filter(expires__lt=week_of(today)).delete()
        if audited and not in_a_file():
            owe()
    if threads or audited:
        _forget()
    return len(threads)


def _remove(threads: Set[UUID], *, before: str = "") -> None:
    """Remove threads; only those of them whose week still is earlier than `before`, where that is given."""
    with together():
        # Held first, as whoever adds to a thread holds it: what was added meanwhile would stay behind without a report.
        held = hold(Q(pk__in=threads))
        # Whoever wrote in it a moment ago gave it a later week.
        threads = threads - {one for one, week in held.items() if before and week >= before}
        records = models.Record.objects.filter(thread__in=threads)
        models.Piece.objects.filter(record__in=records).delete()
        models.Envelope.objects.filter(record__in=records).delete()
        # Their ids alone are read: all boxes of a week that is over would not fit into memory.
        records.only("pk").delete()
        models.Receipt.objects.filter(thread__in=threads).delete()
        if not in_a_file():
            owe()


def _forget() -> None:
    """Leave nothing of it in the files. What was removed is removed, whatever becomes of this."""
    with suppress(DatabaseError):
        if in_a_file():
            forget(TABLES)
        else:
            pay(forget)
