"""Every read of what readers handed in."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from uuid import UUID

from romduol.base import phones
from romduol.desk.suggestions import models
from romduol.desk.suggestions.records import Beyond, Handled, Suggestion, Taken, Told
from romduol.knowledge.claims.queries import picture_of
from romduol.knowledge.claims.records import ResolvedValue
from romduol.knowledge.directory.queries import NoPackLoaded, loaded_words

COLUMNS = tuple(column.name for column in fields(Suggestion))
ON_A_PAGE = 50


class NoSuchSuggestion(LookupError):
    """There is no such suggestion."""


def suggestion(suggestion_id: UUID) -> Suggestion:
    """Return one suggestion; raises `NoSuchSuggestion`."""
    row = models.Suggestion.objects.filter(pk=suggestion_id).first()
    if row is None:
        raise NoSuchSuggestion(suggestion_id)
    return suggestion_of(row)


def waiting(limit: int = ON_A_PAGE) -> list[Suggestion]:
    """Return what nobody has decided yet: serious ones first, then the oldest."""
    rows = models.Suggestion.objects.filter(state=Handled.NEW).order_by("-serious", "received_on", "page", "pk")
    return [suggestion_of(row) for row in rows[:limit]]


def decided(limit: int = ON_A_PAGE) -> list[Suggestion]:
    """Return what was decided last, newest first."""
    rows = models.Suggestion.objects.exclude(state=Handled.NEW).order_by("-decided_at", "pk")
    return [suggestion_of(row) for row in rows[:limit]]


def others_about(found: Suggestion, limit: int = 20) -> list[Suggestion]:
    """Return what else waits about the same page or the same subject."""
    rows = models.Suggestion.objects.filter(state=Handled.NEW).exclude(pk=found.id)
    rows = rows.filter(subject=found.subject) if found.subject else rows.filter(page=found.page)
    return [suggestion_of(row) for row in rows.order_by("-serious", "received_on", "pk")[:limit]]


def waiting_about(subjects: set[str]) -> dict[str, int]:
    """Return subject -> how much waits about it; for what is to be checked next."""
    rows = models.Suggestion.objects.filter(state=Handled.NEW, subject__in=subjects).values_list("subject", flat=True)
    found: dict[str, int] = {}
    for subject in rows:
        found[subject] = found.get(subject, 0) + 1
    return found


def beyond() -> list[Beyond]:
    """Return what serious things came when no more could be kept, and no steward has seen yet; oldest first."""
    rows = models.Beyond.objects.filter(seen=False).order_by("on", "page", "told")
    return [Beyond(row.on, row.page, Told(row.told), row.count) for row in rows]


def received(today: date, page: str) -> tuple[int, int, int]:
    """Return how much came on a day about a page, how much in all, and how much waits of every day."""
    came = models.Suggestion.objects.filter(received_on=today)
    open_ones = models.Suggestion.objects.filter(state=Handled.NEW).count()
    return came.filter(page=page).count(), came.count(), open_ones


def subject_of(page: str) -> str:
    """Return what a page of the release is about; empty where it is about nothing that has claims."""
    row = models.PageSubject.objects.filter(pk=page).first()
    return row.subject if row else ""


def suggestion_of(row: models.Suggestion) -> Suggestion:
    """Return a row as a record."""
    columns = {name: getattr(row, name) for name in COLUMNS}
    columns["told"] = tuple(map(Told, row.told))
    columns["taken"] = tuple(map(Taken, row.taken))
    columns["state"] = Handled(row.state)
    return Suggestion(**columns)


def short_codes() -> frozenset[str]:
    """Return the short numbers that the country pack knows; none before one is loaded."""
    try:
        return frozenset(loaded_words()[0].short_codes)
    except NoPackLoaded:
        return frozenset()


def as_dialled(number: str) -> str:
    """Return a number that was handed in as people dial it."""
    try:
        info = loaded_words()[0]
        codes = frozenset(info.short_codes)
        found = phones.parse(number, short_codes=codes, calling_code=info.calling_code or "855", region=info.country)
    except (NoPackLoaded, phones.NotAPhoneNumber):
        return number
    return found.national or number


def values_now(subject: str, today: date) -> list[ResolvedValue]:
    """Return what is known of a subject today, as readers would be told."""
    return list(picture_of(subject, today).values) if subject else []
