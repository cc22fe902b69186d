"""Who may open the page of keys and what its script asks for: whoever answers reports. Nothing is sent here."""

from __future__ import annotations

from tests.safety.walking import Row

from romduol.safety.access.records import Permission

SENT = ("wrap", "member", "device", "device-remove", "epoch", "grants", "pins", "opened", "leave", "panic")
ROWS = [
    Row("inbox-keys", Permission.ANSWER),
    Row("inbox-script", Permission.ANSWER, {"name": "keys-0"}, opens=404),
    Row("inbox-locks", Permission.ANSWER),
    Row("inbox-chains", Permission.ANSWER),
    Row("inbox-recovery", Permission.ANSWER),
    *(Row(f"inbox-{name}", Permission.ANSWER, method="POST", opens=400) for name in SENT),
]
