"""What every write of the desk asks first: is there such a subject, and can it have such a value?"""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from romduol.knowledge.claims import models
from romduol.knowledge.claims.rules.evidence import LINE as LINE_ID
from romduol.knowledge.claims.rules.properties import LINE, problem_with


class UnknownSubject(LookupError):
    """Nothing of that name is known."""


class Senseless(ValueError):
    """A subject of that kind has no such property, or the property no such value."""


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


def written(at: datetime, by: str, why: str) -> Mapping[str, object]:
    """Return the columns that tell who wrote a row at the desk, when and why."""
    return {"recorded_at": at, "recorded_by": by, "why": why}


def ended(at: datetime, by: str, why: str) -> Mapping[str, object]:
    """Return the columns that tell who ended a row, when and why."""
    return {"ended_on": day_of(at), "ended_at": at, "ended_by": by, "ended_why": why}
