"""Tells what would be recorded if changes that wait were approved, so that it can be looked at before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from romduol.desk.changes.records import Change, Verb
from romduol.desk.changes.rules.saying import check_of, claim_of, ruling_of, source_of
from romduol.desk.changes.rules.speaking import entries_of
from romduol.knowledge.claims.records import Facts, Rank, Ruling, Subject

Row = TypeVar("Row")
Enact = Callable[[Facts, Change, date], Facts]


def with_waiting(facts: Facts, changes: Iterable[Change], day: date) -> Facts:
    """Return the facts as they would be if these changes were approved on a day, in this order.

    It does to records what `actions.applying` does to rows; a withdrawal never waits, and changes nothing here.
    """
    for change in changes:
        facts = ENACT[change.verb](facts, change, day)
    return facts


def _check(facts: Facts, change: Change, day: date) -> Facts:
    told = [claim_of(entry, entry.get("subject") or change.subject, day) for entry in change.body.get("told", ())]
    return replace(facts, checks=(*facts.checks, check_of(change)), claims=(*facts.claims, *told))


def _state(facts: Facts, change: Change, day: date) -> Facts:
    body = change.body
    said = [claim_of(entry, entry.get("subject") or change.subject, day) for entry in entries_of(body)]
    source, subject = body.get("new_source"), body.get("new_subject")
    kept = _ended(facts, body.get("instead", ()), day)
    return replace(
        kept,
        claims=(*kept.claims, *said),
        sources=(*kept.sources, *([source_of(source)] if source else ())),
        subjects=(*kept.subjects, *([Subject(**subject)] if subject else ())),
    )


def _rank(facts: Facts, change: Change, day: date) -> Facts:
    return _ranked(facts, change.body["claim"], change.body, day)


def _ranked(facts: Facts, key: str, body: Mapping[str, Any], day: date) -> Facts:
    before = next((claim for claim in facts.claims if claim.id == key and claim.ended_on is None), None)
    if before is None:
        return facts
    gone = replace(before, ended_on=max(day, before.recorded_on))
    after = replace(before, rank=Rank(body["rank"]), reason=body.get("reason", ""), recorded_on=day)
    return replace(facts, claims=(*_instead(facts.claims, before, gone), after))


def _end(facts: Facts, change: Change, day: date) -> Facts:
    return _ended(facts, [change.body["claim"]], day)


def _ended(facts: Facts, keys: Iterable[str], day: date) -> Facts:
    gone = set(keys)
    ended = [
        replace(claim, ended_on=max(day, claim.recorded_on)) if claim.id in gone and claim.ended_on is None else claim
        for claim in facts.claims
    ]
    return replace(facts, claims=tuple(ended))


def _rule(facts: Facts, change: Change, day: date) -> Facts:
    made = ruling_of(change, day)
    return replace(facts, rulings=(*_unruled(facts.rulings, made.disagreement, day), made))


def _unruled(rulings: Iterable[Ruling], disagreement: str, day: date) -> tuple[Ruling, ...]:
    return tuple(
        replace(one, ended_on=day) if one.disagreement == disagreement and one.ended_on is None else one
        for one in rulings
    )


def _undo(facts: Facts, change: Change, day: date) -> Facts:
    """End what the undone change made, and begin again what it ended."""
    body, made = change.body["body"], change.body["made"]
    undone = replace(change, verb=Verb(change.body["verb"]), body=body)
    if "check" in made:
        check = check_of(undone)
        if check in facts.checks:
            facts = replace(facts, checks=_instead(facts.checks, check, replace(check, ended_on=day)))
    facts = _ended(facts, made.get("claims", ()), day)
    if undone.verb is Verb.RANK:
        facts = _ranked(facts, made["claim"], made, day)
    if "ended" in made:
        facts = replace(facts, claims=(*facts.claims, claim_of(made["ended"], made["ended"]["subject"], day)))
    if "ruling" in made:
        facts = replace(facts, rulings=_unruled(facts.rulings, body["disagreement"], day))
    return facts


def _instead(rows: tuple[Row, ...], old: Row, new: Row) -> tuple[Row, ...]:
    """Return rows with another one in the place of the last that is `old`."""
    place = len(rows) - 1 - rows[::-1].index(old)
    return (*rows[:place], new, *rows[place + 1 :])


def _nothing(facts: Facts, change: Change, day: date) -> Facts:
    return facts


ENACT: Mapping[Verb, Enact] = {
    Verb.CHECK: _check,
    Verb.STATE: _state,
    Verb.RANK: _rank,
    Verb.END: _end,
    Verb.RULE: _rule,
    Verb.WITHDRAW: _nothing,
    Verb.UNDO: _undo,
}
