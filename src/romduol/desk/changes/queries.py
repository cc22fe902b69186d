"""Every read of changes."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from romduol.desk.changes import models
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.changes.rules import entries_of, is_own_word, takes
from romduol.knowledge.claims import queries as claims
from romduol.safety.access.records import Person

COLUMNS = tuple(column.name for column in fields(Change))
NOTHING = ""


class NoSuchChange(LookupError):
    """There is no such change, or it is not for whoever asks."""


def change(change_id: UUID, *, by: Person) -> Change:
    """Return one change, its note only for the organisation that made it; raises `NoSuchChange`."""
    row = models.Change.objects.filter(pk=change_id).first()
    if row is None:
        raise NoSuchChange(change_id)
    return seen_by(change_of(row), by)


def changes_about(subject: str, property: str = "", *, by: Person, limit: int = 200) -> list[Change]:
    """Return the changes about a subject or one property of it, newest first, with those about its joined records."""
    rows = models.Change.objects.filter(subject__in=claims.joined_with(subject))
    if property:
        rows = rows.filter(property=property)
    return [seen_by(change_of(row), by) for row in rows.order_by("-at", "-pk")[:limit]]


def latest(*, by: Person, limit: int = 50) -> list[Change]:
    """Return the latest changes of all, newest first."""
    return [seen_by(change_of(row), by) for row in models.Change.objects.order_by("-at", "-pk")[:limit]]


def made_by(person: Person, *, limit: int = 50) -> list[Change]:
    """Return what somebody did lately, newest first."""
    rows = models.Change.objects.filter(by=person.by)
    return [change_of(row) for row in rows.order_by("-at", "-pk")[:limit]]


def waiting() -> list[Change]:
    """Return what waits for a second yes, oldest first, without notes."""
    rows = models.Change.objects.filter(state=State.WAITING).order_by("at", "pk")
    return [without_note(change_of(row)) for row in rows]


def waiting_count() -> int:
    """Return how many changes wait for a second yes."""
    return models.Change.objects.filter(state=State.WAITING).count()


def version_of(subject: str, property: str = "") -> str:
    """Return a short text that changes whenever anything about a subject (or one property of it) does.

    A form carries it, so that whoever sends the form has seen what is there now.
    """
    rows = models.Change.objects.filter(subject__in=claims.joined_with(subject))
    if property:
        rows = rows.filter(property=property)
    states = rows.order_by("pk").values_list("pk", "state")
    known = (claims.version_of(subject, property), *(f"{pk}{state}" for pk, state in states))
    return sha256("\n".join(known).encode()).hexdigest()[:16]


def change_of(row: models.Change) -> Change:
    """Return a row as a record."""
    columns = {name: getattr(row, name) for name in COLUMNS}
    return Change(**{**columns, "verb": Verb(row.verb), "state": State(row.state)})


def seen_by(found: Change, person: Person) -> Change:
    """Return a change as a person may see it."""
    own = found.by == person.by or (found.organization and found.organization in person.organizations)
    return found if own else without_note(found)


def without_note(found: Change) -> Change:
    """Return a change without what is for one organisation alone."""
    return found if not found.note else Change(**{name: getattr(found, name) for name in COLUMNS} | {"note": NOTHING})


def people_in(found: Iterable[Change]) -> set[str]:
    """Return everybody who made or decided some changes, as `by=` tells them."""
    return {by for one in found for by in (one.by, one.decided_by) if by}


def spots_changed_since(at: datetime) -> frozenset[tuple[str, str, str]]:
    """Return (subject, property, value) of what was changed since a moment, or waits for a second yes whenever made.

    A change to all of a property names no value; one to all of a subject names no property either.
    """
    rows = models.Change.objects.filter(Q(at__gte=at) | Q(state=State.WAITING))
    rows = rows.exclude(state__in=[State.DECLINED, State.UNDONE])
    return frozenset(rows.values_list("subject", "property", "value"))


def waiting_about(subjects: Iterable[str]) -> list[Change]:
    """Return what waits for a second yes about some subjects, oldest first, without notes."""
    rows = models.Change.objects.filter(state=State.WAITING, subject__in=set(subjects)).order_by("at", "pk")
    return [without_note(change_of(row)) for row in rows]


def taken_by(source: str, *, since: datetime) -> int:
    """Return how many lines and services a body took from readers by its own word since a moment, as it still stands.

    What a second person said yes to is not counted.
    """
    rows = models.Change.objects.filter(verb=Verb.STATE, state=State.DONE, at__gte=since, decided_by=NOTHING)
    told = (body for body in rows.values_list("body", flat=True) if takes(body))
    return sum(takes(body) for body in told if any(one["source"] == source for one in entries_of(body)))


def said_for(organization: str, subjects: Iterable[str], *, by: Person, limit: int = 100) -> list[Change]:
    """Return what an organisation said of some subjects as their own word, newest first."""
    rows = models.Change.objects.filter(organization=organization, subject__in=set(subjects), verb=Verb.STATE)
    found = (change_of(row) for row in rows.order_by("-at", "-pk")[:limit])
    return [seen_by(one, by) for one in found if is_own_word(one)]
