"""Who may open the pairs that may be one, and answer."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

ROWS = [
    Row("duplicates", Permission.RESOLVE),
    Row("duplicates_search", Permission.RESOLVE, opens=405),
    Row("duplicate", Permission.RESOLVE, {"key": ABSENT}, opens=404),
    Row("duplicate_answer", Permission.RESOLVE, {"key": ABSENT}, method="POST", opens=404),
    Row("duplicate_part", Permission.RESOLVE, {"key": ABSENT}, method="POST", opens=404),
]
