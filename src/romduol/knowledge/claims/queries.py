"""Every read of subjects, claims, checks, withdrawals and rulings."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from hashlib import sha256
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from romduol.knowledge.claims import models
from romduol.knowledge.claims.records import (
    RECORD,
    Check,
    Claim,
    Origin,
    Outcome,
    Rank,
    Row,
    Ruling,
    Stance,
    Subject,
    Verdict,
    Withdrawal,
)
from romduol.knowledge.claims.rules.evidence import LINE, line_id

PLAIN = tuple(column.name for column in fields(Claim) if column.name not in ("id", "subject", "source"))
CHECK = tuple(column.name for column in fields(Check) if column.name != "subject")
RULING = tuple(column.name for column in fields(Ruling))
CHUNK = 5000


def all_subjects() -> tuple[Subject, ...]:
    """Return every subject."""
    return tuple(
        Subject(**row)
        for row in models.Subject.objects.order_by("id").values("id", "kind", "topic", "label", "caution")
    )


def all_claims(about: Collection[str] | None = None) -> Iterator[Claim]:
    """Yield every claim, ended ones too, for the picture of a past day; or those about some subjects."""
    # In a fixed order, so that the same facts make the same pages on every database.
    rows = _about(models.Claim.objects.all(), about).order_by("pk").values("key", "subject_id", "source_id", *PLAIN)
    for row in rows.iterator(chunk_size=CHUNK):
        yield _claim(row)


def _claim(row: dict[str, Any]) -> Claim:
    return Claim(
        id=str(row.pop("key")),
        subject=row.pop("subject_id"),
        source=row.pop("source_id"),
        **{**row, "stance": Stance(row["stance"]), "rank": Rank(row["rank"])},
    )


def stored_claim(row: models.Claim) -> Claim:
    """Return the claim that a row holds."""
    return _claim({name: getattr(row, name) for name in ("key", "subject_id", "source_id", *PLAIN)})


def all_checks(about: Collection[str] | None = None) -> tuple[Check, ...]:
    """Return every check, ended ones too; or those about some subjects."""
    rows = _about(models.Check.objects.all(), about).order_by("pk").values("subject_id", *CHECK)
    return tuple(_check(row) for row in rows)


def _check(row: dict[str, Any]) -> Check:
    return Check(subject=row.pop("subject_id"), **{**row, "outcome": Outcome(row["outcome"])})


def all_withdrawals(about: Collection[str] | None = None) -> tuple[Withdrawal, ...]:
    """Return every withdrawal; or those about some subjects."""
    rows = _about(models.Withdrawal.objects.all(), about).order_by("pk")
    return tuple(Withdrawal(*row) for row in rows.values_list("subject_id", "property", "value", "on", "reason"))


def all_rulings(about: Collection[str] | None = None) -> tuple[Ruling, ...]:
    """Return every ruling, ended ones too; or those about some subjects."""
    rows = models.Ruling.objects.all() if about is None else models.Ruling.objects.filter(subject__in=about)
    return tuple(_ruling(row) for row in rows.order_by("pk").values(*RULING))


def _ruling(row: dict[str, Any]) -> Ruling:
    told = {"disagreement": str(row["disagreement"]), "saw": frozenset(row["saw"]), "verdict": Verdict(row["verdict"])}
    return Ruling(**{**row, **told})


def _about(rows: QuerySet[Any], about: Collection[str] | None) -> QuerySet[Any]:
    return rows if about is None else rows.filter(subject_id__in=about)


def state_of_claims() -> dict[str, object]:
    """Return a small summary that changes whenever a claim, check, withdrawal or ruling is added or ended."""
    claims = models.Claim.objects.aggregate(last=Max("pk"), ended=Count("ended_on"))
    checks = models.Check.objects.aggregate(last=Max("pk"), ended=Count("ended_on"))
    rulings = models.Ruling.objects.aggregate(last=Max("pk"), ended=Count("ended_on"))
    return {
        **claims,
        "check": checks["last"],
        "check_ended": checks["ended"],
        "withdrawal": models.Withdrawal.objects.aggregate(last=Max("pk"))["last"],
        "ruling": rulings["last"],
        "ruling_ended": rulings["ended"],
    }


def live_rows() -> Iterator[Row]:
    """Yield every live claim with who wrote it."""
    rows = models.Claim.objects.filter(ended_on__isnull=True).order_by("pk")
    return map(_row, rows.iterator(chunk_size=CHUNK))


def live_row(key: str) -> Row | None:
    """Return a live claim with who wrote it, or None where it ended or never was."""
    found = models.Claim.objects.filter(key=key, ended_on__isnull=True).first()
    return _row(found) if found else None


def rows_about(subject: str, property: str = "") -> tuple[Row, ...]:
    """Return every row ever about a subject, or one property of it, in the order in which they were written.

    With a number go the words about its line, and with a line what bodies claim its number.
    """
    return tuple(sorted(_rows_about(subject, property), key=lambda row: (row.on, type(row.said).__name__, row.pk)))


def version_of(subject: str, property: str = "") -> str:
    """Return a short digest that changes with any row about a subject, or about one property of it."""
    found = sha256()
    for table, where in _tables(subject, property).items():
        ends = () if table is models.Withdrawal else ("ended_on",)
        found.update(table.__name__.encode())
        found.update(repr(list(table.objects.filter(where).order_by("pk").values_list("pk", *ends))).encode())
    return found.hexdigest()[:16]


def _rows_about(subject: str, property: str) -> Iterable[Row]:
    for table, where in _tables(subject, property).items():
        yield from map(_row, table.objects.filter(where))


def _tables(subject: str, property: str) -> dict[Any, Q]:
    """Return where each table holds rows about a subject, or about one property of it and the whole of it."""
    named = Q(property__in=(property, RECORD)) if property else Q()
    where, ruled = Q(subject_id=subject) & named, Q(subject=subject) & named
    if subject.startswith(LINE):
        key = subject.removeprefix(LINE)
        where |= Q(property="phone", value__in=(key, f"+{key}"))
    elif property in ("", "phone"):
        numbers = models.Claim.objects.filter(subject_id=subject, property="phone").values_list("value", flat=True)
        lines = [line_id(number) for number in numbers.distinct().order_by("value")]
        # Whether a number is taken back, or whose it is, is told of its line.
        where |= Q(subject_id__in=lines, property=RECORD)
        ruled |= Q(subject__in=lines, property="phone")
    claims = where
    return {models.Claim: claims, models.Check: where, models.Withdrawal: where, models.Ruling: ruled}


Stored = models.Claim | models.Check | models.Withdrawal | models.Ruling


def _row(row: Stored) -> Row:
    told: dict[str, Any] = {"at": row.recorded_at, "by": row.recorded_by, "why": row.why}
    if not isinstance(row, models.Withdrawal):
        told |= {"ended_at": row.ended_at, "ended_by": row.ended_by, "ended_why": row.ended_why}
    if isinstance(row, models.Claim):
        told["ruled"] = row.ruled
    return Row(pk=row.pk, said=_said(row), origin=_origin(row), **told)


def _origin(row: Stored) -> Origin:
    if isinstance(row, models.Claim | models.Check):
        return Origin(row.origin)
    # A load does not say when it took something back; the desk always does, and the desk alone rules.
    return Origin.DESK if row.recorded_at else Origin.PACK


def _said(row: Stored) -> Claim | Check | Withdrawal | Ruling:
    if isinstance(row, models.Claim):
        return stored_claim(row)
    if isinstance(row, models.Check):
        return _check({name: getattr(row, name) for name in ("subject_id", *CHECK)})
    if isinstance(row, models.Withdrawal):
        return Withdrawal(row.subject_id, row.property, row.value, row.on, row.reason)
    told: Mapping[str, Any] = {name: getattr(row, name) for name in RULING}
    return _ruling(dict(told))
