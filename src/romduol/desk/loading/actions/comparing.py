"""Finds out what a load would do to what is known, without doing it."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from romduol.desk.loading.actions import staging
from romduol.desk.loading.records import Effect, Supplier
from romduol.knowledge.claims.queries import known_subjects, live_of_source, told_of
from romduol.knowledge.claims.rules.merging import merged

SOME = 500
OFTEN = 2_000


class Compared(NamedTuple):
    """What a load would do: to what is known, to which properties, and what ends since it is not offered now."""

    effect: Effect
    properties: Mapping[str, int]
    """Property -> claims of it that begin or end."""
    not_running: int
    """Claims that end because the file says of their record that it is not offered now."""


def compare(db: sqlite3.Connection, supplier: Supplier, tell: Callable[[], None] = lambda: None) -> Compared:
    """Return what a load of what was staged would do now."""
    silent = staging.not_running(db) or (lambda locator: False)
    counts: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    steps = merged(live_of_source(supplier.id), staging.wanted(db), whole=supplier.complete)
    for walked, step in enumerate(steps):
        if walked % OFTEN == 0:
            tell()
        ends, begins, ruled = step
        counts["ruled"] += ruled
        if ends is None and begins is None:
            counts["kept"] += 1
            continue
        counts["ended"] += ends is not None
        counts["added"] += begins is not None
        counts["not_running"] += begins is None and ends is not None and silent(ends.said.locator)
        said = begins.said if begins is not None else ends.said if ends is not None else None
        if said is not None:
            properties[said.property] += 1
    new, known = _subjects(db)
    effect = Effect(counts["added"], counts["ended"], counts["kept"], new, known, counts["ruled"])
    return Compared(effect, dict(properties), counts["not_running"])


def known_elsewhere(supplier: Supplier) -> Callable[[list[str]], frozenset[str]]:
    """Return what tells of which subjects something is said that this load does not end."""
    return lambda some: told_of(some, but=supplier.id if supplier.complete else "")


def _subjects(db: sqlite3.Connection) -> tuple[int, int]:
    new = known = 0
    for some in _parted(staging.subjects(db)):
        found = len(known_subjects(some))
        known += found
        new += len(some) - found
    return new, known


def _parted(subjects: Iterator[tuple[str, str]]) -> Iterator[list[str]]:
    while some := [subject for subject, _ in islice(subjects, SOME)]:
        yield some
