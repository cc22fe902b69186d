"""Reads of what is stored, as frozen records in a fixed order."""

from collections.abc import Collection, Iterator
from dataclasses import fields
from typing import Any

from django.db.models import Count, Max, QuerySet

from romduol.knowledge.claims import models
from romduol.knowledge.claims.records import (
    Check,
    Claim,
    Facts,
    Outcome,
    Rank,
    Ruling,
    Stance,
    Subject,
    Verdict,
    Withdrawal,
)

PLAIN = tuple(column.name for column in fields(Claim) if column.name not in ("id", "subject", "source"))
CHECK = tuple(column.name for column in fields(Check) if column.name != "subject")
RULING = tuple(column.name for column in fields(Ruling))
CHUNK = 5000


def all_subjects(about: Collection[str] | None = None) -> tuple[Subject, ...]:
    """Return every subject; or some of them."""
    rows = models.Subject.objects.all() if about is None else models.Subject.objects.filter(pk__in=about)
    return tuple(Subject(**row) for row in rows.order_by("id").values("id", "kind", "topic", "label", "caution"))


def all_facts(about: Collection[str] | None = None) -> Facts:
    """Return everything recorded, ended rows too; or what is about some subjects."""
    return Facts(tuple(all_claims(about)), all_checks(about), all_withdrawals(about), all_rulings(about))


def claimed_numbers() -> frozenset[str]:
    """Return every number that was ever said to be somebody's."""
    return frozenset(models.Claim.objects.filter(property="phone").values_list("value", flat=True).distinct())


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
    return tuple(check_of(row) for row in rows)


def check_of(row: dict[str, Any]) -> Check:
    """Return the check that a row's columns hold."""
    return Check(subject=row.pop("subject_id"), **{**row, "outcome": Outcome(row["outcome"])})


def all_withdrawals(about: Collection[str] | None = None) -> tuple[Withdrawal, ...]:
    """Return every withdrawal; or those about some subjects."""
    rows = _about(models.Withdrawal.objects.all(), about).order_by("pk")
    return tuple(Withdrawal(*row) for row in rows.values_list("subject_id", "property", "value", "on", "reason"))


def all_rulings(about: Collection[str] | None = None) -> tuple[Ruling, ...]:
    """Return every ruling, ended ones too; or those about some subjects."""
    rows = models.Ruling.objects.all() if about is None else models.Ruling.objects.filter(subject__in=about)
    return tuple(ruling_of(row) for row in rows.order_by("pk").values(*RULING))


def ruling_of(row: dict[str, Any]) -> Ruling:
    """Return the ruling that a row's columns hold."""
    told = {"disagreement": str(row["disagreement"]), "saw": frozenset(row["saw"]), "verdict": Verdict(row["verdict"])}
    return Ruling(**{**row, **told})


def claims_of_source(source: str) -> list[Claim]:
    """Return what a source says now, in the order of what it is about."""
    rows = models.Claim.objects.filter(source_id=source, ended_on__isnull=True)
    return [stored_claim(row) for row in rows.order_by("subject_id", "property", "pk")]


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
