"""Who may open the addresses of resolving: each is asked in an empty country, where records are not there."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

ROWS = [
    Row("contradictions", Permission.SEE),
    Row("contradiction", Permission.SEE, {"key": ABSENT}, opens=404),
    Row("decide", Permission.RESOLVE, {"key": ABSENT}, method="POST", opens=404),
    Row("find-record", Permission.SEE),
]
