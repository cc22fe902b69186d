"""Every write of subjects, claims, checks and withdrawals: nothing is overwritten, a claim ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from romduol.knowledge.claims import models
from romduol.knowledge.claims.queries import CHECK, PLAIN, all_claims
from romduol.knowledge.claims.records import RECORD, Check, Claim, Subject, Withdrawal
from romduol.safety.audit import actions as audit

BATCH = 500


@dataclass(frozen=True, slots=True)
class ClaimsChanged:
    """How many claims were added, ended and left as they were."""

    added: int
    ended: int
    kept: int


def record_subjects(subjects: Iterable[Subject], *, by: str) -> int:
    """Store subjects, new or labelled anew; returns how many."""
    rows = [
        models.Subject(id=s.id, kind=s.kind, topic=s.topic, label=dict(s.label), caution=dict(s.caution))
        for s in subjects
    ]
    models.Subject.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["kind", "topic", "label", "caution"],
    )
    audit.record(by=by, verb="record_subjects", subject=("subjects", "all"), detail={"count": len(rows)})
    return len(rows)


def replace_claims(claims: Iterable[Claim], *, by: str, on: date) -> ClaimsChanged:
    """Make these the live claims: end those that are gone or say something else now, add the new ones.

    `on` is the day of the change. The first claims ever keep the day on which they were recorded, if it is past.
    """
    live = {claim.id: claim for claim in all_claims() if claim.ended_on is None}
    first = not models.Claim.objects.exists()
    wanted = {claim.id: claim for claim in claims}
    ended = [key for key, claim in live.items() if key not in wanted or not _same(claim, wanted[key])]
    added = [claim for key, claim in wanted.items() if key not in live or not _same(live[key], claim)]
    for start in range(0, len(ended), BATCH):
        keys = ended[start : start + BATCH]
        models.Claim.objects.filter(key__in=keys, ended_on__isnull=True).update(ended_on=on)
    models.Claim.objects.bulk_create(
        (_row(claim, min(claim.recorded_on, on) if first else on) for claim in added), batch_size=BATCH
    )
    changed = ClaimsChanged(len(added), len(ended), len(wanted) - len(added))
    audit.record(
        by=by,
        verb="replace_claims",
        subject=("claims", "all"),
        detail={"added": changed.added, "ended": changed.ended, "kept": changed.kept},
    )
    return changed


def _same(stored: Claim, wanted: Claim) -> bool:
    return replace(stored, recorded_on=wanted.recorded_on) == wanted


def _row(claim: Claim, recorded_on: date) -> models.Claim:
    columns: Mapping[str, object] = {name: getattr(claim, name) for name in PLAIN}
    return models.Claim(
        **{**columns, "words": dict(claim.words), "recorded_on": recorded_on},
        key=claim.id,
        subject_id=claim.subject,
        source_id=claim.source,
    )


def record_checks(checks: Iterable[Check], *, by: str) -> int:
    """Store checks that are not there yet; returns how many were given."""
    rows = [
        models.Check(subject_id=check.subject, **{name: getattr(check, name) for name in CHECK}) for check in checks
    ]
    models.Check.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    audit.record(by=by, verb="record_checks", subject=("checks", "all"), detail={"count": len(rows)})
    return len(rows)


def record_withdrawals(withdrawals: Iterable[Withdrawal], *, by: str) -> int:
    """Store withdrawals that are not there yet; returns how many were given. None is ever taken out by a load."""
    rows = [
        models.Withdrawal(subject_id=w.subject, property=w.property, value=w.value, on=w.on, reason=dict(w.reason))
        for w in withdrawals
    ]
    models.Withdrawal.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    audit.record(by=by, verb="record_withdrawals", subject=("withdrawals", "all"), detail={"count": len(rows)})
    return len(rows)


@transaction.atomic
def take_back(subject: Subject, *, on: date, reason: Mapping[str, str], by: str) -> Withdrawal:
    """Store that a whole line, service or place was taken back, and return it as stored.

    The subject is made where there is none yet: nobody has to claim a number for it to be taken back. A second
    word on the same day changes nothing; one on a later day gives a new reason.
    """
    models.Subject.objects.get_or_create(
        id=subject.id,
        defaults={
            "kind": subject.kind,
            "topic": subject.topic,
            "label": dict(subject.label),
            "caution": dict(subject.caution),
        },
    )
    row, made = models.Withdrawal.objects.get_or_create(
        subject_id=subject.id, property=RECORD, value="", on=on, defaults={"reason": dict(reason)}
    )
    detail = {"on": on.isoformat(), "new": made, "languages": sorted(reason)}
    audit.record(by=by, verb="take_back", subject=(subject.kind, subject.id), detail=detail)
    return Withdrawal(subject.id, RECORD, "", row.on, row.reason)
