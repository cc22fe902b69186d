"""What is taken back as wrong or unsafe: a whole record, or one value. It always wins, and never ends."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from romduol.knowledge.claims import models
from romduol.knowledge.claims.actions.subjects import Senseless, day_of, sensible, written
from romduol.knowledge.claims.records import RECORD, Subject, Withdrawal
from romduol.safety.audit import actions as audit


@transaction.atomic
def take_back(
    subject: Subject, *, on: date, reason: Mapping[str, str], by: str, at: datetime | None = None, why: str = ""
) -> Withdrawal:
    """Store that a whole line, service or place was taken back, and return it as stored.

    The subject is made where there is none yet: nobody has to claim a number for it to be taken back. A second
    word on the same day changes nothing; one on a later day gives a new reason.
    """
    models.Subject.objects.get_or_create(
        id=subject.id,
        defaults={
            "kind": subject.kind,
            "topic": subject.topic,
            "label": dict(subject.label),
            "caution": dict(subject.caution),
        },
    )
    row, made = models.Withdrawal.objects.get_or_create(
        subject_id=subject.id,
        property=RECORD,
        value="",
        on=on,
        defaults={"reason": dict(reason), "recorded_at": at, "recorded_by": by, "why": why},
    )
    detail = {"on": on.isoformat(), "new": made, "languages": sorted(reason)}
    audit.record(by=by, verb="take_back", subject=(subject.kind, subject.id), detail=detail)
    return Withdrawal(subject.id, RECORD, "", row.on, row.reason)


@transaction.atomic
def take_back_value(withdrawal: Withdrawal, *, by: str, at: datetime, why: str = "") -> Withdrawal:
    """Store that one value was taken back on the day of `at`, and return it as stored.

    A second word on the same day changes nothing. Raises `UnknownSubject`, `Senseless`.
    """
    if withdrawal.whole or not withdrawal.reason:
        raise Senseless("one value is taken back, with a reason; a whole record is taken back by `take_back`")
    sensible(withdrawal.subject, withdrawal.property, withdrawal.value)
    row, made = models.Withdrawal.objects.get_or_create(
        subject_id=withdrawal.subject,
        property=withdrawal.property,
        value=withdrawal.value,
        on=day_of(at),
        defaults={"reason": dict(withdrawal.reason), **written(at, by, why)},
    )
    detail = {"property": row.property, "on": row.on.isoformat(), "new": made, "why": why[:1000]}
    audit.record(by=by, verb="take_back_value", subject=("subject", row.subject_id), detail=detail)
    return Withdrawal(row.subject_id, row.property, row.value, row.on, row.reason)
