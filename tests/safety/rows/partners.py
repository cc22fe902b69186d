"""Who may open a body's own record, and who verifies: each as Chanda, whose Harbour is verified for one record."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone
from tests.desk.partner_world import HARBOUR, OWN_NUMBER, code_of, phone, says, stored, verified
from tests.desk.resolving_world import LANTERN
from tests.made_once import made_once
from tests.safety.walking import ABSENT, OWN_RECORD, Row

from romduol.desk.changes.queries import waiting_about
from romduol.desk.partners.models import Verified
from romduol.knowledge.directory.rules.codes import value_code
from romduol.safety.access.records import Permission

OURS = "harbour"


def own(**rest: Any) -> dict[str, Any]:
    """Return the address of Harbour's record, verified for this one visit."""
    made_once(OWN_RECORD, verified_today)
    return {"code": code_of(), **rest}


def verified_today() -> None:
    """Have Harbour verified beside all that is known."""
    stored()
    verified(now=timezone.now())


def of_others(**rest: Any) -> dict[str, Any]:
    """Return the same address with the record of Lantern in it."""
    return {**own(**rest), "code": code_of(LANTERN)}


def part(**rest: Any) -> dict[str, Any]:
    """Return the address of a form about Harbour itself."""
    return {**own(), "about": code_of(), **rest}


def denial() -> dict[str, Any]:
    """Return the address at which Harbour gives its number up."""
    return part(name="phone", value=value_code(OWN_NUMBER))


def waiting() -> dict[str, Any]:
    """Return the address at which Chanda takes back a number that waits."""
    address = own()
    known = waiting_about([HARBOUR])
    return {**address, "key": known[0].id if known else says(phone(), now=timezone.now()).id}


def live() -> dict[str, Any]:
    """Return the address at which a verification ends."""
    own()
    return {"key": Verified.objects.get(ended_at=None).pk}


def verifying() -> dict[str, Any]:
    """Return the address at which Harbour is verified."""
    stored()
    return {"code": code_of(HARBOUR)}


PROPOSE, SET_UP = Permission.PROPOSE, Permission.SET_UP
ROWS = [
    Row("own", PROPOSE),
    Row("own-record", PROPOSE, own, owner=OURS),
    Row("own-record", PROPOSE, of_others, opens=404),
    Row("own-still", PROPOSE, own, method="POST", sent={"act": str(uuid4())}, opens=409, owner=OURS),
    Row("own-still", PROPOSE, of_others, method="POST", opens=404),
    Row("own-take-back", PROPOSE, waiting, method="POST", opens=303, owner=OURS),
    Row("own-take-back", PROPOSE, lambda: own(key=ABSENT), method="POST", opens=404),
    Row("own-service", PROPOSE, own, owner=OURS),
    Row("own-service", PROPOSE, own, method="POST", opens=422, owner=OURS),
    Row("own-service", PROPOSE, of_others, opens=404),
    Row("own-take-away", PROPOSE, own, owner=OURS),
    Row("own-take-away", PROPOSE, own, method="POST", opens=422, owner=OURS),
    Row("own-take-away", PROPOSE, of_others, opens=404),
    Row("own-take-away", PROPOSE, of_others, method="POST", opens=404),
    Row("own-say", PROPOSE, lambda: part(name="description"), owner=OURS),
    Row("own-say", PROPOSE, lambda: part(name="phone"), method="POST", opens=422, owner=OURS),
    Row("own-say", PROPOSE, lambda: part(name="body_type"), opens=404),
    Row("own-say", PROPOSE, lambda: part(name="phone") | {"about": code_of(LANTERN)}, opens=404),
    Row("own-deny", PROPOSE, denial, owner=OURS),
    Row("own-deny", PROPOSE, denial, method="POST", opens=409, owner=OURS),
    Row("own-deny", PROPOSE, lambda: part(name="phone", value="nothing"), opens=404),
    Row("partners", SET_UP),
    Row("verify-find", SET_UP, opens=302),
    Row("verify", SET_UP, verifying),
    Row("verify", SET_UP, verifying, method="POST", opens=422),
    Row("verify", SET_UP, {"code": "nothing"}, opens=404),
    Row("verification-end", SET_UP, live),
    Row("verification-end", SET_UP, live, method="POST", opens=422),
    Row("verification-end", SET_UP, {"key": ABSENT}, opens=404),
]
