"""The table of who was named as the operator: the last row counts, and none is changed."""

from django.db import models


class OperatorNamed(models.Model):
    """Somebody named the operator, or chose the rule of the second yes."""

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
