"""Who may open the inbox of what people report; which records somebody gets there, tests/care/test_inbox_records.py."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

ROWS = [
    Row("inbox", Permission.ANSWER),
    Row("inbox-records", Permission.ANSWER, opens=404),
    Row("inbox-file", Permission.ANSWER, {"record": ABSENT}, opens=404),
    Row("inbox-write", Permission.ANSWER, method="POST", opens=400),
]
