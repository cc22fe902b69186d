"""A member's keys: made, locked for another device, handed out to whoever opens the door, remembered by."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from romduol.care.keys import models
from romduol.care.keys.actions.owning import NotYours, database, forget_deleted, leave_behind, note, own_member
from romduol.care.keys.queries import answers_for, locks_of, member_of
from romduol.care.keys.records import HandedOut, Lock, Member, NewPins, NewWrap
from romduol.care.keys.rules import MOST_DEVICES, check_pins, check_wrap, door_fits
from romduol.safety.access.records import Person
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import read_public
from romduol.safety.crypto.statements import Listed


class HasKeys(ValueError):
    """Somebody with keys in this organisation, who did not say that they begin anew."""


class LastDevice(ValueError):
    """The last device of a member: without it their keys are lost, and they begin anew instead."""


class TooManyDevices(ValueError):
    """Nobody carries so many."""


class OldPins(ValueError):
    """Pins with a number that is not higher than the last one's."""


def make_keys(*, person: Person, organization: UUID, listed: Listed, wrap: NewWrap, anew: bool = False) -> Member:
    """Keep the public halves and the first wrap of new keys; `anew` leaves the old ones behind.

    Raises `NotYours`, `HasKeys`, `Malformed`, `OtherContext`.
    """
    if organization not in answers_for(person):
        raise NotYours(organization)
    for public in (listed.seal, listed.sign):
        read_public(public)
    check_wrap(wrap, listed.member)
    old = member_of(person, organization)
    if old and not anew:
        raise HasKeys(old.id)
    with transaction.atomic(using=database()):
        if old:
            leave_behind([old.id])
        _insert(person, organization, listed)
        _insert_wrap(listed.member, wrap)
        note("begin_anew" if old else "make_keys", organization, person)
    forget_deleted()
    return own_member(person, organization)


def add_device(*, person: Person, organization: UUID, shown: UUID, door: bytes, wrap: NewWrap) -> None:
    """Keep another wrap of somebody who shows the door of one they have; raises `NotYours`, `TooManyDevices`."""
    member = own_member(person, organization)
    _shown(member, shown, door)
    check_wrap(wrap, member.id)
    with transaction.atomic(using=database()):
        locks = _held_locks(member)
        if len(locks) >= MOST_DEVICES:
            raise TooManyDevices(len(locks))
        if wrap.device in {lock.device for lock in locks}:
            raise Malformed("another device has this number")
        _insert_wrap(member.id, wrap)
        note("add_device", organization, person)


def remove_device(*, person: Person, organization: UUID, wrap: UUID) -> None:
    """Delete the wrap of a device that was lost; raises `NotYours`, `LastDevice`."""
    member = own_member(person, organization)
    with transaction.atomic(using=database()):
        locks = _held_locks(member)
        if wrap not in {lock.wrap for lock in locks}:
            raise NotYours(wrap)
        if len(locks) == 1:
            raise LastDevice(wrap)
        models.Wrap.objects.filter(pk=wrap).delete()
        note("remove_device", organization, person)
    forget_deleted()


def hand_out(*, person: Person, organization: UUID, wrap: UUID, door: bytes) -> HandedOut:
    """Return a wrap, and the pins, to its owner who shows the door; raises `NotYours` for everything else alike."""
    member = own_member(person, organization)
    row = _shown(member, wrap, door)
    pins = models.Pins.objects.filter(member=member.id).first()
    return HandedOut(bytes(row.box), NewPins(pins.number, bytes(pins.box)) if pins else None)


def keep_pins(*, person: Person, organization: UUID, pins: NewPins) -> None:
    """Keep what a member has seen, in place of what they kept before; raises `NotYours`, `OldPins`, `Malformed`."""
    member = own_member(person, organization)
    check_pins(pins, member.id)
    with transaction.atomic(using=database()):
        row = models.Pins.objects.select_for_update().filter(member=member.id).first()
        if row and row.number >= pins.number:
            raise OldPins(pins.number)
        models.Pins.objects.update_or_create(member_id=member.id, defaults={"number": pins.number, "box": pins.box})


def _held_locks(member: Member) -> list[Lock]:
    """Return the devices of a member, who is held until the transaction ends: two changes at once would miscount."""
    models.Member.objects.select_for_update().get(pk=member.id)
    return locks_of(member)


def _shown(member: Member, wrap: UUID, door: bytes) -> models.Wrap:
    row = models.Wrap.objects.filter(pk=wrap, member=member.id).first()
    kept = bytes(row.door_hash) if row else bytes(32)
    if not door_fits(door, kept) or row is None:
        raise NotYours(wrap)
    return row


def _insert(person: Person, organization: UUID, listed: Listed) -> None:
    row = models.Member(id=listed.member, account=UUID(person.id), organization=organization)
    row.seal_public, row.sign_public = listed.seal, listed.sign
    try:
        with transaction.atomic(using=database()):
            row.save(force_insert=True)
    except IntegrityError:
        # The same id again, or another browser of theirs was quicker.
        raise HasKeys(listed.member) from None


def _insert_wrap(member: UUID, wrap: NewWrap) -> None:
    models.Wrap.objects.create(
        member_id=member,
        device=wrap.device,
        lock=wrap.lock,
        box=wrap.box,
        door_hash=wrap.door_hash,
        passkey=wrap.passkey,
        passkey_salt=wrap.passkey_salt,
    )
