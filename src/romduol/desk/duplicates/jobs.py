"""Searches the directory for records that may be one, and fills the list of proposals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from romduol.desk.duplicates.actions import Proposed, SearchUnderWay, propose, searching
from romduol.desk.duplicates.queries import index_of, subjects_from
from romduol.desk.duplicates.records import Pair
from romduol.desk.duplicates.rules.index import Index
from romduol.knowledge.directory.queries import NoPackLoaded

Told = Callable[[int, int], None]
"""Called with how many records were compared, and of how many."""


def search(
    *,
    by: str,
    clock: Callable[[], datetime],
    source: str = "",
    among: Collection[str] | None = None,
    search_id: UUID | None = None,
    progress: Told = lambda done, of: None,
) -> tuple[Proposed, list[Pair]]:
    """Compare every record with those that could be it, and propose what is alike.

    With `source`, only what it speaks of is compared with all; with `among`, only these records.

    Returns what that brought and the pairs. Raises `SearchUnderWay` and `NoPackLoaded`.
    """
    with searching(search_id, by=by, source=source, clock=clock) as telling:
        index = index_of(timezone.localdate(clock()))
        among = subjects_from(source) if source else among

        def told(done: int, of: int) -> None:
            telling(done)
            progress(done, of)

        # Compared first and written down then: comparing takes minutes, and nobody else could write meanwhile.
        found = list(_all(index, told) if among is None else _some(index, among, told))
        made = propose(found, index.cards, now=clock(), by=by, among=among)
        telling.found = made.found
    return made, found


def search_loaded(subjects: Iterable[str], now: datetime) -> None:
    """Compare the records of which a load says something with all others.

    Where somebody searches just now nothing is done: the load stands, and the next search finds what it brought.
    """
    del now
    with suppress(SearchUnderWay, NoPackLoaded):
        search(by="load", clock=timezone.now, among=frozenset(subjects))


def _all(index: Index, told: Told) -> Iterator[Pair]:
    ids = sorted(index.cards, key=lambda one: (index.cards[one].kind, one))
    places = {subject: place for place, subject in enumerate(ids, 1)}
    yield from index.pairs(compared=lambda subject: told(places[subject], len(ids)))
    told(len(ids), len(ids))


def _some(index: Index, among: Collection[str], told: Told) -> Iterator[Pair]:
    asked = sorted(index.cards.keys() & set(among))
    known: set[tuple[str, str]] = set()
    for done, subject in enumerate(asked, 1):
        for pair in index.matches(index.cards[subject]):
            if (pair.a, pair.b) not in known:
                known.add((pair.a, pair.b))
                yield pair
        told(done, len(asked))
