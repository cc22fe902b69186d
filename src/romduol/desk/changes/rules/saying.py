"""Reads the plain data of a change as the claims, checks and rulings that it makes, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from romduol.desk.changes.records import Change
from romduol.knowledge.claims.records import Check, Claim, Outcome, Rank, Ruling, Stance, Verdict
from romduol.knowledge.sources.records import Grade, Source


def claim_of(entry: Mapping[str, Any], subject: str, on: date) -> Claim:
    """Return the claim that a form's plain data tell of a subject."""
    return Claim(
        id=entry["id"],
        subject=subject,
        property=entry["property"],
        value=entry["value"],
        source=entry["source"],
        locator=entry.get("locator", ""),
        stance=Stance(entry.get("stance", Stance.ASSERTS)),
        purpose=entry.get("purpose", ""),
        scope=entry.get("scope", ""),
        words=entry.get("words", {}),
        as_given=entry.get("as_given", ""),
        observed_on=date.fromisoformat(entry["observed_on"]) if entry.get("observed_on") else None,
        recorded_on=on,
        rank=Rank(entry.get("rank", Rank.NORMAL)),
        reason=entry.get("reason", ""),
    )


def source_of(body: Mapping[str, Any]) -> Source:
    """Return the source that a change brings along."""
    on = date.fromisoformat(body["date"]) if body["date"] else None
    return Source(**{**body, "date": on, "grade": Grade(body["grade"])})


def check_of(change: Change) -> Check:
    """Return the check that a change records."""
    body = change.body
    return Check(
        subject=change.subject,
        property=change.property,
        value=change.value,
        how=body["how"],
        outcome=Outcome(body["outcome"]),
        on=date.fromisoformat(body["on"]),
        role=body["role"],
        holds_until=date.fromisoformat(body["holds_until"]),
    )


def ruling_of(change: Change, on: date) -> Ruling:
    """Return the ruling that a change makes."""
    body = change.body
    return Ruling(
        disagreement=body["disagreement"],
        subject=change.subject,
        property=change.property,
        saw=frozenset(body["values"]),
        verdict=Verdict(body["verdict"]),
        reason=body["reason"],
        on=on,
    )


def plain_claim(claim: Claim) -> dict[str, Any]:
    """Return a claim as plain data, so that it can begin again."""
    return {
        "id": claim.id,
        "subject": claim.subject,
        "property": claim.property,
        "value": claim.value,
        "source": claim.source,
        "locator": claim.locator,
        "stance": str(claim.stance),
        "purpose": claim.purpose,
        "scope": claim.scope,
        "words": dict(claim.words),
        "as_given": claim.as_given,
        "observed_on": claim.observed_on.isoformat() if claim.observed_on else "",
        "rank": str(claim.rank),
        "reason": claim.reason,
    }
