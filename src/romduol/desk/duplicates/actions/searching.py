"""Asks for a search in a process of its own, and writes down how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from romduol.desk.duplicates import models
from romduol.desk.duplicates.queries import last_search, search_of
from romduol.desk.duplicates.queries.searches import STOPPED
from romduol.desk.duplicates.records import Searched
from romduol.desk.outlets import outlets
from romduol.knowledge.directory.queries import NoPackLoaded
from romduol.safety.audit import actions as audit

BROKE, NO_PACK = "broke", "no_pack"
TELLING = timedelta(seconds=1)
KEPT = timedelta(days=30)
Clock = Callable[[], datetime]


class SearchUnderWay(Exception):
    """A search is going on; `search` is that one."""

    def __init__(self, search: Searched) -> None:
        super().__init__(str(search.id))
        self.search = search


def begin_search(*, act: UUID, by: str, now: datetime, source: str = "", start: bool = True) -> Searched:
    """Ask for a search, of what a source speaks of alone where one is named; the same `act` twice is one search.

    With `start` it begins in a process of its own; else whoever asked is to search. Raises `SearchUnderWay`.
    """
    known = models.Search.objects.filter(pk=act).first()
    if known is not None:
        return search_of(known, now)
    _bury(now)
    try:
        with transaction.atomic():
            row = models.Search.objects.create(id=act, by=by, source=source, asked_at=now, alive_at=now)
            models.Search.objects.filter(asked_at__lt=now - KEPT).delete()
            audit.record(by=by, verb="search_duplicates", subject=("search", str(act)), detail={"source": source})
    except IntegrityError:
        other = last_search(now)
        if other is None:
            raise
        raise SearchUnderWay(other) from None
    if start:
        try:
            outlets().start(["duplicates", "--run", str(act), *(["--source", source] if source else [])])
        except OSError:
            models.Search.objects.filter(pk=act).update(ended_at=now, failed=BROKE)
            row.refresh_from_db()
    return search_of(row, now)


def _bury(now: datetime) -> None:
    """Let a search that fell silent be over, so that the next one can begin."""
    for row in models.Search.objects.filter(ended_at__isnull=True):
        if not search_of(row, now).going:
            models.Search.objects.filter(pk=row.pk).update(ended_at=row.alive_at, failed=STOPPED)


class Telling:
    """Writes down how far a search has come, at most once a second."""

    def __init__(self, search_id: UUID, clock: Clock) -> None:
        self.search_id, self.clock = search_id, clock
        self._told = clock()
        self.found = 0
        self.compared = 0

    def __call__(self, compared: int) -> None:
        """Tell how many records were compared."""
        self.compared, now = compared, self.clock()
        if now - self._told >= TELLING:
            self._told = now
            models.Search.objects.filter(pk=self.search_id).update(compared=compared, alive_at=now)


@contextmanager
def searching(search_id: UUID | None, *, by: str, source: str, clock: Clock) -> Iterator[Telling]:
    """Let a search go on, and write down how it ended; without an id one begins here. Raises `SearchUnderWay`."""
    now = clock()
    act = search_id or begin_search(act=uuid4(), by=by, now=now, source=source, start=False).id
    rows = models.Search.objects.filter(pk=act)
    rows.update(alive_at=now)
    telling = Telling(act, clock)
    try:
        yield telling
    except BaseException as problem:
        rows.update(ended_at=clock(), failed=NO_PACK if isinstance(problem, NoPackLoaded) else BROKE)
        raise
    rows.update(ended_at=clock(), found=telling.found, compared=telling.compared)
