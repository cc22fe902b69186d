"""What members do with their keys: make them, lock them for another device, keep pins, grant epochs, leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, router, transaction

from romduol.care.keys import models
from romduol.care.keys.actions.deleting import database, forget_files, leave_behind
from romduol.care.keys.queries import answers_for, locks_of, member_of, members_of, queues_of
from romduol.care.keys.records import Grant, HandedOut, Member, NewPins, NewWrap
from romduol.care.keys.rules import (
    MOST_DEVICES,
    check_envelopes,
    check_grant,
    check_members,
    check_pins,
    check_signer,
    check_wrap,
    door_fits,
)
from romduol.care.queues import models as queue_models
from romduol.care.queues.actions import add_statement
from romduol.care.queues.queries import NoSuchQueue, inbox, inboxes_of
from romduol.care.queues.rules import chain_of
from romduol.safety.access.records import Person
from romduol.safety.audit import actions as audit
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import read_public
from romduol.safety.crypto.statements import Listed


class NotYours(LookupError):
    """What is not there for whoever asks: it does not exist, is somebody else's, or the door was not shown."""


class HasKeys(ValueError):
    """Somebody with keys in this organisation, who did not say that they begin anew."""


class LastDevice(ValueError):
    """The last device of a member: without it their keys are lost, and they begin anew instead."""


class OnlyMember(ValueError):
    """The only live member of a queue: without them nobody could begin its next epoch."""


class NobodyElse(ValueError):
    """A key that no other member has: thrown away, nobody but the custodians could give it again."""


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
        _note("begin_anew" if old else "make_keys", organization, person)
    forget_files()
    return _own(person, organization)


def add_device(*, person: Person, organization: UUID, shown: UUID, door: bytes, wrap: NewWrap) -> None:
    """Keep another wrap of somebody who shows the door of one they have; raises `NotYours`, `TooManyDevices`."""
    member = _own(person, organization)
    _shown(member, shown, door)
    check_wrap(wrap, member.id)
    with transaction.atomic(using=database()):
        locks = locks_of(member)
        if len(locks) >= MOST_DEVICES:
            raise TooManyDevices(len(locks))
        if wrap.device in {lock.device for lock in locks}:
            raise Malformed("another device has this number")
        _insert_wrap(member.id, wrap)
        _note("add_device", organization, person)


def remove_device(*, person: Person, organization: UUID, wrap: UUID) -> None:
    """Delete the wrap of a device that was lost; raises `NotYours`, `LastDevice`."""
    member = _own(person, organization)
    with transaction.atomic(using=database()):
        locks = locks_of(member)
        if wrap not in {lock.wrap for lock in locks}:
            raise NotYours(wrap)
        if len(locks) == 1:
            raise LastDevice(wrap)
        models.Wrap.objects.filter(pk=wrap).delete()
        _note("remove_device", organization, person)
    forget_files()


def hand_out(*, person: Person, organization: UUID, wrap: UUID, door: bytes) -> HandedOut:
    """Return a wrap, and the pins, to its owner who shows the door; raises `NotYours` for everything else alike."""
    member = _own(person, organization)
    row = _shown(member, wrap, door)
    pins = models.Pins.objects.filter(member=member.id).first()
    return HandedOut(bytes(row.box), NewPins(pins.number, bytes(pins.box)) if pins else None)


def keep_pins(*, person: Person, organization: UUID, pins: NewPins) -> None:
    """Keep what a member has seen, in place of what they kept before; raises `NotYours`, `OldPins`, `Malformed`."""
    member = _own(person, organization)
    check_pins(pins, member.id)
    with transaction.atomic(using=database()):
        row = models.Pins.objects.select_for_update().filter(member=member.id).first()
        if row and row.number >= pins.number:
            raise OldPins(pins.number)
        models.Pins.objects.update_or_create(member_id=member.id, defaults={"number": pins.number, "box": pins.box})


def begin_epoch(
    *,
    person: Person,
    queue: UUID,
    signed: bytes,
    envelopes: Mapping[UUID, bytes],
    recovery: bytes,
    grants: Iterable[Grant] = (),
    today: date,
) -> Chain:
    """Store the next statement of a queue with the key of its epoch for each who is listed, and older ones granted.

    Whoever is signed in is who signed it, unless the custodians did. Raises `NotYours`, `ChainBroken`, `NotCurrent`,
    `OtherRecovery`, `NotTheSigner`, `NotAMember`, `WrongEnvelopes`.
    """
    organization = _organization_of(queue, person)
    member = member_of(person, organization)
    grants = list(grants)
    # The queue is held until the envelopes are kept: of two who begin the same epoch, one is refused with all of it.
    with transaction.atomic(using=router.db_for_write(queue_models.Statement)):
        chain = add_statement(queue, signed, today=today)
        check_signer(chain, member.id if member else None)
        check_members(chain, members_of(organization))
        check_envelopes(chain, envelopes, recovery)
        for grant in grants:
            check_grant(chain, grant)
        epoch = chain.last.statement.epoch
        new = [Grant(epoch, None, recovery), *(Grant(epoch, one, data) for one, data in envelopes.items())]
        with transaction.atomic(using=database()):
            _drop_unlisted(queue, chain)
            _keep_envelopes(queue, grants, only_new=True)
            _keep_envelopes(queue, new)
            _note_epoch(queue, chain, person)
    _leave_whoever_lost_the_role(organization)
    return chain


