"""What goes on beside the pages, the command for cron, and what the day's tick ends; and many reports at one moment."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event
from uuid import UUID

import pytest
from django.db import OperationalError, close_old_connections, connection, connections
from django.utils import timezone
from tests.care.staffed import Staffed, sealed, staffed, written
from tests.seizure.disk import Before
from tests.seizure.lite import in_a_file

from romduol.care.queues.rules import day_of
from romduol.care.reports import jobs, models
from romduol.care.reports.actions import submit
from romduol.care.reports.queries import records_for
from romduol.care.reports.records import Kept
from romduol.care.reports.rules.keeping import week_of
from romduol.config.cli import main
from romduol.safety.crypto.threads import open_report

MANY = 50


@pytest.mark.django_db
def test_the_command_for_cron_shows_what_waits_and_prints_nothing(capsys):
    today = day_of(timezone.now())
    queue = staffed(today, kind="child")
    submission, _ = sealed([queue], written(), today)
    submit(submission, later=False, today=today)
    assert main(["collect"]) == 0
    assert [one.id for one in records_for({queue.id})] == [submission.report.id]
    assert capsys.readouterr() == ("", "")


def test_the_collector_goes_on_after_a_fault_and_names_nothing(monkeypatch, caplog):
    stop, rounds = Event(), []

    def failing(now):
        rounds.append(now)
        if len(rounds) == 1:
            raise OperationalError("zqxcanary")
        stop.set()

    monkeypatch.setattr(jobs, "collect", failing)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    thread = jobs.collector(stop, every=0.01)
    thread.start()
    thread.join(5)
    assert not thread.is_alive()
    assert len(rounds) == 2
    assert "zqxcanary" not in caplog.text
    assert "OperationalError" in caplog.text


def test_fifty_reports_at_one_moment_make_no_error_and_none_is_lost(tmp_path, transactional_db):
    today = day_of(timezone.now())
    if connection.vendor == "sqlite":
        with in_a_file(tmp_path / "romduol.sqlite3", Before()):
            fifty(staffed(today))
    else:
        fifty(staffed(today))


def fifty(queue: Staffed) -> None:
    today = day_of(timezone.now())
    made = [sealed([queue], written(json.dumps(number)), today)[0] for number in range(MANY)]

    def send(submission):
        close_old_connections()
        try:
            return submit(submission, later=False, today=today)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(send, made)) == {Kept.KEPT}
        assert set(pool.map(send, made[:5])) == {Kept.AGAIN}
    rows = {row.id: row for row in models.Record.objects.all()}
    assert set(rows) == {one.report.id for one in made}
    opened = {opens(queue, rows[one.report.id].id) for one in made}
    assert opened == {json.dumps(number) for number in range(MANY)}


def opens(queue: Staffed, record: UUID) -> str:
    row = models.Record.objects.get(pk=record)
    envelope = models.Envelope.objects.get(record=record)
    read = open_report(bytes(row.box), bytes(envelope.data), queue.pair, record, queue.chain)
    return str(json.loads(read.written)["what"])


@pytest.mark.django_db
def test_what_is_over_goes_with_the_daily_tick(monkeypatch):
    from romduol.config.commands import tick

    today = day_of(timezone.now())
    submission, _ = sealed([staffed(today)], written(), today)
    submit(submission, later=False, today=today)
    monkeypatch.setattr(tick, "_publish", lambda keep: 0)
    monkeypatch.setattr(tick, "tidy_imports", lambda **_: None)
    monkeypatch.setattr(tick, "erase_old_words", lambda **_: None)
    for name in ("check_release", "check_list", "check_keys", "last_good"):
        monkeypatch.setattr(tick, name, lambda *_: Quiet())
    monkeypatch.setattr(tick, "is_rolled_back", lambda _: False)
    monkeypatch.setattr(tick, "today", lambda: today + timedelta(weeks=36))
    assert main(["tick"]) == 0
    assert not models.Record.objects.exists()


class Quiet:
    """A finding that warns of nothing."""

    level = None
    due = False


def test_weeks_are_in_order_across_years():
    days = [date(2026, 1, 1) + timedelta(days=one) for one in range(800)]
    weeks = [week_of(day) for day in days]
    assert weeks == sorted(weeks)
    assert week_of(date(2027, 1, 3)) == "2026-W53" < week_of(date(2027, 1, 4))
