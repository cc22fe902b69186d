"""The tables of what readers handed in: no address, no browser, no time of day, and no word that was masked."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Suggestion(models.Model):
    """One thing that a reader handed in. Its id is drawn by chance, so that it tells no order."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    page = models.CharField(max_length=40, blank=True)
    lang = models.CharField(max_length=10)
    subject = models.CharField(max_length=80, blank=True)
    told = models.JSONField(default=list)
    words = models.TextField(blank=True)
    number = models.CharField(max_length=20, blank=True)
    taken = models.JSONField(default=list)
    received_on = models.DateField(db_index=True)
    serious = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default="new")
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    change = models.UUIDField(null=True)
    erased = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["-serious", "received_on"], name="suggestion_waiting", condition=models.Q(state="new")
            ),
            models.Index(
                fields=["decided_at"],
                name="suggestion_to_erase",
                condition=models.Q(erased=False, decided_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["new", "adopted", "declined", "duplicate"]), name="suggestion_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(erased=False) | models.Q(words="", number=""), name="suggestion_erased_is_empty"
            ),
        ]


class Beyond(models.Model):
    """How often something serious came on a day when no more could be kept; `page` is empty where that was of all."""

    on = models.DateField()
    page = models.CharField(max_length=40, blank=True)
    told = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)
    seen = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "page", "told"], name="beyond_counted_once")]


class PageSubject(models.Model):
    """Which subject a page of the current release is about; worked out at each publish."""

    page = models.CharField(max_length=40, primary_key=True)
    subject = models.CharField(max_length=80)
