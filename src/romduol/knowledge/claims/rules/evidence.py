"""The claims that count on one day, grouped by what they are about, and the bodies behind them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from romduol.knowledge.claims.records import RECORD, Check, Claim, Outcome, Rank, Ruling, Stance, Withdrawal
from romduol.knowledge.claims.rules.checks import Spot, checks_in_force, findings, unanswered
from romduol.knowledge.claims.rules.properties import PROPERTIES, Compare
from romduol.knowledge.claims.rules.rulings import rulings_in_force
from romduol.knowledge.sources.records import Grade, Source
from romduol.knowledge.sources.rules import grade_about

Group = tuple[str, str, str, str]
"""Subject, property, purpose, scope: claims that differ in one of them never speak about the same thing."""

LINE = "line-"
"""How the subject id of a phone line begins."""
OWNING = ("provided_by", "operated_by")
FLIPPED = {"true": "false", "false": "true"}


def group_of(claim: Claim) -> Group:
    """Return the group in which a claim is compared with others."""
    return (claim.subject, claim.property, claim.purpose, claim.scope)


def said_value(claim: Claim) -> str:
    """Return the value a claim stands for: denying a proposition is asserting its opposite."""
    if claim.stance is Stance.DENIES and PROPERTIES[claim.property].compare is Compare.PROPOSITION:
        return FLIPPED[claim.value]
    return claim.value


def is_assertion(claim: Claim) -> bool:
    """Tell whether a claim speaks for its (said) value; a plain denial and an unclear mention do not."""
    if claim.stance is Stance.ASSERTS:
        return True
    return claim.stance is Stance.DENIES and PROPERTIES[claim.property].compare is Compare.PROPOSITION


def line_id(number: str) -> str:
    """Return the subject id of a phone line from its E.164 number or short code."""
    return LINE + number.lstrip("+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that counts on `today`, indexed once so that each rule reads it in constant time."""

    today: date
    sources: Mapping[str, Source]
    groups: Mapping[Group, tuple[Claim, ...]]
    checks: Mapping[Spot, Check]
    """The latest check that found something, for each value."""
    withdrawals: Mapping[Spot, Withdrawal]
    unanswered: Mapping[Spot, date] = field(default_factory=dict)
    """Values for which nobody answers any more, and the day since when that is so."""
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    """Disagreement -> the ruling on it that holds."""
    parents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Body -> the bodies that it is a part of."""
    owners: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Service or line -> the organisations said to run it."""

    def said_on(self, claim: Claim) -> date | None:
        """Return the day to which a claim is dated, or None where nothing dates it."""
        return claim.observed_on or self.sources[claim.source].date

    def lineage(self, claim: Claim) -> str:
        """Return the voice to which a claim belongs."""
        return self.sources[claim.source].lineage

    def bodies(self, subject: str) -> frozenset[str]:
        """Return the organisations a subject is, belongs to or is run by."""
        return self._bodies(frozenset({subject}) | self.owners.get(subject, frozenset()))

    def _bodies(self, start: frozenset[str]) -> frozenset[str]:
        found = start
        while True:
            more = found.union(*(self.parents.get(body, frozenset()) for body in found))
            if more == found:
                return found
            found = more

    def grade(self, claim: Claim) -> Grade:
        """Return what the source's word is worth about this claim: A where it speaks about itself."""
        source = self.sources[claim.source]
        if not source.speaks_for:
            return grade_about(source, ())
        if source.speaks_for in (claim.subject, claim.value):
            return grade_about(source, (source.speaks_for,))
        return grade_about(source, self.bodies(claim.subject))

    def found_right(self, claim: Claim) -> bool:
        """Tell whether a check that still holds found the claim's value right."""
        spot = (claim.subject, claim.property, said_value(claim))
        check = self.checks.get(spot)
        if check is None or check.outcome is not Outcome.RIGHT or spot in self.unanswered:
            return False
        return self.today <= check.holds_until

    def found_wrong(self, claim: Claim) -> bool:
        """Tell whether the claim's value was withdrawn, or found wrong by the last check."""
        spot = (claim.subject, claim.property, said_value(claim))
        check = self.checks.get(spot)
        return spot in self.withdrawals or (check is not None and check.outcome is not Outcome.RIGHT)

    def related(self, one: str, other: str) -> bool:
        """Tell whether two bodies are one, or one is a part of the other."""
        return one in self._bodies(frozenset({other})) or other in self._bodies(frozenset({one}))


