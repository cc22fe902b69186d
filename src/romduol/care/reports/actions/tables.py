"""In which database the tables of this room lie, and what of them is written anew after each batch."""

from __future__ import annotations

from django.db import router, transaction
from django.db.transaction import Atomic

from romduol.care.reports import models

TABLES = (models.Record, models.Piece, models.Envelope, models.Receipt, models.AuditBox)


def together() -> Atomic:
    """Return a transaction in the database of reports: all of what is written within, or nothing."""
    return transaction.atomic(using=router.db_for_write(models.Record))
