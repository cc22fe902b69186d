"""One change at the desk: made once, waiting for a second yes where it could do harm, undone, and never overwriting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from romduol.desk.changes.actions import CannotUndo, NotAllowed, Overtaken, approve, decline, make_change, undo
from romduol.desk.changes.models import Change as ChangeRow
from romduol.desk.changes.queries import change, changes_about, version_of, waiting, waiting_count
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.changes.rules import can_be_undone, is_critical, undoing_is_critical, waits
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.knowledge.claims import models
from romduol.knowledge.claims.actions import record_subjects, replace_claims
from romduol.knowledge.claims.queries import all_checks, all_claims
from romduol.knowledge.claims.records import Claim, Outcome, Rank, Subject
from romduol.knowledge.sources.actions import record_sources
from romduol.knowledge.sources.records import Grade, Source
from romduol.safety.access.records import Person, Role
from romduol.safety.access.rules import permissions_of
from romduol.safety.audit.queries import recent

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
NUMBER = "+85599000101"


def person(name: str, *roles: Role, organization: str = "lantern") -> Person:
    return Person(id=name, name=name, permissions=permissions_of(roles), organizations=(organization,))


BOPHA = person("bopha", Role.STEWARD)
DARA = person("dara", Role.PUBLISHER)
MALY = person("maly", Role.STEWARD, organization="river")
RITH = person("rith")


@pytest.fixture(autouse=True)
def one_body(db: None) -> None:
    """A body with one number, as a source of grade B gives it."""
    record_sources(
        [
            Source(
                id="list",
                title={"en": "A list"},
                publisher="Somebody",
                kind="list",
                date=date(2026, 1, 1),
                grade=Grade.B,
                lineage="list",
            )
        ],
        by="test",
        on=date(2026, 1, 1),
    )
    record_subjects([Subject("org-lantern", "organization"), Subject("line-85599000101", "line")], by="test")
    replace_claims([claim()], by="test", on=date(2026, 1, 1))


def claim(**more: object) -> Claim:
    said: dict[str, object] = {
        "id": "0b1f8a52-6d2c-5a6e-9d53-0f6f5f0c0001",
        "subject": "org-lantern",
        "property": "phone",
        "value": NUMBER,
        "source": "list",
        "purpose": "helpline",
        "recorded_on": date(2026, 1, 1),
    }
    return Claim(**{**said, **more})  # type: ignore[arg-type]


def check_body(outcome: Outcome = Outcome.RIGHT) -> dict[str, object]:
    return {"how": "call", "outcome": str(outcome), "on": "2026-11-20", "role": "steward", "holds_until": "2027-05-20"}


def checked(
    outcome: Outcome = Outcome.RIGHT,
    *,
    by: Person = BOPHA,
    act: UUID | None = None,
    note: str = "",
    seen: str | None = None,
) -> Change:
    return make_change(
        act=act or uuid4(),
        verb=Verb.CHECK,
        subject="org-lantern",
        property="phone",
        value=NUMBER,
        body=check_body(outcome),
        note=note,
        by=by,
        seen=seen,
        now=NOW,
    )


def ranked(rank: Rank, *, by: Person = BOPHA, seen: str | None = None) -> Change:
    body = {"claim": claim().id, "rank": str(rank), "reason": "The body says that it gave the number up."}
    return make_change(
        act=uuid4(),
        verb=Verb.RANK,
        subject="org-lantern",
        property="phone",
        value=NUMBER,
        body=body,
        why="They told us.",
        by=by,
        seen=seen,
        now=NOW,
    )


class TestMaking:
    def test_what_was_found_wrong_counts_at_once(self):
        made = checked(Outcome.WRONG)
        assert made.state is State.DONE
        assert [(found.outcome, found.on) for found in all_checks()] == [(Outcome.WRONG, DAY)]

    def test_a_form_that_is_sent_twice_is_one_change(self):
        act = uuid4()
        first, second = checked(Outcome.WRONG, act=act), checked(Outcome.WRONG, act=act)
        assert first == second
        assert len(all_checks()) == ChangeRow.objects.count() == 1

    def test_nobody_sends_somebody_elses_form(self):
        act = uuid4()
        checked(Outcome.WRONG, act=act)
        with pytest.raises(NotAllowed):
            checked(Outcome.WRONG, act=act, by=MALY)

    def test_whoever_holds_no_role_changes_nothing(self):
        with pytest.raises(NotAllowed):
            checked(by=RITH)
        assert ChangeRow.objects.count() == 0

    def test_each_change_is_audited_by_an_id_and_not_by_a_name(self):
        made = checked(Outcome.WRONG)
        entry = recent(subject=("subject", "org-lantern"))[0]
        assert (entry.by, entry.verb, entry.detail["change"]) == ("person:bopha", "make_change", str(made.id))

    def test_a_note_is_for_the_organisation_that_wrote_it(self):
        made = checked(Outcome.WRONG, note="A child answered.")
        assert change(made.id, by=DARA).note == "A child answered."
        assert change(made.id, by=MALY).note == ""
        assert [found.note for found in changes_about("org-lantern", by=MALY)] == [""]


class TestTwoAtOnce:
    def test_the_second_sees_the_first(self):
        seen = version_of("org-lantern", "phone")
        first = ranked(Rank.PREFERRED, seen=seen)
        with pytest.raises(Overtaken) as told:
            ranked(Rank.DEPRECATED, by=MALY, seen=seen)
        assert [found.id for found in told.value.since] == [first.id]
        assert ChangeRow.objects.count() == 1

    def test_what_waits_is_seen_too(self):
        seen = version_of("org-lantern", "phone")
        assert checked().state is State.WAITING
        assert version_of("org-lantern", "phone") != seen

    def test_what_somebody_does_elsewhere_is_in_nobodys_way(self):
        seen = version_of("org-lantern", "works_in")
        checked(Outcome.WRONG)
        assert version_of("org-lantern", "works_in") == seen


class TestTheSecondYes:
    def test_a_number_that_readers_would_trust_waits(self):
        made = checked()
        assert made.state is State.WAITING
        assert all_checks() == ()
        assert [found.id for found in waiting()] == [made.id]

    def test_it_counts_once_somebody_else_says_yes(self):
        made = checked()
        done = approve(change_id=made.id, by=DARA, seen=version_of("org-lantern", "phone"), now=NOW)
        assert (done.state, done.decided_by) == (State.DONE, "person:dara")
        assert [found.outcome for found in all_checks()] == [Outcome.RIGHT]
        assert waiting_count() == 0

    def test_nobody_says_yes_to_their_own(self):
        made = checked(by=DARA)
        with pytest.raises(NotAllowed):
            approve(change_id=made.id, by=DARA, seen=version_of("org-lantern", "phone"), now=NOW)
        assert all_checks() == ()

    def test_a_steward_gives_no_second_yes(self):
        made = checked()
        with pytest.raises(NotAllowed):
            approve(change_id=made.id, by=MALY, seen=version_of("org-lantern", "phone"), now=NOW)

    def test_whoever_says_yes_has_seen_what_changed_since(self):
        made, seen = checked(), version_of("org-lantern", "phone")
        checked(Outcome.WRONG, by=MALY)
        with pytest.raises(Overtaken):
            approve(change_id=made.id, by=DARA, seen=seen, now=NOW)

    def test_what_is_declined_never_counts(self):
        made = checked()
        assert decline(change_id=made.id, why="Call again.", by=DARA, now=NOW).state is State.DECLINED
        approved = approve(change_id=made.id, by=DARA, seen=version_of("org-lantern", "phone"), now=NOW)
        assert approved.state is State.DECLINED
        assert all_checks() == ()

    def test_whoever_made_it_may_take_it_back(self):
        made = checked()
        assert decline(change_id=made.id, why="A slip.", by=BOPHA, now=NOW).decided_by == ""

    def test_a_copy_that_one_person_keeps_needs_none(self):
        name_operator(name={"en": "One person"}, second_yes=SecondYes.NEVER, by="test", at=NOW)
        assert checked().state is State.DONE

    def test_a_copy_may_want_it_for_everything_but_what_is_taken_back(self):
        assert waits(False, SecondYes.ALWAYS, Verb.CHECK)
        assert not waits(True, SecondYes.ALWAYS, Verb.WITHDRAW)

    @pytest.mark.parametrize(
        ("verb", "name", "body", "critical"),
        [
            (Verb.CHECK, "phone", {"outcome": "right"}, True),
            (Verb.CHECK, "phone", {"outcome": "wrong"}, False),
            (Verb.CHECK, "hours", {"outcome": "right"}, False),
            (Verb.STATE, "free_to_leave", {}, True),
            (Verb.STATE, "body_type", {}, True),
            (Verb.STATE, "description", {}, False),
            (Verb.STATE, "dials", {}, True),
            (Verb.CHECK, "dials", {"outcome": "wrong"}, False),
            (Verb.RANK, "phone", {"rank": "deprecated"}, True),
            (Verb.RANK, "phone", {"rank": "normal"}, True),
            (Verb.RULE, "phone", {"verdict": "left_open"}, False),
            (Verb.RULE, "phone", {"verdict": "both_true"}, True),
        ],
    )
    def test_which_changes_could_do_harm(self, verb, name, body, critical):
        assert is_critical(verb, name, body) is critical


class TestUndoing:
    def test_an_undone_rank_is_as_before_and_both_are_on_record(self):
        name_operator(name={}, second_yes=SecondYes.NEVER, by="test", at=NOW)
        made = ranked(Rank.DEPRECATED)
        assert [found.rank for found in all_claims() if found.ended_on is None] == [Rank.DEPRECATED]
        later = NOW + timedelta(minutes=5)
        undone = undo(change_id=made.id, act=uuid4(), why="It was the wrong one.", by=MALY, now=later)
        assert [found.rank for found in all_claims() if found.ended_on is None] == [Rank.NORMAL]
        assert undone.undoes == made.id
        assert [found.verb for found in changes_about("org-lantern", by=MALY)] == [Verb.UNDO, Verb.RANK]
        assert change(made.id, by=MALY).state is State.UNDONE

    def test_undoing_what_made_readers_careful_waits_for_a_second_yes(self):
        made = checked(Outcome.WRONG)
        undone = undo(change_id=made.id, act=uuid4(), why="I misdialled.", by=BOPHA, now=NOW)
        assert undone.state is State.WAITING
        assert change(made.id, by=BOPHA).state is State.DONE
        approve(change_id=undone.id, by=DARA, seen=version_of("org-lantern", "phone"), now=NOW)
        assert change(made.id, by=BOPHA).state is State.UNDONE
        assert models.Check.objects.filter(ended_on__isnull=True).count() == 0

    def test_a_call_that_nobody_answered_is_undone_at_once(self):
        made = checked(Outcome.NO_ANSWER)
        assert undo(change_id=made.id, act=uuid4(), why="I misdialled.", by=BOPHA, now=NOW).state is State.DONE

    def test_a_fact_that_two_people_let_count_is_not_undone_by_one(self):
        said = {"id": str(uuid4()), "property": "body_type", "value": "police", "source": "list"}
        asked: dict[str, Any] = {
            "subject": "org-lantern",
            "property": "body_type",
            "value": "police",
            "body": {"claim": said},
        }
        made = make_change(act=uuid4(), verb=Verb.STATE, **asked, by=BOPHA, seen=None, now=NOW)
        approve(change_id=made.id, by=DARA, seen=version_of("org-lantern", "body_type"), now=NOW)
        assert undo(change_id=made.id, act=uuid4(), why="No police.", by=BOPHA, now=NOW).state is State.WAITING
        assert said["id"] in {one.id for one in all_claims() if one.ended_on is None}

    @pytest.mark.parametrize(
        ("name", "value", "outcome", "harms", "undoing"),
        [
            ("body_type", "police", "wrong", True, True),
            ("body_type", "police", "right", True, True),
            ("body_type", "ngo", "wrong", False, True),
            ("body_type", "ngo", "right", True, False),
            ("free_to_leave", "false", "moved", True, True),
            ("free_to_leave", "true", "wrong", False, True),
            ("operated_by", "org-police", "closed", True, True),
            ("body_type", "police", "no_answer", False, False),
        ],
    )
    def test_whoever_finds_a_warning_wrong_needs_a_second_yes(self, name, value, outcome, harms, undoing):
        body = {"outcome": outcome}
        assert is_critical(Verb.CHECK, name, body, value) is harms
        made = replace(checked(Outcome.WRONG), property=name, value=value, body=body)
        assert undoing_is_critical(made) is undoing

    def test_what_was_ended_elsewhere_cannot_be_undone_and_waits_for_nothing(self):
        name_operator(name={"en": "One person"}, second_yes=SecondYes.NEVER, by="test", at=NOW)
        said = {"id": str(uuid4()), "property": "phone", "value": "+85599000102", "source": "list"}
        asked: dict[str, Any] = {"subject": "org-lantern", "property": "phone", "by": BOPHA, "seen": None, "now": NOW}
        made = make_change(act=uuid4(), verb=Verb.STATE, body={"claim": {**said, "purpose": "helpline"}}, **asked)
        name_operator(name={"en": "Two"}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        twice = [make_change(act=uuid4(), verb=Verb.END, body={"claim": said["id"]}, **asked) for _ in range(2)]
        approve(change_id=twice[0].id, by=DARA, seen=version_of("org-lantern", "phone"), now=NOW)
        with pytest.raises(Overtaken):
            approve(change_id=twice[1].id, by=DARA, seen=version_of("org-lantern", "phone"), now=NOW)
        assert change(twice[1].id, by=DARA).state is State.WAITING
        name_operator(name={"en": "One person"}, second_yes=SecondYes.NEVER, by="test", at=NOW)
        with pytest.raises(CannotUndo):
            undo(change_id=made.id, act=uuid4(), why="A slip.", by=BOPHA, now=NOW)

    def test_what_no_longer_counted_does_not_count_again_by_an_undoing(self):
        name_operator(name={"en": "One person"}, second_yes=SecondYes.NEVER, by="test", at=NOW)
        key = str(uuid4())
        said = {"id": key, "property": "phone", "value": "+85599000102", "source": "list", "purpose": "helpline"}
        asked: dict[str, Any] = {"subject": "org-lantern", "property": "phone", "by": BOPHA, "seen": None, "now": NOW}
        make_change(act=uuid4(), verb=Verb.STATE, body={"claim": said}, **asked)
        reason = {"claim": key, "rank": "deprecated", "reason": "It rings at a home."}
        make_change(act=uuid4(), verb=Verb.RANK, body=reason, **asked)
        ended = make_change(act=uuid4(), verb=Verb.END, body={"claim": key}, **asked)
        undo(change_id=ended.id, act=uuid4(), why="A slip.", by=BOPHA, now=NOW)
        live = next(one for one in all_claims() if one.id == key and one.ended_on is None)
        assert (live.rank, live.reason) == (Rank.DEPRECATED, "It rings at a home.")

    def test_nothing_is_undone_twice(self):
        made = checked(Outcome.WRONG)
        undo(change_id=made.id, act=uuid4(), why="I misdialled.", by=BOPHA, now=NOW)
        with pytest.raises(CannotUndo):
            undo(change_id=made.id, act=uuid4(), why="Once more.", by=MALY, now=NOW)

    def test_what_was_taken_back_stays_so(self):
        assert not can_be_undone(
            Change(uuid4(), Verb.WITHDRAW, "line-1", "", "", {}, "", "", "person:bopha", "", NOW, State.DONE)
        )
