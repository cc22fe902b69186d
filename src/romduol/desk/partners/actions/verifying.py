"""Notes that an organisation was found to be the body of a record; ends that at once where something looks wrong."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from romduol.desk.changes.records import Change
from romduol.desk.partners.models import Verified
from romduol.desk.partners.queries import may_count, numbers_to_call, speaks_in, verification
from romduol.desk.partners.queries.own import is_body
from romduol.desk.partners.records import How, Verification
from romduol.knowledge.claims.actions import hold_subject
from romduol.knowledge.claims.queries import joined_today
from romduol.safety.access.records import Permission, Person
from romduol.safety.accounts.queries.people import organizations
from romduol.safety.audit import actions as audit

RENEWED = "renewed"


class OwnOrganization(ValueError):
    """Nobody verifies an organisation of which they are a member."""


class Unproved(ValueError):
    """What was done does not show that it is that body: no such record, organisation or number, or no sentence."""


@transaction.atomic
def verify(
    *, organization: str, subject: str, how: How, told: str, number: str = "", by: Person, now: datetime
) -> Verification:
    """Note that an organisation of accounts is the body of a record; a live verification is renewed by it.

    A number on which it was called back has to be one that another source gives. A record that was joined into another
    one is verified as that one. Raises `OwnOrganization`, `Unproved`, `PermissionError`.
    """
    if not by.may(Permission.SET_UP):
        raise PermissionError("verify")
    if organization in by.organizations:
        raise OwnOrganization(organization)
    today = timezone.localdate(now)
    if not told or not is_body(subject) or organization not in {str(one.pk) for one in organizations()}:
        raise Unproved(subject)
    if how is How.CALLED_BACK and number not in numbers_to_call(subject, today):
        raise Unproved("the number is not one that another source gives, and that nothing speaks against")
    hold_subject(subject)
    if subject in joined_today(today):
        raise Unproved("this record was joined into another one")
    live = Verified.objects.select_for_update().filter(subject=subject, ended_at=None)
    before = list(live.filter(organization=UUID(organization)))
    for row in before:
        _end(row, why=RENEWED, by=by, now=now)
    made = Verified.objects.create(
        organization_id=organization,
        subject_id=subject,
        how=how,
        told=told,
        number=number if how is How.CALLED_BACK else "",
        on=today,
        by=by.by,
    )
    # The sentence may name people, so that the audit tells only that there is one.
    detail = {"organization": organization, "subject": subject, "how": str(how), "renewed": bool(before)}
    audit.record(by=by.by, verb="verify_partner", subject=("verification", str(made.pk)), detail=detail)
    return _told(made.pk)


@transaction.atomic
def end_verification(*, key: UUID, why: str, by: Person, now: datetime) -> Verification:
    """Let an organisation speak for a record no more; what it said stays until a steward decides about it.

    Ended twice, it ended the first time. Raises `Unproved` where there is none, or no reason, `PermissionError`.
    """
    if not by.may(Permission.SET_UP):
        raise PermissionError("end_verification")
    row = Verified.objects.select_for_update().filter(pk=key).first()
    if row is None or not why:
        raise Unproved(key)
    if row.ended_at is None:
        _end(row, why=why, by=by, now=now)
    return _told(key)


def still_speaks(change: Change, *, now: datetime) -> bool:
    """Tell of a body's word about itself whether that body may speak now.

    Inside a transaction: until it ends, nobody ends the verification by which it was said or changes that body.
    """
    found = speaks_in(change)
    if found is None:
        return False
    hold_subject(found.subject)
    Verified.objects.select_for_update().get(pk=found.id)
    return may_count(change, timezone.localdate(now))


def _end(row: Verified, *, why: str, by: Person, now: datetime) -> None:
    row.ended_at, row.ended_by, row.ended_why = now, by.by, why
    row.save(update_fields=["ended_at", "ended_by", "ended_why"])
    detail = {"organization": str(row.organization_id), "subject": row.subject_id, "renewed": why == RENEWED}
    audit.record(by=by.by, verb="end_partner", subject=("verification", str(row.pk)), detail=detail)


def _told(key: UUID) -> Verification:
    found = verification(key)
    if found is None:
        raise Unproved(key)
    return found
