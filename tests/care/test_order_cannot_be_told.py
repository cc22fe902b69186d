"""Whoever takes the database away cannot tell in which order two hundred reports came, wherever they look."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model
from tests.care.physical import likeness, neighbours, places_of, until_nothing_is_owed
from tests.care.served import on_a_disk
from tests.care.staffed import sealed, staffed, written

from romduol.care.reports.actions import collect, expire, submit
from romduol.care.reports.models import Envelope, Piece, Receipt, Record
from romduol.care.reports.records import Submission

REPORTS = 200
DEVIATIONS = 5
"""Of a correlation of places that have nothing to do with one another: 0.35 for 200 of them."""
BESIDE_BY_CHANCE = 12
TABLES = (Record, Piece, Envelope, Receipt)
TODAY = date(2026, 11, 28)
Came = dict[type[Model], tuple[list[UUID | str], list[bytes]]]
"""Table -> ids, and one random value of each, as they came."""


def came_in_turn(count: int, hours: int = 1) -> Came:
    """Let so many people report, each with a small file, and join the inbox hour by hour; return all as it came."""
    queue = staffed(TODAY)
    came: Came = {table: ([], []) for table in TABLES}
    for number in range(count):
        submission, _ = sealed([queue], written(), TODAY, files=[b"a picture"])
        submit(submission, later=False, today=TODAY)
        _note(came, submission)
        if number % (count // hours) == count // hours - 1:
            collect(datetime.now(UTC) + timedelta(hours=1 + number * hours // count))
    return came


def _note(came: Came, submission: Submission) -> None:
    report, (file,), receipt = submission.report, submission.files, submission.receipt
    envelope = Envelope.objects.get(record=report.id)
    piece = Piece.objects.get(record=file.id)
    for table, key, value in (
        (Record, report.id, report.box),
        (Envelope, envelope.id, report.envelopes[0].data),
        (Piece, piece.id, b"".join(file.pieces)),
        (Receipt, receipt.locator_hash.hex(), receipt.box),
    ):
        came[table][0].append(key)
        came[table][1].append(value)


def everywhere(came: Came) -> dict[str, list[float]]:
    return {what: places for table in TABLES for what, places in places_of(table, *came[table]).items()}


def by_chance(places: int) -> float:
    return DEVIATIONS / sqrt(places - 1)


def told(found: dict[str, list[float]]) -> dict[str, str]:
    """Return what says something of the order in which rows came, and how much."""
    alike = {what: (likeness(places), neighbours(places)) for what, places in found.items()}
    return {
        what: f"{rho:.2f}, {beside} beside one another"
        for what, (rho, beside) in alike.items()
        if abs(rho) > by_chance(len(found[what])) or beside > BESIDE_BY_CHANCE
    }


def still_told(came: Came) -> dict[str, str]:
    """Return what tells the order, once nothing is owed: others may have looked while the last batch joined."""
    until_nothing_is_owed()
    found = everywhere(came)
    assert len(found) >= 20
    return told(found)


def test_the_order_of_reports_cannot_be_told(tmp_path, transactional_db):
    with on_a_disk(tmp_path / "data"):
        assert still_told(came_in_turn(REPORTS)) == {}


def test_nor_in_which_hour_each_came_after_others_ended(tmp_path, transactional_db):
    with on_a_disk(tmp_path / "data"):
        came_in_turn(20)
        expire(TODAY + timedelta(days=400))
        assert not Record.objects.exists()
        assert still_told(came_in_turn(REPORTS, hours=4)) == {}


def test_before_they_join_the_inbox_it_can_so_the_proof_proves_something(tmp_path, transactional_db, monkeypatch):
    monkeypatch.setattr("romduol.care.reports.actions.batches.rewrite", lambda tables: None)
    with on_a_disk(tmp_path / "data"):
        came = came_in_turn(REPORTS)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = told(everywhere(came))
    assert ("Record, ends of values" if connection.vendor == "sqlite" else "Record, ctid") in found


def test_what_is_taken_for_an_order_is_one():
    random.seed(7)
    shuffled = random.sample(range(REPORTS), REPORTS)
    assert likeness(range(REPORTS)) == pytest.approx(1)
    assert likeness(range(REPORTS, 0, -1)) == pytest.approx(-1)
    assert likeness([3.0] * REPORTS) == 0
    assert abs(likeness(shuffled)) < by_chance(REPORTS)
    assert neighbours(range(REPORTS)) == REPORTS - 1
    assert neighbours(shuffled) < BESIDE_BY_CHANCE
    halves = [*range(1, REPORTS, 2), *range(0, REPORTS, 2)]
    assert abs(likeness(halves)) < 1, "what a correlation sees badly"
