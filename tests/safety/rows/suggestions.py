"""Who may open what readers handed in."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

ROWS = [
    Row("suggestions", Permission.RESOLVE),
    Row("suggestions_counted", Permission.RESOLVE, method="POST", opens=302),
    Row("suggestion", Permission.RESOLVE, {"suggestion": ABSENT}, opens=404),
    Row("suggestion_adopt", Permission.RESOLVE, {"suggestion": ABSENT}, method="POST", opens=404),
    Row("suggestion_settle", Permission.RESOLVE, {"suggestion": ABSENT}, method="POST", opens=404),
]
