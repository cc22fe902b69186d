"""The tables of subjects, claims, checks and withdrawals."""

from django.db import models


class Subject(models.Model):
    """Something that claims are about."""

    id = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=80, blank=True)
    label = models.JSONField(default=dict)
    caution = models.JSONField(default=dict)


class Claim(models.Model):
    """One statement of one source. A row is never changed: it ends, and another begins."""

    key = models.UUIDField(db_index=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="claims")
    source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="+")
    property = models.CharField(max_length=40)
    value = models.TextField()
    locator = models.TextField(blank=True)
    stance = models.CharField(max_length=10)
    purpose = models.CharField(max_length=40, blank=True)
    scope = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=dict)
    as_given = models.TextField(blank=True)
    observed_on = models.DateField(null=True)
    hedged = models.BooleanField(default=False)
    rank = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    recorded_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(ended_on__isnull=True), name="claim_lives_once"),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("recorded_on")),
                name="claim_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=models.Q(stance__in=["asserts", "denies", "unclear"]), name="claim_stance_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(rank="deprecated") | ~models.Q(reason=""),
                name="deprecated_claim_has_a_reason",
            ),
        ]


class Check(models.Model):
    """A steward's call, visit or letter about one value."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="checks")
    property = models.CharField(max_length=40)
    value = models.TextField()
    how = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    on = models.DateField()
    role = models.CharField(max_length=80)
    holds_until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "property", "value", "how", "outcome", "on", "role", "holds_until"],
                name="check_recorded_once",
            ),
            models.CheckConstraint(
                condition=models.Q(holds_until__gte=models.F("on")), name="check_holds_after_it_was_made"
            ),
        ]


class Withdrawal(models.Model):
    """A value taken back as wrong or unsafe."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="withdrawals")
    property = models.CharField(max_length=40)
    value = models.TextField()
    on = models.DateField()
    reason = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "property", "value", "on"], name="withdrawal_recorded_once")
        ]
