"""The tables of subjects, claims, checks, withdrawals and rulings."""

from django.db import models


class Subject(models.Model):
    """Something that claims are about."""

    id = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=80, blank=True)
    label = models.JSONField(default=dict)
    caution = models.JSONField(default=dict)


class Recorded(models.Model):
    """Who wrote a row, when and why. None of these columns is ever published."""

    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.CharField(max_length=100, blank=True, default="")
    why = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class Ending(Recorded):
    """Who ended a row, when and why."""

    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True, default="")
    ended_why = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class Claim(Ending):
    """One statement of one source. A row is never changed: it ends, and another begins."""

    key = models.UUIDField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="claims")
    source = models.ForeignKey("sources.Source", on_delete=models.PROTECT, related_name="+", db_index=False)
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
    origin = models.CharField(max_length=10, default="pack")
    ruled = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # The bodies that claim one number are asked for while a steward waits.
            models.Index(fields=["value"], condition=models.Q(property="phone"), name="claim_of_a_number"),
            # So is whether a record is joined with another, of which there are few.
            models.Index(fields=["subject"], condition=models.Q(property="same_as"), name="claim_of_one_record"),
            # What a source says is walked in this order when it is loaded again.
            models.Index(fields=["source", "key"], name="claim_of_a_source"),
        ]
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


class Check(Ending):
    """A steward's call, visit or letter about one value."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="checks")
    property = models.CharField(max_length=40)
    value = models.TextField()
    how = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    on = models.DateField()
    role = models.CharField(max_length=80)
    holds_until = models.DateField()
    origin = models.CharField(max_length=10, default="pack")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "property", "value", "how", "outcome", "on", "role", "holds_until"],
                # Ended or not, a check of the pack comes in once; two stewards may well find the same on one day.
                condition=models.Q(origin="pack"),
                name="check_recorded_once",
            ),
            models.CheckConstraint(
                condition=models.Q(holds_until__gte=models.F("on")), name="check_holds_after_it_was_made"
            ),
        ]


class Withdrawal(Recorded):
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


class Ruling(Ending):
    """What a steward decided of one disagreement; a new decision ends the one before."""

    disagreement = models.UUIDField()
    subject = models.CharField(max_length=80, db_index=True)
    property = models.CharField(max_length=40)
    saw = models.JSONField()
    verdict = models.CharField(max_length=10)
    reason = models.JSONField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["disagreement"], condition=models.Q(ended_on__isnull=True), name="disagreement_ruled_once"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["both_true", "left_open"]), name="ruling_verdict_known"
            ),
        ]
