"""Decides which changes a second person has to look at, and which can be undone."""

from collections.abc import Mapping
from typing import Any

from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.operator.records import SecondYes
from romduol.knowledge.claims.records import Outcome, Severity
from romduol.knowledge.claims.rules.properties import PROPERTIES, SAME_AS

WHO_ANSWERS = frozenset({"body_type", "operated_by", "part_of", "dials", SAME_AS})
"""Wrong, these put the police behind a number that is trusted, or hide them there; or offer a number that is nobody's.
"""
FOUND_WRONG = (Outcome.WRONG, Outcome.MOVED, Outcome.CLOSED)
WARNINGS = frozenset({("body_type", "police"), ("free_to_leave", "false")})
"""Values that keep readers away: whoever finds one wrong makes them trust more."""
OF_WHOM = frozenset({"operated_by", "part_of"})
"""Who stands behind a body: no value of it tells whether it makes readers trust, so every finding may."""
NEVER_UNDONE = (Verb.WITHDRAW, Verb.UNDO)
"""A number that was taken back stays so: the safe side is "do not call". An undoing is changed by a new change."""


def waits(critical: bool, rule: SecondYes, verb: Verb) -> bool:
    """Tell whether a change waits for a second person. What is taken back never waits: it may be dangerous now."""
    if verb is Verb.WITHDRAW or rule is SecondYes.NEVER:
        return False
    return critical or rule is SecondYes.ALWAYS


def is_critical(verb: Verb, name: str, body: Mapping[str, Any], value: str = "") -> bool:
    """Tell whether a change can do harm when it is wrong: it makes readers trust what they did not trust before."""
    if name not in WHO_ANSWERS and not _is_critical(name):
        return False
    if verb is Verb.CHECK:
        outcome = body.get("outcome")
        return outcome == Outcome.RIGHT or (outcome in FOUND_WRONG and _warns(name, value))
    if verb is Verb.RULE:
        return bool(body.get("verdict") == "both_true")
    # What is deprecated no longer speaks against the rest, which then stands higher; what is normal again speaks again.
    return verb in (Verb.RANK, Verb.STATE, Verb.END)


def undoing_is_critical(change: Change) -> bool:
    """Tell whether undoing a change can do harm: it does where the change had made readers trust less.

    A fact may have spoken against others, and have taken the place of one that comes back when it is undone.
    """
    if change.property not in WHO_ANSWERS and not _is_critical(change.property):
        return False
    if change.verb is Verb.CHECK:
        outcome = change.body.get("outcome")
        return outcome in FOUND_WRONG or (outcome == Outcome.RIGHT and _warns(change.property, change.value))
    return change.verb in (Verb.RANK, Verb.STATE, Verb.END)


def can_be_undone(change: Change) -> bool:
    """Tell whether a change is in force and can be undone."""
    return change.state is State.DONE and change.verb not in NEVER_UNDONE


def _warns(name: str, value: str) -> bool:
    return name in OF_WHOM or (name, value) in WARNINGS


def _is_critical(name: str) -> bool:
    prop = PROPERTIES.get(name)
    return prop is not None and prop.severity is Severity.CRITICAL
