"""Who counts for a value: each lineage is one voice, and one that contradicts itself is neutral on that point."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from romduol.knowledge.claims.records import Claim, Stance
from romduol.knowledge.claims.rules.evidence import Evidence, is_assertion, said_value
from romduol.knowledge.claims.rules.properties import Property
from romduol.knowledge.claims.rules.rulings import WAR, Peace
from romduol.knowledge.sources.records import Grade

WEIGHT = {Grade.A: 3, Grade.B: 2, Grade.C: 1, Grade.D: 0}
CHECK_WEIGHT = 9
"""A steward's own finding outweighs every source."""
_Said = tuple[str, str, str]
"""Lineage, purpose, value."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One lineage speaking for one value."""

    lineage: str
    grade: Grade
    """The weakest grade among its documents."""
    best: Grade
    """The strongest grade among its documents."""
    said_on: date | None
    dated: bool
    """True where every document is dated, or where a body dates its own word."""
    fresh: bool
    lapsed: bool
    """True where a document was fresh once and is not any more."""
    fresh_until: date | None

    @property
    def weight(self) -> int:
        """How much it weighs against a voice that says otherwise: its grade, and one more where it is fresh."""
        return WEIGHT[self.grade] + self.fresh


def voice_of(lineage: str, claims: list[Claim], prop: Property, evidence: Evidence) -> Voice:
    """Join the claims of one lineage for one value into one voice.

    A copy adds nothing: the voice has the weakest grade and the oldest date among its documents, and an undated copy
    neither renews what has lapsed nor leaves the rest dated. Only a body that speaks about itself renews its own
    word, so there the newest date counts.
    """
    grades = [evidence.grade(claim) for claim in claims]
    own = max(grades) is Grade.A
    dates = [evidence.said_on(claim) for claim in claims]
    known = [day for day in dates if day is not None]
    said_on = (max if own else min)(known, default=None)
    until = _fresh_until(said_on, said_value(claims[0]), prop)
    lapsed = until is not None and evidence.today > until
    dated = said_on is not None and (own or len(known) == len(dates))
    if not (dated or lapsed):
        said_on = until = None
    return Voice(lineage, max(grades), min(grades), said_on, dated, dated and not lapsed, lapsed, until)


def _fresh_until(said_on: date | None, value: str, prop: Property) -> date | None:
    if said_on is None or prop.fresh_days is None or value in prop.lasting:
        return None
    return said_on + timedelta(days=prop.fresh_days)


def by_lineage(claims: Iterable[Claim], evidence: Evidence) -> dict[str, list[Claim]]:
    """Sort claims by the voice to which they belong."""
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[evidence.lineage(claim)].append(claim)
    return found


def current(claims: Iterable[Claim], evidence: Evidence) -> list[Claim]:
    """Leave out what a body said of itself before its newest dated word: it changed, it is not in conflict.

    That a value is not its own it need not say again with each new word: a denial stands until the body asserts that
    very value on a later day. Else a number that it gave up would come back when it confirms another one.
    """
    listed = list(claims)
    if len(listed) < 2:
        return listed
    own_days = [evidence.said_on(claim) if evidence.grade(claim) is Grade.A else None for claim in listed]
    newest: dict[tuple[str, str], date] = {}
    asserted: dict[_Said, date] = {}
    for claim, day in zip(listed, own_days, strict=True):
        if day is not None:
            key = (evidence.lineage(claim), claim.purpose)
            newest[key] = max(day, newest.get(key, day))
            if not _denies(claim):
                said = _said(claim, evidence)
                asserted[said] = max(day, asserted.get(said, day))
    denied = {
        said
        for claim, day in zip(listed, own_days, strict=True)
        if day is not None and _denies(claim) and asserted.get(said := _said(claim, evidence), day) <= day
    }
    return [
        claim
        for claim, day in zip(listed, own_days, strict=True)
        if (day is None and not _is_taken_back(claim, denied, evidence))
        or (day is not None and day == newest[evidence.lineage(claim), claim.purpose])
        or (day is not None and _denies(claim) and _said(claim, evidence) in denied)
    ]


def _said(claim: Claim, evidence: Evidence) -> _Said:
    return (evidence.lineage(claim), claim.purpose, claim.value)


def _denies(claim: Claim) -> bool:
    return claim.stance is Stance.DENIES and not is_assertion(claim)


def _is_taken_back(claim: Claim, denied: Collection[_Said], evidence: Evidence) -> bool:
    """Tell whether an undated word of a body about itself is one that the body denies now: it cannot be the newer one.

    Else an old page without a date would silence the voice that says today that the number is not its own any more.
    """
    return claim.stance is Stance.ASSERTS and _said(claim, evidence) in denied and evidence.grade(claim) is Grade.A


def sets_by_source(claims: Iterable[Claim]) -> dict[str, frozenset[str]]:
    """Return, for each source, the set of values that it names."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        if is_assertion(claim):
            found[claim.source].add(said_value(claim))
    return {source: frozenset(values) for source, values in found.items()}


def clusters(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Join sets that meet; sets left apart share no value, directly or through others."""
    joined: list[frozenset[str]] = []
    for values in sets:
        apart = [cluster for cluster in joined if not cluster & values]
        meeting = [cluster for cluster in joined if cluster & values]
        joined = [*apart, values.union(*meeting)]
    return sorted(joined, key=sorted)


def contradicts_itself(claims: Iterable[Claim], prop: Property, evidence: Evidence, peace: Peace = WAR) -> bool:
    """Tell whether one lineage's claims in one group cannot all be true; what a steward found true together can."""
    listed = current(claims, evidence)
    if len(listed) < 2:
        return False
    asserted = [claim for claim in listed if is_assertion(claim)]
    values = {said_value(claim) for claim in asserted}
    if not prop.many:
        return len(values) > 1 and not peace.allows(values)
    if prop.sets_meet and len(clusters(sets_by_source(asserted).values())) > 1 and not peace.allows(values):
        return True
    denied = {claim.value for claim in listed if not is_assertion(claim) and claim.stance == "denies"}
    return bool(denied & values - peace.denials)
