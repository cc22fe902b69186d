"""Makes a change: now where it may, else it waits for a second yes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from romduol.desk.changes import models
from romduol.desk.changes.actions.applying import apply
from romduol.desk.changes.actions.problems import NotAllowed, Overtaken
from romduol.desk.changes.queries import change_of, changes_about, taken_by, version_of
from romduol.desk.changes.records import Change, Speaker, State, Verb
from romduol.desk.changes.rules import WITHIN, always_waits, is_critical, may_make, own_word_waits, waits
from romduol.desk.operator.queries import operator
from romduol.knowledge.claims.actions import CannotJoin, hold_subject
from romduol.safety.access.records import Person
from romduol.safety.audit import actions as audit


@transaction.atomic
def make_change(
    *,
    act: UUID,
    verb: Verb,
    subject: str,
    property: str = "",
    value: str = "",
    body: Mapping[str, Any],
    why: str = "",
    note: str = "",
    by: Person,
    seen: str | None,
    now: datetime,
    speaker: Speaker | None = None,
) -> Change:
    """Make a change, or return the one that was made under the same `act`: a form that is sent twice changes nothing.

    `seen` is the `version_of` that the form was drawn with; None where the change adds to what is there and cannot
    overwrite anything. With a `speaker` it is the word of a body about itself. Raises `NotAllowed` and `Overtaken`,
    and then nothing is written.
    """
    if not may_make(verb, subject, body, by, speaker):
        raise NotAllowed(verb)
    hold_subject(subject)
    before = models.Change.objects.filter(pk=act).first()
    if before is not None:
        if before.by != by.by:
            raise NotAllowed("this form belongs to somebody else")
        return change_of(before)
    if seen is not None and seen != version_of(subject, property):
        raise Overtaken(changes_about(subject, property, by=by, limit=5))
    critical = is_critical(verb, property, body, value) or (speaker is not None and always_waits(body))
    spoken = {"speakers": sorted(speaker.organizations)} if speaker else {}
    row = models.Change(
        id=act,
        verb=verb,
        subject=subject,
        property=property,
        value=value,
        body={**body, **spoken},
        why=why,
        note=note,
        by=by.by,
        organization=speaker.organization if speaker else next(iter(by.organizations), ""),
        at=now,
        state=State.WAITING if _has_to_wait(verb, critical, body, speaker, now) else State.DONE,
        critical=critical,
    )
    if row.state == State.DONE:
        row.made = _applied(row, by, now)
    row.save(force_insert=True)
    detail = {"change": str(act), "verb": str(verb), "property": property, "state": str(row.state)}
    audit.record(by=by.by, verb="make_change", subject=("subject", subject), detail=detail)
    return change_of(row)


def _applied(row: models.Change, by: Person, now: datetime) -> Mapping[str, Any]:
    try:
        return apply(change_of(row), by=by.by, now=now)
    except CannotJoin:
        if row.verb == Verb.STATE:
            raise
        # What somebody joined was taken back as a whole since, and is parted no more.
        raise Overtaken(changes_about(row.subject, row.property, by=by, limit=5)) from None


def _has_to_wait(verb: Verb, critical: bool, body: Mapping[str, Any], speaker: Speaker | None, now: datetime) -> bool:
    rule = operator().second_yes
    if speaker is None:
        return waits(critical, rule, verb)
    return own_word_waits(critical, rule, body, taken_by(speaker.source, since=now - WITHIN))
