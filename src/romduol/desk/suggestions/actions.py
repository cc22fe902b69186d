"""Every write of what readers hand in.

Receiving leaves no entry in the audit: an entry has a time of day, and a time can be laid beside a call or a visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from romduol.desk.changes.actions import make_change
from romduol.desk.changes.records import Change, Verb
from romduol.desk.suggestions import models
from romduol.desk.suggestions.queries import (
    NoSuchSuggestion,
    received,
    subject_of,
    suggestion_of,
)
from romduol.desk.suggestions.records import Handed, Handled, Receipt, Suggestion
from romduol.desk.suggestions.rules.keeping import counted_under, last_day_kept, receipt_for
from romduol.desk.suggestions.rules.telling import SERIOUS, is_serious
from romduol.knowledge.releases.records import Edition
from romduol.knowledge.sources.actions import keep_source
from romduol.knowledge.sources.rules import readers_source
from romduol.safety.access.records import Person
from romduol.safety.audit import actions as audit


class AlreadyDecided(Exception):
    """Somebody decided about it since the form was drawn; `now` is what it is now."""

    def __init__(self, now: Suggestion) -> None:
        super().__init__(str(now.state))
        self.now = now


@transaction.atomic
def receive(handed: Handed, *, on: date) -> Receipt:
    """Keep what a reader hands in, or count it where too much came; the same twice on a day is kept once."""
    same = models.Suggestion.objects.filter(page=handed.page, received_on=on, words=handed.words.words)
    if any((row.told, row.number) == (list(handed.told), handed.number) for row in same):
        return Receipt.AGAIN
    serious = is_serious(handed.told)
    of_page, of_day, waiting = received(on, handed.page)
    receipt = receipt_for(serious=serious, of_page=of_page, of_day=of_day, waiting=waiting)
    if receipt is Receipt.KEPT:
        models.Suggestion.objects.create(
            page=handed.page,
            lang=handed.lang,
            subject=subject_of(handed.page),
            told=list(handed.told),
            words=handed.words.words,
            number=handed.number,
            taken=list(handed.words.taken),
            received_on=on,
            serious=serious,
        )
    elif receipt is Receipt.COUNTED:
        _count(handed, counted_under(handed.page, of_day=of_day, waiting=waiting), on)
    return receipt


def _count(handed: Handed, page: str, on: date) -> None:
    for told in SERIOUS.intersection(handed.told):
        models.Beyond.objects.get_or_create(on=on, page=page, told=told)
        models.Beyond.objects.filter(on=on, page=page, told=told).update(count=F("count") + 1, seen=False)


@transaction.atomic
def adopt(
    *,
    suggestion_id: UUID,
    act: UUID,
    property: str,
    value: str,
    claim: Mapping[str, object],
    why: str,
    by: Person,
    now: datetime,
) -> Change:
    """Take a suggestion up as a claim of readers; raises `NoSuchSuggestion`, `AlreadyDecided`, `NotAllowed`."""
    row = _held(suggestion_id)
    if row.state != Handled.NEW and row.change != act:
        raise AlreadyDecided(suggestion_of(row))
    keep_source(readers_source(), by=by.by, on=timezone.localdate(now))
    change = make_change(
        act=act,
        verb=Verb.STATE,
        subject=row.subject,
        property=property,
        value=value,
        body={"claim": dict(claim)},
        why=why,
        by=by,
        seen=None,
        now=now,
    )
    if row.state == Handled.NEW:
        _decide(row, Handled.ADOPTED, why=why, by=by, now=now, change=change.id)
    return change


@transaction.atomic
def settle(*, suggestion_id: UUID, state: Handled, why: str, by: Person, now: datetime) -> Suggestion:
    """Decide without a claim: dealt with by a call or a withdrawal, declined, or told by somebody else too.

    Raises `NoSuchSuggestion`, and `AlreadyDecided` where it was decided otherwise before.
    """
    row = _held(suggestion_id)
    if row.state != Handled.NEW and (row.state, row.decided_by) != (state, by.by):
        raise AlreadyDecided(suggestion_of(row))
    if row.state == Handled.NEW:
        _decide(row, state, why=why, by=by, now=now)
    return suggestion_of(row)


@transaction.atomic
def see_what_was_counted(*, until: date, by: Person) -> int:
    """Note that a steward has seen what serious things were only counted up to a day; returns how many rows."""
    rows = models.Beyond.objects.filter(seen=False, on__lte=until)
    detail = {"until": until.isoformat(), "told": sum(rows.values_list("count", flat=True))}
    seen = rows.update(seen=True)
    if seen:
        audit.record(by=by.by, verb="see_counted_suggestions", subject=("suggestions", "counted"), detail=detail)
    return seen


@transaction.atomic
def erase_old_words(*, today: date, by: str) -> int:
    """Erase the words of what was decided long ago; that it came, and what became of it, stays."""
    ends = timezone.make_aware(datetime.combine(last_day_kept(today), datetime.min.time()))
    old = models.Suggestion.objects.filter(erased=False, decided_at__lt=ends).exclude(state=Handled.NEW)
    erased = old.update(words="", number="", taken=[], why="", erased=True)
    if erased:
        audit.record(by=by, verb="erase_suggestions", subject=("suggestions", "words"), detail={"erased": erased})
    return erased


@transaction.atomic
def note_pages(edition: Edition, made_on: datetime) -> None:
    """Write down which subject each page of a release is about; only what differs is written."""
    wanted = {entity.code: entity.id for entity in (*edition.organizations.values(), *edition.services.values())}
    wanted |= {record.code: record.into for record in edition.joined.values()}
    wanted |= {line.entity.code: line.entity.id for line in edition.lines.values()}
    stored = dict(models.PageSubject.objects.values_list("page", "subject"))
    gone = [page for page in stored if wanted.get(page) != stored[page]]
    for start in range(0, len(gone), 500):
        models.PageSubject.objects.filter(pk__in=gone[start : start + 500]).delete()
    new = [
        models.PageSubject(page=page, subject=subject)
        for page, subject in wanted.items()
        if stored.get(page) != subject
    ]
    models.PageSubject.objects.bulk_create(new, batch_size=500)


def _held(suggestion_id: UUID) -> models.Suggestion:
    row = models.Suggestion.objects.select_for_update().filter(pk=suggestion_id).first()
    if row is None:
        raise NoSuchSuggestion(suggestion_id)
    return row


def _decide(
    row: models.Suggestion, state: Handled, *, why: str, by: Person, now: datetime, change: UUID | None = None
) -> None:
    row.state, row.why, row.decided_by, row.decided_at, row.change = str(state), why, by.by, now, change
    row.save()
    detail = {"state": str(state), "change": str(change or "")}
    audit.record(by=by.by, verb="decide_suggestion", subject=("suggestion", str(row.pk)), detail=detail)
