"""Ends threads: taken back by whoever sent them, or over; nothing of them stays."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from secrets import randbelow
from uuid import UUID

from romduol.care.reports import models
from romduol.care.reports.actions.tables import TABLES, together
from romduol.care.reports.queries import thread_id_of
from romduol.care.reports.rules.keeping import JITTER_WEEKS, closed_until, week_of
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.retention.unordered import forget


def week_of_closing(today: date) -> str:
    """Return the last week of a thread that is closed today, by chance some weeks later."""
    return closed_until(today, randbelow(JITTER_WEEKS))


def withdraw(locator: bytes, token: bytes) -> None:
    """Remove a thread: report, answers, notes, files, receipt; raises `NoSuchThread`."""
    _remove({thread_id_of(locator, token)})


def expire(today: date) -> int:
    """Remove the threads whose week is over; returns how many they were. Whoever runs it twice removes nothing more."""
    # What one of several queues closed a thread with may end sooner: a thread ends with its report.
    over = models.Record.objects.filter(kind=SealedKind.REPORT, expires__lt=week_of(today))
    threads = set(over.values_list("pk", flat=True))
    if threads:
        _remove(threads, before=week_of(today))
    models.AuditBox.objects.filter(expires__lt=week_of(today)).delete()
    return len(threads)


def _remove(threads: Set[UUID], *, before: str = "") -> None:
    """Remove threads; only those of them whose week still is earlier than `before`, where that is given."""
    with together():
        # Held first, as whoever adds to a thread holds it: what was added meanwhile would stay behind without a report.
        held = models.Record.objects.select_for_update().filter(pk__in=threads).order_by("pk")
        # Whoever wrote in it a moment ago gave it a later week.
        threads = threads - {one for one, week in held.values_list("pk", "expires") if before and week >= before}
        records = models.Record.objects.filter(thread__in=threads)
        models.Piece.objects.filter(record__in=records).delete()
        models.Envelope.objects.filter(record__in=records).delete()
        records.delete()
        models.Receipt.objects.filter(thread__in=threads).delete()
    forget(TABLES)
