"""Undoes a change: what it made ends, what it ended begins again, and both are on record."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from romduol.desk.changes import models
from romduol.desk.changes.actions.applying import apply
from romduol.desk.changes.actions.problems import CannotUndo, NotAllowed
from romduol.desk.changes.queries import NoSuchChange, change_of
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.changes.rules import NEEDED, can_be_undone, undoing_is_critical, waits
from romduol.desk.operator.queries import operator
from romduol.knowledge.claims.actions import CannotJoin, NotLive, hold_subject
from romduol.safety.access.records import Person
from romduol.safety.audit import actions as audit


@transaction.atomic
def undo(*, change_id: UUID, act: UUID, why: str, by: Person, now: datetime) -> Change:
    """Undo a change; returns the change that undoes it, which may wait for a second yes itself.

    Raises `NoSuchChange`, `NotAllowed`, and `CannotUndo` where there is nothing to undo.
    """
    found = models.Change.objects.filter(pk=change_id).first()
    if found is None:
        raise NoSuchChange(change_id)
    if NEEDED.get(Verb(found.verb)) not in by.permissions:
        raise NotAllowed("undo")
    hold_subject(found.subject)
    before = models.Change.objects.filter(pk=act).first()
    if before is not None:
        if before.by != by.by or before.undoes != change_id:
            raise NotAllowed("this form belongs to something else")
        return change_of(before)
    found.refresh_from_db()
    old = change_of(found)
    if not can_be_undone(old) or models.Change.objects.filter(undoes=change_id, state=State.WAITING).exists():
        raise CannotUndo(change_id)
    critical = undoing_is_critical(old)
    row = models.Change(
        id=act,
        verb=Verb.UNDO,
        subject=old.subject,
        property=old.property,
        value=old.value,
        body={"undoes": str(old.id), "verb": str(old.verb), "made": dict(old.made), "body": dict(old.body)},
        why=why,
        by=by.by,
        organization=next(iter(by.organizations), ""),
        at=now,
        state=State.WAITING if waits(critical, operator().second_yes, Verb.UNDO) else State.DONE,
        critical=critical,
        undoes=old.id,
    )
    if row.state == State.DONE:
        try:
            row.made = apply(change_of(row), by=by.by, now=now)
        except (NotLive, CannotJoin):  # What it made was ended, or joined otherwise, by somebody since.
            raise CannotUndo(change_id) from None
        models.Change.objects.filter(pk=old.id).update(state=State.UNDONE)
    row.save(force_insert=True)
    detail = {"change": str(act), "undoes": str(old.id), "state": str(row.state)}
    audit.record(by=by.by, verb="undo_change", subject=("subject", old.subject), detail=detail)
    return change_of(row)
