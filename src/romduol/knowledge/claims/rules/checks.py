"""What checks say on one day: the last finding about each value, and the values that nobody answers for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from romduol.knowledge.claims.records import Check, Outcome

Spot = tuple[str, str, str]
"""Subject, property, value: what a check or a withdrawal points at."""

NO_FINDING = (Outcome.NO_ANSWER, Outcome.REFUSED)
MISSED = 3
"""On so many different days nobody answered: what was known before is no longer fresh."""


def checks_in_force(checks: Iterable[Check], today: date) -> list[Check]:
    """Return the checks that were made by a day and had not been ended by then, in their order."""
    made = [check for check in checks if check.on <= today and (check.ended_on is None or check.ended_on > today)]
    return sorted(made, key=_order)


def _order(check: Check) -> tuple[object, ...]:
    # Of two findings of one day the worse one stands, and of two good ones the one that holds for the shorter time.
    bad = check.outcome is not Outcome.RIGHT
    return (check.on, bad, check.outcome, -check.holds_until.toordinal(), check.how, check.role)


def findings(checks: Iterable[Check]) -> dict[Spot, Check]:
    """Return the last of these checks, given in their order, that found something about each value."""
    # A call that nobody answered, or that told nothing, says nothing about the value: it never displaces a finding.
    return {_spot(check): check for check in checks if check.outcome not in NO_FINDING}


def unanswered(checks: Iterable[Check], found: Mapping[Spot, Check]) -> dict[Spot, date]:
    """Return the values for which nobody answered on three different days since the last finding, and the third day."""
    days: defaultdict[Spot, set[date]] = defaultdict(set)
    for check in checks:
        if check.outcome is Outcome.NO_ANSWER:
            last = found.get(_spot(check))
            if last is None or check.on > last.on:
                days[_spot(check)].add(check.on)
    return {spot: sorted(tried)[MISSED - 1] for spot, tried in days.items() if len(tried) >= MISSED}


def _spot(check: Check) -> Spot:
    return (check.subject, check.property, check.value)
