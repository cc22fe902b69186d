"""Disagreements, found by rule from the property schema and never from a list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from uuid import NAMESPACE_URL, uuid5

from romduol.knowledge.claims.records import Claim, Disagreement, Position, Severity, Stance
from romduol.knowledge.claims.rules.evidence import Evidence, Group, is_assertion, line_id, said_value
from romduol.knowledge.claims.rules.properties import PROPERTIES, Compare, Property
from romduol.knowledge.claims.rules.voices import clusters, current, sets_by_source

SPACE = uuid5(NAMESPACE_URL, "romduol/disagreement")
Side = tuple[str, bool]
"""A value, and whether the side says that it is not so."""
ORDER = {Severity.CRITICAL: 0, Severity.HIGH: 1, Severity.MEDIUM: 2, Severity.LOW: 3}


def find_disagreements(evidence: Evidence) -> tuple[Disagreement, ...]:
    """Return every disagreement that is open on the day, gravest first."""
    found = [*_within_groups(evidence), *_two_owners(evidence)]
    return tuple(sorted(found, key=lambda d: (ORDER[d.severity], d.subject, d.property, d.purpose, d.scope, d.rule)))


def _within_groups(evidence: Evidence) -> Iterator[Disagreement]:
    for group, claims in evidence.groups.items():
        if len(claims) < 2:
            continue
        prop = PROPERTIES[group[1]]
        open_claims = current((claim for claim in claims if not evidence.found_wrong(claim)), evidence)
        if not prop.many:
            yield from _different_values(group, open_claims, prop, evidence)
        else:
            yield from _denied_values(group, open_claims, prop, evidence)
            if prop.sets_meet:
                yield from _sets_apart(group, open_claims, prop, evidence)


def _different_values(group: Group, claims: list[Claim], prop: Property, evidence: Evidence) -> Iterator[Disagreement]:
    sides = _sides(((said_value(claim), False), claim) for claim in claims if is_assertion(claim))
    rule = "assert_deny" if prop.compare is Compare.PROPOSITION else "different_values"
    yield from _disagreement(rule, group, sides, prop.severity, prop, evidence)
    yield from _denied_values(group, claims, prop, evidence)


def _denied_values(group: Group, claims: list[Claim], prop: Property, evidence: Evidence) -> Iterator[Disagreement]:
    if prop.compare is Compare.PROPOSITION:
        return
    for value in sorted({claim.value for claim in claims if claim.stance is Stance.DENIES}):
        about = [claim for claim in claims if claim.value == value and claim.stance is not Stance.UNCLEAR]
        sides = _sides(((value, not is_assertion(claim)), claim) for claim in about)
        yield from _disagreement("assert_deny", group, sides, prop.severity, prop, evidence, about=value)


def _sets_apart(group: Group, claims: list[Claim], prop: Property, evidence: Evidence) -> Iterator[Disagreement]:
    asserted = [claim for claim in claims if is_assertion(claim)]
    apart = clusters(sets_by_source(asserted).values())
    name = {value: " / ".join(sorted(cluster)) for cluster in apart for value in cluster}
    sides = _sides(((name[said_value(claim)], False), claim) for claim in asserted)
    yield from _disagreement("sets_do_not_meet", group, sides, prop.severity, prop, evidence)


def _two_owners(evidence: Evidence) -> Iterator[Disagreement]:
    for value, claims in sorted(claims_by_owned_value(evidence).items()):
        open_claims = [claim for claim in claims if not evidence.found_wrong(claim)]
        bodies = sorted({claim.subject for claim in open_claims})
        if all(evidence.related(one, other) for one, other in combinations(bodies, 2)):
            continue
        sides = _sides(((claim.subject, False), claim) for claim in open_claims)
        prop = PROPERTIES[claims[0].property]
        group = (line_id(value), prop.name, "", "")
        yield from _disagreement("two_owners", group, sides, Severity.CRITICAL, prop, evidence)


def claims_by_owned_value(evidence: Evidence) -> dict[str, list[Claim]]:
    """Return, for each value that may have one owner only and has several, the claims of all of them."""
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for group, claims in evidence.groups.items():
        if PROPERTIES[group[1]].one_owner:
            # A body that gave up a number in its newer word no longer claims it.
            for claim in current(claims, evidence):
                if is_assertion(claim):
                    found[claim.value].append(claim)
    return {value: claims for value, claims in found.items() if len({claim.subject for claim in claims}) > 1}


def _sides(pairs: Iterable[tuple[Side, Claim]]) -> dict[Side, list[Claim]]:
    sides: defaultdict[Side, list[Claim]] = defaultdict(list)
    for side, claim in pairs:
        sides[side].append(claim)
    return sides


def _disagreement(
    rule: str,
    group: Group,
    sides: dict[Side, list[Claim]],
    severity: Severity,
    prop: Property,
    evidence: Evidence,
    about: str = "",
) -> Iterator[Disagreement]:
    if len(sides) < 2 or any(evidence.found_right(claim) for claims in sides.values() for claim in claims):
        return
    positions = tuple(_position(side, sides[side], evidence) for side in sorted(sides))
    lineages = {evidence.lineage(claim) for claims in sides.values() for claim in claims}
    subject, name, purpose, scope = group
    key = "/".join((rule, *group, about))
    yield Disagreement(
        id=str(uuid5(SPACE, key)),
        rule=rule,
        subject=subject,
        property=name,
        purpose=purpose,
        scope=scope,
        positions=positions,
        severity=severity,
        independent=len(lineages) > 1,
        would_settle=prop.would_settle,
    )


def _position(side: Side, claims: list[Claim], evidence: Evidence) -> Position:
    value, denied = side
    return Position(value, tuple(claims), tuple(map(evidence.grade, claims)), denied, claims[0].words)
