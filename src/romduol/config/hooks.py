"""What the passing of time asks of what is sealed: batches that join the inboxes, and what is over and goes.

Rooms of the private side may be missing from a copy; then there is nothing to do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from romduol.config.databases import NONE
from romduol.config.routing import alias_of

EVERY = 60.0
"""Seconds between two looks at what waits; the room itself tells what joins each time and what once an hour."""

logger = logging.getLogger(__name__)


def found(module: str, name: str) -> Callable[..., Any] | None:
    """Return a function of a room, or None where the room or the function is not there."""
    package = module.rpartition(".")[0]
    if find_spec(package) is None or find_spec(module) is None:
        return None
    return getattr(import_module(module), name, None)


def end_what_is_over(today: date) -> None:
    """Remove reports and feedback whose time is over, where this machine has their tables."""
    if not has_sealed():
        return
    if expire := found("romduol.care.reports.actions", "expire"):
        expire(today)
    if erase := found("romduol.care.feedback.actions", "erase"):
        erase(today=today, by="tick")


def collect(now: datetime) -> None:
    """Let what waits join the inboxes."""
    if has_sealed() and (join := found("romduol.care.reports.actions", "collect")):
        join(now)


def has_sealed() -> bool:
    """Tell whether this machine has the tables of what is sealed."""
    return bool(settings.DATABASES[alias_of("reports")]["ENGINE"] != NONE["ENGINE"])


class Collector:
    """A thread beside those that serve, which collects now and then, and ends with its process."""

    def __init__(self, every: float = EVERY, work: Callable[[datetime], None] = collect) -> None:
        self._every = every
        self._work = work
        self._ended = Event()
        self._thread = Thread(target=self._go_on, name="collector", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, when what is under way is done."""
        self._ended.set()
        self._thread.join(timeout=10)

    def _go_on(self) -> None:
        while not self._ended.wait(self._every):
            try:
                close_old_connections()
                self._work(timezone.now())
            except Exception as problem:
                # No message: it could name a row. What waits joins the next time.
                logger.error("what waits could not join the inboxes (%s)", type(problem).__name__)  # noqa: TRY400
        connections.close_all()
