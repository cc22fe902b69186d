"""Every address of the desk × everybody who may come: the rows say who gets in, and a new address needs a row.

To add the addresses of a room, write `tests/safety/rows/ROOM.py` with `ROWS`, one for each address and method that it
answers:

    ROWS = [
        Row("queue", Permission.SEE),                                  # GET, 200 for whoever holds the permission
        Row("check", Permission.CHECK, {"subject": "line:7"}),         # the rest of the address
        Row("check", Permission.CHECK, {"subject": "x"}, method="POST", sent={"outcome": "right"}, opens=302),
        Row("history", Permission.SEE, PHONE, owner="lantern", private=NOTE),  # its note for members
    ]

The first word is the name of the address. What the rest of the address needs may be made by a function, which runs
once for each visit; what a visit changes is undone after it. All is asked in the world of
`tests/desk/resolving_world.py`, in which Bopha of Lantern wrote a note. `opens` is the status for who may pass; it
may be 404 where the record is not there. Everybody else gets what an address gets that does not exist, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import ResolverMatch, resolve
from django.utils import timezone
from tests.addresses import all_addresses
from tests.desk.resolving_world import LANTERN, NUMBER, build, note
from tests.desk.test_changes import check_body
from tests.made_once import forget
from tests.safety import rows
from tests.safety.cast import half_signed_in, hire, organization, signed_in
from tests.safety.walking import NOTE, OWN_RECORD, PUBLIC, SIGNED_IN, STAFF, Row

from romduol.desk.changes.actions import make_change
from romduol.desk.changes.records import Verb
from romduol.knowledge.claims.records import Outcome
from romduol.safety.access.records import Door, Permission, Person
from romduol.safety.access.rules import door_of

pytestmark = pytest.mark.django_db
NOWHERE = "/desk/en/nothing-is-here"


def table() -> Iterator[Row]:
    """Yield the rows of every room."""
    for module in sorted(found.name for found in iter_modules(rows.__path__)):
        yield from import_module(f"tests.safety.rows.{module}").ROWS


TABLE = list(table())

CAST = ("", "half", "rith", "chanda", "bopha", "maly", "dara", "sokha", "veasna")
"""Nobody; Bopha with her password alone; a member of nothing; a partner; two stewards of two organisations; so on."""


def may(row: Row, who: str) -> bool:
    """Tell whether the table lets somebody pass."""
    if row.needs == PUBLIC:
        return True
    if who in ("", "half"):
        return False
    if row.owner and not row.private and not is_member(who, row.owner):
        return False
    return row.needs == SIGNED_IN or row.needs in known(who).permissions


@cache
def known(who: str) -> Person:
    """Return one of the cast, who holds the same in every test."""
    return hire(who)


@cache
def is_member(who: str, owner: str) -> bool:
    """Tell whether somebody belongs to an organisation."""
    return bool(who) and who != "half" and str(organization(owner).pk) in known(who).organizations


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


@pytest.fixture
def world() -> None:
    """A small world with contradictions, and a note that Bopha wrote for Lantern."""
    forget(OWN_RECORD)  # It is another one for each who comes, as what is told of them is another.
    build()
    note()
    make_change(
        act=uuid4(),
        verb=Verb.CHECK,
        subject=LANTERN,
        property="phone",
        value=NUMBER,
        body=check_body(Outcome.NO_ANSWER),
        note=NOTE,
        by=hire("bopha"),
        seen=None,
        now=timezone.now(),
    )


Absent = dict[tuple[str, str], Any]
"""What one of the cast gets who asks for what is not there; it is asked again only where something is unlike it."""


@pytest.mark.parametrize(
    "who",
    # What a database has to do with it is the same for all; Bopha opens most.
    [pytest.param(who, marks=[] if who == "bopha" else pytest.mark.any_database) for who in CAST],
    ids=lambda who: who or "nobody",
)
def test_who_gets_in(world: None, who: str):
    first = Client()
    come(first, who)
    cookies = {name: morsel.value for name, morsel in first.cookies.items()}
    absent: Absent = {}
    problems = [problem for row in TABLE if (problem := visited(row, who, cookies, absent))]
    assert problems == []


def visited(row: Row, who: str, cookies: dict[str, str], absent: Absent) -> str:
    """Let one of the cast try one address, undo what it changed, and return what was otherwise than the table says."""
    with transaction.atomic():
        problem = visit(row, who, cookies, absent)
        transaction.set_rollback(True)
    return f"{row.name} {row.method}: {problem}" if problem else ""


def visit(row: Row, who: str, cookies: dict[str, str], before: Absent) -> str:
    """Ask for one address, and return what was otherwise than the table says."""
    client, path = Client(), row.path()
    client.cookies.load(cookies)
    answer = ask(client, row, path)
    if may(row, who):
        if answer.status_code != opens(row, who):
            return f"{answer.status_code} in place of {opens(row, who)}"
        seen = row.private in answer.content.decode()
        return (
            "" if not row.private or seen is is_member(who, row.owner) else f"the note is {'' if seen else 'not '}seen"
        )
    nowhere = NOWHERE if "/en/" in path else "/desk/nothing"
    absent = before.get((row.method, nowhere))
    if absent is None or same(answer) != same(absent):  # A row that needs something made may change what a menu tells.
        absent = before[row.method, nowhere] = ask(client, row, nowhere)
    if absent.status_code not in (302, 404):
        return f"{absent.status_code} for what is not there"
    return "" if same(answer) == same(absent) else f"{answer.status_code}, unlike what is not there"


@cache
def places() -> tuple[tuple[Row, ResolverMatch], ...]:
    """Return where each row leads."""
    return tuple((row, place(row)) for row in TABLE)


def place(row: Row) -> ResolverMatch:
    """Return where a row leads, and undo what was made for it."""
    with transaction.atomic():
        found = resolve(row.path(), STAFF)
        transaction.set_rollback(True)
    return found


def test_every_address_has_a_row(world: None):
    known = {place.route for _, place in places()}
    routes = {address.route for address in all_addresses() if address.url_list == STAFF}
    assert routes - known == set(), "say in tests/safety/rows who may open these"


def test_the_table_says_what_the_doors_say(world: None):
    expected = {PUBLIC: Door(False), SIGNED_IN: Door(True)}
    doors = {f"{row.name} {row.method}": door_of(place.func) for row, place in places()}
    assert doors == {f"{row.name} {row.method}": expected.get(row.needs, Door(True, _permission(row))) for row in TABLE}


def _permission(row: Row) -> Permission | None:
    return row.needs if isinstance(row.needs, Permission) else None


@pytest.mark.parametrize("who", ["rith", "chanda", "bopha", "sokha"])
@pytest.mark.parametrize("lang", ["km", "en"])
def test_not_allowed_is_the_page_that_is_not_there(client: Client, who: str, lang: str):
    signed_in(client, who)
    absent = client.get(f"/desk/{lang}/nothing-is-here")
    assert absent.status_code == 404
    if who != "sokha":
        assert same(client.get(f"/desk/{lang}/people")) == same(absent)
