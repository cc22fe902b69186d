"""The table of which organisation was found to be which body."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Verified(models.Model):
    """One verification; it ends and is never changed otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    subject = models.ForeignKey("claims.Subject", models.PROTECT, related_name="+")
    how = models.CharField(max_length=20)
    told = models.TextField()
    number = models.CharField(max_length=20, blank=True)
    on = models.DateField()
    by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subject"],
                condition=models.Q(ended_at__isnull=True),
                name="verified_once_at_a_time",
            ),
            models.CheckConstraint(condition=~models.Q(told=""), name="verified_in_a_sentence"),
            models.CheckConstraint(
                condition=models.Q(how__in=["called_back", "visit", "letter", "register", "met"]),
                name="verified_in_a_known_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(how="called_back") | ~models.Q(number=""), name="called_back_on_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by="", ended_why="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="") & ~models.Q(ended_why="")),
                name="verification_ends_with_a_reason",
            ),
        ]
