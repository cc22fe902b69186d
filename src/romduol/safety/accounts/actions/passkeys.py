"""Adds passkeys and proves people by them; what a browser and a key say to one another is checked by python-fido2."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from romduol.safety.accounts.actions.signing_in import NotSignedIn
from romduol.safety.accounts.models import Account, Passkey
from romduol.safety.audit.actions import record

SITE = "Romduol"


class NotAPasskey(Exception):
    """What the browser handed over is no new passkey for this site and this page."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site that a passkey is for, as the browser knows it: `https://romduol.example.org`."""

    origin: str

    @property
    def host(self) -> str:
        """Return its name, without the port: the relying party's id."""
        return urlsplit(self.origin).hostname or ""

    def server(self) -> Fido2Server:
        """Return what checks answers for this site, and for no other."""
        return Fido2Server(PublicKeyCredentialRpEntity(id=self.host, name=SITE), verify_origin=self._is_ours)

    def _is_ours(self, origin: str) -> bool:
        return origin == self.origin


def ask_for_new(site: Site, *, account_id: UUID, name: str, known: Account | None = None) -> tuple[str, str]:
    """Return what the browser is asked, as JSON, to make a passkey, and the challenge in it."""
    options, state = site.server().register_begin(
        PublicKeyCredentialUserEntity(id=account_id.bytes, name=name, display_name=name),
        _keys_of(known, site) if known else None,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.dumps(dict(options.public_key)), str(state["challenge"])


@transaction.atomic
def add_passkey(
    *, by: str, account: Account, site: Site, challenge: str, answer: str, name: str, now: datetime
) -> None:
    """Take a new passkey; raises NotAPasskey."""
    state = {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}
    try:
        made = site.server().register_complete(state, _read(answer))
    except Exception as problem:  # Whatever bytes of a browser break in the library, they are no passkey.
        raise NotAPasskey from problem
    key = made.credential_data
    if key is None:
        raise NotAPasskey
    try:
        with transaction.atomic():
            Passkey.objects.create(
                account=account,
                host=site.host,
                credential_id=websafe_encode(key.credential_id),
                public=bytes(key),
                counter=made.counter,
                name=name,
                added_at=now,
            )
    except IntegrityError:
        raise NotAPasskey from None
    record(by=by, verb="add_factor", subject=("account", str(account.pk)), detail={"kind": "passkey"})


def ask_for_proof(site: Site, account: Account | None = None) -> tuple[str, str]:
    """Return what the browser is asked, as JSON, to prove somebody, and the challenge in it.

    Without an account any passkey of this site will do, and it must itself have looked who holds it.
    """
    keys = _keys_of(account, site) if account else None
    options, state = site.server().authenticate_begin(keys, user_verification=_looked_for(account))
    return json.dumps(dict(options.public_key)), str(state["challenge"])


def check_passkey(*, site: Site, challenge: str, answer: str, now: datetime, account: Account | None = None) -> Account:
    """Return whose passkey answered, which is this account's where one is named; raises NotSignedIn."""
    try:
        sent = AuthenticationResponse.from_dict(cast(Mapping[str, Any], _read(answer)))
        used = sent.response.authenticator_data
        found = _key_with(websafe_encode(sent.raw_id), site)
    except Exception as problem:
        raise NotSignedIn from problem
    if found is None or found.account.disabled_at or (account is not None and found.account_id != account.pk):
        raise NotSignedIn
    state = {"challenge": challenge, "user_verification": _looked_for(account)}
    try:
        site.server().authenticate_complete(state, [AttestedCredentialData(bytes(found.public))], sent)
    except Exception as problem:  # As above: whatever breaks, it proves nobody.
        raise NotSignedIn from problem
    _count_on(found, used, now)
    return found.account


def _count_on(key: Passkey, used: AuthenticatorData, now: datetime) -> None:
    """Remember how often the key was used. One that counts and does not count on was copied."""
    if used.counter == 0 and key.counter == 0:
        Passkey.objects.filter(pk=key.pk).update(used_at=now)
    elif not Passkey.objects.filter(pk=key.pk, counter__lt=used.counter).update(counter=used.counter, used_at=now):
        raise NotSignedIn


def _looked_for(account: Account | None) -> UserVerificationRequirement:
    """After the right password holding the key is enough; alone, it has to know its holder (finger, face, PIN)."""
    return UserVerificationRequirement.REQUIRED if account is None else UserVerificationRequirement.PREFERRED


def _key_with(credential_id: str, site: Site) -> Passkey | None:
    return Passkey.objects.select_related("account").filter(credential_id=credential_id, host=site.host).first()


def _keys_of(account: Account, site: Site) -> list[AttestedCredentialData]:
    rows = account.passkeys.filter(host=site.host).order_by("pk")
    return [AttestedCredentialData(bytes(row.public)) for row in rows]


def _read(answer: str) -> Any:
    return json.loads(answer)