def grant_epochs(*, person: Person, queue: UUID, grants: Iterable[Grant]) -> None:
    """Keep keys of older epochs that a member seals to others of the last; raises `NotYours`, `WrongEnvelopes`."""
    member = _own(person, _organization_of(queue, person))
    if queue not in {found.queue.id for found in queues_of(member)}:
        raise NotYours(queue)
    chain = chain_of(inbox(queue))
    found = list(grants)
    for grant in found:
        check_grant(chain, grant)
    with transaction.atomic(using=database()):
        _keep_envelopes(queue, found, only_new=True)


def throw_away(*, person: Person, queue: UUID, epochs: Iterable[int]) -> None:
    """Delete one's own envelopes that do not open, so that others can seal the keys anew; the rest stays as it is.

    Nobody may put another in the place of somebody's envelope, so its owner has to make room. Raises `NotYours`,
    `NobodyElse`.
    """
    member = _own(person, _organization_of(queue, person))
    found = set(epochs)
    with transaction.atomic(using=database()):
        rows = models.EpochEnvelope.objects.filter(queue=queue, epoch__in=found)
        elsewhere = rows.exclude(member=None).exclude(member=member.id).filter(member__left=False)
        if found - set(elsewhere.values_list("epoch", flat=True)):
            raise NobodyElse(queue)
        rows.filter(member=member.id).delete()


def leave(*, person: Person, organization: UUID) -> None:
    """Give up one's keys: wraps and envelopes go; others begin the next epochs. Raises `NotYours`, `OnlyMember`."""
    member = _own(person, organization)
    live = {one.id for one in members_of(organization) if not one.left and one.id != member.id}
    for found in queues_of(member):
        if not live & {one.member for one in chain_of(found).last.statement.members}:
            raise OnlyMember(found.queue.id)
    with transaction.atomic(using=database()):
        leave_behind([member.id])
        _note("leave_keys", organization, person)
    forget_files()


def _own(person: Person, organization: UUID) -> Member:
    member = member_of(person, organization)
    if member is None:
        raise NotYours(organization)
    return member


def _organization_of(queue: UUID, person: Person) -> UUID:
    try:
        found = inbox(queue).queue.organization
    except NoSuchQueue:
        raise NotYours(queue) from None
    if found not in answers_for(person):
        raise NotYours(queue)
    return found


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


def _keep_envelopes(queue: UUID, grants: Iterable[Grant], *, only_new: bool = False) -> None:
    """Keep envelopes; a grant never takes the place of one that somebody has: it may hold nothing."""
    for grant in grants:
        place: dict[str, Any] = {"queue": queue, "epoch": grant.epoch, "member_id": grant.member}
        if only_new:
            models.EpochEnvelope.objects.get_or_create(**place, defaults={"data": grant.data})
        else:
            models.EpochEnvelope.objects.update_or_create(**place, defaults={"data": grant.data})


def _drop_unlisted(queue: UUID, chain: Chain) -> None:
    listed = [one.member for one in chain.last.statement.members]
    models.EpochEnvelope.objects.filter(queue=queue).exclude(member=None).exclude(member__in=listed).delete()


def _leave_whoever_lost_the_role(organization: UUID) -> None:
    """Take the keys of whoever answers for the organisation no more, once no last statement lists them."""
    chains = [chain_of(found) for found in inboxes_of(organization) if found.signed]
    listed = {one.member for chain in chains for one in chain.last.statement.members}
    gone = [one.id for one in members_of(organization) if one.left and one.id not in listed]
    if models.Wrap.objects.filter(member__in=gone).exists():
        leave_behind(gone)
        forget_files()


def _note(verb: str, organization: UUID, person: Person) -> None:
    audit.record(by=person.by, verb=verb, subject=("organization", str(organization)))


def _note_epoch(queue: UUID, chain: Chain, person: Person) -> None:
    detail = {"epoch": len(chain.signed), "members": len(chain.last.statement.members)}
    audit.record(by=person.by, verb="begin_epoch", subject=("queue", str(queue)), detail=detail)
