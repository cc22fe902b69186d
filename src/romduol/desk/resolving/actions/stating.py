"""States a fact at the desk: it is added beside what other sources say, and overwrites nothing."""

from datetime import datetime
from uuid import UUID

from romduol.desk.changes.actions import make_change
from romduol.desk.changes.records import Change, Verb
from romduol.desk.resolving.records import Statement
from romduol.safety.access.records import Person


def state_fact(*, statement: Statement, subject: str, act: UUID, by: Person, seen: str, now: datetime) -> Change:
    """Make the change that states a fact, with its source where that is new. Raises `NotAllowed` and `Overtaken`."""
    body = {"claim": dict(statement.claim)}
    if statement.new_source is not None:
        body["new_source"] = dict(statement.new_source)
    return make_change(
        act=act,
        verb=Verb.STATE,
        subject=subject,
        property=statement.claim["property"],
        value=statement.claim["value"],
        body=body,
        why=statement.why,
        note=statement.note,
        by=by,
        seen=seen,
        now=now,
    )


def end_fact(*, claim: str, subject: str, property: str, value: str, why: str, act: UUID, by: Person, seen: str,
             now: datetime) -> Change:
    """Make the change that takes a claim of the desk out again. Raises `NotAllowed` and `Overtaken`."""
    return make_change(
        act=act,
        verb=Verb.END,
        subject=subject,
        property=property,
        value=value,
        body={"claim": claim},
        why=why,
        by=by,
        seen=seen,
        now=now,
    )
