"""What is stored of a report: once, all of it or nothing, shown in batches, and gone without a trace."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests.care.staffed import Staffed, addition, envelopes, known, sealed, staffed, written

from romduol.care.reports import models
from romduol.care.reports.actions import (
    NotForIt,
    add_record,
    collect,
    expire,
    storing,
    submit,
    week_of_closing,
    withdraw,
    write_for_queue,
)
from romduol.care.reports.queries import NoSuchThread, is_for, pieces_of, queues_of, records_for, thread_of, threads_of
from romduol.care.reports.records import ForQueue, Kept, SealedRecord, Submission, Waiting
from romduol.care.reports.rules.keeping import LATER_AN_HOUR, LATER_AT_ONCE, open_until, week_of
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.threads import OwnThread, answer, note, open_attachment, open_report

NOW = datetime(2026, 11, 28, 5, 10, tzinfo=UTC)
TODAY = date(2026, 11, 28)
HOUR = timedelta(hours=1)
TABLES = (models.Record, models.Envelope, models.Piece, models.Receipt)
pytestmark = pytest.mark.django_db


class Sent:
    """A report that was sent, with what shows that it is one's own."""

    def __init__(self, *to: Staffed, files: tuple[bytes, ...] = (), later: bool = False) -> None:
        self.locator, self.token = os.urandom(32), os.urandom(32)
        submission, self.own = sealed(to, written(), TODAY, files=files)
        self.submission: Submission = known(submission, self.locator, self.token)
        self.kept = submit(self.submission, later=later, today=TODAY)

    @property
    def id(self) -> UUID:
        return self.submission.report.id


@pytest.fixture
def queue() -> Staffed:
    return staffed(TODAY)


def rows() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TABLES}


def shown(queue: Staffed) -> set[UUID]:
    return {one.id for one in records_for({queue.id})}


def answer_of(queue: Staffed, own: OwnThread) -> SealedRecord:
    itself = uuid4()
    made = answer(own.thread, itself, b"{}", [queue.chain], TODAY)
    mine = ForQueue(None, None, made.envelopes[0])
    return SealedRecord(itself, SealedKind.ANSWER, (mine, *envelopes([queue], made.envelopes[1:])), made.box)


def note_of(queue: Staffed, own: OwnThread) -> SealedRecord:
    itself = uuid4()
    made = note(own.thread, itself, b"{}", queue.chain, TODAY)
    return SealedRecord(itself, SealedKind.NOTE, envelopes([queue], made.envelopes), made.box)


def test_a_report_is_read_by_its_queue_with_its_files(queue):
    sent = Sent(queue, files=(bytes(200_000),))
    collect(NOW)
    found = {one.kind: one for one in records_for({queue.id})}
    report, file = found[SealedKind.REPORT], found[SealedKind.ATTACHMENT]
    opened = open_report(report.box, report.envelopes[0].data, queue.pair, report.id, queue.chain)
    assert opened.written == written()
    data = open_attachment(opened.thread, file.id, pieces_of(file.id), file.envelopes[0].data, queue.pair)
    assert b"".join(data) == bytes(200_000)
    assert threads_of([file.id], {queue.id}) == {file.id: sent.id}


def test_the_same_sent_twice_is_kept_once(queue):
    sent = Sent(queue)
    before = rows()
    assert submit(sent.submission, later=False, today=TODAY) is Kept.AGAIN
    other, _ = sealed([queue], written("the same form, sealed anew"), TODAY)
    assert submit(known(other, sent.locator, os.urandom(32)), later=False, today=TODAY) is Kept.AGAIN
    assert rows() == before
    assert thread_of(sent.locator, sent.token).id == sent.id


def test_a_report_whose_id_is_taken_is_not_stored_and_takes_nothing_away(queue):
    sent = Sent(queue)
    before = rows()
    with pytest.raises(NotForIt):
        submit(known(sent.submission, os.urandom(32), os.urandom(32)), later=False, today=TODAY)
    assert rows() == before


def test_what_is_for_no_queue_of_ours_or_for_an_old_key_is_stored_nowhere(queue):
    submission, _ = sealed([queue], written(), TODAY)
    elsewhere = Staffed(uuid4(), queue.member, queue.keys, queue.chain, queue.pairs)
    for wrong in (
        elsewhere,
        Staffed(queue.id, queue.member, queue.keys, Chain((*queue.chain.signed, *queue.chain.signed)), queue.pairs),
    ):
        record = SealedRecord(
            submission.report.id,
            SealedKind.REPORT,
            envelopes([wrong], [one.data for one in submission.report.envelopes]),
            submission.report.box,
        )
        with pytest.raises(NotForIt):
            submit(Submission(record, submission.receipt), later=False, today=TODAY)
    assert not any(rows().values())


