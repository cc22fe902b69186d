"""Reads who keeps this copy up."""

from romduol.desk.operator.models import OperatorNamed
from romduol.desk.operator.records import Operator, SecondYes


def operator() -> Operator:
    """Return the operator as last named; one without a name where nobody is."""
    row = OperatorNamed.objects.order_by("-pk").first()
    if row is None:
        return Operator()
    return Operator(row.name, SecondYes(row.second_yes), row.by, row.at)
