"""What the passing of time asks of what is sealed: batches that join the inboxes, and what is over and goes.

Rooms of the private side may be missing from a copy; then there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from romduol.config.databases import DEFAULT, NONE
from romduol.config.routing import alias_of


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
    # That feedback was erased stands in the audit, which the machine of the desk alone has.
    if settings.DATABASES[DEFAULT]["ENGINE"] != NONE["ENGINE"] and (
        erase := found("romduol.care.feedback.actions", "erase")
    ):
        erase(today=today, by="tick")


def start_collecting() -> None:
    """Begin the thread that lets what waits join the inboxes, and ends with its process."""
    if has_sealed() and (collector := found("romduol.care.reports.jobs", "collector")):
        collector().start()


def has_sealed() -> bool:
    """Tell whether this machine has the tables of what is sealed."""
    return bool(settings.DATABASES[alias_of("reports")]["ENGINE"] != NONE["ENGINE"])
