"""What the passing of time asks of what is sealed: batches that join the inboxes, and what is over and goes."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from romduol.config.databases import NONE
from romduol.config.routing import alias_of
from romduol.config.tables import has_desk


def end_what_is_over(today: date) -> None:
    """Remove reports and feedback whose time is over, where this machine has their tables."""
    if not has_sealed():
        return
    # Here and below: rooms have models, and can be imported only once Django is set up.
    from romduol.care.feedback.actions import erase
    from romduol.care.reports.actions import expire

    expire(today)
    # That feedback was erased stands in the audit, which the machine of the desk alone has.
    if has_desk():
        erase(today=today, by="tick")


def start_collecting() -> None:
    """Begin the thread that lets what waits join the inboxes, and ends with its process."""
    if has_sealed():
        from romduol.care.feedback.actions import TABLES
        from romduol.care.reports.jobs import collector

        collector(beside=TABLES).start()


def has_sealed() -> bool:
    """Tell whether this machine has the tables of what is sealed."""
    return bool(settings.DATABASES[alias_of("reports")]["ENGINE"] != NONE["ENGINE"])
