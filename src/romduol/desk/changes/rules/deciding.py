"""Decides which changes a second person has to look at, and which can be undone."""

from collections.abc import Mapping
from typing import Any

from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.operator.records import SecondYes
from romduol.knowledge.claims.records import Outcome, Rank, Severity
from romduol.knowledge.claims.rules.properties import PROPERTIES

WHO_ANSWERS = frozenset({"body_type", "operated_by", "part_of"})
"""Wrong, these put the police behind a number that is trusted, or hide them there."""
FOUND_WRONG = (Outcome.WRONG, Outcome.MOVED, Outcome.CLOSED)
NEVER_UNDONE = (Verb.WITHDRAW, Verb.UNDO)
"""A number that was taken back stays so: the safe side is "do not call". An undoing is changed by a new change."""


def waits(critical: bool, rule: SecondYes, verb: Verb) -> bool:
    """Tell whether a change waits for a second person. What is taken back never waits: it may be dangerous now."""
    if verb is Verb.WITHDRAW or rule is SecondYes.NEVER:
        return False
    return critical or rule is SecondYes.ALWAYS


def is_critical(verb: Verb, name: str, body: Mapping[str, Any]) -> bool:
    """Tell whether a change can do harm when it is wrong: it makes readers trust what they did not trust before."""
    if name not in WHO_ANSWERS and not _is_critical(name):
        return False
    if verb is Verb.CHECK:
        return bool(body.get("outcome") == Outcome.RIGHT)
    if verb is Verb.RULE:
        return bool(body.get("verdict") == "both_true")
    if verb is Verb.RANK:
        # What is deprecated no longer speaks against the rest, which then stands higher.
        return bool(body.get("rank") != Rank.NORMAL)
    return verb is Verb.STATE or verb is Verb.END


def undoing_is_critical(change: Change) -> bool:
    """Tell whether undoing a change can do harm: it does where the change had made readers trust less."""
    if change.property not in WHO_ANSWERS and not _is_critical(change.property):
        return False
    if change.verb is Verb.CHECK:
        return change.body.get("outcome") in FOUND_WRONG
    return change.verb in (Verb.RANK, Verb.END)


def can_be_undone(change: Change) -> bool:
    """Tell whether a change is in force and can be undone."""
    return change.state is State.DONE and change.verb not in NEVER_UNDONE


def _is_critical(name: str) -> bool:
    prop = PROPERTIES.get(name)
    return prop is not None and prop.severity is Severity.CRITICAL
