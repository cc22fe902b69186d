"""In which database the tables of this room lie, and what of them is written anew after each batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from secrets import randbelow
from uuid import UUID

from django.db import connections, router, transaction
from django.db.models import Model, Q
from django.db.transaction import Atomic

from romduol.care.reports import models
from romduol.safety.retention.unordered import forget

_LARGEST = 2**31
TABLES = (models.Record, models.Piece, models.Envelope, models.Receipt, models.AuditBox)


def together() -> Atomic:
    """Return a transaction in the database of reports: all of what is written within, or nothing."""
    return transaction.atomic(using=router.db_for_write(models.Record))


def hold(reports: Q) -> dict[UUID, str]:
    """Hold reports until the transaction ends; return each with its week.

    Whoever changes a thread holds its report first, and of several the smaller id: so nobody waits for one another.
    """
    rows = models.Record.objects.select_for_update().filter(reports).order_by("pk")
    return dict(rows.values_list("pk", "expires"))


def owe() -> None:
    """Note, within the transaction that changes something and as its last act, that tables are to be written anew.

    Whoever is killed before that is done leaves the note to the next collector.
    """
    models.Batch.objects.update_or_create(pk=models.OWED, defaults={"hour": randbelow(_LARGEST)})


def noted() -> int | None:
    """Return the note that tables are to be written anew; None: they are."""
    return models.Batch.objects.filter(pk=models.OWED).values_list("hour", flat=True).first()


def pay(write: Callable[[Iterable[type[Model]]], bool]) -> None:
    """Write the tables anew; then nothing is owed, unless it could not be done or somebody left a note meanwhile."""
    note = noted()
    if write(TABLES) and note is not None:
        models.Batch.objects.filter(pk=models.OWED, hour=note).delete()
        if in_a_file():
            # That was written, too, and stands in the log.
            forget(TABLES)


def in_a_file() -> bool:
    """Tell whether reports lie in a SQLite file, of which what was removed is gone with its log."""
    return connections[router.db_for_write(models.Record)].vendor == "sqlite"
