"""The tables of what was done, which can be added to and never changed, and of where their chain ends."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class EntryIsPermanent(Exception):
    """An audit entry was about to be changed or deleted."""


class AppendOnly(models.QuerySet["AuditEntry"]):
    """Rows that can be added and read; changing them in bulk is refused too."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: an entry stays as it was written."""
        raise EntryIsPermanent("audit entries are never changed")

    def delete(self) -> NoReturn:
        """Refuse: an entry stays."""
        raise EntryIsPermanent("audit entries are never deleted")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: an entry stays as it was written."""
        raise EntryIsPermanent("audit entries are never changed")


class AuditEntry(models.Model):
    """One act: who did what to which record, and when.

    The subject is a kind and an id as text, never a foreign key: the entry outlives its subject, and
    the private side can live in a database of its own.
    """

    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=100)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        # Two entries may fall into one microsecond; the key then tells their order.
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.verb} {self.subject_kind} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry; refuse to write over an old one."""
        if not self._state.adding:
            raise EntryIsPermanent("audit entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: an entry stays."""
        raise EntryIsPermanent("audit entries are never deleted")


class AuditHead(models.Model):
    """The digest that the chain ends with: one row, locked by whoever adds, so that the chain never forks."""

    digest = models.CharField(max_length=64)
