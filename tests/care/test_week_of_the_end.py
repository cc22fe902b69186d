"""The week in which a thread ends tells nothing finer than nine weeks of when somebody wrote in it, however often."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta

import pytest
from tests.care.staffed import addition, known, sealed, staffed, written

from romduol.care.reports.actions import add_record, submit
from romduol.care.reports.models import Record
from romduol.care.reports.rules.keeping import JITTER_WEEKS, OPEN, open_until, week_of, written_again

TODAY = date(2026, 11, 28)


def drawn_again_and_again(times: int) -> Counter[str]:
    """Return in which weeks threads end in which somebody wrote so often on one day, for each first draw."""
    ends = Counter[str]()
    for first in range(JITTER_WEEKS):
        week = open_until(TODAY, first)
        for number in range(times):
            week = written_again(week, TODAY, (first * 7 + number) % JITTER_WEEKS)
        ends[week] += 1
    return ends


@pytest.mark.parametrize("times", [1, 20])
def test_whoever_writes_much_ends_in_no_other_week_than_whoever_writes_once(times):
    ends = drawn_again_and_again(times)
    assert ends == dict.fromkeys((open_until(TODAY, jitter) for jitter in range(JITTER_WEEKS)), 1)


def test_a_thread_ends_no_sooner_than_half_a_year_after_somebody_wrote():
    for weeks in range(60):
        day = TODAY + timedelta(weeks=weeks)
        for jitter in range(JITTER_WEEKS):
            assert written_again(open_until(TODAY, 4), day, jitter) >= week_of(day + OPEN)
    assert written_again("2026-W50", TODAY, 3) == open_until(TODAY, 3), "one that was closed is open again"


@pytest.mark.django_db
def test_nine_additions_change_no_week(monkeypatch):
    queue, locator, token = staffed(TODAY), os.urandom(32), os.urandom(32)
    submission, own = sealed([queue], written(), TODAY)
    submit(known(submission, locator, token), later=False, today=TODAY)
    monkeypatch.setattr("romduol.care.reports.actions.storing.randbelow", lambda most: most - 1)
    Record.objects.update(expires=open_until(TODAY, 0))
    for _ in range(JITTER_WEEKS):
        record, _ = addition([queue], own, b"more", TODAY)
        add_record(locator, token, record, today=TODAY)
    assert set(Record.objects.values_list("expires", flat=True)) == {open_until(TODAY, 0)}
