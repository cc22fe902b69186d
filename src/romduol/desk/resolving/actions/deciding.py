"""Decides a contradiction: every change that the decision is made of, or none."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from romduol.desk.changes.actions import Overtaken, make_change
from romduol.desk.changes.queries import NoSuchChange, change
from romduol.desk.changes.records import Change, State
from romduol.desk.resolving.actions.noting import note_subject
from romduol.desk.resolving.queries.scenes import latest_about, version_about
from romduol.desk.resolving.records import Decision
from romduol.desk.resolving.rules.deciding import acts_of, subjects_of
from romduol.knowledge.claims.actions import hold_subject
from romduol.knowledge.claims.records import Disagreement
from romduol.safety.access.records import Person


class NothingToChange(Exception):
    """What was decided is so already."""


@transaction.atomic
def decide(*, decision: Decision, found: Disagreement, act: UUID, by: Person, seen: str, now: datetime) -> list[Change]:
    """Make the changes of a decision and return them; sent twice, it returns those of the first time.

    Raises `NotAllowed`, `NothingToChange`, and `Overtaken` where anything about any side changed since the form was
    drawn: then nothing is written.
    """
    for subject in subjects_of(found):
        hold_subject(subject)
    acts = acts_of(decision, found)
    if not acts:
        raise NothingToChange(found.id)
    if not _was_made(act, by) and seen != version_about(found):
        raise Overtaken(latest_about(subjects_of(found), found.property, by=by))
    made = [
        make_change(
            act=act if place == 0 else uuid5(act, one.key),
            verb=one.verb,
            subject=one.subject,
            property=one.property,
            value=one.value,
            body=one.body,
            why=decision.why,
            note=decision.note,
            by=by,
            # What was seen is compared above, once for all of them: each of these changes what the next one would see.
            seen=None,
            now=now,
        )
        for place, one in enumerate(acts)
    ]
    if any(one.state is State.DONE for one in made):
        for subject in subjects_of(found):
            note_subject(subject, at=now)
    return made


def _was_made(act: UUID, by: Person) -> bool:
    try:
        return change(act, by=by).id == act
    except NoSuchChange:
        return False
