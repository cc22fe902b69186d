"""What the passing of time asks of what is sealed: batches that join the inboxes, and what is over and goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.conf import settings

from romduol.config.databases import NONE
from romduol.config.facing import INTAKE, STAFF
from romduol.config.routing import alias_of
from romduol.config.tables import has_desk

Act = Callable[[datetime], object]


# Throughout: rooms have models, and can be imported only once Django is set up.
def end_what_is_over(today: date) -> None:
    """Remove reports and feedback whose time is over, where this machine has their tables; finish panic locks."""
    if not has_sealed():
        return
    from romduol.care.feedback.actions import erase
    from romduol.care.keys.actions import finish_locking
    from romduol.care.reports.actions import expire

    expire(today)
    # That feedback was erased stands in the audit, which the machine of the desk alone has.
    if has_desk():
        erase(today=today, by="tick")
        finish_locking()


def start_collecting() -> None:
    """Begin the thread that does what concerns this process each minute, and ends with it."""
    acts = each_minute()
    if acts:
        from romduol.care.reports.jobs import collector

        collector(acts=acts).start()


def each_minute() -> Sequence[Act]:
    """Return what is to be done each minute by a process with these faces: let in what waits, finish panic locks."""
    acts: list[Act] = []
    if INTAKE in settings.FACES and has_sealed():
        acts.append(let_in)
    # Whose keys there are stands in the database of the desk alone.
    if STAFF in settings.FACES and has_sealed() and has_desk():
        acts.append(finish_locks)
    return acts


def let_in(now: datetime) -> None:
    """Let what waits join the inboxes; at each turn of the hour feedback is written anew as well."""
    from romduol.care.feedback.actions import TABLES
    from romduol.care.reports.actions import collect

    collect(now, also=TABLES)


def finish_locks(now: datetime) -> None:
    """Let no inbox take reports that no member could read."""
    from romduol.care.keys.actions import finish_locking

    finish_locking()


def has_sealed() -> bool:
    """Tell whether this machine has the tables of what is sealed."""
    return bool(settings.DATABASES[alias_of("reports")]["ENGINE"] != NONE["ENGINE"])
