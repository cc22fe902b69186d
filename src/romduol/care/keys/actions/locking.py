"""Locks an organisation's inboxes away at once, and lets no inbox take reports that no member could read.

What members hold may lie in another database than the inboxes, and a machine may fail between the two: the inboxes are
shut first, so that whatever is cut off nothing is taken in without its readers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from romduol.care.keys import models
from romduol.care.keys.actions.owning import database, forget_deleted, forget_what_is_left, leave_behind
from romduol.care.queues.actions import forget_opened
from romduol.care.queues.queries import begun_and_opened, inboxes_of
from romduol.safety.audit import actions as audit

_HAS_SOMETHING = Q(wraps__isnull=False) | Q(pins__isnull=False) | Q(epochs__isnull=False)


def panic(*, organization: UUID, by: str) -> int:
    """Lock an organisation's inboxes for everybody but three custodians; returns how many members' keys are gone.

    All wraps, and all envelopes but the custodians', are deleted, and nothing is taken in until somebody opens anew.
    """
    queues = [found.queue.id for found in inboxes_of(organization)]
    forget_opened(queues)
    with transaction.atomic(using=database()):
        members = list(models.Member.objects.filter(organization=organization).values_list("pk", flat=True))
        live = models.Member.objects.filter(organization=organization, left=False).count()
        leave_behind(members)
        models.EpochEnvelope.objects.filter(queue__in=queues).exclude(member=None).delete()
        audit.record(by=by, verb="panic_lock", subject=("organization", str(organization)), detail={"members": live})
    # A member may have opened one between the two.
    forget_opened(queues)
    forget_deleted()
    return live


def finish_locking() -> int:
    """Shut inboxes whose last epoch no live member can open, and delete what nobody is left for; returns how many.

    So a panic lock ends as it was meant wherever it was cut off, whatever a member did at that very moment, and whoever
    looked at the database meanwhile.
    """
    forget_what_is_left()
    left = set(models.Member.objects.filter(left=True).filter(_HAS_SOMETHING).values_list("pk", flat=True))
    if left:
        with transaction.atomic(using=database()):
            leave_behind(left)
        forget_deleted()
    epochs = begun_and_opened()
    read = _read_by_somebody(epochs)
    unread = [queue for queue, epoch in epochs.items() if epoch not in read[queue]]
    if unread:
        forget_opened(unread)
    return len(unread)


def _read_by_somebody(queues: Iterable[UUID]) -> Mapping[UUID, set[int]]:
    """Return queue -> the epochs that a member has who has neither left nor lost every device."""
    rows = models.EpochEnvelope.objects.filter(queue__in=set(queues), member__left=False, member__wraps__isnull=False)
    found: dict[UUID, set[int]] = defaultdict(set)
    for queue, epoch in rows.values_list("queue", "epoch").distinct():
        found[queue].add(epoch)
    return found
