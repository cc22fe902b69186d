"""Reads what is said of a record as said of the record that it is, since a person found that two are one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from romduol.knowledge.claims.records import Check, Claim, Facts, Ruling, Stance, Withdrawal
from romduol.knowledge.claims.rules.disagreement import RULES, disagreement_id
from romduol.knowledge.claims.rules.evidence import lives
from romduol.knowledge.claims.rules.properties import POINTING, PROPERTIES, SAME_AS
from romduol.knowledge.sources.records import DESK, Source

Into = Mapping[str, str]
"""Record -> the record that it is, at the end of the chain."""
Circles = tuple[tuple[str, ...], ...]
Seen = Mapping[tuple[str, str], Sequence[Claim]]


@dataclass(frozen=True, slots=True)
class Joined:
    """What is recorded, read with the joinings of one day."""

    facts: Facts
    sources: Mapping[str, Source]
    into: Into
    circles: Circles = ()


def joined(facts: Facts, sources: Mapping[str, Source], today: date) -> Joined:
    """Return what is recorded, each row read as about the record that its subject is on a day.

    Values that point to a record, and the body that a source speaks for, are read so too. What would then point to
    itself falls away. Where nobody joined anything, the very same rows come back.
    """
    told = [claim for claim in facts.claims if claim.property == SAME_AS]
    if not told:
        return Joined(facts, sources, {})
    into, circles = joinings(told, facts.withdrawals, today)
    if not into:
        return Joined(replace(facts, claims=claims_as_joined(facts.claims, into)), sources, into, circles)
    return Joined(
        facts=Facts(
            claims=claims_as_joined(facts.claims, into),
            checks=tuple(_checks(facts.checks, into)),
            withdrawals=tuple(_withdrawals(facts.withdrawals, into)),
            rulings=tuple(_rulings(facts.rulings, facts.claims, into)),
        ),
        sources=sources_as_joined(sources, into),
        into=into,
        circles=circles,
    )


def joinings(claims: Iterable[Claim], withdrawals: Iterable[Withdrawal], today: date) -> tuple[dict[str, str], Circles]:
    """Return which record is which on a day, and the circles that had to be cut.

    Only the desk's word joins records: what a pack or an import says of two records is for a person to judge.
    """
    undone = {(one.subject, one.value) for one in withdrawals if one.property == SAME_AS and one.on <= today}
    live = [claim for claim in claims if _joins(claim) and lives(claim, today)]
    steps: dict[str, str] = {}
    # The last word about a record stands; of two of one day the same one on every database.
    for claim in sorted(live, key=lambda one: (one.recorded_on, one.value, one.id)):
        if claim.subject != claim.value and (claim.subject, claim.value) not in undone:
            steps[claim.subject] = claim.value
    circles = _circles(steps)
    for circle in circles:
        del steps[circle[0]]
    return {subject: _end(subject, steps) for subject in sorted(steps)}, circles


def _joins(claim: Claim) -> bool:
    return claim.property == SAME_AS and claim.source == DESK and claim.stance is Stance.ASSERTS


def _circles(steps: Into) -> Circles:
    """Return each circle, from the record whose id sorts first: that one stays."""
    found: set[tuple[str, ...]] = set()
    passed: set[str] = set()
    for start in steps:
        way: dict[str, None] = {}
        here = start
        while here in steps and here not in way and here not in passed:
            way[here] = None
            here = steps[here]
        if here in way:
            names = list(way)
            circle = names[names.index(here) :]
            first = circle.index(min(circle))
            found.add((*circle[first:], *circle[:first]))
        passed |= way.keys()
    return tuple(sorted(found))


def _end(subject: str, steps: Into) -> str:
    while subject in steps:
        subject = steps[subject]
    return subject


def claims_as_joined(claims: Iterable[Claim], into: Into) -> tuple[Claim, ...]:
    """Return claims as said of the records that their subjects are; the words that join are left out."""
    said = (claim for claim in claims if claim.property != SAME_AS)
    return tuple(read for claim in said if (read := _claim(claim, into)) is not None)


def _claim(claim: Claim, into: Into) -> Claim | None:
    subject, value = into.get(claim.subject, claim.subject), _value(claim.property, claim.value, into)
    if (subject, value) == (claim.subject, claim.value):
        return claim
    return None if _is_empty(claim.property, subject, value) else replace(claim, subject=subject, value=value)


def sources_as_joined(sources: Mapping[str, Source], into: Into) -> Mapping[str, Source]:
    """Return sources, each as speaking for the record that its body is."""
    return {
        key: replace(one, speaks_for=into[one.speaks_for]) if one.speaks_for in into else one
        for key, one in sources.items()
    }


def _value(name: str, value: str, into: Into) -> str:
    return into.get(value, value) if name in POINTING else value


def _is_empty(name: str, subject: str, value: str) -> bool:
    """Tell whether a word now says of a record that it is a part of itself, or given by itself."""
    return name in POINTING and subject == value


def _checks(checks: Iterable[Check], into: Into) -> Iterator[Check]:
    for check in checks:
        subject, value = into.get(check.subject, check.subject), _value(check.property, check.value, into)
        if (subject, value) == (check.subject, check.value):
            yield check
        elif not _is_empty(check.property, subject, value):
            yield replace(check, subject=subject, value=value)


def _withdrawals(withdrawals: Iterable[Withdrawal], into: Into) -> Iterator[Withdrawal]:
    """Yield what was taken back of either record as taken back of both; a whole record stays taken back itself."""
    for one in withdrawals:
        subject, value = into.get(one.subject, one.subject), _value(one.property, one.value, into)
        if (subject, value) == (one.subject, one.value) or one.whole:
            yield one
        if (subject, value) != (one.subject, one.value) and not _is_empty(one.property, subject, value):
            yield replace(one, subject=subject, value=value)


def _rulings(rulings: Iterable[Ruling], claims: Iterable[Claim], into: Into) -> Iterator[Ruling]:
    """Yield rulings as about the records that they are about now.

    The id of a disagreement is made of its subject. One that was ruled on goes on under its new id, and the ruling
    with it, as long as the joining brought no position that whoever ruled did not see.
    """
    ruled = [one for one in rulings if one.subject in into or one.property in POINTING or _is_owned(one.property)]
    spots = {(one.subject, one.property) for one in ruled}
    said: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims if spots else ():
        if (claim.subject, claim.property) in spots:
            said.setdefault((claim.subject, claim.property), []).append(claim)
    moved = {id(one): _ruling(one, said, into) for one in ruled}
    yield from (moved.get(id(one), one) for one in rulings)


def _ruling(ruling: Ruling, said: Seen, into: Into) -> Ruling:
    named = ruling.property in POINTING or _is_owned(ruling.property)
    return replace(
        ruling,
        disagreement=_new_id(ruling, said.get((ruling.subject, ruling.property), ()), into),
        subject=into.get(ruling.subject, ruling.subject),
        saw=frozenset(into.get(value, value) for value in ruling.saw) if named else ruling.saw,
    )


def _new_id(ruling: Ruling, claims: Sequence[Claim], into: Into) -> str:
    """Return the id of the disagreement that was ruled on, as it is now; found by trying what it can be about."""
    subject, name = ruling.subject, ruling.property
    places = {("", ""), *((claim.purpose, claim.scope) for claim in claims)}
    values = {"", *(claim.value for claim in claims)}
    for rule in RULES:
        for purpose, scope in sorted(places):
            for about in sorted(values):
                if disagreement_id(rule, (subject, name, purpose, scope), about) == ruling.disagreement:
                    group = (into.get(subject, subject), name, purpose, scope)
                    return disagreement_id(rule, group, _value(name, about, into))
    return ruling.disagreement


def _is_owned(name: str) -> bool:
    return name in PROPERTIES and PROPERTIES[name].one_owner
