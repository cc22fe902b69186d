"""What waits for a second yes, looked at before: the same as if it were approved, and never in what is published."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone
from tests.desk.copies import TODAY, load_tiny

from romduol.desk.changes.actions import approve, make_change, undo
from romduol.desk.changes.queries import version_of, waiting
from romduol.desk.changes.records import State, Verb
from romduol.desk.changes.rules import with_waiting
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.publishing.queries import what_it_does
from romduol.desk.publishing.records import Happened
from romduol.desk.publishing.rules.seeing import snapshot_of
from romduol.knowledge.directory.queries import current_edition
from romduol.safety.access.records import Person, Role
from romduol.safety.access.rules import permissions_of

BOPHA = Person("bopha", "Bopha", permissions_of([Role.STEWARD]))
DARA = Person("dara", "Dara", permissions_of([Role.PUBLISHER]))
NOW = timezone.now()
DAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def careful(db):
    """The tiny country, where every change waits."""
    load_tiny(by="test", on=TODAY)
    name_operator(name={}, second_yes=SecondYes.ALWAYS, by="test", at=NOW)


def spot():
    """Return an organisation's number that a claim gives."""
    found = current_edition(DAY)
    return next(value for line in found.lines.values() for value in line.owned if line.urgent)


def changed(verb: Verb, **body):
    """Make a change about that number; it waits."""
    value = spot()
    return make_change(
        act=uuid4(), verb=verb, subject=value.subject, property="phone", value=value.value, body=body, why="So it is.",
        by=BOPHA, seen=None, now=NOW,
    )  # fmt: skip


def check(outcome: str):
    return changed(
        Verb.CHECK, how="call", outcome=outcome, on=DAY.isoformat(), role="steward", holds_until="2027-12-31", told=[]
    )


def rank():
    return changed(Verb.RANK, claim=spot().claims[0].id, rank="deprecated", reason="They gave it up.")


def state():
    claim = spot().claims[0]
    entry = {"id": str(uuid4()), "property": "phone", "value": "+85599000177", "source": claim.source}
    return changed(Verb.STATE, claim={**entry, "purpose": claim.purpose})


def approved(change):
    """Let Dara approve a change."""
    return approve(change_id=change.id, by=DARA, seen=version_of(change.subject, change.property), now=NOW)


def undoing(make):
    """Return the waiting undoing of a change that was approved."""
    done = approved(make())
    return undo(change_id=done.id, act=uuid4(), why="A slip.", by=BOPHA, now=NOW)


MAKING = {
    "right": lambda: check("right"),
    "wrong": lambda: check("wrong"),
    "no answer": lambda: check("no_answer"),
    "rank": rank,
    "state": state,
    "undo a check": lambda: undoing(lambda: check("wrong")),
    "undo a rank": lambda: undoing(rank),
    "undo a fact": lambda: undoing(state),
}


@pytest.mark.parametrize("make", MAKING.values(), ids=MAKING.keys())
def test_what_waits_looks_as_it_will_once_it_is_approved(make):
    change = make()
    assert change.state is State.WAITING
    before = current_edition(DAY)
    seen = current_edition(DAY, also=lambda facts: with_waiting(facts, waiting(), DAY))
    assert snapshot_of(current_edition(DAY)) == snapshot_of(before)
    approved(change)
    after = current_edition(DAY)
    assert snapshot_of(seen) == snapshot_of(after)
    assert [found.id for found in seen.disagreements] == [found.id for found in after.disagreements]


def test_several_that_wait_are_looked_at_together():
    check("wrong"), state()
    seen = current_edition(DAY, also=lambda facts: with_waiting(facts, waiting(), DAY))
    for change in waiting():
        approved(change)
    assert snapshot_of(seen) == snapshot_of(current_edition(DAY))


def test_one_change_is_told_by_what_it_does_to_readers():
    found = {one.happened for one in what_it_does(check("wrong"), DAY)}
    assert Happened.TAKEN_BACK in found
    assert what_it_does(check("no_answer"), DAY) == []
