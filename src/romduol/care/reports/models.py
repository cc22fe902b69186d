"""The tables of what is sealed: random ids, and bytes that nobody here opens. No time, counter, address or order."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Record(models.Model):
    """One sealed record of a thread; a thread is called by the id of its report."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    thread = models.UUIDField(db_index=True)
    kind = models.PositiveSmallIntegerField()
    """`SealedKind`: report, addition, answer, attachment or note."""
    box = models.BinaryField()
    """Empty for an attachment, whose box lies in pieces."""
    expires = models.CharField(max_length=8, db_index=True)
    """The ISO week after which it is removed, such as 2027-W09, with jitter."""
    waiting = models.PositiveSmallIntegerField(default=0)
    """`Waiting`: whether members see it yet, so that nobody can tell within which hour it came."""


class Piece(models.Model):
    """A part of the box of an attachment."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    record = models.ForeignKey(Record, models.CASCADE, related_name="pieces")
    position = models.PositiveIntegerField()
    """Its place in the box, from 0; nothing of when it came."""
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "position"], name="a_place_has_one_piece")]


class Envelope(models.Model):
    """The secret of one record, for one queue's epoch or for whoever reported."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    record = models.ForeignKey(Record, models.CASCADE, related_name="envelopes")
    queue = models.UUIDField(null=True, db_index=True)
    """None: for whoever reported."""
    epoch = models.PositiveIntegerField(null=True)
    data = models.BinaryField()


class Receipt(models.Model):
    """By what somebody who comes back is known: two digests, and their keys in a box that the code opens."""

    locator_hash = models.CharField(max_length=64, primary_key=True)
    token_hash = models.CharField(max_length=64)
    thread = models.UUIDField(unique=True)
    box = models.BinaryField()


HOURLY, OWED = "hourly", "owed"


class Batch(models.Model):
    """The hour of the last batch, which turns whatever came and tells nothing of it; and whether tables are to be
    written anew still, under a number that is random."""

    name = models.CharField(max_length=10, primary_key=True)
    hour = models.PositiveIntegerField()
    """Whole hours since 1970-01-01 UTC, so that no process shows a batch twice in an hour."""


class AuditBox(models.Model):
    """What was done with sealed records, on which day and by whom: sealed to the auditors of an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    queue = models.UUIDField(db_index=True)
    epoch = models.PositiveIntegerField()
    box = models.BinaryField()
    envelope = models.BinaryField()
    expires = models.CharField(max_length=8, db_index=True)
