"""The epochs of a queue: begun by a member or by custodians, their keys granted to others or thrown away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import router, transaction

from romduol.care.keys import models
from romduol.care.keys.actions.owning import NotYours, database, forget_deleted, leave_behind, own_member
from romduol.care.keys.queries import answers_for, member_of, members_of, queues_of
from romduol.care.keys.records import Grant
from romduol.care.keys.rules import check_envelopes, check_grant, check_members, check_signer
from romduol.care.queues import models as queue_models
from romduol.care.queues.actions import add_statement
from romduol.care.queues.queries import NoSuchQueue, inbox, inboxes_of
from romduol.care.queues.rules import chain_of
from romduol.safety.access.records import Person
from romduol.safety.audit import actions as audit
from romduol.safety.crypto.envelopes import envelope_key_id
from romduol.safety.crypto.epochs import Chain


class NobodyElse(ValueError):
    """A key that no other member has: thrown away, nobody but the custodians could give it again."""


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
        with _there(queue):  # An administrator may remove it this very moment.
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
            _keep_older(queue, grants)
            _keep_envelopes(queue, new)
            _note_epoch(queue, chain, person)
    _leave_whoever_lost_the_role(organization)
    return chain


def grant_epochs(*, person: Person, queue: UUID, grants: Iterable[Grant]) -> None:
    """Keep keys of older epochs that a member seals to others of the last; raises `NotYours`, `WrongEnvelopes`."""
    member = own_member(person, _organization_of(queue, person))
    if queue not in {found.queue.id for found in queues_of(member)}:
        raise NotYours(queue)
    chain = chain_of(inbox(queue))
    found = list(grants)
    for grant in found:
        check_grant(chain, grant)
    with transaction.atomic(using=database()):
        _keep_older(queue, found)


def throw_away(*, person: Person, queue: UUID, epochs: Iterable[int]) -> None:
    """Delete one's own envelopes that do not open, so that others can seal the keys anew; the rest stays as it is.

    Nobody may put another in the place of somebody's envelope, so its owner has to make room. Raises `NotYours`,
    `NobodyElse`.
    """
    member = own_member(person, _organization_of(queue, person))
    found = set(epochs)
    with transaction.atomic(using=database()):
        rows = models.EpochEnvelope.objects.filter(queue=queue, epoch__in=found)
        elsewhere = rows.exclude(member=None).exclude(member=member.id).filter(member__left=False)
        if found - set(elsewhere.values_list("epoch", flat=True)):
            raise NobodyElse(queue)
        rows.filter(member=member.id).delete()


@contextmanager
def _there(queue: UUID) -> Iterator[None]:
    try:
        yield
    except NoSuchQueue:
        raise NotYours(queue) from None


def _organization_of(queue: UUID, person: Person) -> UUID:
    with _there(queue):
        found = inbox(queue).queue.organization
    if found not in answers_for(person):
        raise NotYours(queue)
    return found


def _keep_envelopes(queue: UUID, grants: Iterable[Grant]) -> None:
    """Keep the envelopes of the epoch that begins."""
    for grant in grants:
        models.EpochEnvelope.objects.update_or_create(**_place(queue, grant), defaults={"data": grant.data})


def _keep_older(queue: UUID, grants: Iterable[Grant]) -> None:
    """Keep envelopes of older epochs; one never takes the place of another to the same key: it may hold nothing.

    What custodians have makes room for what is sealed to their new keys, once the chain names these.
    """
    replaced = False
    for grant in grants:
        row, made = models.EpochEnvelope.objects.get_or_create(**_place(queue, grant), defaults={"data": grant.data})
        if not made and grant.member is None and envelope_key_id(bytes(row.data)) != envelope_key_id(grant.data):
            row.data = grant.data
            row.save(update_fields=["data"])
            replaced = True
    if replaced:
        forget_deleted()


def _place(queue: UUID, grant: Grant) -> dict[str, Any]:
    return {"queue": queue, "epoch": grant.epoch, "member_id": grant.member}


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
        forget_deleted()


def _note_epoch(queue: UUID, chain: Chain, person: Person) -> None:
    detail = {"epoch": len(chain.signed), "members": len(chain.last.statement.members)}
    audit.record(by=person.by, verb="begin_epoch", subject=("queue", str(queue)), detail=detail)
