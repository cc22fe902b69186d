"""Where rows lie, in every order that somebody who has the disk can read; and how much one order says of another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import correlation
from time import sleep
from uuid import UUID

from django.db import connection, models

from romduol.care.reports.actions import collect
from romduol.care.reports.actions.tables import TABLES, noted
from romduol.safety.retention.unordered import owed

LATER_BATCHES = 100
MARK = 48
"""So many bytes of a random value stand nowhere else."""


def likeness(places: Sequence[float]) -> float:
    """Return Spearman's rank correlation of places with the order in which they are given, from -1 to 1.

    Where all places are the same, nothing can be told: 0.
    """
    if len(set(places)) == 1:
        return 0.0
    return correlation(_ranks(places), [float(at) for at in range(len(places))])


def _ranks(places: Sequence[float]) -> list[float]:
    """Return the rank of each place; equal places share one."""
    ordered = sorted(places)
    return [(bisect_left(ordered, place) + bisect_right(ordered, place)) / 2 for place in places]


def neighbours(places: Sequence[float]) -> int:
    """Return how many that came one after the other lie beside one another; by chance about two."""
    if len(set(places)) < len(places):
        return 0
    ranks = _ranks(places)
    return sum(abs(one - other) == 1 for one, other in pairwise(ranks))


def places_of(model: type[models.Model], ids: Sequence[UUID | str], values: Sequence[bytes]) -> dict[str, list[float]]:
    """Return where the rows with these ids lie. `values` is one random value of each, in the same order."""
    name = model._meta.object_name
    with connection.cursor() as cursor:
        found = {"as they come": _as_they_come(cursor, model, ids)}
        if connection.vendor == "postgresql":
            found |= _on_postgres(cursor, model, ids, values)
    if connection.vendor == "sqlite":
        found |= _in_the_file(Path(connection.settings_dict["NAME"]), ids, values)
    return {f"{name}, {what}": places for what, places in found.items()}


def _as_they_come(cursor: object, model: type[models.Model], ids: Sequence[UUID | str]) -> list[float]:
    key = model._meta.pk.column
    cursor.execute(f"SELECT {key} FROM {model._meta.db_table}")  # type: ignore[attr-defined]
    came = {str(row[0]).replace("-", ""): at for at, row in enumerate(cursor.fetchall())}  # type: ignore[attr-defined]
    return [came[str(one).replace("-", "")] for one in ids]


def _in_the_file(file: Path, ids: Sequence[UUID | str], values: Sequence[bytes]) -> dict[str, list[float]]:
    """Look for ids, and for the beginning and the end of a value, in the bytes of the file and of its log."""
    data = file.read_bytes()
    found = {
        "ids in the file": [data.find(str(one).replace("-", "").encode()) for one in ids],
        "ids in the file, last": [data.rfind(str(one).replace("-", "").encode()) for one in ids],
        "beginnings of values": [data.find(value[:MARK]) for value in values],
        "ends of values": [data.find(value[-MARK:]) for value in values],
    }
    for what, places in found.items():
        assert min(places) >= 0, f"{what}: not all were found, so nothing is proved"
    log = file.with_name(f"{file.name}-wal")
    assert not log.exists() or not log.stat().st_size, "the log of the database still says what came last"
    return {what: [float(at) for at in places] for what, places in found.items()}


def _on_postgres(
    cursor: object, model: type[models.Model], ids: Sequence[UUID | str], values: Sequence[bytes]
) -> dict[str, list[float]]:
    run, all_of = cursor.execute, cursor.fetchall  # type: ignore[attr-defined]
    table, key = model._meta.db_table, model._meta.pk.column
    run(f"SELECT {key}::text, ctid::text, xmin::text, xmax::text, cmin::text FROM {table}")
    rows = {row[0].replace("-", ""): row[1:] for row in all_of()}
    ours = [rows[str(one).replace("-", "")] for one in ids]
    found = {
        "ctid": [_place(row[0]) for row in ours],
        "xmin": [float(row[1]) for row in ours],
        "xmax": [float(row[2]) for row in ours],
        "cmin": [float(row[3]) for row in ours],
    }
    run("SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = %s::regclass AND reltoastrelid <> 0", [table])
    for (toast,) in all_of():
        run(f"SELECT chunk_data, chunk_id::text, ctid::text, xmin::text FROM {toast} WHERE chunk_seq = 0")
        chunks = {bytes(row[0])[:MARK]: row[1:] for row in all_of()}
        long = [chunks.get(value[:MARK]) for value in values]
        if all(long):
            found |= {
                "numbers of long values": [float(row[0]) for row in long if row],
                "ctid of long values": [_place(row[1]) for row in long if row],
                "xmin of long values": [float(row[2]) for row in long if row],
            }
    return found


def _place(ctid: str) -> float:
    block, line = ctid.strip("()").split(",")
    return int(block) * 1_000 + int(line)


def until_nothing_is_owed(
    tables: Iterable[type[models.Model]] = TABLES, make_good: Callable[[], object] = lambda: collect(datetime.now(UTC))
) -> None:
    """Wait until nobody else looks at what lay there before, and be it a worker of the database."""
    for _ in range(LATER_BATCHES):
        if not owed(tables) and noted() is None:
            return
        sleep(0.1)
        make_good()
    raise AssertionError("somebody else looks at the tables all the time")
