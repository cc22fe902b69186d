"""A thread that several bodies read ends when each has closed it, and no body ends it for another."""

from __future__ import annotations

import os
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from tests.care.staffed import Staffed, addition, envelopes, known, sealed, staffed, written

from romduol.care.reports import models
from romduol.care.reports.actions import add_record, expire, submit, week_of_closing, write_for_queue
from romduol.care.reports.records import SealedRecord
from romduol.care.reports.rules.keeping import CLOSED, JITTER_WEEKS, open_until, week_of
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.threads import OwnThread, note

TODAY = date(2026, 11, 28)
LATEST_CLOSED = week_of(TODAY + CLOSED + timedelta(weeks=JITTER_WEEKS - 1))
pytestmark = pytest.mark.django_db


class Read:
    """A report that two bodies read."""

    def __init__(self) -> None:
        self.one, self.two = staffed(TODAY, name="Lantern"), staffed(TODAY, name="River")
        self.locator, self.token = os.urandom(32), os.urandom(32)
        submission, self.own = sealed([self.one, self.two], written(), TODAY)
        submit(known(submission, self.locator, self.token), later=False, today=TODAY)
        self.id: UUID = submission.report.id

    def writes(self, queue: Staffed, *, closes: bool = False) -> None:
        expires = week_of_closing(TODAY) if closes else None
        record = note_of(queue, self.own)
        write_for_queue(record, self.id, queues_of_writer={queue.id}, today=TODAY, expires=expires)

    def adds(self) -> None:
        record, _ = addition([self.one, self.two], self.own, b"{}", TODAY)
        add_record(self.locator, self.token, record, today=TODAY)

    @property
    def ends(self) -> str:
        return models.Record.objects.get(pk=self.id).expires


def note_of(queue: Staffed, own: OwnThread) -> SealedRecord:
    itself = uuid4()
    made = note(own.thread, itself, b"{}", queue.chain, TODAY)
    return SealedRecord(itself, SealedKind.NOTE, envelopes([queue], made.envelopes), made.box)


@pytest.fixture
def read() -> Read:
    return Read()


def weeks() -> set[str]:
    return set(models.Record.objects.values_list("expires", flat=True))


def test_one_body_that_closes_ends_nothing_for_the_other(read):
    read.writes(read.one, closes=True)
    assert read.ends >= open_until(TODAY, 0)
    after_it_would_have_ended = TODAY + CLOSED + timedelta(weeks=JITTER_WEEKS + 1)
    assert expire(after_it_would_have_ended) == 0
    assert models.Record.objects.count() == 2
    read.writes(read.two)
    assert models.Record.objects.count() == 3


def test_it_ends_when_each_has_closed_in_whatever_order_they_wrote(read):
    read.writes(read.one, closes=True)
    read.writes(read.two)
    read.writes(read.two, closes=True)
    assert len(weeks()) == 1
    assert read.ends <= LATEST_CLOSED
    assert expire(TODAY + CLOSED + timedelta(weeks=JITTER_WEEKS + 1)) == 1
    assert not models.Record.objects.exists()


def test_whoever_closed_and_writes_again_has_it_open_again(read):
    read.writes(read.one, closes=True)
    read.writes(read.one)
    read.writes(read.two, closes=True)
    assert read.ends >= open_until(TODAY, 0)
    read.writes(read.one, closes=True)
    assert read.ends <= LATEST_CLOSED


def test_closing_twice_counts_for_oneself_alone(read):
    read.writes(read.one, closes=True)
    read.writes(read.one, closes=True)
    assert read.ends >= open_until(TODAY, 0)


def test_what_whoever_reported_adds_opens_it_again_for_all(read):
    read.writes(read.one, closes=True)
    read.adds()
    assert len(weeks()) == 1
    read.writes(read.two, closes=True)
    assert read.ends >= open_until(TODAY, 0)


def test_whoever_reads_it_for_both_closes_it_for_both(read):
    both = {read.one.id, read.two.id}
    record = note_of(read.one, read.own)
    write_for_queue(record, read.id, queues_of_writer=both, today=TODAY, expires=week_of_closing(TODAY))
    assert read.ends <= LATEST_CLOSED
