"""The second yes: somebody else looks at a change that could do harm, and lets it count or not."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from romduol.desk.changes import models
from romduol.desk.changes.actions.applying import apply
from romduol.desk.changes.actions.problems import NotAllowed, Overtaken, SpeaksNoMore
from romduol.desk.changes.queries import NoSuchChange, change_of, changes_about, version_of
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.changes.rules import is_own_word, may_agree
from romduol.knowledge.claims.actions import CannotJoin, NotLive, hold_subject
from romduol.safety.access.records import Permission, Person
from romduol.safety.audit import actions as audit


def nobody(change: Change) -> bool:
    """Let no body speak: a rule for those who say yes to nothing that a body says about itself."""
    return False


@transaction.atomic
def approve(
    *, change_id: UUID, by: Person, seen: str, now: datetime, speaks: Callable[[Change], bool] = nobody
) -> Change:
    """Let a change that waits count from now on.

    `seen` is the `version_of` that whoever says yes looked at. `speaks` tells of the word of a body about itself
    whether that body may still speak, and holds that until this is written. Raises `NoSuchChange`, `NotAllowed` for
    one's own change, for the word of one's own body and without the permission, `SpeaksNoMore`, and `Overtaken` where
    somebody changed it since.
    """
    found = _to_decide(change_id, by)
    # Asked first: a body and its verification are held before a line or a service of it, here as where it speaks.
    counts = not is_own_word(found) or speaks(found)
    hold_subject(found.subject)
    row = models.Change.objects.select_for_update().get(pk=change_id)
    if row.state != State.WAITING:
        return change_of(row)
    if not counts:
        raise SpeaksNoMore(change_id)
    if seen != version_of(row.subject, row.property):
        raise Overtaken(changes_about(row.subject, row.property, by=by, limit=5))
    row.state = State.DONE
    try:
        row.made = apply(change_of(row), by=row.by, now=now)
    except (NotLive, CannotJoin):  # What it speaks of was ended, or joined otherwise, by somebody since.
        raise Overtaken(changes_about(row.subject, row.property, by=by, limit=5)) from None
    if row.verb == Verb.UNDO and row.undoes is not None:
        models.Change.objects.filter(pk=row.undoes).update(state=State.UNDONE)
    return _decided(row, by, now, "")


@transaction.atomic
def decline(*, change_id: UUID, why: str, by: Person, now: datetime) -> Change:
    """Let a change that waits come to nothing. Whoever made it may do so too, as taking it back.

    Raises `NoSuchChange` and `NotAllowed`.
    """
    row = models.Change.objects.select_for_update().filter(pk=change_id).first()
    if row is None:
        raise NoSuchChange(change_id)
    if row.by != by.by and Permission.APPROVE not in by.permissions:
        raise NotAllowed("decline")
    if row.state != State.WAITING:
        return change_of(row)
    row.state = State.DECLINED
    return _decided(row, by, now, why)


def _to_decide(change_id: UUID, by: Person) -> Change:
    row = models.Change.objects.filter(pk=change_id).first()
    if row is None:
        raise NoSuchChange(change_id)
    found = change_of(row)
    if not may_agree(found, by):
        raise NotAllowed("approve")
    return found


def _decided(row: models.Change, by: Person, now: datetime, why: str) -> Change:
    # Whoever takes their own change back has not decided about somebody's: the row keeps no second name then.
    row.decided_by, row.decided_at, row.decided_why = ("" if row.by == by.by else by.by), now, why
    row.save()
    detail = {"change": str(row.pk), "verb": row.verb, "state": str(row.state)}
    audit.record(by=by.by, verb="decide_change", subject=("subject", row.subject), detail=detail)
    return change_of(row)
