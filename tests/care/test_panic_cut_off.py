"""A panic lock that is cut off, in whatever order, leaves no inbox that takes what no member could read."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import OperationalError
from tests.care.keys_world import NOW, following, found, hand_in, inbox_for, keyed
from tests.care.physical import until_nothing_is_owed
from tests.care.served import on_a_disk
from tests.care.test_somebody_looks_meanwhile import looking
from tests.safety.cast import organization
from tests.safety.crypto.people import CUSTODIANS

from romduol.care.keys import models
from romduol.care.keys.actions import finish_locking, locking, panic
from romduol.care.keys.actions.owning import TABLES
from romduol.care.keys.queries import custodians_envelopes
from romduol.care.queues.actions import note_opened
from romduol.care.queues.queries import living
from romduol.config import hooks
from romduol.config.cli import main
from romduol.config.facing import INTAKE, PUBLIC, STAFF
from romduol.safety.crypto.queues import grant_epoch, open_epoch
from romduol.safety.retention.unordered import owed

pytestmark = pytest.mark.django_db


def cut_off(*_: object) -> None:
    raise OperationalError("the other machine went away")


def open_to_reports() -> set[UUID]:
    return {one.queue.id for one in living(None, NOW)}


@pytest.fixture
def lantern():
    """An inbox of Lantern's, that Veasna opened just now; as UUID, with her and its chain."""
    queue, veasna = inbox_for("lantern"), keyed("veasna")
    chain = found(queue, veasna)
    note_opened(queue, NOW)
    return queue, veasna, chain


def lock(veasna) -> None:
    panic(organization=organization("lantern").pk, by=veasna.who.by)


def test_no_key_goes_where_the_inboxes_cannot_be_shut(lantern, monkeypatch):
    _, veasna, _ = lantern
    monkeypatch.setattr(locking, "forget_opened", cut_off)
    with pytest.raises(OperationalError):
        lock(veasna)
    assert models.Wrap.objects.filter(member=veasna.member.id).exists()


def test_the_inboxes_are_shut_before_any_key_goes(lantern, monkeypatch):
    queue, veasna, _ = lantern
    assert open_to_reports() == {queue}
    monkeypatch.setattr(locking, "leave_behind", cut_off)
    with pytest.raises(OperationalError):
        lock(veasna)
    assert open_to_reports() == set()


def test_what_a_member_does_at_that_very_moment_is_undone(lantern):
    queue, veasna, chain = lantern
    river, nary = inbox_for("river"), keyed("nary")
    found(river, nary)
    note_opened(river, NOW)
    lock(veasna)
    # What was on its way when the lock came, and is written after it.
    note_opened(queue, NOW)
    [kept] = custodians_envelopes([queue])[queue]
    pair = open_epoch(chain, 1, kept.data, CUSTODIANS.seal)
    late = grant_epoch(chain, 1, pair, veasna.holder.seal.public)
    models.EpochEnvelope.objects.create(queue=queue, epoch=1, member_id=veasna.member.id, data=late)
    assert open_to_reports() == {queue, river}
    assert finish_locking() == 1
    assert open_to_reports() == {river}
    assert {row.member_id for row in models.EpochEnvelope.objects.all()} == {None, nary.member.id}
    assert finish_locking() == 0


def test_an_inbox_whose_last_epoch_nobody_was_given_is_shut(lantern):
    queue, veasna, _ = lantern
    hand_in(queue, following(queue, veasna, by=veasna), veasna)
    assert finish_locking() == 0
    models.EpochEnvelope.objects.filter(epoch=2, member=veasna.member.id).delete()
    assert finish_locking() == 1
    assert open_to_reports() == set()


def test_whoever_lost_every_device_reads_nothing(lantern):
    _, veasna, _ = lantern
    models.Wrap.objects.filter(member=veasna.member.id).delete()
    assert finish_locking() == 1


@pytest.mark.parametrize(
    ("faces", "acts"),
    [
        ({PUBLIC, INTAKE, STAFF}, [hooks.let_in, hooks.finish_locks]),
        ({INTAKE}, [hooks.let_in]),
        ({STAFF}, [hooks.finish_locks]),
        ({PUBLIC}, []),
    ],
)
def test_it_is_finished_each_minute_where_the_keys_are(settings, faces, acts):
    settings.FACES = frozenset(faces)
    assert hooks.each_minute() == acts


def test_the_command_for_cron_and_the_daily_tick_finish_it_as_well(lantern):
    queue, veasna, _ = lantern
    lock(veasna)
    for finish in (lambda: main(["collect"]), lambda: hooks.end_what_is_over(NOW.date())):
        note_opened(queue, NOW)
        finish()
        assert open_to_reports() == set()


@pytest.mark.django_db(transaction=True)
def test_keys_that_somebody_looked_at_meanwhile_are_gone_from_the_files_a_minute_later(tmp_path):
    with on_a_disk(tmp_path / "data"):
        veasna = keyed("veasna")
        found(inbox_for("lantern"), veasna)
        with looking(at="keys_wrap"):
            lock(veasna)
            assert owed(TABLES), "else nothing was in the way, and this proves nothing"
        until_nothing_is_owed(TABLES, finish_locking)
