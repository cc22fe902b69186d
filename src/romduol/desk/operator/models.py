"""The tables of who keeps this copy up: rows are added, and what the last release offered is written anew."""

from django.db import models


class OperatorNamed(models.Model):
    """Somebody named the operator, or chose the rule of the second yes; the last row counts, and none is changed."""

    name = models.JSONField(default=dict)
    second_yes = models.CharField(max_length=20)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(second_yes__in=["critical", "always", "never"]), name="second_yes_known"
            )
        ]


class TrialEnded(models.Model):
    """Every line of the emergency page had been called, and somebody named as the operator."""

    named = models.BigIntegerField()
    """Which row of `OperatorNamed` was the last then: one who is taken out later takes the end of the trial along."""
    lines = models.IntegerField()
    at = models.DateTimeField()


class LineOffered(models.Model):
    """One line of the emergency page, as the last release offered it."""

    place = models.IntegerField(unique=True)
    key = models.CharField(max_length=20)
    national = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    property = models.CharField(max_length=40)
    value = models.TextField()
    label = models.JSONField(default=dict)
    called_on = models.DateField(null=True)
    holds_until = models.DateField(null=True)
