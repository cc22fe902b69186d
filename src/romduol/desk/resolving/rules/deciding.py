"""Turns what a steward decided into changes, and a scene into what it would be after them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from romduol.desk.changes.records import Verb
from romduol.desk.resolving.records import Act, Choice, Decision, Scene
from romduol.knowledge.claims.records import Claim, Disagreement, Rank, Ruling, Verdict
from romduol.knowledge.claims.rules.evidence import said_value

RANKING = (Choice.KEEP_FIRST, Choice.KEEP_ONLY, Choice.DROP)


def claims_of(found: Disagreement) -> list[Claim]:
    """Return every claim that takes a side."""
    return [claim for position in found.positions for claim in position.claims]


def subjects_of(found: Disagreement) -> list[str]:
    """Return every subject that a decision about a contradiction touches, always in the same order."""
    return sorted({found.subject, *(claim.subject for claim in claims_of(found))})


def acts_of(decision: Decision, found: Disagreement) -> tuple[Act, ...]:
    """Return the changes that a decision is made of; none where it says what is so already."""
    if decision.choice in RANKING:
        return tuple(_ranks(decision, found))
    values = sorted({position.value for position in found.positions})
    reason = dict(decision.reason)
    body: dict[str, Any] = {
        "disagreement": found.id,
        "values": values,
        "verdict": str(decision.choice),
        "reason": reason,
    }
    if decision.next_step:
        body["next"] = decision.next_step
    return (Act(found.id, Verb.RULE, found.subject, found.property, "", body),)


def _ranks(decision: Decision, found: Disagreement) -> Iterator[Act]:
    for place, position in enumerate(found.positions):
        for claim in position.claims:
            rank = _rank(decision, place, claim)
            if rank is not None and rank is not claim.rank:
                body = {"claim": claim.id, "rank": str(rank), "reason": decision.why}
                yield Act(claim.id, Verb.RANK, claim.subject, claim.property, said_value(claim), body)


def _rank(decision: Decision, place: int, claim: Claim) -> Rank | None:
    """Return the rank that a claim gets by a decision, or None where it keeps its own."""
    if decision.choice is Choice.DROP:
        return Rank.DEPRECATED if claim.id == decision.claim else None
    if place == decision.side:
        return Rank.PREFERRED
    if decision.choice is Choice.KEEP_ONLY:
        return Rank.DEPRECATED
    # Only one side can come first.
    return Rank.NORMAL if claim.rank is Rank.PREFERRED else None


def after(scene: Scene, acts: Iterable[Act]) -> Scene:
    """Return a scene as it would be once some changes are in force."""
    made = list(acts)
    ranked = {act.body["claim"]: act.body for act in made if act.verb is Verb.RANK}
    ended = {act.body["claim"] for act in made if act.verb is Verb.END}
    ruled = [_ruling(act, scene) for act in made if act.verb is Verb.RULE]
    about = {ruling.disagreement for ruling in ruled}
    return replace(
        scene,
        claims=tuple(_as_ranked(claim, ranked) for claim in scene.claims if not (_lives(claim) and claim.id in ended)),
        rulings=(*(old for old in scene.rulings if old.disagreement not in about), *ruled),
    )


def _lives(claim: Claim) -> bool:
    return claim.ended_on is None


def _as_ranked(claim: Claim, ranked: Mapping[str, Mapping[str, Any]]) -> Claim:
    new = ranked.get(claim.id)
    if new is None or not _lives(claim):
        return claim
    return replace(claim, rank=Rank(new["rank"]), reason=new["reason"])


def _ruling(act: Act, scene: Scene) -> Ruling:
    return Ruling(
        disagreement=act.body["disagreement"],
        subject=act.subject,
        property=act.property,
        saw=frozenset(act.body["values"]),
        verdict=Verdict(act.body["verdict"]),
        reason=act.body["reason"],
        on=scene.today,
    )
