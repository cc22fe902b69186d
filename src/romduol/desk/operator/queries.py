"""Reads who keeps this copy up, and how far it is from being more than a trial."""

from dataclasses import fields
from datetime import date

from django.db.models import Max

from romduol.desk.operator import models
from romduol.desk.operator.records import OfferedLine, Operator, SecondYes
from romduol.desk.operator.rules import offered, told_operator, with_checks
from romduol.knowledge.claims.queries import all_checks
from romduol.knowledge.directory.records import Edition, Text

OFFERED = tuple(column.name for column in fields(OfferedLine))


def operator() -> Operator:
    """Return the operator as last named; one without a name where nobody is."""
    row = models.OperatorNamed.objects.order_by("-pk").first()
    if row is None:
        return Operator()
    return Operator(row.name, SecondYes(row.second_yes), row.by, row.at)


def trial_has_ended() -> bool:
    """Tell whether this copy was more than a trial once, under whoever is named now."""
    taken_out = models.OperatorNamed.objects.filter(name={}).aggregate(last=Max("pk"))["last"] or 0
    return models.TrialEnded.objects.filter(named__gt=taken_out).exists()


def lines_offered(today: date) -> tuple[OfferedLine, ...]:
    """Return the lines of the emergency page as the last release offered them, and whether they were called by now."""
    rows = models.LineOffered.objects.order_by("place").values(*OFFERED)
    lines = [OfferedLine(**row) for row in rows]
    return with_checks(lines, all_checks({line.subject for line in lines}), today)


def operator_told(edition: Edition) -> Text | None:
    """Return whom readers of an edition are told to keep this copy up; None for a trial."""
    return told_operator(edition.info.operator, operator(), offered(edition), ended=trial_has_ended())
