"""Disagreements, found by rule from the property schema and never from a list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from uuid import NAMESPACE_URL, uuid5

from romduol.knowledge.claims.records import Claim, Disagreement, Position, Ruling, Severity, Stance, Verdict
from romduol.knowledge.claims.rules.evidence import Evidence, Group, is_assertion, line_id, said_value
from romduol.knowledge.claims.rules.properties import PROPERTIES, Compare, Property
from romduol.knowledge.claims.rules.rulings import WAR, Peace, Reconciled, covers
from romduol.knowledge.claims.rules.voices import clusters, current, sets_by_source

SPACE = uuid5(NAMESPACE_URL, "romduol/disagreement")
Side = tuple[str, bool]
"""A value, and whether the side says that it is not so."""
RULES = ("different_values", "assert_deny", "sets_do_not_meet", "two_owners")
ORDER = {Severity.CRITICAL: 0, Severity.HIGH: 1, Severity.MEDIUM: 2, Severity.LOW: 3}


def disagreement_id(rule: str, group: Group, about: str) -> str:
    """Return the id of a disagreement: the same as long as it is about the same thing."""
    return str(uuid5(SPACE, "/".join((rule, *group, about))))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sides that cannot all be true, whether or not a check or a steward has settled it."""

    rule: str
    group: Group
    sides: Mapping[Side, list[Claim]]
    severity: Severity
    prop: Property
    about: str = ""
    """The value that is denied, where it is about one value alone."""

    @property
    def id(self) -> str:
        """The same as long as it is about the same thing, whoever takes part."""
        return disagreement_id(self.rule, self.group, self.about)

    @property
    def positions(self) -> frozenset[str]:
        """The values for which its sides stand."""
        return frozenset(value for value, _ in self.sides)


def find_disagreements(evidence: Evidence, rivals: Mapping[str, list[Claim]]) -> tuple[Disagreement, ...]:
    """Return every disagreement that is open on the day, gravest first; `rivals`: see `claims_by_owned_value`."""
    conflicts = chain(_within_groups(evidence.groups, evidence), _two_owners(rivals, evidence))
    found = [told for conflict in conflicts if (told := _open(conflict, evidence))]
    return tuple(sorted(found, key=lambda d: (ORDER[d.severity], d.subject, d.property, d.purpose, d.scope, d.rule)))


def find_reconciled(evidence: Evidence, rivals: Mapping[str, list[Claim]]) -> Reconciled:
    """Return what stewards found true side by side, as far as they saw all that is said today."""
    ruled = {one.subject for one in evidence.rulings.values() if one.verdict is Verdict.BOTH_TRUE}
    if not ruled:
        return Reconciled()
    groups = {group: claims for group, claims in evidence.groups.items() if group[0] in ruled}
    shared = {value: claims for value, claims in rivals.items() if line_id(value) in ruled}
    peace: dict[Group, Peace] = {}
    for conflict in _within_groups(groups, evidence):
        if _is_reconciled(conflict, evidence):
            peace[conflict.group] = _with(peace.get(conflict.group, WAR), conflict)
    owners = {
        conflict.group[0]: conflict.positions
        for conflict in _two_owners(shared, evidence)
        if _is_reconciled(conflict, evidence)
    }
    return Reconciled(peace, owners)


def _is_reconciled(conflict: Conflict, evidence: Evidence) -> bool:
    ruling = _ruling(conflict, evidence)
    return ruling is not None and ruling.verdict is Verdict.BOTH_TRUE


def _with(peace: Peace, conflict: Conflict) -> Peace:
    if conflict.about:
        return Peace(peace.values, peace.denials | {conflict.about})
    said = {said_value(claim) for claims in conflict.sides.values() for claim in claims}
    return Peace(peace.values | said, peace.denials)


def _ruling(conflict: Conflict, evidence: Evidence) -> Ruling | None:
    ruling = evidence.rulings.get(conflict.id) if evidence.rulings else None
    return ruling if covers(ruling, conflict.positions) else None


