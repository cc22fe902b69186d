"""Who may set inboxes up: administrators, and nobody who reads them."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

ROWS = [
    Row("inbox-queues", Permission.SET_UP),
    Row("inbox-queues-new", Permission.SET_UP),
    Row("inbox-queues-new", Permission.SET_UP, method="POST", opens=422),
    Row("inbox-queue", Permission.SET_UP, {"queue": ABSENT}, opens=404),
    Row("inbox-queue", Permission.SET_UP, {"queue": ABSENT}, method="POST", opens=404),
    Row("inbox-queue-pause", Permission.SET_UP, {"queue": ABSENT}, method="POST", opens=404),
    Row("inbox-queue-remove", Permission.SET_UP, {"queue": ABSENT}, method="POST", opens=404),
    Row("inbox-lock", Permission.SET_UP),
    Row("inbox-lock", Permission.SET_UP, method="POST", opens=404),
]
