"""resolve(): from claims and checks to values with a standing and open disagreements, for any day, purely."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from romduol.knowledge.claims.records import (
    Check,
    Claim,
    Facts,
    Outcome,
    Resolution,
    ResolvedValue,
    Ruling,
    Stance,
    Standing,
    Withdrawal,
)
from romduol.knowledge.claims.rules.disagreement import claims_by_owned_value, find_disagreements, find_reconciled
from romduol.knowledge.claims.rules.evidence import Evidence, Group, gather, group_of, is_assertion, line_id, said_value
from romduol.knowledge.claims.rules.joining import joined
from romduol.knowledge.claims.rules.properties import PROPERTIES, Property
from romduol.knowledge.claims.rules.rulings import WAR, Peace, Reconciled
from romduol.knowledge.claims.rules.standing import STRONG, Case, judge
from romduol.knowledge.claims.rules.voices import (
    CHECK_WEIGHT,
    Voice,
    by_lineage,
    clusters,
    contradicts_itself,
    current,
    sets_by_source,
    voice_of,
)
from romduol.knowledge.sources.records import Source

Neutral = Mapping[Group, frozenset[str]]
"""Group -> the lineages that contradict themselves there; a group of one claim is left out."""
NOBODY: frozenset[str] = frozenset()


def resolve(
    claims: Iterable[Claim],
    checks: Iterable[Check],
    withdrawals: Iterable[Withdrawal],
    sources: Mapping[str, Source],
    today: date,
    *,
    rulings: Iterable[Ruling] = (),
) -> Resolution:
    """Return every value that a live claim asserts, with its standing, and every open disagreement.

    Pure: the order of the input does not matter, and the picture of a past day comes from passing that day. Records
    that a person joined are read as one here, so that nobody who asks what is known can forget it.
    """
    read = joined(Facts(tuple(claims), tuple(checks), tuple(withdrawals), tuple(rulings)), sources, today)
    facts = read.facts
    evidence = gather(facts.claims, facts.checks, facts.withdrawals, read.sources, today, facts.rulings)
    rivals = claims_by_owned_value(evidence)
    reconciled = find_reconciled(evidence, rivals)
    neutral = {
        group: _neutral_lineages(said, PROPERTIES[group[1]], evidence)
        for group, said in evidence.groups.items()
        if len(said) > 1
    }
    whole = _Whole(evidence, neutral, rivals, reconciled)
    values = [value for group in sorted(evidence.groups) for value in _resolve_group(group, whole)]
    return Resolution(
        today=today,
        values=tuple(values),
        disagreements=find_disagreements(evidence, rivals),
        withdrawals=tuple(evidence.withdrawals.values()),
        joined=read.into,
        circles=read.circles,
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """All that is known on the day, beyond one group of claims."""

    evidence: Evidence
    neutral: Neutral
    rivals: Mapping[str, list[Claim]]
    """Value that may have one owner only -> the claims of all who are said to own it."""
    reconciled: Reconciled

    def rivals_of(self, value: str, point: "_Point") -> list[Claim]:
        """Return the claims of others to a value that may have one owner only."""
        own, shared = point.group[0], self.reconciled.share
        return [
            claim
            for claim in self.rivals.get(value, ())
            if not self.evidence.related(claim.subject, own)
            and not self.evidence.found_wrong(claim)
            and not shared(line_id(value), claim.subject, own)
        ]

    def silent(self, value: str, point: "_Point") -> frozenset[str]:
        """Return the lineages that do not speak for a value, since they contradict themselves about it."""
        if point.peace is WAR or not point.peace.holds(value):
            return self.neutral.get(point.group, NOBODY)
        return _neutral_lineages(point.claims, point.prop, self.evidence, point.peace)


@dataclass(frozen=True, slots=True)
class _Point:
    """One group of claims, as its values are judged."""

    group: Group
    prop: Property
    claims: tuple[Claim, ...]
    asserted: Mapping[str, list[Claim]]
    past: frozenset[str]
    """Ids of what a body said of itself before its newest dated word."""
    peace: Peace = WAR
    """What a steward found true side by side."""


def _resolve_group(group: Group, whole: _Whole) -> Iterator[ResolvedValue]:
    claims = whole.evidence.groups[group]
    asserted: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if is_assertion(claim):
            asserted[said_value(claim)].append(claim)
    past = _past(claims, whole.evidence) if len(claims) > 1 else NOBODY
    point = _Point(group, PROPERTIES[group[1]], claims, asserted, past, whole.reconciled.groups.get(group, WAR))
    for value in sorted(asserted):
        yield _resolve_value(point, value, whole)


def _past(claims: tuple[Claim, ...], evidence: Evidence) -> frozenset[str]:
    # A newer word that was found wrong replaces nothing.
    held = [claim for claim in claims if not evidence.found_wrong(claim)]
    return frozenset(claim.id for claim in held) - {claim.id for claim in current(held, evidence)}


def _neutral_lineages(
    claims: tuple[Claim, ...], prop: Property, evidence: Evidence, peace: Peace = WAR
) -> frozenset[str]:
    # What was found wrong is settled, so it no longer silences the voice that also said something else.
    spoken = by_lineage((claim for claim in claims if not evidence.found_wrong(claim)), evidence)
    return frozenset(name for name, said in spoken.items() if contradicts_itself(said, prop, evidence, peace))


def _resolve_value(point: _Point, value: str, whole: _Whole) -> ResolvedValue:
    evidence, neutral = whole.evidence, whole.neutral
    spot = (*point.group[:2], value)
    others = whole.rivals_of(value, point) if point.prop.one_owner else []
    silent = whole.silent(value, point) | _both_owners(point.asserted[value], others, evidence)
    rival_claims = _against(value, point)
    against = [claim for claim in rival_claims if claim.id not in point.past] + others
    # A body's older word is past only where its newer word cannot stand beside it.
    speaking = [claim for claim in point.asserted[value] if not (rival_claims and claim.id in point.past)]
    heard = [claim for claim in against if evidence.lineage(claim) not in silent | neutral.get(group_of(claim), NOBODY)]
    case = Case(
        prop=point.prop,
        today=evidence.today,
        supporters=_voices(speaking, silent, point.prop, evidence),
        opposed_by=_opposing_weight(against, heard, point.prop, evidence),
        check=_check(point, value, evidence),
        withdrawal=evidence.withdrawals.get(spot),
        unanswered=evidence.unanswered.get(spot),
    )
    return _record(
        point.group, value, case, judge(case), tuple(point.asserted[value]), tuple(against), silent, evidence
    )


def _check(point: _Point, value: str, evidence: Evidence) -> Check | None:
    """Return the last finding about a value; one that a later finding for another value has replaced is none."""
    subject, name = point.group[:2]
    own = evidence.checks.get((subject, name, value))
    if own is None or point.prop.many or own.outcome is not Outcome.RIGHT:
        return own
    rivals = (other for other in point.asserted if other != value and not point.peace.beside(value, other))
    others = (evidence.checks.get((subject, name, other)) for other in rivals)
    later = any(other and other.outcome is Outcome.RIGHT and other.on > own.on for other in others)
    return None if later else own


def _record(
    group: Group,
    value: str,
    case: Case,
    standing: Standing,
    claims: tuple[Claim, ...],
    against: tuple[Claim, ...],
    silent: frozenset[str],
    evidence: Evidence,
) -> ResolvedValue:
    subject, name, purpose, scope = group
    checked = standing is Standing.CHECKED and case.check is not None
    keepers = _keep_fresh(case.supporters)
    fresh = any(voice.fresh for voice in keepers) and case.unanswered is None
    ageing = keepers if fresh else case.supporters
    until = max((voice.fresh_until for voice in ageing if voice.fresh_until is not None), default=None)
    if until is not None and case.unanswered is not None:
        until = min(until, case.unanswered - timedelta(days=1))
    return ResolvedValue(
        subject=subject,
        property=name,
        purpose=purpose,
        scope=scope,
        value=value,
        standing=standing,
        claims=claims,
        grades=tuple(map(evidence.grade, claims)),
        against=against,
        grade=min((voice.grade for voice in case.supporters), default=None),
        voices=tuple(voice.lineage for voice in case.supporters),
        neutral=tuple(sorted(silent & {evidence.lineage(claim) for claim in claims})),
        said_on=max((voice.said_on for voice in case.supporters if voice.said_on is not None), default=None),
        fresh=checked or fresh,
        fresh_until=case.check.holds_until if checked and case.check else until,
        check=case.check,
        withdrawal=case.withdrawal,
        unanswered=case.unanswered,
    )


def _voices(claims: Iterable[Claim], silent: frozenset[str], prop: Property, evidence: Evidence) -> tuple[Voice, ...]:
    spoken = by_lineage(claims, evidence)
    return tuple(voice_of(name, spoken[name], prop, evidence) for name in sorted(spoken) if name not in silent)


def _keep_fresh(voices: tuple[Voice, ...]) -> list[Voice]:
    """Where an established source speaks for a value, only an established one keeps it fresh."""
    established = any(voice.best in STRONG for voice in voices)
    return [voice for voice in voices if not established or voice.grade in STRONG]


def _both_owners(own: Iterable[Claim], others: list[Claim], evidence: Evidence) -> frozenset[str]:
    """Lineages that give one number to two unrelated bodies: they contradict themselves on its owner."""
    if not others:
        return NOBODY
    return frozenset(map(evidence.lineage, own)) & frozenset(map(evidence.lineage, others))


def _against(value: str, point: _Point) -> list[Claim]:
    if len(point.claims) < 2:
        return []
    denials = [
        claim
        for claim in point.claims
        if claim.stance is Stance.DENIES and not is_assertion(claim) and claim.value == value
    ]
    if value in point.peace.denials:
        denials = []
    if not point.prop.many:
        rivals = [other for other in point.asserted if other != value]
    elif point.prop.sets_meet:
        rivals = _beyond_reach(value, point.asserted)
    else:
        rivals = []
    rivals = [other for other in rivals if not point.peace.beside(value, other)]
    return denials + [claim for other in sorted(rivals) for claim in point.asserted[other]]


def _beyond_reach(value: str, asserted: Mapping[str, list[Claim]]) -> list[str]:
    """Values that no chain of sources joins with this one."""
    said = sets_by_source(claim for claims in asserted.values() for claim in claims)
    own = next(cluster for cluster in clusters(said.values()) if value in cluster)
    return [other for other in asserted if other not in own]


def _opposing_weight(against: list[Claim], heard: list[Claim], prop: Property, evidence: Evidence) -> int | None:
    """Return the weight of the strongest claim to the contrary; `heard` are those of voices that count."""
    if not against:
        return None
    weights = [CHECK_WEIGHT for claim in against if evidence.found_right(claim)]
    standing = [claim for claim in current(heard, evidence) if not evidence.found_wrong(claim)]
    # Each document by itself: a poor copy must not weaken the word that it copies, and so raise what speaks against it.
    weights += [voice_of(evidence.lineage(claim), [claim], prop, evidence).weight for claim in standing]
    return max(weights, default=None)
