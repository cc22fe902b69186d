"""Deletes what opens something, so that nothing of it stays in the files of the database."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import router, transaction

from romduol.care.keys import models
from romduol.safety.retention.unordered import rewrite


def database() -> str:
    """Return in which database members' keys lie."""
    return router.db_for_write(models.Member)


def leave_behind(members: Iterable[UUID]) -> None:
    """Mark members as left and delete all that could be opened with their keys."""
    found = list(members)
    models.Wrap.objects.filter(member__in=found).delete()
    models.Pins.objects.filter(member__in=found).delete()
    models.EpochEnvelope.objects.filter(member__in=found).delete()
    models.Member.objects.filter(pk__in=found).update(left=True)


def forget_files() -> None:
    """Let nothing of what was deleted stay in the files of the database, once the deletion holds."""
    tables = [models.Wrap, models.Pins, models.EpochEnvelope]
    transaction.on_commit(lambda: rewrite(tables), using=database())
