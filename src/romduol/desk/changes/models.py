"""The table of changes made at the desk."""

from django.db import models


class Change(models.Model):
    """One change; its state moves on, and nothing else of it is ever written again."""

    id = models.UUIDField(primary_key=True)
    verb = models.CharField(max_length=20)
    subject = models.CharField(max_length=80)
    property = models.CharField(max_length=40, blank=True)
    value = models.TextField(blank=True)
    body = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    note = models.TextField(blank=True)
    by = models.CharField(max_length=100)
    organization = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=20)
    critical = models.BooleanField(default=False)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.TextField(blank=True)
    undoes = models.UUIDField(null=True)
    made = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "property"], name="change_by_spot"),
            models.Index(fields=["at"], name="change_waiting", condition=models.Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "done", "declined", "undone"]), name="change_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("by")) | models.Q(decided_by=""),
                name="nobody_says_yes_to_their_own_change",
            ),
            models.UniqueConstraint(
                fields=["undoes"],
                condition=models.Q(undoes__isnull=False, state__in=["waiting", "done"]),
                name="change_undone_once",
            ),
        ]
