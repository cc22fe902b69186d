"""Who may open the addresses of resolving: records that are there, and some that are not."""

from __future__ import annotations

from typing import Any

from tests.desk.resolving_world import LANTERN
from tests.safety.walking import ABSENT, NOTE, Row

from romduol.desk.resolving.models import OpenContradiction
from romduol.desk.resolving.queries.known import known_as
from romduol.safety.access.records import Permission

NOBODY = {"code": "oaaaaaaaaaa"}
"""The page code of no record."""
THEN = {**NOBODY, "day": "2026-02-01"}
PHONE = {**NOBODY, "name": "phone"}


def lantern(**more: str) -> Any:
    """Return what makes the address of Lantern's own page."""
    return lambda: {"code": known_as(LANTERN).code, **more}


def a_contradiction() -> dict[str, Any]:
    """Return a contradiction that is open."""
    found = OpenContradiction.objects.first()
    assert found is not None
    return {"key": found.pk}


ROWS = [
    Row("record", Permission.SEE, lantern()),
    Row("history", Permission.SEE, lantern(name="phone"), owner="lantern", private=NOTE),
    Row("past-record", Permission.SEE, lantern(day="2026-02-01")),
    Row("state", Permission.RESOLVE, lantern(name="phone")),
    Row("contradiction", Permission.SEE, a_contradiction),
    Row("decide", Permission.RESOLVE, a_contradiction, method="POST", opens=422),
    Row("contradictions", Permission.SEE),
    Row("contradiction", Permission.SEE, {"key": ABSENT}, opens=404),
    Row("decide", Permission.RESOLVE, {"key": ABSENT}, method="POST", opens=404),
    Row("find-record", Permission.SEE),
    Row("find-record", Permission.SEE, method="POST", sent={"words": "Lantern"}),
    Row("record", Permission.SEE, NOBODY, opens=404),
    Row("on-day", Permission.SEE, NOBODY, opens=404),
    Row("past-record", Permission.SEE, THEN, opens=404),
    Row("past-page", Permission.SEE, THEN, opens=404),
    Row("past-drawn", Permission.SEE, THEN, opens=404),
    Row("history", Permission.SEE, PHONE, opens=404),
    Row("state", Permission.RESOLVE, PHONE, opens=404),
    Row("state", Permission.RESOLVE, PHONE, method="POST", opens=404),
    Row("end-claim", Permission.RESOLVE, {**PHONE, "claim": ABSENT}, opens=404),
    Row("end-claim", Permission.RESOLVE, {**PHONE, "claim": ABSENT}, method="POST", opens=404),
    Row("undo", Permission.RESOLVE, {"key": ABSENT}, opens=404),
    Row("undo", Permission.RESOLVE, {"key": ABSENT}, method="POST", opens=404),
]
