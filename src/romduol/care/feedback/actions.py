"""Every write of feedback.

Receiving leaves no entry in the audit: an entry has a time of day, and a time can be laid beside a visit.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import router, transaction
from django.db.models import F, QuerySet

from romduol.care.feedback import models
from romduol.care.feedback.queries import TOLD, card_key
from romduol.care.feedback.records import Done, Said
from romduol.care.feedback.rules.codes import digest_of, new_code
from romduol.care.feedback.rules.weeks import TOGETHER, cards_expire, first_kept, held_until, week_of
from romduol.safety.access.records import Person
from romduol.safety.audit import actions as audit
from romduol.safety.retention.unordered import rewrite

MOST_CARDS = 300
"""In one batch."""
TABLES = (models.Batch, models.Card, models.Sum, models.Concern)


class NoSuchConcern(LookupError):
    """There is no such concern."""


def receive(said: Said, code: str, *, today: date) -> None:
    """Add what somebody taps to the sums, trusted where the code of a card was good: it is used up by that.

    Nothing tells whether it was good: who tries codes out learns nothing.
    """
    with transaction.atomic(using=_here()):
        week, held = week_of(today), held_until(today)
        of_held: dict[str, Any] = {"service": said.service, "week": held, "trusted": _used_up(code, week)}
        # In one order for everybody: two at a time then wait for each other, and never both.
        for question, answer in [(TOLD, ""), *sorted(said.answers.items())]:
            _add(models.Sum, question=str(question), answer=answer, **of_held)
        for conduct in sorted(said.conduct):
            _add(models.Concern, conduct=str(conduct), **of_held)
        _let_go(models.Sum.objects.filter(**of_held), week)


def _let_go(held: QuerySet[models.Sum], week: str) -> None:
    """Give what is held of a service the week, once enough have told it together."""
    if not held.filter(question=TOLD, count__gte=TOGETHER).exclude(week=week).exists():
        return
    for row in held.order_by("question", "answer"):
        place = {"service": row.service, "week": week, "trusted": row.trusted}
        _add(models.Sum, row.count, question=row.question, answer=row.answer, **place)
    held.delete()


def _used_up(code: str, week: str) -> bool:
    """Remove a card; of two who send its code at one time, the database lets one remove it."""
    digest = digest_of(code or "0", card_key())
    removed, _ = models.Card.objects.filter(pk=digest, batch__expires__gte=week).delete()
    return removed > 0


def _add(model: type[models.Sum] | type[models.Concern], many: int = 1, **which: Any) -> None:
    """Add to a sum; where somebody else has just let it go, to the one that comes in its place."""
    added = 0
    while not added:
        row, _ = model.objects.get_or_create(**which)
        added = model.objects.filter(pk=row.pk).update(count=F("count") + many)


def make_cards(
    *, organization: UUID, province: str, many: int, by: Person, today: date, draw: Callable[[], str] = new_code
) -> list[str]:
    """Make a batch of cards and return their codes, which nobody can read again; at most `MOST_CARDS`."""
    key, expires = card_key(), cards_expire(today)
    codes = sorted({draw() for _ in range(max(1, min(many, MOST_CARDS)))})
    with transaction.atomic(using=_here()):
        batch = models.Batch.objects.create(
            organization=organization, province=province, made=len(codes), expires=expires
        )
        models.Card.objects.bulk_create([models.Card(pk=digest_of(code, key), batch=batch) for code in codes])
        detail = {"cards": len(codes), "organization": str(organization), "province": province, "until": expires}
        audit.record(by=by.by, verb="make_feedback_cards", subject=("feedback", "cards"), detail=detail)
    return codes


def handle(concern_id: UUID, *, seen: int, done: Done, by: Person) -> None:
    """Note what was done about so much of a concern as the steward had seen; raises `NoSuchConcern`."""
    with transaction.atomic(using=_here()):
        row = models.Concern.objects.select_for_update().filter(pk=concern_id).first()
        if row is None:
            raise NoSuchConcern(concern_id)
        row.handled, row.done = max(row.handled, min(seen, row.count)), str(done)
        row.save(update_fields=["handled", "done"])
        detail = {"conduct": row.conduct, "week": row.week, "told": row.handled, "done": row.done}
        audit.record(by=by.by, verb="handle_conduct", subject=("service", row.service), detail=detail)


def erase(*, today: date, by: str) -> int:
    """Erase what was told two years ago and cards whose time is over, and write the tables anew; returns how many."""
    first, now = first_kept(today), week_of(today)
    with transaction.atomic(using=_here()):
        gone = sum(model.objects.filter(week__lt=first).delete()[0] for model in (models.Sum, models.Concern))
        gone += models.Batch.objects.filter(expires__lt=now).delete()[0]
        if gone:
            audit.record(by=by, verb="erase_feedback", subject=("feedback", "old"), detail={"erased": gone})
    rewrite(TABLES)
    return gone


def _here() -> str:
    return router.db_for_write(models.Sum)
