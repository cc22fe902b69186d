"""A batch joins while somebody else looks at the database, as a dump does: nobody waits, and nothing stays for long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.care.physical import until_nothing_is_owed
from tests.care.served import on_a_disk
from tests.care.staffed import known, sealed, staffed, written
from tests.care.test_order_cannot_be_told import came_in_turn, everywhere, told
from tests.care.test_what_ended_is_gone import on_disk

from romduol.care.reports.actions import collect, submit, withdraw
from romduol.care.reports.actions.tables import TABLES, noted
from romduol.care.reports.models import Record
from romduol.care.reports.records import Waiting
from romduol.safety.retention import unordered
from romduol.safety.retention.unordered import owed

TODAY = date(2026, 11, 28)
FEW = 60


@contextmanager
def looking(*, at: str) -> Iterator[None]:
    """Look at a table on a line of one's own, and go on seeing what was there then."""
    other = connection.copy()
    with other.cursor() as cursor, pytest.MonkeyPatch.context() as patched:
        patched.setattr(unordered, "sleep", lambda seconds: None)
        patched.setattr(unordered, "_PATIENCE_MS", 10)
        cursor.execute("BEGIN" if other.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(f"SELECT count(*) FROM {at}")
        yield
        cursor.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize("at", ["reports_record", "django_migrations"])
def test_a_batch_joins_all_the_same_and_what_it_left_goes_with_the_next(tmp_path, transactional_db, at):
    with on_a_disk(tmp_path / "data"):
        came = came_in_turn(FEW)
        until_nothing_is_owed()
        queue = staffed(TODAY)
        with looking(at=at):
            submission, _ = sealed([queue], written(), TODAY)
            submit(submission, later=False, today=TODAY)
            assert collect(datetime.now(UTC) + timedelta(hours=5)) == 1
            assert owed(TABLES), "else nothing was in the way, and this proves nothing"
            assert not Record.objects.exclude(waiting=Waiting.SEEN).exists()
        until_nothing_is_owed()
        assert told(everywhere(came)) == {}


def test_what_is_left_while_somebody_writes_anew_is_owed_still(tmp_path, transactional_db, monkeypatch):
    with on_a_disk(tmp_path / "data"):
        until_nothing_is_owed()
        lies_anew = unordered._rewritten

        def and_meanwhile(*what: Any) -> bool:
            done = lies_anew(*what)
            unordered._owed.mark([Record])
            return done

        with monkeypatch.context() as patched:
            patched.setattr(unordered, "_rewritten", and_meanwhile)
            unordered.rewrite([Record])
        assert owed([Record])
        until_nothing_is_owed()


@pytest.mark.parametrize("at", ["reports_record", "django_migrations"])
def test_whoever_takes_back_waits_for_nobody_and_the_rest_goes_with_the_next(tmp_path, transactional_db, at):
    locator, token = os.urandom(32), os.urandom(32)
    with on_a_disk(tmp_path / "data"):
        submission, _ = sealed([staffed(TODAY)], written(), TODAY)
        submit(known(submission, locator, token), later=False, today=TODAY)
        with looking(at=at):
            withdraw(locator, token)
            assert not Record.objects.exists()
            assert owed(TABLES) or noted() is not None, "else nothing was in the way, and this proves nothing"
        until_nothing_is_owed()
        assert submission.report.box[-40:] not in on_disk(tmp_path / "data")
