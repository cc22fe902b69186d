"""Every read of feedback: what is shown of a service, what waits for a steward, which cards there are."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.db.models import Count, F, Sum

from romduol.care.feedback import models
from romduol.care.feedback.records import Batch, Concern, Conduct, Shown, Tally
from romduol.care.feedback.rules.showing import last_shown, spreads
from romduol.safety.accounts.queries.keys import key_for

TOLD = "told"
"""Stands where a question does in the sum that says how many spoke."""
ON_A_PAGE = 100


def card_key() -> bytes:
    """Return the key of the digests of cards; two hosts need the same, and need share nothing else for it."""
    given = settings.CARD_KEY
    return sha256(f"cards {given}".encode()).digest() if given else key_for("feedback cards")


def shown(service: str, now: str) -> Shown | None:
    """Return what anybody may see of a service in a week; None where too few told it with a card."""
    rows = models.Sum.objects.filter(service=service, trusted=True)
    last = last_shown(dict(rows.filter(question=TOLD).values_list("week", "count")), now)
    if last is None:
        return None
    found = rows.filter(week__lte=last).values_list("question", "answer").annotate(all=Sum("count"))
    counts = {(question, answer): many for question, answer, many in found}
    return Shown(counts[TOLD, ""], spreads(counts))


def by_service(limit: int = ON_A_PAGE) -> list[Tally]:
    """Return how many spoke of each service, those of whom most spoke with a card first."""
    rows = models.Sum.objects.filter(question=TOLD).values_list("service", "trusted").annotate(all=Sum("count"))
    found = {(service, trusted): many for service, trusted, many in rows}
    tallies = [Tally(one, found.get((one, True), 0), found.get((one, False), 0)) for one in {key[0] for key in found}]
    return sorted(tallies, key=lambda one: (-one.with_card, -one.without, one.service))[:limit]


def open_concerns(limit: int = ON_A_PAGE) -> list[Concern]:
    """Return the serious conduct that nobody has dealt with: what was told with a card first."""
    rows = models.Concern.objects.filter(count__gt=F("handled"))
    return [_concern(row) for row in rows.order_by("-trusted", "week", "service", "conduct")[:limit]]


def handled_concerns(limit: int = 20) -> list[Concern]:
    """Return what was dealt with, the latest week first."""
    rows = models.Concern.objects.filter(count=F("handled")).order_by("-week", "service", "conduct")
    return [_concern(row) for row in rows[:limit]]


def batches(now: str) -> list[Batch]:
    """Return the batches of cards that count still, and how many of each are not used."""
    rows = models.Batch.objects.filter(expires__gte=now).annotate(left=Count("cards")).order_by("expires", "pk")
    return [Batch(row.pk, row.organization, row.province, row.made, row.left, row.expires) for row in rows]


def _concern(row: models.Concern) -> Concern:
    return Concern(row.pk, row.service, row.week, Conduct(row.conduct), row.trusted, row.count, row.handled, row.done)
