"""Who may see feedback and make the cards that let it count."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

HANDLED = {"concern": str(ABSENT), "seen": "1", "done": "called"}
ROWS = [
    Row("feedback", Permission.RESOLVE),
    Row("feedback_handled", Permission.RESOLVE, method="POST", opens=404),
    Row("feedback_handled", Permission.RESOLVE, method="POST", sent=HANDLED, opens=404),
    Row("feedback_cards", Permission.SEE),
    Row("feedback_cards", Permission.SEE, method="POST", opens=422),
]
