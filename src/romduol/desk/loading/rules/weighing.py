"""Decides which loads a second person has to look at."""

from collections.abc import Mapping

from romduol.desk.changes.records import Verb
from romduol.desk.changes.rules import is_critical, waits
from romduol.desk.loading.records import Counts
from romduol.desk.operator.records import SecondYes
from romduol.knowledge.claims.rules.properties import PROPERTIES

CRITICAL = frozenset(name for name in PROPERTIES if is_critical(Verb.STATE, name, {}))
"""Properties of which a wrong value makes readers trust what they should not: the same as at the desk."""


def critical_of(claims: Mapping[str, int]) -> dict[str, int]:
    """Return, of the claims that begin or end, counted by property, those that a second person has to look at."""
    return {name: count for name, count in sorted(claims.items()) if name in CRITICAL and count}


def load_waits(counts: Counts, rule: SecondYes, *, weighs_more: bool) -> bool:
    """Tell whether a load waits for a second person. One that changes nothing has nothing to say yes to."""
    if not (counts.effect.changes or counts.renewed or weighs_more):
        return False
    return waits(bool(counts.critical or counts.renewed) or weighs_more, rule, Verb.STATE)


def undo_waits(began: Mapping[str, int], over: Mapping[str, int], rule: SecondYes, *, weighs_more: bool) -> bool:
    """Tell whether an undoing waits for a second person: it brings back what readers trust, or ends what warned them.

    Numbers that only go are out at once: the safe side is fewer of them.
    """
    warned = {name for name in critical_of(over) if name != "phone"}
    return waits(bool(critical_of(began) or warned) or weighs_more, rule, Verb.UNDO)
