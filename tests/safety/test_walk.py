"""Every address of the desk × everybody who may come: the rows say who gets in, and a new address needs a row.

To add the addresses of a room, write `tests/safety/rows/ROOM.py` with `ROWS`, one for each address and method that it
answers:

    ROWS = [
        Row("queue", Permission.SEE),                                  # GET, 200 for whoever holds the permission
        Row("check", Permission.CHECK, {"subject": "line:7"}),         # the rest of the address
        Row("check", Permission.CHECK, {"subject": "x"}, method="POST", sent={"outcome": "right"}, opens=302),
        Row("note", Permission.SEE, lambda: {"pk": note_of("lantern")}, owner="lantern"),   # members of Lantern alone
    ]

The first word is the name of the address. What the rest of the address needs may be made by a function, which runs once
for each visit; what a visit changes is undone after it. `opens` is the status for who may pass; it may be 404 where the
record is not there. Everybody else gets what an address gets that does not exist, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve
from tests.addresses import all_addresses
from tests.safety import rows
from tests.safety.cast import half_signed_in, hire, organization, signed_in
from tests.safety.walking import PUBLIC, SIGNED_IN, STAFF, Row

from romduol.safety.access.records import Door, Permission
from romduol.safety.access.rules import door_of

pytestmark = pytest.mark.django_db
NOWHERE = "/desk/en/nothing-is-here"


def table() -> Iterator[Row]:
    """Yield the rows of every room."""
    for module in sorted(found.name for found in iter_modules(rows.__path__)):
        yield from import_module(f"tests.safety.rows.{module}").ROWS


TABLE = list(table())

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


def test_every_address_has_a_row():
    known = {resolve(row.path(), STAFF).route for row in TABLE}
    routes = {address.route for address in all_addresses() if address.url_list == STAFF}
    assert routes - known == set(), "say in tests/safety/rows who may open these"


@pytest.mark.parametrize("row", TABLE, ids=[f"{row.name} {row.method} {row.opens}" for row in TABLE])
def test_the_table_says_what_the_door_says(row: Row):
    door = door_of(resolve(row.path(), STAFF).func)
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
