"""The tables of feedback: sums by week, and digests of cards. Nobody's answers stand together, nor in an order.

What one person taps is added to sums at once: how long they waited and whether they were respected can never again be
laid side by side. No time but the week, which is that of five together or the last of a quarter; no address, no number
that counts rows.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Batch(models.Model):
    """Cards made at one time; it knows for which organisation and province, and not who got one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.UUIDField()
    """Never a foreign key: the intake face has a database of its own."""
    province = models.CharField(max_length=10, blank=True)
    made = models.PositiveSmallIntegerField()
    expires = models.CharField(max_length=8, db_index=True)


class Card(models.Model):
    """A code that was not used yet. Using it removes it, so that nothing joins it to what was told."""

    digest = models.CharField(max_length=64, primary_key=True)
    """A keyed digest: it lies in no order, and without the key no code can be tried out."""
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="cards")


class Sum(models.Model):
    """How often one answer was given about one service, with a card or without.

    `week` is the ISO week in which five had told since those before, or the last one of the quarter: see `weeks.py`.
    The sum of the question `told` says how many spoke.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    service = models.CharField(max_length=20)
    """Its id as published, never a foreign key."""
    week = models.CharField(max_length=8, db_index=True)
    trusted = models.BooleanField()
    question = models.CharField(max_length=12)
    answer = models.CharField(max_length=12, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "week", "trusted", "question", "answer"], name="an_answer_has_one_sum_a_week"
            )
        ]


class Concern(models.Model):
    """How often one kind of serious conduct was told of one service in one quarter, and how many are dealt with.

    `week` is the last ISO week of that quarter: one person's word is never laid beside the week of a visit.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    service = models.CharField(max_length=20)
    week = models.CharField(max_length=8, db_index=True)
    conduct = models.CharField(max_length=16)
    trusted = models.BooleanField()
    count = models.PositiveIntegerField(default=0)
    handled = models.PositiveIntegerField(default=0)
    done = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "week", "conduct", "trusted"], name="a_conduct_has_one_sum_a_week"
            ),
            models.CheckConstraint(
                condition=models.Q(handled__lte=models.F("count")), name="no_more_are_handled_than_told"
            ),
        ]
