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
    """Return for which records somebody may speak, as far as nobody ended it; some may have run out."""
    rows = Verified.objects.filter(ended_at=None, organization__in=organizations_as(person.id, Role.PARTNER))
    return [record_of(row) for row in rows.select_related("organization").order_by("on", "pk")]


def speaking_for(subject: str, today: date) -> frozenset[str]:
    """Return the organisations that may speak for a record on a day."""
    rows = Verified.objects.filter(subject=subject, ended_at=None).select_related("organization")
    return frozenset(one.organization for one in map(record_of, rows) if holds(one, today))


def may_count(change: Change, today: date) -> bool:
    """Tell whether a change may still get its yes: a body's word about itself only while that body is verified."""
    found = speaks_in(change)
    return "speakers" not in change.body or (found is not None and holds(found, today))


def speaks_in(change: Change) -> Verification | None:
    """Return by which verification a body's word about itself was said, the latest; None for any other change."""
    source = next((entry["source"] for entry in entries_of(change.body)), "")
    if "speakers" not in change.body:
        return None
    rows = Verified.objects.filter(organization=UUID(change.organization)).select_related("organization")
    own = [record_of(row) for row in rows.order_by("on") if source_id(row.subject_id) == source]
    return max(own, key=lambda one: (one.ended_at is None, one.on), default=None)
