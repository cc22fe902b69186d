"""Reads members, their locks and envelopes, and which queues somebody may be handed records of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from romduol.care.keys import models
from romduol.care.keys.records import Grant, Lock, Member
from romduol.care.queues.queries import inboxes_at, inboxes_of
from romduol.care.queues.records import Inbox
from romduol.care.queues.rules import chain_of
from romduol.safety.access.records import Person, Role
from romduol.safety.accounts.queries.people import organizations_as
from romduol.safety.crypto.envelopes import envelope_key_id
from romduol.safety.crypto.epochs import ChainBroken
from romduol.safety.crypto.keys import key_id


def answers_for(person: Person) -> frozenset[UUID]:
    """Return the organisations that somebody answers for now."""
    return frozenset(UUID(one) for one in organizations_as(person.id, Role.RESPONDER))


def member_of(person: Person, organization: UUID) -> Member | None:
    """Return who somebody is to the queues of an organisation; None without keys, or without the role."""
    row = models.Member.objects.filter(account=UUID(person.id), organization=organization, left=False).first()
    return _member(row) if row and organization in answers_for(person) else None


def members_of(organization: UUID) -> list[Member]:
    """Return everybody who has or had keys in an organisation; whoever lost the role counts as left."""
    rows = list(models.Member.objects.filter(organization=organization).order_by("id"))
    answering = {row.account for row in rows if organization in _answers_for(row.account)}
    return [_member(row, gone=row.account not in answering) for row in rows]


def members_queues(person: Person, *, among: Collection[UUID] | None = None) -> set[UUID]:
    """Return the queues whose last statement lists a live member of this account; `among` those alone, where given.

    A chain is walked for each queue of the person's organisations, so whoever asks about one says which.
    """
    organizations = answers_for(person)
    rows = models.Member.objects.filter(account=UUID(person.id), organization__in=organizations, left=False)
    own = {row.id: (row.organization, bytes(row.seal_public)) for row in rows}
    found = inboxes_at(organizations, among) if own else []
    return {one.queue.id for one in found if _lists(one, own)}


def nobody_opens(organization: UUID) -> bool:
    """Tell whether some inbox has begun and nobody whom it lists has keys any more: then only custodians let in."""
    live = {one.id for one in members_of(organization) if not one.left}
    begun = [found for found in inboxes_of(organization) if found.signed]
    return any(live.isdisjoint(_listed(found)) for found in begun)


def _listed(inbox: Inbox) -> set[UUID]:
    """Return whom the last statement lists; nobody where the chain does not hold: that is another matter."""
    try:
        return {one.member for one in chain_of(inbox).last.statement.members}
    except ChainBroken:
        return set()


def _lists(inbox: Inbox, own: Mapping[UUID, tuple[UUID, bytes]]) -> bool:
    try:
        listed = chain_of(inbox).last.statement.members
    except ChainBroken:
        return False
    return any(own.get(one.member) == (inbox.queue.organization, one.seal) for one in listed)


def queues_of(member: Member) -> list[Inbox]:
    """Return the queues whose last statement lists a member."""
    own = {member.id: (member.organization, member.seal)}
    return [found for found in inboxes_of(member.organization) if _lists(found, own)]


def locks_of(member: Member) -> list[Lock]:
    """Return how each device of a member is locked."""
    rows = models.Wrap.objects.filter(member=member.id).order_by("device")
    return [
        Lock(row.id, row.device, bytes(row.lock), row.passkey, bytes(row.passkey_salt) if row.passkey_salt else None)
        for row in rows
    ]


def envelopes_of(member: Member) -> dict[UUID, list[Grant]]:
    """Return queue -> the keys of epochs that are sealed to a member."""
    found: dict[UUID, list[Grant]] = {}
    for row in models.EpochEnvelope.objects.filter(member=member.id).order_by("queue", "epoch"):
        found.setdefault(row.queue, []).append(Grant(row.epoch, member.id, bytes(row.data)))
    return found


def granted(queue: UUID) -> set[tuple[int, UUID]]:
    """Return which epochs of a queue are sealed to which members: what is missing, a member can grant."""
    rows = models.EpochEnvelope.objects.filter(queue=queue).exclude(member=None)
    return {(row.epoch, row.member_id) for row in rows if row.member_id is not None}


def custodians_epochs(queue: UUID, public: bytes) -> set[int]:
    """Return which epochs of a queue are sealed to the custodians by this public key (65 bytes)."""
    rows = models.EpochEnvelope.objects.filter(queue=queue, member=None)
    return {row.epoch for row in rows if envelope_key_id(bytes(row.data)) == key_id(public)}


def custodians_envelopes(queues: Iterable[UUID]) -> dict[UUID, list[Grant]]:
    """Return queue -> the keys of epochs that are sealed to the custodians."""
    found: dict[UUID, list[Grant]] = {}
    for row in models.EpochEnvelope.objects.filter(member=None, queue__in=set(queues)).order_by("queue", "epoch"):
        found.setdefault(row.queue, []).append(Grant(row.epoch, None, bytes(row.data)))
    return found


def _answers_for(account: UUID) -> frozenset[UUID]:
    return frozenset(UUID(one) for one in organizations_as(str(account), Role.RESPONDER))


def _member(row: models.Member, *, gone: bool = False) -> Member:
    seal, sign = bytes(row.seal_public), bytes(row.sign_public)
    return Member(row.id, row.account, row.organization, seal, sign, row.left or gone)
