"""Writes down who keeps this copy up, and when it became more than a trial."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from romduol.desk.operator.models import LineOffered, OperatorNamed, TrialEnded
from romduol.desk.operator.queries import operator, trial_has_ended
from romduol.desk.operator.records import OfferedLine, Operator, SecondYes
from romduol.desk.operator.rules import offered, trial_ends
from romduol.knowledge.directory.records import Edition
from romduol.safety.audit import actions as audit


@transaction.atomic
def name_operator(*, name: Mapping[str, str], second_yes: SecondYes, by: str, at: datetime) -> Operator:
    """Name the operator, or choose another rule; what was before stays on record. No name takes the operator out."""
    OperatorNamed.objects.create(name=dict(name), second_yes=second_yes, by=by, at=at)
    detail = {"languages": sorted(name), "second_yes": str(second_yes)}
    audit.record(by=by, verb="name_operator", subject=("operator", "this copy"), detail=detail)
    return Operator(name, second_yes, by, at)


@transaction.atomic
def heed_release(edition: Edition, made_on: datetime, *, by: str = "publish") -> bool:
    """Keep which lines a release offers, and note where it ends the trial; tells whether it does."""
    lines = offered(edition)
    LineOffered.objects.all().delete()
    LineOffered.objects.bulk_create(_row(place, line) for place, line in enumerate(lines))
    if trial_has_ended() or not trial_ends(operator(), lines, ended=False):
        return False
    named = OperatorNamed.objects.aggregate(last=Max("pk"))["last"]
    TrialEnded.objects.create(named=named, lines=len(lines), at=made_on)
    audit.record(by=by, verb="end_trial", subject=("operator", "this copy"), detail={"lines": len(lines)})
    return True


def _row(place: int, line: OfferedLine) -> LineOffered:
    told = {column.name: getattr(line, column.name) for column in fields(OfferedLine)}
    return LineOffered(place=place, **{**told, "label": dict(line.label)})
