"""The doctor tells where a machine that takes reports would not keep them to itself; time ends what is over."""

from __future__ import annotations

import resource
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from romduol.care.feedback import actions as feedback
from romduol.care.keys import actions as keys
from romduol.care.queues.models import Queue
from romduol.care.reports import actions as reports
from romduol.care.reports import jobs
from romduol.config import hooks, quiet
from romduol.config.commands import serve
from romduol.config.findings import Level
from tests.care.staffed import staffed

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ({"log_statement": "none", "log_min_error_statement": "panic", "log_parameter_max_length": "0"}, 0),
        ({"log_statement": "all", "log_min_error_statement": "error", "log_parameter_max_length": "-1"}, 3),
        ({"log_min_duration_statement": "250"}, 1),
        ({}, 0),
    ],
)
def test_a_database_that_logs_what_it_is_told_is_named(found, wrong):
    assert len(quiet.judge_postgresql(found)) == wrong


def test_sqlite_has_to_overwrite_what_is_deleted():
    assert quiet.judge_sqlite("wal", 1) == []
    assert quiet.judge_sqlite("delete", 0) == ["journal_mode is delete", "secure_delete is off"]


@pytest.mark.parametrize(
    ("devices", "sealed", "level"),
    [([], False, Level.OK), (["/dev/dm-1"], True, Level.OK), (["/swapfile"], False, Level.WARN)],
)
def test_memory_is_not_swapped_in_the_open(devices, sealed, level):
    assert quiet.judge_swap(devices, lambda device: sealed).level is level


def test_compressed_memory_is_no_disk():
    assert quiet.is_sealed("/dev/zram0")
    assert not quiet.is_sealed("/swapfile")


@pytest.mark.parametrize(
    ("limit", "pattern", "level"),
    [
        (0, "core", Level.OK),
        (-1, "core", Level.WARN),
        (0, "|/usr/lib/systemd/systemd-coredump %P", Level.WARN),
    ],
)
def test_a_crash_writes_no_memory(limit, pattern, level):
    assert quiet.judge_core_dumps(limit, pattern).level is level


def test_what_serves_takes_dumps_from_itself():
    held = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (held[1], held[1]))
        serve.leave_no_dump()
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, held[1])
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, held)


@pytest.mark.parametrize(
    ("address", "hosts", "proxies", "level"),
    [
        ("https://romduol.example.org", ["*"], 1, Level.OK),
        ("", ["invented.onion"], 0, Level.OK),
        ("https://romduol.example.org", ["*"], 0, Level.WARN),
        ("", ["*"], 0, Level.WARN),
    ],
)
def test_reports_come_over_a_safe_connection(address, hosts, proxies, level):
    assert quiet.judge_address(address, hosts, proxies).level is level


def test_debugging_is_a_fault(settings):
    settings.DEBUG = True
    assert quiet.check_debug().level is Level.FAIL


@pytest.mark.django_db
def test_this_very_database_is_looked_at():
    assert quiet.check_databases().level in (Level.OK, Level.WARN)


@pytest.mark.django_db
def test_an_inbox_that_nobody_opened_is_told_and_not_which():
    hour = int(NOW.timestamp()) // 3600
    assert quiet.judge_inboxes([], hour, 48).level is Level.OK
    assert quiet.judge_inboxes([hour - 48], hour, 48).level is Level.OK
    asleep = quiet.judge_inboxes([hour - 49, None, hour], hour, 48)
    assert (asleep.level, asleep.due, "2 of 3" in asleep.what) == (Level.WARN, True, True)
    Queue.objects.create(
        organization="00000000-0000-0000-0000-000000000001", kind="violence", body="support", answer_hours=24, name={}
    )
    assert quiet.check_inboxes().level is Level.WARN


