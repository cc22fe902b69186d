"""The tables of members' keys: all that is secret in them is locked, and what opens it was never here."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Member(models.Model):
    """One person in one organisation, as queues know them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.UUIDField()
    organization = models.UUIDField()
    seal_public = models.BinaryField()
    sign_public = models.BinaryField()
    left = models.BooleanField(default=False)
    """Whoever starts anew is another member."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organization"], condition=Q(left=False), name="one_member_of_a_body_at_a_time"
            )
        ]


class Wrap(models.Model):
    """A member's keys, locked for one of their devices."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="wraps")
    device = models.PositiveIntegerField()
    lock = models.BinaryField()
    box = models.BinaryField()
    door_hash = models.BinaryField()
    """SHA-256 of the value that hands this wrap out."""
    passkey = models.TextField(blank=True)
    """The credential whose PRF gives the device secret (base64url); empty for a printed card."""
    passkey_salt = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "device"], name="a_device_has_one_wrap")]


class Pins(models.Model):
    """What a member remembers of the chains, in a box that they alone open."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True, related_name="pins")
    number = models.PositiveIntegerField()
    box = models.BinaryField()


class EpochEnvelope(models.Model):
    """The key of one epoch of a queue, for one member or for the custodians."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    queue = models.UUIDField()
    epoch = models.PositiveIntegerField()
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="epochs")
    """None: for the custodians."""
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "epoch", "member"], name="one_envelope_each"),
            models.UniqueConstraint(
                fields=["queue", "epoch"], condition=Q(member=None), name="one_envelope_for_custodians"
            ),
        ]
