"""Keys that a member gives up."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from romduol.care.keys.actions.owning import database, forget_deleted, leave_behind, note, own_member
from romduol.care.keys.queries import members_of, queues_of
from romduol.care.queues.rules import chain_of
from romduol.safety.access.records import Person


class OnlyMember(ValueError):
    """The only live member of a queue: without them nobody could begin its next epoch."""


def leave(*, person: Person, organization: UUID) -> None:
    """Give up one's keys: wraps and envelopes go; others begin the next epochs. Raises `NotYours`, `OnlyMember`."""
    member = own_member(person, organization)
    live = {one.id for one in members_of(organization) if not one.left and one.id != member.id}
    for found in queues_of(member):
        if not live & {one.member for one in chain_of(found).last.statement.members}:
            raise OnlyMember(found.queue.id)
    with transaction.atomic(using=database()):
        leave_behind([member.id])
        note("leave_keys", organization, person)
    forget_deleted()
