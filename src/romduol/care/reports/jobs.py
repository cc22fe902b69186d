"""What goes on beside the pages: each minute, what has waited long enough joins the inboxes.

`romduol collect` does the same once, for cron. Of several processes that do it at once each batch is shown by one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Event, Thread

from django.db import close_old_connections, connections
from django.utils import timezone

from romduol.care.reports.actions import collect

MINUTE = 60.0

logger = logging.getLogger(__name__)
Act = Callable[[datetime], object]


def collector(
    stop: Event | None = None,
    *,
    every: float = MINUTE,
    clock: Callable[[], datetime] = timezone.now,
    acts: Sequence[Act] = (),
) -> Thread:
    """Return a thread, not begun, that does all `acts` until `stop` is set or the process ends; none: it collects.

    A fault ends one act of one round.
    """
    stop = stop or Event()

    def run() -> None:
        while not stop.wait(every):
            close_old_connections()
            _once(clock, acts)
        connections.close_all()

    return Thread(target=run, name="collector", daemon=True)


def _once(clock: Callable[[], datetime], acts: Sequence[Act] = ()) -> None:
    for act in acts or (collect,):
        try:
            act(clock())
        # Whatever it was: a thread that ended would let reports wait until somebody starts the server anew.
        except Exception as problem:
            # Its message may hold values; its name does not.
            logger.warning("what is done each minute has to wait for the next: %s", type(problem).__name__)
