"""Who may open the addresses of the queue."""

from __future__ import annotations

from typing import Any

from tests.safety.walking import Row

from romduol.desk.queue.models import Item
from romduol.safety.access.records import Permission


def a_task() -> dict[str, Any]:
    """Return something that stands in the queue, and that nobody has."""
    Item.objects.filter(key=7).delete()
    row = Item(key=7, kind="lapsed", severity="high", subject="org-lantern", property="status", score=1, stamp=0)
    row.reach, row.provinces = [0, 0, 0, 0], ["national"]
    row.save(force_insert=True)
    return {"key": row.key}


ROWS = [
    Row("queue", Permission.SEE),
    Row("queue-sheet", Permission.SEE),
    Row("queue-next", Permission.CHECK, opens=302),
    Row("queue-item", Permission.SEE, a_task),
    Row("queue-item", Permission.SEE, {"key": 1}, opens=404),
    Row("queue-take", Permission.CHECK, a_task, method="POST", opens=303),
    Row("queue-give-back", Permission.CHECK, a_task, method="POST", opens=303),
    Row("queue-hand-over", Permission.CHECK, a_task, method="POST", opens=422),
    Row("queue-postpone", Permission.CHECK, a_task, method="POST", opens=422),
]
