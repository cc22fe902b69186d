"""What a load of a pack writes: nothing is overwritten, a claim ends; what the desk wrote is left alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from romduol.knowledge.claims import models
from romduol.knowledge.claims.queries import CHECK, PLAIN, live_rows
from romduol.knowledge.claims.records import Check, Claim, Origin, Row, Subject, Withdrawal
from romduol.knowledge.claims.rules.keeping import still_ruled
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
    rows = {row.said.id: row for row in live_rows() if isinstance(row.said, Claim)}
    live = {key: row for key, row in rows.items() if row.origin is Origin.PACK}
    first = not models.Claim.objects.filter(origin=Origin.PACK).exists()
    # What the desk has said itself is not said again by a pack that took it up.
    wanted = {claim.id: _as_ruled(claim, rows.get(claim.id)) for claim in claims}
    ours = {key for key in wanted if key in rows and key not in live}
    ended = [key for key, row in live.items() if key not in wanted or not _same(row.said, wanted[key])]
    added = [
        claim
        for key, claim in wanted.items()
        if key not in ours and (key not in live or not _same(live[key].said, claim))
    ]
    for start in range(0, len(ended), BATCH):
        models.Claim.objects.filter(key__in=ended[start : start + BATCH], ended_on__isnull=True).update(
            ended_on=on, ended_by=by
        )
    models.Claim.objects.bulk_create(
        (
            claim_row(
                claim,
                recorded_on=min(claim.recorded_on, on) if first else on,
                recorded_by=by,
                ruled=_still_ruled(claim, live.get(claim.id)),
                why=live[claim.id].why if _still_ruled(claim, live.get(claim.id)) else "",
            )
            for claim in added
        ),
        batch_size=BATCH,
    )
    changed = ClaimsChanged(len(added), len(ended), len(wanted) - len(added))
    audit.record(
        by=by,
        verb="replace_claims",
        subject=("claims", "all"),
        detail={"added": changed.added, "ended": changed.ended, "kept": changed.kept},
    )
    return changed


def _same(stored: object, wanted: Claim) -> bool:
    return isinstance(stored, Claim) and replace(stored, recorded_on=wanted.recorded_on) == wanted


def _as_ruled(claim: Claim, row: Row | None) -> Claim:
    """Return a claim of the pack with the rank that a steward gave it, where one did."""
    if row is None or not isinstance(row.said, Claim) or not _still_ruled(claim, row):
        return claim
    return replace(claim, rank=row.said.rank, reason=row.said.reason)


def _still_ruled(claim: Claim, row: Row | None) -> bool:
    said = row.said if row is not None else None
    return isinstance(said, Claim) and still_ruled(row is not None and row.ruled, said.observed_on, claim.observed_on)


def claim_row(claim: Claim, *, recorded_on: date, **more: object) -> models.Claim:
    """Return the row of a claim, not stored yet."""
    columns: Mapping[str, object] = {name: getattr(claim, name) for name in PLAIN}
    return models.Claim(
        **{**columns, "words": dict(claim.words), "recorded_on": recorded_on, **more},
        key=claim.id,
        subject_id=claim.subject,
        source_id=claim.source,
    )


def record_checks(checks: Iterable[Check], *, by: str) -> int:
    """Store checks that are not there yet; returns how many were given."""
    rows = [check_row(check, recorded_by=by) for check in checks]
    models.Check.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    audit.record(by=by, verb="record_checks", subject=("checks", "all"), detail={"count": len(rows)})
    return len(rows)


def check_row(check: Check, **more: object) -> models.Check:
    """Return the row of a check, not stored yet."""
    return models.Check(subject_id=check.subject, **{name: getattr(check, name) for name in CHECK}, **more)


def record_withdrawals(withdrawals: Iterable[Withdrawal], *, by: str) -> int:
    """Store withdrawals that are not there yet; returns how many were given. None is ever taken out by a load."""
    rows = [
        models.Withdrawal(subject_id=w.subject, property=w.property, value=w.value, on=w.on, reason=dict(w.reason))
        for w in withdrawals
    ]
    models.Withdrawal.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    audit.record(by=by, verb="record_withdrawals", subject=("withdrawals", "all"), detail={"count": len(rows)})
    return len(rows)
