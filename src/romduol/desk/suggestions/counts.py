"""How much of what readers handed in waits; numbers only."""

from __future__ import annotations

from django.db.models import Sum

from romduol.desk.suggestions import models
from romduol.desk.suggestions.records import Handled


def waiting() -> int:
    """Return how many suggestions nobody has decided yet."""
    return models.Suggestion.objects.filter(state=Handled.NEW).count()


def serious_waiting() -> int:
    """Return how many serious ones wait, with those that could only be counted and that nobody has seen."""
    kept = models.Suggestion.objects.filter(state=Handled.NEW, serious=True).count()
    return kept + (models.Beyond.objects.filter(seen=False).aggregate(all=Sum("count"))["all"] or 0)
