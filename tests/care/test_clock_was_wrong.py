"""A machine whose clock was years ahead for a while keeps no report waiting and no inbox alive for years."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from tests.care.keys_world import found, inbox_for, keyed
from tests.care.staffed import known, sealed, staffed, written

from romduol.care.queues.actions import note_opened
from romduol.care.queues.queries import living, living_chains
from romduol.care.queues.rules import hour_of
from romduol.care.reports.actions import collect, submit
from romduol.care.reports.models import Batch
from romduol.config.findings import Level
from romduol.config.quiet import judge_inboxes

NOW = datetime(2026, 11, 28, 5, 10, tzinfo=UTC)
AHEAD = NOW + timedelta(days=4000)

pytestmark = pytest.mark.django_db


def reported() -> None:
    submission, _ = sealed([staffed(NOW.date())], written(), NOW.date())
    submit(known(submission, os.urandom(32), os.urandom(32)), later=False, today=NOW.date())


def test_batches_go_on_with_the_hour_that_it_is():
    collect(AHEAD)
    reported()
    assert collect(NOW) == 1
    reported()
    assert collect(NOW + timedelta(minutes=9)) == 0
    assert collect(NOW + timedelta(hours=1)) == 1


def test_of_two_clocks_that_differ_by_minutes_the_slower_one_turns_no_hour_back():
    collect(NOW)
    reported()
    assert collect(NOW - timedelta(minutes=15)) == 0
    assert Batch.objects.get(pk="hourly").hour == hour_of(NOW)


def test_an_inbox_that_was_opened_in_years_to_come_takes_nothing_until_somebody_opens_it():
    queue = inbox_for("lantern")
    found(queue, keyed("veasna"))
    note_opened(queue, AHEAD)
    assert not living(None, NOW)
    assert not living_chains(NOW)
    note_opened(queue, NOW)
    assert [one.queue.id for one in living(None, NOW)] == [queue]
    assert set(living_chains(NOW)) == {queue}
    note_opened(queue, NOW - timedelta(minutes=15))
    assert [one.queue.opened_hour for one in living(None, NOW)] == [hour_of(NOW)]


def test_the_servers_own_checks_tell_it():
    assert judge_inboxes([hour_of(NOW)], hour_of(NOW), 48).level is Level.OK
    assert judge_inboxes([hour_of(AHEAD)], hour_of(NOW), 48).level is Level.WARN
