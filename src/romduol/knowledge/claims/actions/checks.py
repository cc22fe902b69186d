"""What the desk writes of checks: records one, ends one that was recorded by mistake."""

from datetime import datetime

from django.db import transaction

from romduol.knowledge.claims import models
from romduol.knowledge.claims.actions.pack import check_row
from romduol.knowledge.claims.actions.subjects import NotLive, ended, sensible, written
from romduol.knowledge.claims.records import Check, Origin
from romduol.safety.audit import actions as audit


@transaction.atomic
def record_check(check: Check, *, by: str, at: datetime, why: str = "") -> int:
    """Store a check of the desk and return its row's number. Raises `UnknownSubject`, `Senseless`."""
    sensible(check.subject, check.property, check.value)
    row = check_row(check, origin=Origin.DESK, **written(at, by, why))
    row.save(force_insert=True)
    _note("record_check", row, by, why)
    return row.pk


@transaction.atomic
def end_check(pk: int, *, why: str, by: str, at: datetime) -> int:
    """End a check, so that from that day on it is as if it had never been. Raises `NotLive`."""
    row = models.Check.objects.select_for_update().filter(pk=pk, ended_on__isnull=True).first()
    if row is None:
        raise NotLive(pk)
    for name, value in ended(at, by, why).items():
        setattr(row, name, value)
    row.save()
    _note("end_check", row, by, why)
    return pk


def _note(verb: str, row: models.Check, by: str, why: str) -> None:
    detail = {"property": row.property, "outcome": row.outcome, "how": row.how, "on": str(row.on), "why": why[:1000]}
    audit.record(by=by, verb=verb, subject=("check", str(row.pk)), detail={"subject": row.subject_id, **detail})
