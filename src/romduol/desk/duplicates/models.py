"""The tables of proposals that two records are one, and of the searches that found them."""

from django.db import models


class Proposal(models.Model):
    """Two records that may be one, what speaks for it, and what somebody said."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    a = models.CharField(max_length=80)
    b = models.CharField(max_length=80)
    score = models.FloatField()
    likelihood = models.CharField(max_length=20)
    pressing = models.FloatField()
    evidence = models.JSONField()
    digest = models.CharField(max_length=16)
    speaks = models.JSONField(default=list)
    """What spoke for it when somebody decided: what comes later, they did not see."""
    state = models.CharField(max_length=10, default="open")
    stays = models.CharField(max_length=80, blank=True)
    change = models.UUIDField(null=True)
    why = models.TextField(blank=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "-pressing", "id"], name="proposals_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["a", "b"], name="proposal_of_a_pair_once"),
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="proposal_pair_in_order"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "not_same", "later", "joined", "parted"]),
                name="proposal_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="joined") | models.Q(change__isnull=False), name="joined_by_a_change"
            ),
        ]


class Search(models.Model):
    """One search for records that may be one, in a process of its own."""

    id = models.UUIDField(primary_key=True)
    by = models.CharField(max_length=100)
    of = models.CharField(max_length=20, default="directory")
    """What is searched: there is one directory, and one search of it at a time."""
    source = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    alive_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    compared = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    failed = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["of"], condition=models.Q(ended_at__isnull=True), name="search_goes_on_once"
            )
        ]
