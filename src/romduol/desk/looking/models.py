"""The table of days: counts of what was known, one row a day. Nothing of readers, and nobody's name."""

from django.db import models


class Day(models.Model):
    """What was counted of one day's edition."""

    on = models.DateField(primary_key=True)
    at = models.DateTimeField()
    """When it was counted."""
    figures = models.JSONField(default=dict)
    """The few that are drawn over time: reading years of them is quick."""
    counts = models.JSONField(default=dict)
    named = models.JSONField(default=dict)
    """What the codes of the counts are called: places, kinds of help, the numbers to call next."""
