"""Who may open the addresses of resolving: each is asked in an empty country, where records are not there."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

NOBODY = {"code": "oaaaaaaaaaa"}
"""The page code of no record."""
THEN = {**NOBODY, "day": "2026-02-01"}
PHONE = {**NOBODY, "name": "phone"}
ROWS = [
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
