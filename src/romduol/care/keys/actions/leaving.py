"""Keys that are given up: by one member, or by all at once."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from romduol.care.keys import models
from romduol.care.keys.actions.owning import database, forget_deleted, leave_behind, note, own_member
from romduol.care.keys.queries import members_of, queues_of
from romduol.care.queues.actions import forget_opened
from romduol.care.queues.queries import inboxes_of
from romduol.care.queues.rules import chain_of
from romduol.safety.access.records import Person
from romduol.safety.audit import actions as audit


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


def panic(*, organization: UUID, by: str) -> int:
    """Lock an organisation's inboxes for everybody but three custodians; returns how many members' keys are gone.

    All wraps, and all envelopes but the custodians', are deleted, and nothing is taken in until somebody opens anew.
    """
    queues = [found.queue.id for found in inboxes_of(organization)]
    with transaction.atomic(using=database()):
        members = list(models.Member.objects.filter(organization=organization).values_list("pk", flat=True))
        live = models.Member.objects.filter(organization=organization, left=False).count()
        leave_behind(members)
        models.EpochEnvelope.objects.filter(queue__in=queues).exclude(member=None).delete()
        audit.record(by=by, verb="panic_lock", subject=("organization", str(organization)), detail={"members": live})
    forget_opened(queues)
    forget_deleted()
    return live
