"""What somebody says of two records: that they are one, that they are two, or that it is to be asked later."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from romduol.desk.changes.actions import NotAllowed, make_change, undo
from romduol.desk.changes.queries import change
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.duplicates import models
from romduol.desk.duplicates.queries import NoSuchProposal, proposal_of
from romduol.desk.duplicates.records import Answer, Proposal
from romduol.desk.duplicates.rules.proposing import evidence_from, speaking_for
from romduol.desk.resolving.actions import note_change
from romduol.knowledge.claims.actions import hold_subject, joinable
from romduol.knowledge.claims.rules.properties import SAME_AS
from romduol.knowledge.directory.actions import keep_desk_sources
from romduol.safety.access.records import Permission, Person
from romduol.safety.audit import actions as audit


class AlreadyAnswered(Exception):
    """Somebody answered, or more was found out, since the form was drawn; `now` is how it stands."""

    def __init__(self, now: Proposal) -> None:
        super().__init__(str(now.standing))
        self.now = now


@transaction.atomic
def say_not_same(*, proposal_id: UUID, digest: str, why: str, by: Person, now: datetime) -> Proposal:
    """Note that two records are two. They are proposed again only where something new speaks for their being one.

    Raises `NoSuchProposal`, `NotAllowed`, and `AlreadyAnswered`.
    """
    return _answered(proposal_id, Answer.NOT_SAME, digest=digest, why=why, by=by, now=now)


@transaction.atomic
def say_later(*, proposal_id: UUID, digest: str, why: str = "", by: Person, now: datetime) -> Proposal:
    """Put a proposal off; raises `NoSuchProposal`, `NotAllowed`, and `AlreadyAnswered`."""
    return _answered(proposal_id, Answer.LATER, digest=digest, why=why, by=by, now=now)


@transaction.atomic
def join(
    *, proposal_id: UUID, stays: str, act: UUID, digest: str, seen: str, why: str, by: Person, now: datetime
) -> Change:
    """Let two records be one; `stays` is the one that goes on being listed. Returns the change, which may wait.

    `seen` is the `version_of` the other record that whoever joins looked at. Raises `NoSuchProposal`, `NotAllowed`,
    `AlreadyAnswered`, `Overtaken`, and `CannotJoin`: then nothing is written.
    """
    row = _held(proposal_id, by)
    if row.state == Answer.JOINED and row.change == act:
        return change(act, by=by)
    _look_again(row, digest)
    if stays not in (row.a, row.b):
        raise NoSuchProposal(stays)
    goes = row.b if stays == row.a else row.a
    # Always in one order, so that two people who join both ways wait for each other and not for ever.
    for subject in (row.a, row.b):
        hold_subject(subject)
    joinable(goes, stays)
    desk, _ = keep_desk_sources(by=by.by, on=timezone.localdate(now))
    claim = {"id": str(uuid5(act, "claim")), "property": SAME_AS, "value": stays, "source": desk.id}
    made = make_change(
        act=act,
        verb=Verb.STATE,
        subject=goes,
        property=SAME_AS,
        value=stays,
        body={"claim": claim},
        why=why,
        by=by,
        seen=seen,
        now=now,
    )
    row.change, row.stays = act, stays
    _decide(row, Answer.JOINED, why=why, by=by, now=now)
    if made.state is State.DONE:
        note_change(made, at=now)
    return made


@transaction.atomic
def part(*, proposal_id: UUID, act: UUID, why: str, by: Person, now: datetime) -> Change:
    """Let two records that were joined be two again; returns the change that does it, which may wait.

    Raises `NoSuchProposal`, `NotAllowed`, and `CannotUndo` where they are not joined.
    """
    row = _held(proposal_id, by)
    if row.change is None:
        raise NoSuchProposal(proposal_id)
    made = undo(change_id=row.change, act=act, why=why, by=by, now=now)
    if made.state is State.DONE:
        _decide(row, Answer.PARTED, why=why, by=by, now=now)
        note_change(made, at=now)
    return made


def _answered(proposal_id: UUID, answer: Answer, *, digest: str, why: str, by: Person, now: datetime) -> Proposal:
    row = _held(proposal_id, by)
    if (row.state, row.decided_by, row.digest) == (answer, by.by, digest):
        return proposal_of(row)
    _look_again(row, digest)
    _decide(row, answer, why=why, by=by, now=now)
    return proposal_of(row)


def _held(proposal_id: UUID, by: Person) -> models.Proposal:
    if not by.may(Permission.RESOLVE):
        raise NotAllowed("answer")
    row = models.Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if row is None:
        raise NoSuchProposal(proposal_id)
    return row


def _look_again(row: models.Proposal, digest: str) -> None:
    now = proposal_of(row)
    if not now.answerable or digest != row.digest:
        raise AlreadyAnswered(now)


def _decide(row: models.Proposal, answer: Answer, *, why: str, by: Person, now: datetime) -> None:
    row.state, row.why, row.decided_by, row.decided_at = answer, why, by.by, now
    row.speaks = speaking_for(evidence_from(row.evidence))
    row.save()
    detail = {"answer": str(answer), "change": str(row.change or "")}
    audit.record(by=by.by, verb="answer_duplicate", subject=("proposal", str(row.pk)), detail=detail)
