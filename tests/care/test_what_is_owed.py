"""A batch, an end and a taking back are finished by the next collector, whoever was killed or kept from it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from tests.care.staffed import addition, known, sealed, staffed, written

from romduol.care.feedback.models import Sum
from romduol.care.reports.actions import add_record, batches, collect, ending, expire, submit, withdraw
from romduol.care.reports.actions.tables import TABLES, noted, owe, pay, together
from romduol.care.reports.models import Envelope, Piece, Receipt, Record
from romduol.care.reports.records import Waiting
from romduol.safety.retention import unordered

NOW = datetime(2026, 11, 28, 5, 10, tzinfo=UTC)
TODAY = NOW.date()
AFTER_ALL = TODAY + timedelta(weeks=40)
HELD = "FOR UPDATE" if connection.vendor == "postgresql" else "ORDER BY"
"""What a question has in it that holds what it finds; SQLite lets nobody else write meanwhile anyway."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def rewritten(monkeypatch) -> list[list[object]]:
    """Which tables were written anew, each time; a test's transaction holds them."""
    times: list[list[object]] = []

    def write(tables: Iterable[object]) -> bool:
        times.extend([found] if (found := list(tables)) else [])
        return True

    monkeypatch.setattr(batches, "rewrite", write)
    monkeypatch.setattr(unordered, "_owed", unordered._Owed())
    return times


def fails(tables: object) -> None:
    raise OperationalError("deadlock detected")


def reported(today: date = TODAY) -> tuple[bytes, bytes]:
    """Let somebody report, with a file; return what they show when they come back."""
    locator, token = os.urandom(32), os.urandom(32)
    submission, _ = sealed([staffed(today)], written(), today, files=[b"a picture"])
    submit(known(submission, locator, token), later=False, today=today)
    return locator, token


def test_what_a_batch_that_was_killed_left_the_next_one_does_within_the_hour(monkeypatch, rewritten):
    reported()
    with monkeypatch.context() as broken:
        broken.setattr(batches, "rewrite", fails)
        with pytest.raises(OperationalError):
            collect(NOW)
    assert not Record.objects.exclude(waiting=Waiting.SEEN).exists()
    assert collect(NOW + timedelta(minutes=1)) == 0
    assert rewritten == [list(TABLES)]
    collect(NOW + timedelta(minutes=2))
    assert len(rewritten) == 1


def test_what_could_not_be_done_stays_owed_and_so_does_what_is_owed_meanwhile():
    def owes(_: object) -> bool:
        owe()
        return True

    with together():
        owe()
    pay(lambda _: False)
    assert noted() is not None
    pay(owes)
    assert noted() is not None
    pay(lambda _: True)
    assert noted() is None


def test_whoever_takes_back_is_told_so_though_its_files_could_not_be_written_anew(monkeypatch):
    locator, token = reported()
    monkeypatch.setattr(ending, "forget", fails)
    withdraw(locator, token)
    assert not any(table.objects.exists() for table in (Record, Envelope, Piece, Receipt))
    reported()
    assert expire(AFTER_ALL) == 1


def test_on_postgresql_the_next_collector_writes_out_what_was_taken_back(rewritten):
    if connection.vendor == "sqlite":
        pytest.skip("there it goes at once")
    collect(NOW)
    rewritten.clear()
    withdraw(*reported())
    assert noted() is not None
    collect(NOW + timedelta(minutes=1))
    assert rewritten == [list(TABLES)]
    assert noted() is None


@pytest.mark.django_db(transaction=True)
def test_taking_back_keeps_nobody_waiting_for_all_tables():
    locator, token = reported()
    with CaptureQueriesContext(connection) as asked:
        withdraw(locator, token)
    assert not [query["sql"] for query in asked if query["sql"].startswith(("CLUSTER", "LOCK", "VACUUM"))]


def test_what_is_over_goes_a_few_at_a_time_and_none_of_its_boxes_is_read(monkeypatch):
    monkeypatch.setattr(ending, "AT_ONCE", 2)
    for _ in range(5):
        reported()
    with CaptureQueriesContext(connection) as asked:
        assert expire(AFTER_ALL) == 5
    assert not any(table.objects.exists() for table in (Record, Envelope, Piece, Receipt))
    read = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert not [sql for sql in read if '"box"' in sql or '"data"' in sql]


def test_the_reports_of_a_batch_are_held_before_it_changes_anything_as_whoever_writes_in_a_thread_does(rewritten):
    locator, token = os.urandom(32), os.urandom(32)
    queue = staffed(TODAY)
    submission, own = sealed([queue], written(), TODAY)
    submit(known(submission, locator, token), later=False, today=TODAY)
    record, _ = addition([queue], own, b"more", TODAY)
    add_record(locator, token, record, today=TODAY)
    with CaptureQueriesContext(connection) as asked:
        assert collect(NOW) == 2
    of_records = [query["sql"] for query in asked if 'reports_record"' in query["sql"]]
    held = next(place for place, sql in enumerate(of_records) if "thread" in sql and HELD in sql)
    changed = next(place for place, sql in enumerate(of_records) if sql.startswith("UPDATE"))
    assert held < changed


def test_feedback_is_written_anew_with_each_hour_and_not_each_minute(rewritten):
    collect(NOW, also=[Sum])
    assert rewritten == [list(TABLES), [Sum]]
    reported()
    Record.objects.update(waiting=Waiting.SOON)
    collect(NOW + timedelta(minutes=1), also=[Sum])
    assert rewritten[2:] == [list(TABLES)]
    collect(NOW + timedelta(hours=1), also=[Sum])
    assert rewritten[3:] == [list(TABLES), [Sum]]


@pytest.mark.django_db(transaction=True)
def test_a_file_that_could_not_be_written_anew_is_not_taken_for_done_once_its_log_is_empty(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("there each table is written anew or owed by itself")
    tries: list[str] = []

    def full(alias: str) -> None:
        tries.append(alias)
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(unordered, "_owed", unordered._Owed())
    monkeypatch.setattr(unordered, "_rewrite_file", full)
    monkeypatch.setattr(unordered, "_emptied", lambda alias: True)
    reported()
    for minute in range(3):
        with pytest.raises(OperationalError):
            collect(NOW + timedelta(minutes=minute))
    assert len(tries) == 3
    assert noted() is not None
