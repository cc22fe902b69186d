"""Promises of members' keys: who may hand what in, to whom a wrap is given, and what a panic lock leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.care.keys_world import (
    DOOR,
    LAST_DAY,
    NOW,
    TODAY,
    Keyed,
    following,
    found,
    founding,
    hand_in,
    inbox_for,
    keyed,
    wrap_for,
)
from tests.safety.cast import hire, organization
from tests.safety.crypto.people import CUSTODIANS, id_named
from tests.safety.crypto.people import person as pairs_of

from romduol.care.keys import models
from romduol.care.keys.actions import (
    HasKeys,
    LastDevice,
    NobodyElse,
    NotYours,
    OldPins,
    OnlyMember,
    TooManyDevices,
    add_device,
    begin_epoch,
    grant_epochs,
    hand_out,
    keep_pins,
    leave,
    make_keys,
    panic,
    remove_device,
    throw_away,
)
from romduol.care.keys.actions import epochs as epochs_module
from romduol.care.keys.queries import (
    custodians_envelopes,
    envelopes_of,
    locks_of,
    member_of,
    members_of,
    members_queues,
)
from romduol.care.keys.records import Grant, NewPins
from romduol.care.keys.rules import NotAMember, NotTheSigner, WrongEnvelopes, check_wrap, door_fits
from romduol.care.queues.actions import note_opened, remove_queue
from romduol.care.queues.queries import all_queues, inbox, living
from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import chain_of
from romduol.safety.accounts.models import Membership
from romduol.safety.audit.models import AuditEntry
from romduol.safety.crypto.epochs import ChainBroken
from romduol.safety.crypto.errors import Malformed, NotOpened, OtherContext
from romduol.safety.crypto.pins import seal_pins
from romduol.safety.crypto.queues import grant_epoch, open_epoch, recover_queue

pytestmark = pytest.mark.django_db


def wrap_id(one: Keyed):
    return locks_of(one.member)[0].wrap


def lantern():
    return organization("lantern").pk


def opens(one: Keyed, queue) -> list[int]:
    """Return the epochs of a queue whose key the server keeps for somebody; each is opened."""
    chain = chain_of(inbox(queue))
    grants = envelopes_of(one.member).get(queue, [])
    for grant in grants:
        open_epoch(chain, grant.epoch, grant.data, one.holder.seal)
    return [grant.epoch for grant in grants]


class TestMaking:
    def test_keys_are_kept_for_whoever_answers_for_the_organisation_and_for_nobody_else(self):
        veasna = keyed("veasna")
        assert member_of(veasna.who, lantern()) == veasna.member
        assert member_of(veasna.who, organization("river").pk) is None
        for who in ("nary", "sokha", "bopha"):
            holder = pairs_of(who)
            with pytest.raises(NotYours):
                make_keys(person=hire(who), organization=lantern(), listed=holder.listed, wrap=wrap_for(holder.id))

    def test_keys_are_made_once_unless_somebody_says_that_they_begin_anew(self):
        old = keyed("veasna")
        with pytest.raises(HasKeys):
            keyed("veasna", "veasna again")
        new = keyed("veasna", "veasna again", anew=True)
        assert member_of(new.who, lantern()) == new.member
        assert [one.left for one in members_of(lantern()) if one.id == old.member.id] == [True]
        assert not models.Wrap.objects.filter(member=old.member.id).exists()

    def test_an_id_of_a_member_is_used_once(self):
        veasna, phally = keyed("veasna"), hire("phally")
        listed = replace(pairs_of("phally").listed, member=veasna.member.id)
        with pytest.raises(HasKeys):
            make_keys(person=phally, organization=lantern(), listed=listed, wrap=wrap_for(veasna.member.id))
        assert member_of(veasna.who, lantern()) == veasna.member

    def test_a_wrap_of_another_member_or_device_or_length_is_refused(self):
        me, other = id_named("me"), id_named("other")
        good = wrap_for(me, 3)
        check_wrap(good, me)
        with pytest.raises(OtherContext):
            check_wrap(good, other)
        with pytest.raises(OtherContext):
            check_wrap(replace(good, device=4), me)
        for bad in (
            replace(good, box=good.box + b"x"),
            replace(good, door_hash=b"short"),
            replace(good, lock=good.lock[:-1]),
            replace(good, device=0),
            replace(good, passkey="abc"),
            replace(good, passkey="abc", passkey_salt=b"short"),
        ):
            with pytest.raises(NotOpened):
                check_wrap(bad, me)


class TestDoor:
    def test_a_wrap_is_handed_out_to_its_owner_who_shows_the_door_and_to_nobody_else(self):
        veasna, phally = keyed("veasna"), keyed("phally")
        asked = {"organization": lantern(), "wrap": wrap_id(veasna)}
        handed = hand_out(person=veasna.who, door=DOOR, **asked)
        assert handed.pins is None
        assert handed.box == bytes(models.Wrap.objects.get(pk=wrap_id(veasna)).box)
        for person, door in ((veasna.who, bytes(32)), (veasna.who, b""), (phally.who, DOOR), (hire("nary"), DOOR)):
            with pytest.raises(NotYours):
                hand_out(person=person, door=door, **asked)

    def test_only_the_digest_of_the_door_is_kept(self):
        veasna = keyed("veasna")
        row = models.Wrap.objects.get(pk=wrap_id(veasna))
        assert all(DOOR not in bytes(value) for value in (row.lock, row.box, row.door_hash))
        assert door_fits(DOOR, bytes(row.door_hash))

    def test_another_device_needs_the_door_of_one_that_is_there(self):
        veasna = keyed("veasna")
        asked = {"person": veasna.who, "organization": lantern(), "shown": wrap_id(veasna)}
        with pytest.raises(NotYours):
            add_device(door=bytes(32), wrap=wrap_for(veasna.member.id, 2), **asked)
        add_device(door=DOOR, wrap=wrap_for(veasna.member.id, 2), **asked)
        with pytest.raises(Malformed):
            add_device(door=DOOR, wrap=wrap_for(veasna.member.id, 2), **asked)
        for number in range(3, 9):
            add_device(door=DOOR, wrap=wrap_for(veasna.member.id, number), **asked)
        with pytest.raises(TooManyDevices):
            add_device(door=DOOR, wrap=wrap_for(veasna.member.id, 9), **asked)

    def test_a_lost_device_is_deleted_and_the_last_one_is_not(self):
        veasna, phally = keyed("veasna"), keyed("phally")
        first = wrap_id(veasna)
        with pytest.raises(LastDevice):
            remove_device(person=veasna.who, organization=lantern(), wrap=first)
        with pytest.raises(NotYours):
            remove_device(person=phally.who, organization=lantern(), wrap=first)
        second = wrap_for(veasna.member.id, 2)
        add_device(person=veasna.who, organization=lantern(), shown=first, door=DOOR, wrap=second)
        remove_device(person=veasna.who, organization=lantern(), wrap=first)
        assert [lock.device for lock in locks_of(veasna.member)] == [2]


class TestPins:
    def test_pins_count_up_and_are_the_members_own(self):
        veasna = keyed("veasna")
        member = veasna.member.id

        def pins(number: int, of=member) -> NewPins:
            return NewPins(number, seal_pins([], bytes(32), of, number))

        keep_pins(person=veasna.who, organization=lantern(), pins=pins(3))
        for old in (3, 2):
            with pytest.raises(OldPins):
                keep_pins(person=veasna.who, organization=lantern(), pins=pins(old))
        with pytest.raises(NotOpened):
            keep_pins(person=veasna.who, organization=lantern(), pins=pins(4, of=id_named("other")))
        with pytest.raises(NotOpened):
            keep_pins(person=veasna.who, organization=lantern(), pins=replace(pins(4), number=5))
        handed = hand_out(person=veasna.who, organization=lantern(), wrap=wrap_id(veasna), door=DOOR)
        assert handed.pins == NewPins(3, bytes(models.Pins.objects.get().box))


class TestEpochs:
    def test_the_first_member_founds_a_queue_and_alone_is_handed_its_records(self):
        queue, veasna, phally = inbox_for("lantern"), keyed("veasna"), keyed("phally")
        found(queue, veasna)
        assert members_queues(veasna.who) == {queue}
        assert members_queues(phally.who) == set()
        assert opens(veasna, queue) == [1]

    def test_a_statement_is_taken_only_from_who_signed_it(self):
        queue, veasna, phally = inbox_for("lantern"), keyed("veasna"), keyed("phally")
        with pytest.raises(NotTheSigner):
            hand_in(queue, founding(queue, veasna, phally), phally)
        found(queue, veasna, phally)
        with pytest.raises(NotTheSigner):
            hand_in(queue, following(queue, veasna, phally, by=veasna), phally)
        with pytest.raises(NotYours):
            hand_in(queue, following(queue, veasna, phally, by=veasna), keyed("nary"))
        assert len(inbox(queue).signed) == 1
        assert models.EpochEnvelope.objects.count() == 3

    def test_nobody_is_listed_but_live_members_of_the_organisation_by_their_own_keys(self):
        queue, veasna, nary = inbox_for("lantern"), keyed("veasna"), keyed("nary")
        with pytest.raises(NotAMember):
            found(queue, veasna, nary)
        forged = replace(veasna, holder=replace(pairs_of("a stranger"), id=veasna.member.id))
        with pytest.raises((NotAMember, NotTheSigner)):
            hand_in(queue, founding(queue, forged), veasna)
        assert inbox(queue).signed == ()

    def test_whoever_lost_the_role_is_listed_no_more_and_loses_their_keys(self):
        queue, veasna, phally = inbox_for("lantern"), keyed("veasna"), keyed("phally")
        found(queue, veasna, phally)
        Membership.objects.filter(account__name=phally.who.name).update(ended_at=timezone.now())
        assert members_queues(phally.who) == set()
        assert member_of(phally.who, lantern()) is None
        with pytest.raises(NotAMember):
            hand_in(queue, following(queue, veasna, phally, by=veasna), veasna)
        hand_in(queue, following(queue, veasna, by=veasna), veasna)
        assert not models.Wrap.objects.filter(member=phally.member.id).exists()
        assert not models.EpochEnvelope.objects.filter(member=phally.member.id).exists()

    def test_an_epoch_has_an_envelope_for_each_who_is_listed_and_for_the_custodians(self):
        queue, veasna, phally = inbox_for("lantern"), keyed("veasna"), keyed("phally")
        begun = founding(queue, veasna, phally)
        one, other = begun.envelopes[veasna.member.id], begun.envelopes[phally.member.id]
        for bad in (
            replace(begun, envelopes={veasna.member.id: one}),
            replace(begun, envelopes={veasna.member.id: other, phally.member.id: one}),
            replace(begun, envelopes={**begun.envelopes, id_named("more"): one}),
            replace(begun, recovery_envelope=one),
            replace(begun, recovery_envelope=b""),
        ):
            with pytest.raises(WrongEnvelopes):
                hand_in(queue, bad, veasna)
        assert inbox(queue).signed == ()
        assert not models.EpochEnvelope.objects.exists()

    def test_of_two_who_begin_the_same_epoch_the_second_changes_nothing(self):
        queue, veasna, phally = inbox_for("lantern"), keyed("veasna"), keyed("phally")
        found(queue, veasna, phally)
        one, other = (following(queue, veasna, phally, by=by) for by in (veasna, phally))
        hand_in(queue, one, veasna)
        with pytest.raises(ChainBroken):
            hand_in(queue, other, phally)
        assert opens(veasna, queue) == opens(phally, queue) == [1, 2]

    def test_a_newcomer_reads_older_epochs_that_a_member_grants(self):
        queue, veasna = inbox_for("lantern"), keyed("veasna")
        first = found(queue, veasna)
        phally = keyed("phally")
        epoch = following(queue, veasna, phally, by=veasna)
        key = open_epoch(first, 1, envelopes_of(veasna.member)[queue][0].data, veasna.holder.seal)
        chain = chain_of(replace(inbox(queue), signed=(*inbox(queue).signed, epoch.signed)))
        older = Grant(1, phally.member.id, grant_epoch(chain, 1, key, phally.holder.seal.public))
        hand_in(queue, epoch, veasna, (older,))
        assert opens(phally, queue) == [1, 2]
        assert members_queues(phally.who) == {queue}

    def test_a_grant_takes_no_good_envelope_away_and_goes_to_listed_members_alone(self):
        queue, veasna, phally, nary = inbox_for("lantern"), keyed("veasna"), keyed("phally"), keyed("nary")
        chain = found(queue, veasna, phally)
        mine = envelopes_of(veasna.member)[queue][0]
        key = open_epoch(chain, 1, mine.data, veasna.holder.seal)
        again = Grant(1, phally.member.id, grant_epoch(chain, 1, key, phally.holder.seal.public))
        grant_epochs(person=veasna.who, queue=queue, grants=[again])
        assert again.data != envelopes_of(phally.member)[queue][0].data
        for bad in (replace(again, member=nary.member.id), replace(again, epoch=2), replace(mine, member=None)):
            with pytest.raises(WrongEnvelopes):
                grant_epochs(person=veasna.who, queue=queue, grants=[bad])
        with pytest.raises(NotYours):
            grant_epochs(person=nary.who, queue=queue, grants=[again])

    def test_an_envelope_that_does_not_open_is_thrown_away_by_its_owner_and_sealed_anew_by_another_member(self):
        queue, veasna, phally, nary = inbox_for("lantern"), keyed("veasna"), keyed("phally"), keyed("nary")
        epoch = founding(queue, veasna, phally)
        spoilt = epoch.envelopes[phally.member.id]
        spoilt = spoilt[:-1] + bytes([spoilt[-1] ^ 1])
        hand_in(queue, replace(epoch, envelopes={**epoch.envelopes, phally.member.id: spoilt}), veasna)
        chain = chain_of(inbox(queue))
        with pytest.raises(NotOpened):
            opens(phally, queue)
        with pytest.raises(NotYours):
            throw_away(person=nary.who, queue=queue, epochs=[1])
        throw_away(person=phally.who, queue=queue, epochs=[1])
        with pytest.raises(NobodyElse):
            throw_away(person=veasna.who, queue=queue, epochs=[1])
        key = open_epoch(chain, 1, envelopes_of(veasna.member)[queue][0].data, veasna.holder.seal)
        again = Grant(1, phally.member.id, grant_epoch(chain, 1, key, phally.holder.seal.public))
        grant_epochs(person=veasna.who, queue=queue, grants=[again])
        assert opens(phally, queue) == [1]

    def test_whoever_is_removed_is_handed_nothing_more(self):
        queue, veasna, phally = inbox_for("lantern"), keyed("veasna"), keyed("phally")
        found(queue, veasna, phally)
        hand_in(queue, following(queue, veasna, by=veasna), veasna)
        assert members_queues(phally.who) == set()
        assert envelopes_of(phally.member) == {}

    def test_beginning_an_epoch_is_written_down_without_any_record(self):
        queue, veasna = inbox_for("lantern"), keyed("veasna")
        found(queue, veasna)
        entry = AuditEntry.objects.get(verb="begin_epoch")
        assert (entry.subject_kind, entry.subject_id) == ("queue", str(queue))
        assert entry.detail == {"epoch": 1, "members": 1}


class TestLeaving:
    def test_whoever_leaves_takes_their_keys_along_and_others_begin_the_next_epoch(self):
        queue, veasna, phally = inbox_for("lantern"), keyed("veasna"), keyed("phally")
        found(queue, veasna, phally)
        leave(person=phally.who, organization=lantern())
        assert members_queues(phally.who) == set()
        assert not models.Wrap.objects.filter(member=phally.member.id).exists()
        with pytest.raises(NotYours):
            leave(person=phally.who, organization=lantern())
        hand_in(queue, following(queue, veasna, by=veasna), veasna)

    def test_the_only_member_of_a_queue_cannot_just_leave(self):
        queue, veasna, phally = inbox_for("lantern"), keyed("veasna"), keyed("phally")
        found(queue, veasna, phally)
        leave(person=phally.who, organization=lantern())
        with pytest.raises(OnlyMember):
            leave(person=veasna.who, organization=lantern())


class TestPanic:
    def test_a_panic_lock_leaves_the_custodians_envelopes_and_nothing_that_a_member_could_open(self):
        queue, other = inbox_for("lantern"), inbox_for("lantern", QueueKind.VIOLENCE)
        veasna, phally = keyed("veasna"), keyed("phally")
        found(queue, veasna, phally)
        found(other, phally)
        river = inbox_for("river")
        nary = keyed("nary")
        found(river, nary)
        keep_pins(
            person=veasna.who, organization=lantern(), pins=NewPins(1, seal_pins([], bytes(32), veasna.member.id, 1))
        )
        for each in (queue, river):
            note_opened(each, NOW)
        assert panic(organization=lantern(), by=veasna.who.by) == 2
        assert {row.member_id for row in models.Wrap.objects.all()} == {nary.member.id}
        assert {row.member_id for row in models.EpochEnvelope.objects.all()} == {None, nary.member.id}
        assert set(custodians_envelopes([queue, other])) == {queue, other}
        assert not models.Pins.objects.exists()
        assert members_queues(veasna.who) == members_queues(phally.who) == set()
        assert members_queues(nary.who) == {river}
        assert [one.queue.id for one in living(None, NOW)] == [river]
        entry = AuditEntry.objects.get(verb="panic_lock")
        assert (entry.subject_kind, entry.detail) == ("organization", {"members": 2})

    def test_custodians_bring_new_members_in_after_a_panic_lock(self):
        queue, veasna = inbox_for("lantern"), keyed("veasna")
        chain = found(queue, veasna)
        panic(organization=lantern(), by=veasna.who.by)
        new = keyed("veasna", "veasna after")
        epoch = recover_queue(chain, [new.holder.listed], CUSTODIANS.sign, LAST_DAY)
        (kept,) = custodians_envelopes([queue])[queue]
        key = open_epoch(chain, 1, kept.data, CUSTODIANS.seal)
        longer = chain_of(replace(inbox(queue), signed=(*inbox(queue).signed, epoch.signed)))
        older = Grant(1, new.member.id, grant_epoch(longer, 1, key, new.holder.seal.public))
        hand_in(queue, epoch, new, (older,))
        assert opens(new, queue) == [1, 2]
        assert members_queues(new.who) == {queue}

    def test_custodians_statement_is_refused_with_a_changed_signature(self):
        queue, veasna = inbox_for("lantern"), keyed("veasna")
        chain = found(queue, veasna)
        epoch = recover_queue(chain, [veasna.holder.listed], CUSTODIANS.sign, LAST_DAY)
        bad = replace(epoch, signed=epoch.signed[:-1] + bytes([epoch.signed[-1] ^ 1]))
        with pytest.raises(ChainBroken, match="bad-signature"):
            hand_in(queue, bad, veasna)


def test_an_epoch_is_not_begun_for_more_than_100_days():
    queue, veasna = inbox_for("lantern"), keyed("veasna")
    late = founding(queue, veasna, last_day=TODAY + timedelta(days=101))
    with pytest.raises(ValueError, match="would last"):
        begin_epoch(
            person=veasna.who,
            queue=queue,
            signed=late.signed,
            envelopes=late.envelopes,
            recovery=late.recovery_envelope,
            today=TODAY,
        )


def test_an_inbox_that_is_removed_at_that_very_moment_is_not_there(monkeypatch):
    queue, veasna = inbox_for("lantern"), keyed("veasna")
    epoch = founding(queue, veasna)

    def meanwhile(*given: Any) -> Any:
        remove_queue(queue_id=queue, by="person:x")
        return member_of(*given)

    monkeypatch.setattr(epochs_module, "member_of", meanwhile)
    with pytest.raises(NotYours):
        hand_in(queue, epoch, veasna)
    assert all_queues() == []
    assert not models.EpochEnvelope.objects.exists()
