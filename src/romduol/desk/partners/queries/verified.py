"""Reads which organisation was found to be which body."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from romduol.desk.changes.records import Change
from romduol.desk.changes.rules import entries_of
from romduol.desk.partners.models import Verified
from romduol.desk.partners.records import How, Verification
from romduol.desk.partners.rules.lasting import holds
from romduol.desk.partners.rules.wording import source_id
from romduol.knowledge.claims.queries import joined_pairs, joined_with
from romduol.safety.access.records import Person, Role
from romduol.safety.accounts.queries.people import organizations_as


def record_of(row: Verified) -> Verification:
    """Return a row as a record."""
    return Verification(
        id=row.pk,
        organization=str(row.organization_id),
        organization_name=row.organization.name,
        subject=row.subject_id,
        how=How(row.how),
        told=row.told,
        number=row.number,
        on=row.on,
        by=row.by,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        ended_why=row.ended_why,
    )


def verifications() -> list[Verification]:
    """Return all that there ever were: what holds first, the latest first."""
    rows = Verified.objects.select_related("organization").order_by("-on", "pk")
    return sorted(map(record_of, rows), key=lambda one: one.ended_at is not None)


def verification(key: UUID) -> Verification | None:
    """Return one verification, or None."""
    row = Verified.objects.select_related("organization").filter(pk=key).first()
    return record_of(row) if row else None


def verified_for(person: Person) -> list[Verification]:
    """Return for which records somebody may speak, as far as nobody ended it; some may have run out.

    As long as a record is another one, nobody speaks for it: whoever was found to be the smaller body was not found to
    be the other one. They are verified anew as that one.
    """
    rows = Verified.objects.filter(ended_at=None, organization__in=organizations_as(person.id, Role.PARTNER))
    others = {subject for subject, _ in joined_pairs(live=True)}
    found = map(record_of, rows.select_related("organization").order_by("on", "pk"))
    return [one for one in found if one.subject not in others]


def speaking_for(subject: str, today: date) -> frozenset[str]:
    """Return the organisations that were found to be a body, under any of the records that it is on a day."""
    rows = Verified.objects.filter(subject__in=joined_with(subject), ended_at=None).select_related("organization")
    return frozenset(one.organization for one in map(record_of, rows) if holds(one, today))


def may_count(change: Change, today: date) -> bool:
    """Tell whether a change may still get its yes.

    A body's word about itself may only while that body is verified, and whoever said it is one of its people: a number
    that somebody left behind on their way out is said anew by a colleague.
    """
    if "speakers" not in change.body:
        return True
    found = speaks_in(change)
    if found is None or not holds(found, today) or found.subject in {subject for subject, _ in joined_pairs(live=True)}:
        return False
    return found.organization in organizations_as(change.by.removeprefix("person:"), Role.PARTNER)


def speaks_in(change: Change) -> Verification | None:
    """Return by which verification a body's word about itself was said, the latest; None for any other change."""
    source = next((entry["source"] for entry in entries_of(change.body)), "")
    if "speakers" not in change.body:
        return None
    rows = Verified.objects.filter(organization=UUID(change.organization)).select_related("organization")
    own = [record_of(row) for row in rows.order_by("on") if source_id(row.subject_id) == source]
    return max(own, key=lambda one: (one.ended_at is None, one.on), default=None)
