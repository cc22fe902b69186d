"""The tables of publishing: what readers got with which release, and who asked for what to be published or drawn."""

from django.db import models

from romduol.desk.publishing.records import RunKind


class SeenRow(models.Model):
    """One thing that readers got, from one release on and up to another: a publish adds and ends only what changed."""

    subject = models.CharField(max_length=120)
    digest = models.CharField(max_length=24)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=20, blank=True)
    label = models.JSONField(default=dict)
    sides = models.JSONField(default=dict)
    since = models.BigIntegerField()
    """The serial of the first release that showed it so."""
    until = models.BigIntegerField(null=True)
    """The serial of the first release that did not; null while it is so."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(until__isnull=True), name="seen_one_way_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["until"], name="seen_until")]


class ReleaseShown(models.Model):
    """One release: which rows of `SeenRow` it shows: its own, or those of an earlier one gone back to."""

    serial = models.BigIntegerField(unique=True)
    shows = models.BigIntegerField()
    day = models.DateField()
    made_on = models.DateTimeField()
    lapses = models.JSONField(default=list)
    lapsing = models.IntegerField(default=0)
    by = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)
    """Why somebody went back."""


class PublishingRun(models.Model):
    """A publish or a preview in a process of its own; at most one of each kind is under way."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    pages = models.IntegerField(default=0)
    failed = models.CharField(max_length=30, blank=True)
    serial = models.BigIntegerField(null=True)
    waiting = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=list(map(str, RunKind))), name="run_kind_known"),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(ended_at__isnull=True), name="one_run_of_a_kind_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="run_by_age")]
