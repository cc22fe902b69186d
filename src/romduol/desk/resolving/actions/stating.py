"""States a fact at the desk: it is added beside what other sources say, and overwrites nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from romduol.desk.changes.actions import make_change
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.resolving.actions.noting import note_subject
from romduol.desk.resolving.records import Statement
from romduol.knowledge.claims.records import Claim
from romduol.knowledge.claims.rules.evidence import said_value
from romduol.safety.access.records import Person


@transaction.atomic
def state_fact(*, statement: Statement, subject: str, act: UUID, by: Person, seen: str, now: datetime) -> Change:
    """Make the change that states a fact, with its source where that is new. Raises `NotAllowed` and `Overtaken`."""
    body: dict[str, Any] = {"claim": dict(statement.claim)}
    if statement.new_source is not None:
        body["new_source"] = dict(statement.new_source)
    made = make_change(
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
    if made.state is State.DONE:
        note_subject(subject, at=now)
    return made


@transaction.atomic
def end_fact(*, claim: Claim, why: str, act: UUID, by: Person, seen: str, now: datetime) -> Change:
    """Make the change that takes a claim of the desk out again. Raises `NotAllowed` and `Overtaken`."""
    made = make_change(
        act=act,
        verb=Verb.END,
        subject=claim.subject,
        property=claim.property,
        value=said_value(claim),
        body={"claim": claim.id},
        why=why,
        by=by,
        seen=seen,
        now=now,
    )
    if made.state is State.DONE:
        note_subject(claim.subject, at=now)
    return made
