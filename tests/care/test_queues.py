"""Promises of inboxes: one that nobody opens takes nothing, and no statement gets in that a browser would refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.care.keys_world import LAST_DAY, NOW, SAID, TODAY, found, founding, hand_in, inbox_for, keyed
from tests.safety.cast import hire, organization
from tests.safety.crypto.people import CUSTODIANS, NEW_CUSTODIANS, id_named

from romduol.care.queues.actions import (
    Begun,
    NotForChildren,
    OtherRecovery,
    QueueThere,
    add_statement,
    change_queue,
    forget_opened,
    note_opened,
    pause,
    remove_queue,
    set_up_queue,
)
from romduol.care.queues.queries import NoSuchQueue, all_queues, announced_of, inbox, living, recovery_of
from romduol.care.queues.records import Body, Queue, QueueKind
from romduol.care.queues.rules import hour_of, hours_since, is_living, read, told, written
from romduol.config.inboxes import inbox_hours_from
from romduol.safety.audit.models import AuditEntry
from romduol.safety.crypto.epochs import ChainBroken, NotCurrent
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.statements import RecoveryPublic

HOUR = timedelta(hours=1)
NOBODY = id_named("nobody")


def queue_opened(hours_ago: int | None, *, paused: bool = False) -> Queue:
    """Return a queue that somebody opened so many hours before NOW."""
    opened = None if hours_ago is None else hour_of(NOW) - hours_ago
    return Queue(
        id=NOBODY,
        organization=NOBODY,
        name=SAID.name,
        kind=QueueKind.TRAFFICKING,
        body=Body.SUPPORT,
        provinces=(),
        hours=(),
        answer_hours=24,
        paused=paused,
        opened_hour=opened,
    )


@pytest.mark.parametrize(
    ("ago", "lives"), [(-1, True), (-2, False), (0, True), (47, True), (48, True), (49, False), (None, False)]
)
def test_an_inbox_that_nobody_opened_for_longer_than_its_hours_takes_nothing(ago, lives):
    assert is_living(queue_opened(ago), hour_of(NOW), 48) is lives
    assert not is_living(queue_opened(ago, paused=True), hour_of(NOW), 48)


def test_how_long_ago_somebody_looked_is_told_in_whole_hours_and_never_below_none():
    assert hours_since(None, NOW) is None
    assert hours_since(hour_of(NOW) - 3, NOW) == 3
    assert hours_since(hour_of(NOW) + 1, NOW) == 0


@pytest.mark.parametrize("bad", ["*", "a", "AB==", "AB", 7, None, "é"])
def test_bytes_are_written_in_one_way_only(bad):
    assert read(written(b"\x00\xff\x10")) == b"\x00\xff\x10"
    with pytest.raises(ValueError):
        read(bad)


@pytest.mark.parametrize("text", ["0", "337", "two", "-1", "٤"])
def test_a_number_of_hours_that_is_none_stops_the_start(text):
    assert inbox_hours_from("") == 48
    with pytest.raises(Exception, match="ROMDUOL_INBOX_HOURS"):
        inbox_hours_from(text)


@pytest.mark.django_db
class TestSettingUp:
    def test_an_organisation_has_one_inbox_of_a_kind(self):
        inbox_for("lantern")
        inbox_for("river")
        with pytest.raises(QueueThere):
            inbox_for("lantern")
        assert len(all_queues()) == 2

    def test_reports_about_children_go_to_child_protection_only(self):
        said = replace(SAID, body=Body.SUPPORT)
        with pytest.raises(NotForChildren):
            set_up_queue(
                organization=organization("lantern").pk,
                kind=QueueKind.CHILD,
                said=said,
                recovery=CUSTODIANS.public,
                by=hire("sokha").by,
            )
        queue = inbox_for("lantern", QueueKind.CHILD)
        with pytest.raises(NotForChildren):
            change_queue(queue_id=queue, said=said, by=hire("sokha").by)

    def test_recovery_keys_that_are_none_are_refused(self):
        for bad in (RecoveryPublic(bytes(65), CUSTODIANS.sign.public), RecoveryPublic(*[CUSTODIANS.seal.public] * 2)):
            with pytest.raises(Malformed):
                set_up_queue(
                    organization=organization("lantern").pk,
                    kind=QueueKind.VIOLENCE,
                    said=SAID,
                    recovery=bad,
                    by=hire("sokha").by,
                )

    def test_recovery_keys_change_only_before_the_chain_begins(self):
        queue, by = inbox_for("lantern"), hire("sokha").by
        change_queue(queue_id=queue, said=SAID, recovery=NEW_CUSTODIANS.public, by=by)
        assert recovery_of(queue) == NEW_CUSTODIANS.public
        change_queue(queue_id=queue, said=SAID, recovery=CUSTODIANS.public, by=by)
        found(queue, keyed("veasna"))
        change_queue(queue_id=queue, said=SAID, recovery=NEW_CUSTODIANS.public, by=by)
        assert (recovery_of(queue), announced_of(queue)) == (CUSTODIANS.public, NEW_CUSTODIANS.public)
        assert AuditEntry.objects.filter(verb="announce_recovery").count() == 1
        change_queue(queue_id=queue, said=SAID, recovery=CUSTODIANS.public, by=by)
        assert (recovery_of(queue), announced_of(queue)) == (CUSTODIANS.public, None)

    def test_each_act_of_an_administrator_is_written_down(self):
        queue = inbox_for("lantern")
        change_queue(queue_id=queue, said=SAID, by="person:x")
        pause(queue_id=queue, paused=True, by="person:x")
        pause(queue_id=queue, paused=False, by="person:x")
        verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
        assert verbs == ["set_up_queue", "change_queue", "pause_queue", "take_up_queue"]

    def test_an_inbox_set_up_by_mistake_is_removed_until_it_is_begun(self):
        queue = inbox_for("lantern")
        remove_queue(queue_id=queue, by="person:x")
        assert all_queues() == []
        entry = AuditEntry.objects.get(verb="remove_queue")
        assert (entry.subject_id, entry.detail) == (str(queue), {"kind": "trafficking", "body": "child_protection"})
        with pytest.raises(NoSuchQueue):
            remove_queue(queue_id=queue, by="person:x")
        again = inbox_for("lantern")
        found(again, keyed("veasna"))
        with pytest.raises(Begun):
            remove_queue(queue_id=again, by="person:x")
        assert [one.id for one in all_queues()] == [again]


@pytest.mark.django_db
class TestLiving:
    def test_only_an_inbox_that_is_begun_current_opened_and_not_paused_is_offered(self):
        queue = inbox_for("lantern")
        assert living(None, NOW) == []
        found(queue, keyed("veasna"))
        assert living(None, NOW) == []
        note_opened(queue, NOW)
        assert [one.queue.id for one in living(QueueKind.TRAFFICKING, NOW)] == [queue]
        assert living(QueueKind.CHILD, NOW) == []
        assert living(None, NOW + 49 * HOUR) == []
        pause(queue_id=queue, paused=True, by="person:x")
        assert living(None, NOW) == []

    def test_an_inbox_whose_last_day_has_passed_takes_nothing(self):
        queue = inbox_for("lantern")
        found(queue, keyed("veasna"))
        after = datetime.combine(LAST_DAY, datetime.min.time(), UTC) + timedelta(days=1)
        note_opened(queue, after)
        assert [one.queue.id for one in living(None, after - HOUR)] == [queue]
        assert living(None, after) == []

    def test_the_auditors_inbox_is_never_offered(self):
        queue = inbox_for("lantern", QueueKind.AUDIT)
        found(queue, keyed("veasna"))
        note_opened(queue, NOW)
        assert living(None, NOW) == []
        assert living(QueueKind.AUDIT, NOW) == []

    def test_an_earlier_hour_never_takes_the_place_of_a_later_one(self):
        queue = inbox_for("lantern")
        note_opened(queue, NOW)
        note_opened(queue, NOW - HOUR)
        assert inbox(queue).queue.opened_hour == hour_of(NOW)
        forget_opened([queue])
        assert inbox(queue).queue.opened_hour is None

    def test_what_browsers_are_told_holds_the_hours_and_no_time(self):
        queue = inbox_for("lantern")
        found(queue, keyed("veasna"))
        note_opened(queue, NOW - 2 * HOUR)
        shown = told(inbox(queue), NOW)
        assert shown["opened_hours_ago"] == 2
        assert [read(one) for one in shown["signed"]] == list(inbox(queue).signed)
        assert "opened_hour" not in shown


@pytest.mark.django_db
class TestStatements:
    def test_a_first_statement_names_the_recovery_keys_that_an_administrator_gave(self):
        queue = inbox_for("lantern")
        veasna = keyed("veasna")
        begun = founding(queue, veasna)
        change_queue(queue_id=queue, said=SAID, recovery=NEW_CUSTODIANS.public, by="person:x")
        with pytest.raises(OtherRecovery):
            add_statement(queue, begun.signed, today=TODAY)
        assert inbox(queue).signed == ()

    def test_a_chain_begins_once(self):
        queue, veasna = inbox_for("lantern"), keyed("veasna")
        found(queue, veasna)
        with pytest.raises(ChainBroken, match="gap"):
            hand_in(queue, founding(queue, veasna), veasna)
        assert len(inbox(queue).signed) == 1

    def test_a_statement_of_another_queue_is_refused(self):
        queue, other, veasna = inbox_for("lantern"), inbox_for("lantern", QueueKind.VIOLENCE), keyed("veasna")
        with pytest.raises(ChainBroken, match="other-queue"):
            add_statement(other, founding(queue, veasna).signed, today=TODAY)

    @pytest.mark.parametrize("days", [-1, 101])
    def test_an_epoch_that_is_over_or_would_last_too_long_is_not_begun(self, days):
        queue, veasna = inbox_for("lantern"), keyed("veasna")
        with pytest.raises(NotCurrent):
            add_statement(queue, founding(queue, veasna, last_day=TODAY + timedelta(days=days)).signed, today=TODAY)

    def test_there_is_no_statement_of_a_queue_that_is_not_there(self):
        queue, veasna = inbox_for("lantern"), keyed("veasna")
        signed = founding(queue, veasna).signed
        with pytest.raises(NoSuchQueue):
            add_statement(NOBODY, signed, today=TODAY)


@pytest.mark.django_db
def test_the_queues_of_an_organisation_are_held_in_one_order_before_any_of_them_changes():
    queue, veasna = inbox_for("lantern"), keyed("veasna")
    signed = founding(queue, veasna).signed
    for act in (
        lambda: add_statement(queue, signed, today=TODAY),
        lambda: change_queue(queue_id=queue, said=SAID, recovery=NEW_CUSTODIANS.public, by="person:x"),
        lambda: forget_opened([queue]),
    ):
        with CaptureQueriesContext(connection) as asked:
            act()
        first = next(query["sql"] for query in asked if '"queues_queue"' in query["sql"])
        assert first.startswith("SELECT")
        assert first.removesuffix(" FOR UPDATE").endswith("ORDER BY 1 ASC"), "all of them, and not the first"
        assert connection.vendor == "sqlite" or first.endswith(" FOR UPDATE")
