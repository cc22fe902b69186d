"""Whose keys a write is about, what is left behind of them, and what is noted of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import router, transaction

from romduol.care.keys import models
from romduol.care.keys.queries import member_of
from romduol.care.keys.records import Member
from romduol.safety.access.records import Person
from romduol.safety.audit import actions as audit
from romduol.safety.retention.unordered import forget, owed

TABLES = (models.Wrap, models.Pins, models.EpochEnvelope)
"""Of whose rows nothing may stay in the files once they are deleted."""


class NotYours(LookupError):
    """What is not there for whoever asks: it does not exist, is somebody else's, or the door was not shown."""


def database() -> str:
    """Return the name of the database that keys are in."""
    return router.db_for_write(models.Member)


def own_member(person: Person, organization: UUID) -> Member:
    """Return who somebody is to an organisation's queues; raises `NotYours`."""
    member = member_of(person, organization)
    if member is None:
        raise NotYours(organization)
    return member


def leave_behind(members: Iterable[UUID]) -> None:
    """Mark members as left and delete all that could be opened with their keys."""
    found = list(members)
    models.Wrap.objects.filter(member__in=found).delete()
    models.Pins.objects.filter(member__in=found).delete()
    models.EpochEnvelope.objects.filter(member__in=found).delete()
    models.Member.objects.filter(pk__in=found).update(left=True)


def forget_deleted() -> None:
    """Let nothing of what was deleted stay in the files of the database, once the deletion holds."""
    transaction.on_commit(lambda: forget(TABLES), using=database())


def forget_what_is_left() -> None:
    """Try once more, where somebody else still needed what was deleted: a dump takes minutes."""
    if owed(TABLES):
        forget(TABLES)


def note(verb: str, organization: UUID, person: Person) -> None:
    """Write down what somebody did with their keys, by the organisation alone."""
    audit.record(by=person.by, verb=verb, subject=("organization", str(organization)))
