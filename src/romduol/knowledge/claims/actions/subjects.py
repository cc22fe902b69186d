"""What every write of the desk asks first: is there such a subject, and can it have such a value?"""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from romduol.knowledge.claims import models
from romduol.knowledge.claims.queries.joinings import connected, joined_pairs
from romduol.knowledge.claims.records import RECORD
from romduol.knowledge.claims.rules.evidence import LINE as LINE_ID
from romduol.knowledge.claims.rules.properties import JOINABLE, LINE, SAME_AS, problem_with


class UnknownSubject(LookupError):
    """Nothing of that name is known."""


class Senseless(ValueError):
    """A subject of that kind has no such property, or the property no such value."""


class CannotJoin(Senseless):
    """Two records cannot be one; `cause` tells why, as a code."""

    ITSELF, KIND, CIRCLE, TAKEN_BACK = "itself", "kind", "circle", "taken_back"

    def __init__(self, cause: str) -> None:
        super().__init__(f"these two records cannot be one: {cause}")
        self.cause = cause


class NotLive(LookupError):
    """There is no such row, or it ended."""


class ClaimOfThePack(ValueError):
    """A source of the pack says it: nobody takes a word out of its mouth, but it can be ranked as deprecated."""


def day_of(at: datetime) -> date:
    """Return the day of a moment where the country is."""
    return timezone.localdate(at)


def known_subject(subject: str) -> models.Subject:
    """Return a subject; that of a phone line is made where there is none yet. Raises `UnknownSubject`."""
    if subject.startswith(LINE_ID):
        return models.Subject.objects.get_or_create(id=subject, defaults={"kind": LINE})[0]
    found = models.Subject.objects.filter(id=subject).first()
    if found is None:
        raise UnknownSubject(subject)
    return found


def hold_subject(subject: str) -> None:
    """Let nobody else change anything about a subject until the caller's transaction ends. Raises `UnknownSubject`."""
    known_subject(subject)
    models.Subject.objects.select_for_update().get(pk=subject)


def sensible(subject: str, name: str, value: str) -> None:
    """Raise `UnknownSubject` or `Senseless` where no such value can be told of a subject."""
    problem = problem_with(known_subject(subject).kind, name, value)
    if problem:
        raise Senseless(problem)
    if name == SAME_AS:
        joinable(subject, value)


def joinable(subject: str, into: str) -> None:
    """Raise `UnknownSubject` or `CannotJoin` where a record cannot be another one."""
    if subject == into:
        raise CannotJoin(CannotJoin.ITSELF)
    kinds = {known_subject(one).kind for one in (subject, into)}
    if len(kinds) > 1 or not kinds <= JOINABLE:
        raise CannotJoin(CannotJoin.KIND)
    # What was taken back as a whole stays so: joined, it would take the other record with it.
    if models.Withdrawal.objects.filter(subject__in=(subject, into), property=RECORD).exists():
        raise CannotJoin(CannotJoin.TAKEN_BACK)
    steps = dict(joined_pairs(live=True))
    here: str | None = into
    passed = {subject}
    while here is not None:
        if here in passed:
            raise CannotJoin(CannotJoin.CIRCLE)
        passed.add(here)
        here = steps.get(here)


def partable(row: models.Claim) -> None:
    """Raise `CannotJoin` where a word that joins may not end, since what it joins was taken back as a whole.

    That was taken back as one record: parted, half of it would be before readers again, and nobody had said so.
    """
    if row.property != SAME_AS:
        return
    whole = connected((row.subject_id,), joined_pairs(live=True))
    if models.Withdrawal.objects.filter(subject__in=whole, property=RECORD).exists():
        raise CannotJoin(CannotJoin.TAKEN_BACK)


def written(at: datetime, by: str, why: str) -> Mapping[str, object]:
    """Return the columns that tell who wrote a row at the desk, when and why."""
    return {"recorded_at": at, "recorded_by": by, "why": why}


def ended(at: datetime, by: str, why: str) -> Mapping[str, object]:
    """Return the columns that tell who ended a row, when and why."""
    return {"ended_on": day_of(at), "ended_at": at, "ended_by": by, "ended_why": why}
