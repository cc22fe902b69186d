"""What the desk writes of claims: adds one of its own, ends one of its own, ranks anybody's."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from romduol.knowledge.claims import models
from romduol.knowledge.claims.actions.pack import claim_row
from romduol.knowledge.claims.actions.subjects import (
    ClaimOfThePack,
    NotLive,
    Senseless,
    day_of,
    ended,
    partable,
    sensible,
    written,
)
from romduol.knowledge.claims.queries import stored_claim
from romduol.knowledge.claims.records import Claim, Origin, Rank
from romduol.safety.audit import actions as audit


@transaction.atomic
def add_claim(claim: Claim, *, why: str, by: str, at: datetime) -> Claim:
    """Store a claim of the desk and return it as stored, recorded on the day of `at`.

    Raises `UnknownSubject` and `Senseless`. Its source must be stored (see `directory.actions.keep_desk_sources`).
    """
    sensible(claim.subject, claim.property, claim.value)
    if claim.rank is Rank.DEPRECATED and not claim.reason:
        raise Senseless("a deprecated claim needs a reason")
    stored = replace(claim, recorded_on=day_of(at), ended_on=None)
    row = claim_row(stored, recorded_on=day_of(at), origin=Origin.DESK, **written(at, by, why))
    row.save(force_insert=True)
    _note("add_claim", row, by, why)
    return stored


@transaction.atomic
def end_claim(key: str, *, why: str, by: str, at: datetime) -> Claim:
    """End a claim of the desk and return it as it ended. Raises `NotLive`, `ClaimOfThePack`, `CannotJoin`."""
    row = _live(key)
    if row.origin != Origin.DESK:
        raise ClaimOfThePack(key)
    partable(row)
    _end(row, why=why, by=by, at=at)
    _note("end_claim", row, by, why)
    return stored_claim(row)


@transaction.atomic
def rank_claim(key: str, *, rank: Rank, reason: str, why: str, by: str, at: datetime, ruled: bool = True) -> Claim:
    """Give a claim another rank: its row ends and one with the new rank begins, which is returned.

    A load of the pack keeps the rank; `ruled=False` leaves it to the pack again. Raises `NotLive`, `Senseless`,
    `CannotJoin`.
    """
    if rank is Rank.DEPRECATED and not reason:
        raise Senseless("a deprecated claim needs a reason")
    row = _live(key)
    if rank is Rank.DEPRECATED:
        partable(row)
    before = stored_claim(row)
    _end(row, why=why, by=by, at=at)
    after = replace(before, rank=rank, reason=reason, recorded_on=day_of(at), ended_on=None)
    begun = claim_row(after, recorded_on=day_of(at), origin=row.origin, ruled=ruled, **written(at, by, why))
    begun.save(force_insert=True)
    _note("rank_claim", begun, by, why)
    return after


def _live(key: str) -> models.Claim:
    row = models.Claim.objects.select_for_update().filter(key=key, ended_on__isnull=True).first()
    if row is None:
        raise NotLive(key)
    return row


def _end(row: models.Claim, *, why: str, by: str, at: datetime) -> None:
    for name, value in ended(at, by, why).items():
        setattr(row, name, value)
    # A claim that begins later than the clock says (a pack dates its first load) ends on the day it began.
    row.ended_on = max(day_of(at), row.recorded_on)
    row.save()


def _note(verb: str, row: models.Claim, by: str, why: str) -> None:
    detail = {"subject": row.subject_id, "property": row.property, "rank": row.rank, "why": why[:1000]}
    audit.record(by=by, verb=verb, subject=("claim", str(row.key)), detail=detail)
