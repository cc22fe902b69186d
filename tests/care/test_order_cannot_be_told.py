"""Whoever takes the database away cannot tell in which order two hundred reports came, wherever they look."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from tests.care.physical import likeness, neighbours, places_of
from tests.seizure.disk import Before
from tests.seizure.lite import in_a_file

from romduol.care.reports.models import Envelope, Piece, Receipt, Record
from romduol.safety.retention.unordered import rewrite

REPORTS = 200
BY_CHANCE = 0.35
"""Five times the deviation of a correlation of 200 places that have nothing to do with one another."""
BESIDE_BY_CHANCE = 12
TABLES = (Record, Piece, Envelope, Receipt)


@contextmanager
def on_a_disk(folder: Path) -> Iterator[None]:
    """Have the tests' database where its pages can be read: PostgreSQL is already."""
    if connection.vendor == "sqlite":
        with in_a_file(folder / "romduol.sqlite3", Before()):
            yield
    else:
        yield


def came_in_turn(count: int) -> dict[type, tuple[list[object], list[bytes]]]:
    """Store so many reports, each with a file, in one transaction each; return ids and random values as they came."""
    came: dict[type, tuple[list[object], list[bytes]]] = {table: ([], []) for table in TABLES}
    for _ in range(count):
        report, values = uuid4(), {table: os.urandom(4_183) for table in TABLES}
        values[Envelope], values[Receipt] = os.urandom(152), os.urandom(619)
        record = Record.objects.create(id=report, thread=report, kind=16, box=values[Record], expires="2027-W09")
        piece = Piece.objects.create(record=record, position=0, data=values[Piece])
        envelope = Envelope.objects.create(record=record, queue=uuid4(), epoch=1, data=values[Envelope])
        locator = os.urandom(32).hex()
        Receipt.objects.create(locator_hash=locator, token_hash=locator, thread=report, box=values[Receipt])
        for table, key in ((Record, report), (Piece, piece.id), (Envelope, envelope.id), (Receipt, locator)):
            came[table][0].append(key)
            came[table][1].append(values[table])
    return came


def everywhere(came: dict[type, tuple[list[object], list[bytes]]]) -> dict[str, list[float]]:
    return {what: places for table in TABLES for what, places in places_of(table, *came[table]).items()}


def told(found: dict[str, list[float]]) -> dict[str, str]:
    """Return what says something of the order in which rows came, and how much."""
    alike = {what: (likeness(places), neighbours(places)) for what, places in found.items()}
    return {
        what: f"{rho:.2f}, {beside} beside one another"
        for what, (rho, beside) in alike.items()
        if abs(rho) > BY_CHANCE or beside > BESIDE_BY_CHANCE
    }


def test_the_order_of_reports_cannot_be_told(tmp_path, transactional_db):
    with on_a_disk(tmp_path):
        came = came_in_turn(REPORTS)
        rewrite(TABLES)
        found = everywhere(came)
    assert len(found) >= 20
    assert not told(found)


def test_nor_of_those_that_came_after_others_were_removed(tmp_path, transactional_db):
    with on_a_disk(tmp_path):
        came_in_turn(30)
        rewrite(TABLES)
        Record.objects.all().delete()
        Receipt.objects.all().delete()
        came = came_in_turn(REPORTS)
        rewrite(TABLES)
        rewrite(TABLES)
        found = everywhere(came)
    assert not told(found)


def test_before_they_are_written_anew_it_can_so_the_proof_proves_something(tmp_path, transactional_db):
    with on_a_disk(tmp_path):
        came = came_in_turn(REPORTS)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = told(everywhere(came))
    assert "Record, ends of values" in found if connection.vendor == "sqlite" else "Record, ctid" in found


def test_what_is_taken_for_an_order_is_one():
    random.seed(7)
    shuffled = random.sample(range(REPORTS), REPORTS)
    assert likeness(range(REPORTS)) == pytest.approx(1)
    assert likeness(range(REPORTS, 0, -1)) == pytest.approx(-1)
    assert likeness([3.0] * REPORTS) == 0
    assert abs(likeness(shuffled)) < BY_CHANCE
    assert neighbours(range(REPORTS)) == REPORTS - 1
    assert neighbours(shuffled) < BESIDE_BY_CHANCE
    halves = [*range(1, REPORTS, 2), *range(0, REPORTS, 2)]
    assert abs(likeness(halves)) < 1, "what a correlation sees badly"
