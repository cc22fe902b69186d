"""The people whom every test of the desk knows, and the way to be one of them.

Bopha  steward of Lantern             Maly   steward of River, another organisation
Dara   publisher of Lantern           Rith   can sign in, is a member of nothing
Sokha  administrator of Lantern         Chanda partner: speaks for Harbour, once it is verified
Veasna responder of Lantern             Phally responder of Lantern, too      Nary responder of River

person = hire("bopha")                # a Person; `person.by` goes into `by=`
signed_in(client, "bopha")            # the test client is signed in with both factors, without any page
half_signed_in(client, "bopha")       # only the password was right
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid5

from django.test import Client
from django.utils import timezone

from romduol.safety.access.records import Person, Role
from romduol.safety.accounts.actions.sessions import SessionStore
from romduol.safety.accounts.actions.signing_in import half_sign_in, sign_in
from romduol.safety.accounts.models import Account, Membership, Organization
from romduol.safety.accounts.queries.people import person as person_of

NAMES = {"bopha": "Bopha", "dara": "Dara", "sokha": "Sokha", "maly": "Maly", "rith": "Rith", "chanda": "Chanda"}
NAMES |= {"veasna": "Veasna", "phally": "Phally", "nary": "Nary"}
ROLES = {
    "bopha": (Role.STEWARD, "lantern"),
    "dara": (Role.PUBLISHER, "lantern"),
    "sokha": (Role.ADMINISTRATOR, "lantern"),
    "maly": (Role.STEWARD, "river"),
    "chanda": (Role.PARTNER, "harbour"),
    "veasna": (Role.RESPONDER, "lantern"),
    "phally": (Role.RESPONDER, "lantern"),
    "nary": (Role.RESPONDER, "river"),
}
ORGANIZATIONS = {
    "lantern": {"en": "Lantern", "km": "ចង្កៀង"},
    "river": {"en": "River", "km": "ទន្លេ"},
    "harbour": {"en": "Harbour", "km": "កំពង់ផែ"},
}
SINCE = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
_IDS = UUID("6f1d7a52-3c1b-4c64-9c0e-6a6f0f6f2a10")


def organization(key: str) -> Organization:
    """Return Lantern, River or Harbour, made when it is first asked for."""
    made, _ = Organization.objects.get_or_create(
        pk=uuid5(_IDS, key), defaults={"name": ORGANIZATIONS[key], "made_at": SINCE}
    )
    return made


def account(who: str) -> Account:
    """Return the account of one of the cast, made when it is first asked for; its password opens nothing."""
    made, new = Account.objects.get_or_create(
        pk=uuid5(_IDS, who), defaults={"login": who, "name": NAMES[who], "password": "!", "created_at": SINCE}
    )
    if new and who in ROLES:
        role, where = ROLES[who]
        Membership.objects.create(account=made, organization=organization(where), role=role, since=SINCE)
    return made


def hire(who: str) -> Person:
    """Return one of the cast as the desk sees them."""
    return person_of(account(who))


def signed_in(client: Client, who: str, now: datetime | None = None) -> Person:
    """Sign one of the cast in, with both factors, and return them."""
    session = SessionStore()
    sign_in(session, account=account(who), browser="", device="Firefox, Linux", now=now or timezone.now())
    return _carry(client, session, who)


def half_signed_in(client: Client, who: str) -> Person:
    """Let the password of one of the cast be right, and nothing more."""
    session = SessionStore()
    half_sign_in(session, account(who), timezone.now())
    return _carry(client, session, who)


def _carry(client: Client, session: SessionStore, who: str) -> Person:
    session.save()
    client.cookies["desk"] = str(session.session_key)
    return hire(who)
