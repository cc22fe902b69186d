"""Who may open the addresses of accounts, of the audit, and the front of the desk."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from tests.safety.cast import account, organization
from tests.safety.walking import PUBLIC, SIGNED_IN, Row

from romduol.safety.access.records import Permission, Role
from romduol.safety.accounts.actions.people import invite
from romduol.safety.accounts.models import Invitation, Passkey


def a_link() -> dict[str, Any]:
    """Return what a link that is still good is called."""
    where, now = organization("lantern"), timezone.now()
    return {"token": invite(by="shell", name="V", roles=[Role.STEWARD], organization=where, now=now)}


def an_invitation() -> dict[str, Any]:
    """Return which invitation is meant."""
    a_link()
    return {"which": Invitation.objects.latest("made_at").pk}


def a_passkey_of_another() -> dict[str, Any]:
    """Return a passkey of somebody who is none of those who come."""
    key = Passkey(account=account("rith"), host="h", credential_id="c", public=b"", added_at=timezone.now())
    key.save()
    return {"which": key.pk}


ROWS = [
    Row("front", SIGNED_IN, opens=302),
    Row("desk", SIGNED_IN, opens=302),
    Row("sign-in", PUBLIC, inside=302),
    Row("second", PUBLIC, opens=302, half=200),
    Row("passkey-script", PUBLIC),
    Row("welcome", PUBLIC, a_link),
    Row("welcome", PUBLIC, {"token": "unknown"}, opens=410),
    Row("welcome", PUBLIC, {"token": "unknown"}, method="POST", opens=410),
    Row("sign-out", SIGNED_IN, method="POST", opens=302),
    Row("again", SIGNED_IN),
    Row("me", SIGNED_IN),
    Row("me-password", SIGNED_IN),
    Row("me-password", SIGNED_IN, method="POST", opens=422),
    Row("me-codes", SIGNED_IN),
    Row("me-codes-end", SIGNED_IN, method="POST", opens=422),
    Row("me-passkeys", SIGNED_IN),
    Row("me-passkeys-end", SIGNED_IN, a_passkey_of_another, method="POST", opens=422),
    Row("me-recovery", SIGNED_IN, method="POST"),
    Row("me-sign-ins-end", SIGNED_IN, method="POST", opens=302),
    Row("people", Permission.INVITE),
    Row("people-invite", Permission.INVITE),
    Row("people-invite", Permission.INVITE, method="POST", opens=422),
    Row("people-invitations-end", Permission.INVITE, an_invitation, method="POST", opens=302),
    Row("people-organizations", Permission.INVITE),
    Row("people-organizations", Permission.INVITE, method="POST", opens=422),
    Row("people-organization", Permission.INVITE, lambda: {"which": organization("river").pk}),
    Row("people-person", Permission.INVITE, lambda: {"which": account("rith").pk}),
    Row("people-change", Permission.INVITE, lambda: {"which": account("rith").pk, "deed": "enable"}, "POST", opens=302),
    Row("people-change", Permission.INVITE, lambda: {"which": account("rith").pk, "deed": "king"}, "POST", opens=404),
    Row("audit", Permission.AUDIT),
]