@pytest.mark.django_db
def test_an_inbox_whose_key_is_over_is_told(monkeypatch):
    staffed(timezone.localdate())
    assert quiet.check_inboxes().level is Level.OK
    later = timezone.now() + timedelta(days=90)
    monkeypatch.setattr(timezone, "now", lambda: later)
    Queue.objects.update(opened_hour=int(later.timestamp()) // 3600)
    found = quiet.check_inboxes()
    assert (found.level, found.due, "key is over" in found.what) == (Level.WARN, True, True)


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_where_no_report_comes_in_only_what_concerns_it_is_looked_at(settings):
    settings.FACES = frozenset({"public"})
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
    assert [finding.level for finding in quiet.quiet_checks()] == [Level.OK] * 4


@pytest.mark.parametrize(
    ("strangers", "left", "begun", "level"),
    [
        ([], {}, False, Level.OK),
        ([], {"reports_record": 0}, False, Level.WARN),
        ([], {"reports_record": 3, "queues_queue": 0}, False, Level.FAIL),
        ([], {}, True, Level.FAIL),
        (["accounts_account"], {}, False, Level.FAIL),
    ],
)
def test_two_databases_hold_what_is_theirs(strangers, left, begun, level):
    assert quiet.judge_apart(strangers, left, begun=begun).level is level


@pytest.mark.parametrize(
    ("faces", "inboxes", "level"),
    [
        ({"public", "intake", "staff"}, 0, Level.OK),
        ({"public", "intake", "staff"}, 1, Level.WARN),
        ({"public", "intake"}, 0, Level.WARN),
        ({"intake"}, 0, Level.WARN),
    ],
)
def test_one_database_for_all_is_told(faces, inboxes, level):
    assert quiet.judge_together(faces, inboxes).level is level


@pytest.mark.parametrize(
    ("last", "inboxes", "level"),
    [
        (None, False, Level.OK),
        (None, True, Level.FAIL),
        (500_000, True, Level.OK),
        (499_998, True, Level.OK),
        (499_997, True, Level.FAIL),
    ],
)
def test_reports_that_nobody_lets_join_are_told(last, inboxes, level):
    found = quiet.judge_collecting(last, 500_000, inboxes=inboxes)
    assert (found.level, found.due) == (level, level is Level.FAIL)


@pytest.mark.django_db
def test_that_nobody_collects_is_read_from_the_database():
    assert quiet.check_collecting().level is Level.OK
    Queue.objects.create(
        organization="00000000-0000-0000-0000-000000000001", kind="violence", body="support", answer_hours=24, name={}
    )
    assert quiet.check_collecting().level is Level.FAIL
    reports.collect(datetime.now(UTC))
    assert quiet.check_collecting().level is Level.OK


class TestTime:
    def test_what_is_over_is_ended_in_every_room(self, monkeypatch):
        came: list[tuple[object, ...]] = []
        monkeypatch.setattr(reports, "expire", lambda today: came.append(("reports", today)))
        monkeypatch.setattr(feedback, "erase", lambda *, today, by: came.append(("feedback", today, by)))
        monkeypatch.setattr(keys, "finish_locking", lambda: came.append(("keys",)))
        hooks.end_what_is_over(date(2026, 11, 28))
        assert came == [("reports", date(2026, 11, 28)), ("feedback", date(2026, 11, 28), "tick"), ("keys",)]

    @pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
    def test_without_its_tables_nothing_is_done(self, settings, monkeypatch):
        settings.DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
        monkeypatch.setattr(reports, "expire", lambda today: pytest.fail("nothing is asked for"))
        monkeypatch.setattr(jobs, "collector", lambda **_: pytest.fail("nothing is asked for"))
        hooks.end_what_is_over(date(2026, 11, 28))
        hooks.start_collecting()

    def test_a_process_that_takes_reports_collects_beside_serving(self, monkeypatch):
        begun: list[object] = []

        def collector(*, acts):
            begun.extend(acts)
            return SimpleNamespace(start=lambda: begun.append(True))

        monkeypatch.setattr(jobs, "collector", collector)
        hooks.start_collecting()
        assert begun == [hooks.let_in, hooks.finish_locks, True]