def _within_groups(groups: Mapping[Group, tuple[Claim, ...]], evidence: Evidence) -> Iterator[Conflict]:
    for group, claims in groups.items():
        if len(claims) < 2:
            continue
        prop = PROPERTIES[group[1]]
        open_claims = current((claim for claim in claims if not evidence.found_wrong(claim)), evidence)
        if not prop.many:
            yield from _different_values(group, open_claims, prop)
        else:
            yield from _denied_values(group, open_claims, prop)
            if prop.sets_meet:
                yield from _sets_apart(group, open_claims, prop)


def _different_values(group: Group, claims: list[Claim], prop: Property) -> Iterator[Conflict]:
    sides = _sides(((said_value(claim), False), claim) for claim in claims if is_assertion(claim))
    rule = "assert_deny" if prop.compare is Compare.PROPOSITION else "different_values"
    yield from _conflict(rule, group, sides, prop.severity, prop)
    yield from _denied_values(group, claims, prop)


def _denied_values(group: Group, claims: list[Claim], prop: Property) -> Iterator[Conflict]:
    if prop.compare is Compare.PROPOSITION:
        return
    for value in sorted({claim.value for claim in claims if claim.stance is Stance.DENIES}):
        about = [claim for claim in claims if claim.value == value and claim.stance is not Stance.UNCLEAR]
        sides = _sides(((value, not is_assertion(claim)), claim) for claim in about)
        yield from _conflict("assert_deny", group, sides, prop.severity, prop, about=value)


def _sets_apart(group: Group, claims: list[Claim], prop: Property) -> Iterator[Conflict]:
    asserted = [claim for claim in claims if is_assertion(claim)]
    apart = clusters(sets_by_source(asserted).values())
    name = {value: " / ".join(sorted(cluster)) for cluster in apart for value in cluster}
    sides = _sides(((name[said_value(claim)], False), claim) for claim in asserted)
    yield from _conflict("sets_do_not_meet", group, sides, prop.severity, prop)


def _two_owners(rivals: Mapping[str, list[Claim]], evidence: Evidence) -> Iterator[Conflict]:
    for value, claims in sorted(rivals.items()):
        open_claims = [claim for claim in claims if not evidence.found_wrong(claim)]
        bodies = sorted({claim.subject for claim in open_claims})
        if all(evidence.related(one, other) for one, other in combinations(bodies, 2)):
            continue
        sides = _sides(((claim.subject, False), claim) for claim in open_claims)
        prop = PROPERTIES[claims[0].property]
        group = (line_id(value), prop.name, "", "")
        yield from _conflict("two_owners", group, sides, Severity.CRITICAL, prop)


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


def _conflict(
    rule: str, group: Group, sides: dict[Side, list[Claim]], severity: Severity, prop: Property, about: str = ""
) -> Iterator[Conflict]:
    if len(sides) > 1:
        yield Conflict(rule, group, sides, severity, prop, about)


def _open(conflict: Conflict, evidence: Evidence) -> Disagreement | None:
    sides = conflict.sides
    if any(evidence.found_right(claim) for claims in sides.values() for claim in claims):
        return None
    ruling = _ruling(conflict, evidence)
    if ruling is not None and ruling.verdict is Verdict.BOTH_TRUE:
        return None
    lineages = {evidence.lineage(claim) for claims in sides.values() for claim in claims}
    subject, name, purpose, scope = conflict.group
    return Disagreement(
        id=conflict.id,
        rule=conflict.rule,
        subject=subject,
        property=name,
        purpose=purpose,
        scope=scope,
        positions=tuple(_position(side, sides[side], evidence) for side in sorted(sides)),
        severity=conflict.severity,
        independent=len(lineages) > 1,
        would_settle=conflict.prop.would_settle,
        left_open=ruling.reason if ruling is not None else {},
    )


def _position(side: Side, claims: list[Claim], evidence: Evidence) -> Position:
    value, denied = side
    return Position(value, tuple(claims), tuple(map(evidence.grade, claims)), denied, claims[0].words)
