"""Reads which organisation was found to be which body."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from romduol.desk.changes.records import Change
from romduol.desk.changes.rules import entries_of, is_own_word
from romduol.desk.partners.models import Verified
from romduol.desk.partners.records import How, Verification
from romduol.desk.partners.rules.lasting import holds, lasts
from romduol.desk.partners.rules.wording import source_id
from romduol.knowledge.claims.queries import joined_today, joined_with
from romduol.safety.access.records import Person, Role
from romduol.safety.accounts.queries.people import organizations_as


def record_of(row: Verified, into: Mapping[str, str]) -> Verification:
    """Return a row as a record; `into` tells which record is another one today."""
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
        into=into.get(row.subject_id, ""),
    )


def _records(rows: QuerySet[Verified]) -> list[Verification]:
    into = joined_today(timezone.localdate())
    return [record_of(row, into) for row in rows.select_related("organization")]


def verifications() -> list[Verification]:
    """Return all that there ever were: what holds first, the latest first."""
    return sorted(_records(Verified.objects.order_by("-on", "pk")), key=lambda one: one.ended_at is not None)


def verification(key: UUID) -> Verification | None:
    """Return one verification, or None."""
    return next(iter(_records(Verified.objects.filter(pk=key))), None)


def verified_for(person: Person) -> list[Verification]:
    """Return for which records somebody may speak, as far as nobody ended it.

    Some may have run out, and the record of some may have been joined into another one.
    """
    rows = Verified.objects.filter(ended_at=None, organization__in=organizations_as(person.id, Role.PARTNER))
    return _records(rows.order_by("on", "pk"))


def speaking_for(subject: str, today: date) -> frozenset[str]:
    """Return the organisations that were found to be a body, on a day: as its record, or as one that is joined with it.

    Of the latter nobody may speak; but they are the body, so that none of them gives its words the second yes.
    """
    rows = Verified.objects.filter(subject__in=joined_with(subject), ended_at=None)
    return frozenset(one.organization for one in _records(rows) if lasts(one, today))


def voices_of(found: Verification) -> frozenset[str]:
    """Return the records as which the organisation of a verification ever spoke, of those that are one today."""
    rows = Verified.objects.filter(subject__in=joined_with(found.subject), organization=UUID(found.organization))
    return frozenset(rows.values_list("subject_id", flat=True)) | {found.subject}


def may_count(change: Change, today: date) -> bool:
    """Tell whether a change may still get its yes.

    A body's word about itself may only while that body is verified, and whoever said it is one of its people: a number
    that somebody left behind on their way out is said anew by a colleague.
    """
    if not is_own_word(change):
        return True
    found = speaks_in(change)
    if found is None or not holds(found, today):
        return False
    return found.organization in organizations_as(change.by.removeprefix("person:"), Role.PARTNER)


def speaks_in(change: Change) -> Verification | None:
    """Return by which verification a body's word about itself was said, the latest; None for any other change."""
    source = next((entry["source"] for entry in entries_of(change.body)), "")
    if not is_own_word(change):
        return None
    rows = Verified.objects.filter(organization=UUID(change.organization)).order_by("on")
    own = [one for one in _records(rows) if source_id(one.subject) == source]
    return max(own, key=lambda one: (one.ended_at is None, one.on), default=None)
