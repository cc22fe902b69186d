"""What the desk writes of disagreements: rules on one, takes the ruling back."""

from datetime import datetime

from django.db import transaction

from romduol.knowledge.claims import models
from romduol.knowledge.claims.actions.subjects import NotLive, Senseless, day_of, ended, written
from romduol.knowledge.claims.records import Ruling
from romduol.safety.audit import actions as audit


@transaction.atomic
def rule(ruling: Ruling, *, by: str, at: datetime, why: str = "") -> int:
    """Store a ruling of the day of `at` and return its row's number; it ends the one before on the same disagreement.

    Raises `Senseless` where it names fewer than one position or no reason.
    """
    if not ruling.saw or not ruling.reason:
        raise Senseless("a ruling names the positions it saw, and its reason")
    for before in models.Ruling.objects.select_for_update().filter(
        disagreement=ruling.disagreement, ended_on__isnull=True
    ):
        _end(before, why=why, by=by, at=at)
    row = models.Ruling(
        disagreement=ruling.disagreement,
        subject=ruling.subject,
        property=ruling.property,
        saw=sorted(ruling.saw),
        verdict=ruling.verdict,
        reason=dict(ruling.reason),
        on=day_of(at),
        **written(at, by, why),
    )
    row.save(force_insert=True)
    _note("rule", row, by, why)
    return row.pk


@transaction.atomic
def end_ruling(pk: int, *, why: str, by: str, at: datetime) -> int:
    """End a ruling: the disagreement is open again from that day on. Raises `NotLive`."""
    row = models.Ruling.objects.select_for_update().filter(pk=pk, ended_on__isnull=True).first()
    if row is None:
        raise NotLive(pk)
    _end(row, why=why, by=by, at=at)
    _note("end_ruling", row, by, why)
    return pk


def _end(row: models.Ruling, *, why: str, by: str, at: datetime) -> None:
    for name, value in ended(at, by, why).items():
        setattr(row, name, value)
    row.save()


def _note(verb: str, row: models.Ruling, by: str, why: str) -> None:
    detail = {"subject": row.subject, "property": row.property, "verdict": row.verdict, "why": why[:1000]}
    audit.record(by=by, verb=verb, subject=("disagreement", str(row.disagreement)), detail={"row": row.pk, **detail})
