"""Who may open the addresses of the queue: each is asked in an empty country, where records are not there."""

from __future__ import annotations

from tests.safety.walking import Row

from romduol.safety.access.records import Permission

ROWS = [
    Row("queue", Permission.SEE),
    Row("queue-next", Permission.CHECK, opens=302),
    Row("queue-sheet", Permission.SEE),
    Row("queue-item", Permission.SEE, {"key": 1}, opens=404),
    Row("queue-take", Permission.CHECK, {"key": 1}, method="POST", opens=404),
    Row("queue-give-back", Permission.CHECK, {"key": 1}, method="POST", opens=404),
    Row("queue-hand-over", Permission.CHECK, {"key": 1}, method="POST", opens=404),
    Row("queue-postpone", Permission.CHECK, {"key": 1}, method="POST", opens=404),
]
