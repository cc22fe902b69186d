"""What is proposed, what was answered, what is joined: how far a joining has come is told by its change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q, QuerySet

from romduol.desk.changes.models import Change
from romduol.desk.changes.records import State, Verb
from romduol.desk.duplicates import models
from romduol.desk.duplicates.records import Answer, Likelihood, Proposal, Standing
from romduol.desk.duplicates.rules.proposing import evidence_from

PAGE = 20
FROM_STATE = {
    State.WAITING: Standing.WAITING,
    State.DONE: Standing.JOINED,
    State.DECLINED: Standing.DECLINED,
    State.UNDONE: Standing.PARTED,
}


class NoSuchProposal(LookupError):
    """There is no such proposal, or no more."""


def proposals(answer: Answer, page: int = 1) -> tuple[list[Proposal], int]:
    """Return a page of the proposals that were answered so, the most pressing first, and how many there are."""
    rows = _answered(answer)
    start = (page - 1) * PAGE
    return _told(rows.order_by("-pressing", "id")[start : start + PAGE]), rows.count()


def open_count() -> int:
    """Return how many proposals nobody has answered."""
    return _answered(Answer.OPEN).count()


def proposal(proposal_id: UUID) -> Proposal:
    """Return one proposal; raises `NoSuchProposal`."""
    row = models.Proposal.objects.filter(pk=proposal_id).first()
    if row is None:
        raise NoSuchProposal(proposal_id)
    return proposal_of(row)


def joined_now(subject: str) -> Proposal | None:
    """Return the proposal by which a record is part of another one now, or waits to be."""
    rows = _answered(Answer.JOINED).filter(Q(a=subject) | Q(b=subject)).exclude(stays=subject)
    return next(iter(_told(rows[:1])), None)


def proposal_of(row: models.Proposal) -> Proposal:
    """Return a row as a record."""
    return _told([row])[0]


def _answered(answer: Answer) -> QuerySet[models.Proposal]:
    rows = models.Proposal.objects.all()
    if answer in (Answer.NOT_SAME, Answer.LATER):
        return rows.filter(state=answer)
    # Whoever gives the second yes knows of no proposal, so what became of the change is asked of it.
    said_no, ended = (
        Change.objects.filter(property="same_as", state=state).values("pk") for state in (State.DECLINED, State.UNDONE)
    )
    if answer is Answer.OPEN:
        return rows.filter(Q(state=Answer.OPEN) | Q(state=Answer.JOINED, change__in=said_no))
    if answer is Answer.PARTED:
        return rows.filter(Q(state=Answer.PARTED) | Q(state=Answer.JOINED, change__in=ended))
    return rows.filter(state=Answer.JOINED).exclude(change__in=said_no).exclude(change__in=ended)


def _told(rows: Iterable[models.Proposal]) -> list[Proposal]:
    listed = list(rows)
    keys = [row.change for row in listed if row.change]
    states = dict(Change.objects.filter(pk__in=keys).values_list("pk", "state"))
    undoing = {
        one.undoes: one
        for one in Change.objects.filter(undoes__in=keys, verb=Verb.UNDO, state__in=(State.WAITING, State.DONE))
    }
    parting = {key for key, one in undoing.items() if one.state == State.WAITING}
    return [_record(row, _standing(row, states, parting), undoing.get(row.change)) for row in listed]


def _standing(row: models.Proposal, states: Mapping[UUID, str], parting: set[UUID | None]) -> Standing:
    if row.state != Answer.JOINED or row.change is None or row.change not in states:
        return Standing(row.state)
    return Standing.PARTING if row.change in parting else FROM_STATE[State(states[row.change])]


def _record(row: models.Proposal, standing: Standing, undoing: Change | None) -> Proposal:
    """Return the record; who wanted to part two, when and why, is told by the change that does it."""
    parted = undoing if standing in (Standing.PARTING, Standing.PARTED) else None
    return Proposal(
        id=row.id,
        kind="service" if row.kind == "service" else "organization",
        a=row.a,
        b=row.b,
        likelihood=Likelihood(row.likelihood),
        evidence=evidence_from(row.evidence),
        digest=row.digest,
        standing=standing,
        stays=row.stays,
        change=row.change,
        why=parted.why if parted else row.why,
        decided_by=parted.by if parted else row.decided_by,
        decided_at=parted.at if parted else row.decided_at,
    )