def test_a_wrong_token_an_unknown_code_and_nothing_at_all_are_the_same(queue):
    sent = Sent(queue)
    for locator, token in ((sent.locator, os.urandom(32)), (os.urandom(32), sent.token), (b"", b"")):
        with pytest.raises(NoSuchThread):
            thread_of(locator, token)
        with pytest.raises(NoSuchThread):
            withdraw(locator, token)
        with pytest.raises(NoSuchThread):
            add_record(locator, token, *addition([queue], sent.own, b"{}", TODAY), today=TODAY)
    assert thread_of(sent.locator, sent.token).id == sent.id


def test_looking_for_a_thread_that_is_not_there_asks_as_much_of_the_database(queue, django_assert_num_queries):
    sent = Sent(queue)
    with django_assert_num_queries(3):
        thread_of(sent.locator, sent.token)
    with django_assert_num_queries(2), pytest.raises(NoSuchThread):
        thread_of(sent.locator, os.urandom(32))
    with django_assert_num_queries(2), pytest.raises(NoSuchThread):
        thread_of(os.urandom(32), sent.token)


def test_a_report_joins_the_inbox_when_the_hour_has_turned_with_all_others(queue):
    collect(NOW)
    one, two = Sent(queue), Sent(queue)
    collect(NOW + timedelta(minutes=20))
    assert shown(queue) == set()
    collect(NOW + HOUR)
    assert shown(queue) == {one.id, two.id}


def test_a_report_of_a_child_joins_the_inbox_within_minutes():
    child = staffed(TODAY, kind="child")
    collect(NOW)
    sent = Sent(child)
    assert shown(child) == set()
    collect(NOW + timedelta(minutes=1))
    assert shown(child) == {sent.id}


def test_a_batch_is_shown_once_in_an_hour_by_whichever_process_comes_first(queue):
    collect(NOW + HOUR)
    sent = Sent(queue)
    for minutes in (0, 1, 49):
        collect(NOW + HOUR + timedelta(minutes=minutes))
    assert shown(queue) == set()
    collect(NOW + 3 * HOUR)
    assert shown(queue) == {sent.id}


def test_a_flood_is_not_refused_and_joins_a_few_at_a_time(queue):
    collect(NOW)
    flood = {Sent(queue, later=True).id for _ in range(LATER_AN_HOUR + 2)}
    other = Sent(queue)
    collect(NOW + HOUR)
    seen = shown(queue)
    assert other.id in seen
    assert len(seen & flood) == LATER_AN_HOUR
    collect(NOW + 2 * HOUR)
    assert flood < shown(queue)


def test_a_flood_of_reports_of_children_does_not_wait_for_the_hour():
    child = staffed(TODAY, kind="child")
    collect(NOW)
    flood = {Sent(child, later=True).id for _ in range(LATER_AT_ONCE + 1)}
    collect(NOW + timedelta(minutes=1))
    assert len(shown(child)) == LATER_AT_ONCE
    collect(NOW + timedelta(minutes=2))
    assert shown(child) == flood


def test_an_addition_never_joins_before_its_report(queue):
    collect(NOW)
    for _ in range(LATER_AN_HOUR * 2):
        Sent(queue, later=True)
    sent = Sent(queue, later=True)
    record, files = addition([queue], sent.own, b"{}", TODAY)
    add_record(sent.locator, sent.token, record, files, today=TODAY)
    assert models.Record.objects.get(pk=record.id).waiting == Waiting.LATER


def test_a_thread_has_an_end_and_what_is_kept_stays(queue, monkeypatch):
    monkeypatch.setattr(storing, "MOST_ADDITIONS", 1)
    sent = Sent(queue)
    first, _ = addition([queue], sent.own, b"{}", TODAY)
    add_record(sent.locator, sent.token, first, today=TODAY)
    with pytest.raises(NotForIt):
        add_record(sent.locator, sent.token, *addition([queue], sent.own, b"{}", TODAY), today=TODAY)
    assert add_record(sent.locator, sent.token, first, today=TODAY) is Kept.AGAIN


def test_an_addition_is_kept_once_and_joins_with_the_next_batch(queue):
    sent = Sent(queue)
    collect(NOW)
    record, files = addition([queue], sent.own, b"{}", TODAY, files=[b"a file"])
    assert add_record(sent.locator, sent.token, record, files, today=TODAY) is Kept.KEPT
    assert add_record(sent.locator, sent.token, record, files, today=TODAY) is Kept.AGAIN
    assert shown(queue) == {sent.id}
    collect(NOW + HOUR)
    assert shown(queue) == {sent.id, record.id, files[0].id}


