"""One thread holds so much and no more, and what comes in a flood waits its turn; nobody's memory is filled by it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.care.staffed import Staffed, addition, envelopes, known, sealed, staffed, written

from romduol.care.reports import models
from romduol.care.reports.actions import NotForIt, add_record, collect, storing, submit, write_for_queue
from romduol.care.reports.queries import records_for, thread_of
from romduol.care.reports.records import ForQueue, Kept, SealedRecord
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.threads import answer, attach

NOW = datetime(2026, 11, 28, 5, 10, tzinfo=UTC)
TODAY = date(2026, 11, 28)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


class Sent:
    """A report with one file, to one queue."""

    def __init__(self) -> None:
        self.queue = staffed(TODAY)
        self.locator, self.token = os.urandom(32), os.urandom(32)
        submission, self.own = sealed([self.queue], written(), TODAY, files=(b"one",))
        submit(known(submission, self.locator, self.token), later=False, today=TODAY)
        self.id: UUID = submission.report.id
        self.sent = {submission.report.id, submission.files[0].id}

    def adds(self, *files: bytes, **more: Any) -> Kept:
        record, attached = addition([self.queue], self.own, b"{}", TODAY, files=files)
        self.sent |= {record.id, *(one.id for one in attached)}
        return add_record(self.locator, self.token, record, attached, today=TODAY, **more)

    def is_answered(self) -> None:
        """Have the queue answer, with a file."""
        itself, file = uuid4(), uuid4()
        said = answer(self.own.thread, itself, b"{}", [self.queue.chain], TODAY)
        made = attach(self.own.thread, file, (b"a leaflet",), [self.queue.chain], TODAY, to_reporter=True)
        record = SealedRecord(itself, SealedKind.ANSWER, both(self.queue, said.envelopes), said.box)
        attached = SealedRecord(file, SealedKind.ATTACHMENT, both(self.queue, made.envelopes), pieces=list(made.pieces))
        write_for_queue(record, self.id, [attached], queues_of_writer={self.queue.id}, today=TODAY)


def both(queue: Staffed, data: tuple[bytes, ...]) -> tuple[ForQueue, ...]:
    return (ForQueue(None, None, data[0]), *envelopes([queue], data[1:]))


@pytest.fixture
def report() -> Sent:
    return Sent()


def shown(queue: Staffed) -> set[UUID]:
    return {one.id for one in records_for({queue.id})}


def test_the_files_of_a_thread_have_an_end_and_those_of_answers_do_not_count(report, monkeypatch):
    monkeypatch.setattr(storing, "MOST_SENT_FILES", 2)
    report.is_answered()
    assert report.adds(b"two") is Kept.KEPT
    with pytest.raises(NotForIt):
        report.adds(b"three")
    assert report.adds() is Kept.KEPT, "words alone are taken all the same"
    assert models.Record.objects.filter(kind=SealedKind.ATTACHMENT).count() == 3


def test_what_is_added_in_a_flood_joins_when_its_thread_is_drawn(report):
    collect(NOW)
    collect(NOW + HOUR)
    before = shown(report.queue)
    assert before == report.sent
    report.adds(b"two", later=True)
    assert shown(report.queue) == before
    collect(NOW + 2 * HOUR)
    assert shown(report.queue) == report.sent


def test_whoever_comes_back_costs_no_memory_for_what_they_sent_themselves(report):
    report.adds()
    report.is_answered()
    found = thread_of(report.locator, report.token).records
    assert {one.kind for one in found if one.box} == {SealedKind.ANSWER}
    assert len(found) == models.Record.objects.count()
