"""The tables of people at the desk. No address of a machine, and nothing that signs somebody in, stands in them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Account(models.Model):
    """Somebody who can sign in. A row is never removed: facts and the audit name it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    login = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    password = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(login=Lower("login")), name="login_in_small_letters")]


class Organization(models.Model):
    """Who sends people to the desk; its private notes are read by its members alone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.JSONField()
    """Language -> words."""
    made_at = models.DateTimeField()


class Membership(models.Model):
    """A role that somebody holds for an organisation; the row ends and is never changed otherwise."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organization", "role"], condition=Q(ended_at=None), name="a_role_is_held_once"
            )
        ]


class Invitation(models.Model):
    """A one-time link, of which only the digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80)
    """Whom it is for, as the inviter calls them."""
    roles = models.JSONField(default=list)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invitations")
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Passkey(models.Model):
    """A key that stays on a phone, a computer or a stick: only its public half is here."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="passkeys")
    host = models.CharField(max_length=253)
    """The site that it was made for; it proves nothing to another."""
    credential_id = models.CharField(max_length=1400, unique=True)
    public = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    name = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class CodeMaker(models.Model):
    """The secret from which a phone makes one-time codes (RFC 6238), sealed."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="code_maker", primary_key=True)
    sealed = models.TextField()
    last_counter = models.BigIntegerField()
    """The step of the last code that was taken: it and the ones before are refused."""
    added_at = models.DateTimeField()


class RecoveryCode(models.Model):
    """A code on paper that works once, as a keyed digest."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignIn(models.Model):
    """One browser that is signed in, with the digest of its session."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="sign_ins")
    session = models.CharField(max_length=40, unique=True)
    began = models.DateTimeField()
    last_seen = models.DateTimeField()
    ends_at = models.DateTimeField()
    device = models.CharField(max_length=60, blank=True)
    proof = models.CharField(max_length=64, unique=True, null=True)
    """The digest of the passkey's challenge, so that one answer signs in once."""
    ended_at = models.DateTimeField(null=True)


class FailedTry(models.Model):
    """A try to sign in that did not succeed: under a keyed digest of the login, whether or not there is such a one."""

    login = models.CharField(max_length=64)
    browser = models.CharField(max_length=32, blank=True)
    """The sign that a browser got at a full sign-in; empty for one that never had one."""
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["login", "browser", "at"], name="tries_by_login")]
