"""Writes down who keeps this copy up."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from romduol.desk.operator.models import OperatorNamed
from romduol.desk.operator.records import Operator, SecondYes
from romduol.safety.audit import actions as audit


@transaction.atomic
def name_operator(*, name: Mapping[str, str], second_yes: SecondYes, by: str, at: datetime) -> Operator:
    """Name the operator, or choose another rule; what was before stays on record."""
    OperatorNamed.objects.create(name=dict(name), second_yes=second_yes, by=by, at=at)
    detail = {"languages": sorted(name), "second_yes": str(second_yes)}
    audit.record(by=by, verb="name_operator", subject=("operator", "this copy"), detail=detail)
    return Operator(name, second_yes, by, at)
