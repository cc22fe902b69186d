"""Every address of the desk × everybody who may come: one table says who gets in, and a new address needs a row.

To add the addresses of a room, add rows to `TABLE`, one for each address and method that it answers:

    Row("queue", Permission.SEE),                                  # GET, 200 for whoever holds the permission
    Row("check", Permission.CHECK, {"subject": "line:7"}),         # the rest of the address
    Row("check", Permission.CHECK, {"subject": "line:7"}, method="POST", sent={"outcome": "right"}, opens=302),
    Row("note", Permission.SEE, lambda: {"pk": note_of("lantern")}, owner="lantern"),   # members of Lantern alone

The first word is the name of the address. What the rest of the address needs may be made by a function, which runs once
for each visit; what a visit changes is undone after it. `opens` is the status for who may pass; it may be 404 where the
record is not there. Everybody else gets what an address gets that does not exist, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.addresses import all_addresses
from tests.safety.cast import account, half_signed_in, hire, organization, signed_in

from romduol.desk.queue.models import Item
from romduol.safety.access.records import Door, Permission, Role
from romduol.safety.access.rules import door_of
from romduol.safety.accounts.actions.people import invite
from romduol.safety.accounts.models import Invitation, Passkey

pytestmark = pytest.mark.django_db
STAFF = "romduol.config.urls_staff"
PUBLIC, SIGNED_IN = "anybody", "signed in"
Rest = dict[str, Any] | Callable[[], dict[str, Any]]
NOWHERE = "/desk/en/nothing-is-here"


@dataclass(frozen=True)
class Row:
    """One address, asked in one way: who may pass, and what they get."""

    name: str
    needs: Permission | str
    rest: Rest = field(default_factory=dict)
    method: str = "GET"
    sent: dict[str, Any] = field(default_factory=dict)
    opens: int = 200
    owner: str = ""
    """Of this organisation only members may pass."""
    half: int = 0
    """The status for somebody whose password alone was right, where it differs."""
    inside: int = 0
    """The status for somebody who is signed in already, where it differs."""

    def path(self) -> str:
        """Return the address in English."""
        rest = self.rest() if callable(self.rest) else self.rest
        lang = {} if self.name == "front" else {"lang": "en"}
        return reverse(self.name, urlconf=STAFF, kwargs={**lang, **rest})


def a_link() -> dict[str, Any]:
    """Return what a link that is still good is called."""
    made = {"by": "shell", "name": "V", "roles": [Role.STEWARD], "now": timezone.now()}
    return {"token": invite(organization=organization("lantern"), **made)}


def an_invitation() -> dict[str, Any]:
    """Return which invitation is meant."""
    a_link()
    return {"which": Invitation.objects.latest("made_at").pk}


def a_passkey_of_another() -> dict[str, Any]:
    """Return a passkey of somebody who is none of those who come."""
    key = Passkey(account=account("rith"), host="h", credential_id="c", public=b"", added_at=timezone.now())
    key.save()
    return {"which": key.pk}


def a_task() -> dict[str, Any]:
    """Return something that stands in the queue, and that nobody has."""
    row = Item(key=7, kind="lapsed", severity="high", subject="org-lantern", property="status", score=1, stamp=0)
    row.reach, row.provinces = [0, 0, 0, 0], ["national"]
    row.save(force_insert=True)
    return {"key": row.key}


TABLE = [
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
    Row("queue", Permission.SEE),
    Row("queue-sheet", Permission.SEE),
    Row("queue-next", Permission.CHECK, opens=302),
    Row("queue-item", Permission.SEE, a_task),
    Row("queue-item", Permission.SEE, {"key": 1}, opens=404),
    Row("queue-take", Permission.CHECK, a_task, method="POST", opens=303),
    Row("queue-give-back", Permission.CHECK, a_task, method="POST", opens=303),
    Row("queue-hand-over", Permission.CHECK, a_task, method="POST", opens=422),
    Row("queue-postpone", Permission.CHECK, a_task, method="POST", opens=422),
]

CAST = ("", "half", "rith", "bopha", "maly", "dara", "sokha")
"""Nobody; Bopha with her password alone; a member of nothing; two stewards of two organisations; and so on."""


def may(row: Row, who: str) -> bool:
    """Tell whether the table lets somebody pass."""
    if row.needs == PUBLIC:
        return True
    if who in ("", "half"):
        return False
    person = hire(who)
    if row.owner and str(organization(row.owner).pk) not in person.organizations:
        return False
    return row.needs == SIGNED_IN or row.needs in person.permissions


def come(client: Client, who: str) -> None:
    """Let one of the cast come as far as they can."""
    if who == "half":
        half_signed_in(client, "bopha")
    elif who:
        signed_in(client, who)


def ask(client: Client, row: Row, path: str) -> Any:
    """Ask for an address as the row says."""
    return client.post(path, row.sent) if row.method == "POST" else client.get(path)


def same(answer: Any) -> tuple[int, str, bytes]:
    """Return what a stranger can tell of an answer."""
    return answer.status_code, answer.get("Location", ""), re.sub(rb'value="\w{64}"', b"", answer.content)


def opens(row: Row, who: str) -> int:
    """Return the status that the table promises to who may pass."""
    if who == "half":
        return row.half or row.opens
    return (row.inside or row.opens) if who else row.opens


@pytest.mark.parametrize("row", TABLE, ids=[f"{row.name} {row.method} {row.opens}" for row in TABLE])
def test_who_gets_in(row: Row):
    for who in CAST:
        with transaction.atomic():
            visit(row, who)
            transaction.set_rollback(True)


def visit(row: Row, who: str) -> None:
    """Let one of the cast try one address."""
    client, path = Client(), row.path()
    come(client, who)
    if may(row, who):
        assert ask(client, row, path).status_code == opens(row, who), f"{who or 'nobody'} at {row.name}"
        return
    absent = ask(client, row, NOWHERE if "/en/" in path else "/desk/nothing")
    assert same(ask(client, row, path)) == same(absent), f"{who or 'nobody'} at {row.name}"
    assert absent.status_code in (302, 404)


def addresses() -> dict[str, Door | None]:
    """Return the name and the door of each address of the desk."""
    found = [address for address in all_addresses() if address.url_list == STAFF]
    return {str(address.name): door_of(address.view) for address in found}


def test_every_address_has_a_row_and_no_row_is_of_none():
    assert {row.name for row in TABLE} == set(addresses()), "say in TABLE who may open the new address"


@pytest.mark.parametrize("row", TABLE, ids=[f"{row.name} {row.method} {row.opens}" for row in TABLE])
def test_the_table_says_what_the_door_says(row: Row):
    door = addresses()[row.name]
    assert door is not None
    assert {PUBLIC: Door(False), SIGNED_IN: Door(True)}.get(row.needs, Door(True, _permission(row))) == door


def _permission(row: Row) -> Permission | None:
    return row.needs if isinstance(row.needs, Permission) else None


@pytest.mark.parametrize("who", ["rith", "bopha", "sokha"])
@pytest.mark.parametrize("lang", ["km", "en"])
def test_not_allowed_is_the_page_that_is_not_there(client: Client, who: str, lang: str):
    signed_in(client, who)
    absent = client.get(f"/desk/{lang}/nothing-is-here")
    assert absent.status_code == 404
    if who != "sokha":
        assert same(client.get(f"/desk/{lang}/people")) == same(absent)
