"""What goes on beside the pages: each minute, what has waited long enough joins the inboxes.

`romduol collect` does the same once, for cron. Of several processes that do it at once each batch is shown by one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Event, Thread

from django.db import close_old_connections, connections
from django.db.models import Model
from django.utils import timezone

from romduol.care.reports.actions import collect

MINUTE = 60.0

logger = logging.getLogger(__name__)


def collector(
    stop: Event | None = None,
    *,
    every: float = MINUTE,
    clock: Callable[[], datetime] = timezone.now,
    beside: Sequence[type[Model]] = (),
) -> Thread:
    """Return a thread, not begun, that collects until `stop` is set or the process ends; a fault ends one round.

    `beside`: as `collect` takes it.
    """
    stop = stop or Event()

    def run() -> None:
        while not stop.wait(every):
            close_old_connections()
            _once(clock, beside)
        connections.close_all()

    return Thread(target=run, name="collector", daemon=True)


def _once(clock: Callable[[], datetime], beside: Sequence[type[Model]]) -> None:
    try:
        collect(clock(), beside)
    # Whatever it was: a thread that ended would let reports wait until somebody starts the server anew.
    except Exception as problem:
        # Its message may hold values; its name does not.
        logger.warning("a batch of reports has to wait for the next minute: %s", type(problem).__name__)
