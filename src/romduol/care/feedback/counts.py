"""How much serious conduct waits; a number only."""

from __future__ import annotations

from django.db.models import F, Sum

from romduol.care.feedback import models


def serious_waiting() -> int:
    """Return how often serious conduct was told that nobody has dealt with."""
    left = models.Concern.objects.filter(count__gt=F("handled"))
    return int(left.aggregate(all=Sum(F("count") - F("handled")))["all"] or 0)