def test_an_addition_goes_to_no_queue_that_the_report_did_not_go_to(queue):
    sent, other = Sent(queue), staffed(TODAY)
    record, _ = addition([queue], sent.own, b"{}", TODAY)
    moved = SealedRecord(record.id, record.kind, (ForQueue(other.id, 1, record.envelopes[0].data),), record.box)
    with pytest.raises(NotForIt):
        add_record(sent.locator, sent.token, moved, today=TODAY)


def test_only_listed_queues_are_handed_a_record(queue):
    other = staffed(TODAY)
    sent = Sent(queue)
    collect(NOW)
    assert shown(other) == set()
    assert not is_for(sent.id, {other.id})
    assert is_for(sent.id, {other.id, queue.id})
    with pytest.raises(NoSuchThread):
        write_for_queue(note_of(queue, sent.own), sent.id, queues_of_writer={other.id}, today=TODAY)


def test_each_queue_is_handed_its_own_envelope_alone(queue):
    other = staffed(TODAY)
    sent = Sent(queue, other)
    collect(NOW)
    [record] = records_for({other.id})
    assert [one.queue for one in record.envelopes] == [other.id]
    assert queues_of(sent.id) == {queue.id, other.id}


def test_all_records_are_handed_out_page_by_page(queue):
    sent = {Sent(queue).id for _ in range(5)}
    collect(NOW)
    found, after = [], None
    while page := records_for({queue.id}, after, 2):
        found += [one.id for one in page]
        after = found[-1]
    assert set(found) == sent
    assert len(found) == 5


def test_whoever_reported_reads_answers_and_never_notes(queue):
    sent = Sent(queue)
    collect(NOW)
    said, noted = answer_of(queue, sent.own), note_of(queue, sent.own)
    for record in (said, noted):
        assert write_for_queue(record, sent.id, queues_of_writer={queue.id}, today=TODAY) is Kept.KEPT
        assert write_for_queue(record, sent.id, queues_of_writer={queue.id}, today=TODAY) is Kept.AGAIN
    assert {one.id for one in thread_of(sent.locator, sent.token).records} == {sent.id, said.id}
    assert shown(queue) == {sent.id, said.id, noted.id}


def test_withdrawal_leaves_nothing(queue):
    sent, other = Sent(queue, files=(b"a file",)), Sent(queue)
    before = {name: count - (2 if name in ("Record", "Envelope") else 1) for name, count in rows().items()}
    write_for_queue(answer_of(queue, sent.own), sent.id, queues_of_writer={queue.id}, today=TODAY)
    withdraw(sent.locator, sent.token)
    assert rows() == before
    with pytest.raises(NoSuchThread):
        thread_of(sent.locator, sent.token)
    assert thread_of(other.locator, other.token).id == other.id
    with pytest.raises(NoSuchThread):
        write_for_queue(answer_of(queue, sent.own), sent.id, queues_of_writer={queue.id}, today=TODAY)


def test_expiry_leaves_nothing(queue):
    sent = Sent(queue, files=(b"a file",))
    write_for_queue(answer_of(queue, sent.own), sent.id, queues_of_writer={queue.id}, today=TODAY)
    assert expire(TODAY + timedelta(weeks=25)) == 0
    assert expire(TODAY + timedelta(weeks=35)) == 1
    assert not any(rows().values())


def test_a_thread_ends_as_one(queue):
    sent = Sent(queue)
    write_for_queue(answer_of(queue, sent.own), sent.id, queues_of_writer={queue.id}, today=TODAY)
    assert len({one.expires for one in models.Record.objects.all()}) == 1


def test_closing_ends_a_thread_ninety_days_later_and_writing_again_keeps_it(queue):
    sent = Sent(queue)
    week = week_of_closing(TODAY)
    closing = note_of(queue, sent.own)
    write_for_queue(closing, sent.id, queues_of_writer={queue.id}, today=TODAY, expires=week)
    assert {one.expires for one in models.Record.objects.all()} == {week}
    assert week_of(TODAY + timedelta(days=90)) <= week <= week_of(TODAY + timedelta(days=90, weeks=8))
    record, _ = addition([queue], sent.own, b"{}", TODAY)
    add_record(sent.locator, sent.token, record, today=TODAY)
    assert {one.expires >= open_until(TODAY, 0) for one in models.Record.objects.all()} == {True}
