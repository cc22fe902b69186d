"""Every read of subjects, claims, checks and withdrawals."""

from collections.abc import Iterator
from dataclasses import fields

from django.db.models import Count, Max

from romduol.knowledge.claims import models
from romduol.knowledge.claims.records import Check, Claim, Outcome, Rank, Stance, Subject, Withdrawal

PLAIN = tuple(column.name for column in fields(Claim) if column.name not in ("id", "subject", "source"))
CHECK = tuple(column.name for column in fields(Check) if column.name != "subject")
CHUNK = 5000


def all_subjects() -> tuple[Subject, ...]:
    """Return every subject."""
    return tuple(
        Subject(**row)
        for row in models.Subject.objects.order_by("id").values("id", "kind", "topic", "label", "caution")
    )


def all_claims() -> Iterator[Claim]:
    """Yield every claim, ended ones too, so that the picture of a past day can be made."""
    # In a fixed order, so that the same facts make the same pages on every database.
    rows = models.Claim.objects.order_by("pk").values("key", "subject_id", "source_id", *PLAIN)
    for row in rows.iterator(chunk_size=CHUNK):
        yield Claim(
            id=str(row.pop("key")),
            subject=row.pop("subject_id"),
            source=row.pop("source_id"),
            **{**row, "stance": Stance(row["stance"]), "rank": Rank(row["rank"])},
        )


def all_checks() -> tuple[Check, ...]:
    """Return every check."""
    rows = models.Check.objects.order_by("pk").values("subject_id", *CHECK)
    return tuple(Check(subject=row.pop("subject_id"), **{**row, "outcome": Outcome(row["outcome"])}) for row in rows)


def all_withdrawals() -> tuple[Withdrawal, ...]:
    """Return every withdrawal."""
    rows = models.Withdrawal.objects.order_by("pk").values_list("subject_id", "property", "value", "on", "reason")
    return tuple(Withdrawal(*row) for row in rows)


def state_of_claims() -> dict[str, object]:
    """Return a small summary that changes whenever a claim, check or withdrawal is added or ended."""
    claims = models.Claim.objects.aggregate(last=Max("pk"), ended=Count("ended_on"))
    return {
        **claims,
        "check": models.Check.objects.aggregate(last=Max("pk"))["last"],
        "withdrawal": models.Withdrawal.objects.aggregate(last=Max("pk"))["last"],
    }