def gather(
    claims: Iterable[Claim],
    checks: Iterable[Check],
    withdrawals: Iterable[Withdrawal],
    sources: Mapping[str, Source],
    today: date,
    rulings: Iterable[Ruling] = (),
) -> Evidence:
    """Index what counts on a day; what came later is left out, so a past day gives its own picture."""
    in_force = _last_withdrawals(withdrawals, today)
    taken_back = {spot[0] for spot, withdrawal in in_force.items() if withdrawal.whole}
    live = sorted(
        (claim for claim in claims if counts(claim, sources, today) and not is_silenced(claim.subject, taken_back)),
        key=lambda claim: claim.id,
    )
    groups: defaultdict[Group, list[Claim]] = defaultdict(list)
    for claim in live:
        groups[group_of(claim)].append(claim)
    made = checks_in_force(checks, today)
    found = findings(made)
    plain = Evidence(
        today=today,
        sources=sources,
        groups={group: tuple(said) for group, said in groups.items()},
        checks=found,
        unanswered=unanswered(made, found),
        rulings=rulings_in_force(rulings, today),
        withdrawals={**_from_every_owner(live, in_force), **in_force},
    )
    whole = replace(plain, parents=_parents(live, plain), owners=_owners(live, plain))
    return replace(whole, checks=_without_given_up(live, whole))


def _without_given_up(live: Iterable[Claim], evidence: Evidence) -> Mapping[Spot, Check]:
    """Leave out that a number was found right, where its own body has said since that it is its number no more.

    Nobody knows better which lines a body has given up, and the safe side is not to call: a new check settles it.
    """
    gone = {(claim.subject, claim.property, claim.value) for claim in live if _gives_up(claim, evidence)}
    return {spot: check for spot, check in evidence.checks.items() if spot not in gone}


def _gives_up(claim: Claim, evidence: Evidence) -> bool:
    if claim.stance is not Stance.DENIES or not PROPERTIES[claim.property].one_owner:
        return False
    check, said_on = evidence.checks.get((claim.subject, claim.property, claim.value)), evidence.said_on(claim)
    if check is None or check.outcome is not Outcome.RIGHT or said_on is None or said_on < check.on:
        return False
    return evidence.grade(claim) is Grade.A


def _parents(live: Iterable[Claim], evidence: Evidence) -> dict[str, frozenset[str]]:
    """Body -> the bodies that it is a part of, by words that may join two bodies.

    An unsigned word may not: it would end a conflict over a number, or lend somebody else's grade. Two bodies that
    are both police it may join, since nobody is misled about who answers.
    """
    police = {claim.subject for claim in live if claim.property == "body_type" and said_value(claim) == "police"}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for claim in live:
        if claim.property != "part_of" or claim.stance is not Stance.ASSERTS or evidence.found_wrong(claim):
            continue
        if evidence.sources[claim.source].grade is not Grade.D or {claim.subject, claim.value} <= police:
            found[claim.subject].add(claim.value)
    return {body: frozenset(parents) for body, parents in found.items()}


def _owners(live: Iterable[Claim], evidence: Evidence) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for claim in live:
        owning, owned = claim.property in OWNING, PROPERTIES[claim.property].one_owner
        if not (owning or owned) or claim.stance is not Stance.ASSERTS or evidence.found_wrong(claim):
            continue
        if owning:
            found[claim.subject].add(claim.value)
        else:
            found[line_id(claim.value)].add(claim.subject)
    return {subject: frozenset(bodies) for subject, bodies in found.items()}


def is_silenced(subject: str, taken_back: Collection[str]) -> bool:
    """Tell whether nothing more is told of a subject, since all of it was taken back.

    A line that was taken back stays known, so that people can be warned of its number.
    """
    return subject in taken_back and not subject.startswith(LINE)


def _from_every_owner(live: Iterable[Claim], in_force: Mapping[Spot, Withdrawal]) -> dict[Spot, Withdrawal]:
    """Return what a line that was taken back means for each body that is said to own its number."""
    found: dict[Spot, Withdrawal] = {}
    for claim in live:
        whole = in_force.get((line_id(claim.value), RECORD, "")) if PROPERTIES[claim.property].one_owner else None
        if whole is not None:
            spot = (claim.subject, claim.property, claim.value)
            found[spot] = replace(whole, subject=claim.subject, property=claim.property, value=claim.value)
    return found


def counts(claim: Claim, sources: Mapping[str, Source], today: date) -> bool:
    """Tell whether a claim is part of the picture of a day: recorded and said by then, not ended, not deprecated."""
    if not lives(claim, today):
        return False
    said_on = claim.observed_on or sources[claim.source].date
    return said_on is None or said_on <= today


def lives(claim: Claim, today: date) -> bool:
    """Tell whether a claim was recorded by a day and had neither ended nor been deprecated, whenever it was said."""
    if claim.rank is Rank.DEPRECATED or claim.recorded_on > today:
        return False
    return claim.ended_on is None or claim.ended_on > today


def _last_withdrawals(withdrawals: Iterable[Withdrawal], today: date) -> dict[Spot, Withdrawal]:
    in_order = sorted(withdrawals, key=lambda w: (w.on, sorted(w.reason.items())))
    return {(w.subject, w.property, w.value): w for w in in_order if w.on <= today}
