"""Contradictions side by side: what a decision is made of, what readers would see, and nobody overwrites anybody."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from uuid import uuid4

import pytest
from django.test import Client
from tests.desk.resolving_world import AT, LANTERN, LAW, LINE, LIST, NUMBER, RED_1, WATCH, build_and_note, claim, note
from tests.safety.cast import hire, signed_in

from romduol.desk.changes.actions import Overtaken, approve
from romduol.desk.changes.queries import changes_about, version_of, waiting
from romduol.desk.changes.records import State, Verb
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.resolving.actions import decide
from romduol.desk.resolving.models import OpenContradiction
from romduol.desk.resolving.queries.contradictions import open_contradictions
from romduol.desk.resolving.queries.scenes import picture, version_about
from romduol.desk.resolving.records import Choice, Decision, Turn
from romduol.desk.resolving.rules.deciding import acts_of, after
from romduol.desk.resolving.rules.previewing import differences, pictured
from romduol.knowledge.claims.queries import all_claims
from romduol.knowledge.claims.records import Disagreement, Position, Rank, Severity

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
ONLY = Decision(Choice.KEEP_ONLY, side=0, why="They told us so.")


@pytest.fixture
def world(db: None) -> None:
    """The world of one number with two owners, noted as at a publish."""
    build_and_note()


def found(subject: str = LINE) -> Disagreement:
    """Return what is open about a subject."""
    return next(one for one in picture(subject, TODAY).resolution.disagreements if one.subject == subject)


def sure(second_yes: SecondYes = SecondYes.NEVER) -> None:
    """Let changes count at once."""
    name_operator(name={"en": "Somebody"}, second_yes=second_yes, by="test", at=AT)


def decided(decision: Decision, who: str = "bopha", subject: str = LINE, seen: str = "", act: object = None):
    """Decide a contradiction."""
    one = found(subject)
    return decide(
        decision=decision,
        found=one,
        act=act or uuid4(),  # type: ignore[arg-type]
        by=hire(who),
        seen=seen or version_about(one),
        now=AT,
    )


class TestTheList:
    def test_the_gravest_comes_first(self, world):
        rows, total = open_contradictions()
        assert [(row.subject, row.severity) for row in rows] == [(LINE, "critical"), (LAW, "high")]
        assert total == 2

    def test_it_is_chosen_by_harm_and_by_kind(self, world):
        assert [row.subject for row in open_contradictions(severity="high")[0]] == [LAW]
        assert [row.subject for row in open_contradictions(kind="line")[0]] == [LINE]

    def test_what_is_left_open_stands_in_a_part_of_its_own_with_its_reason(self, world, client):
        decided(Decision(Choice.LEAVE_OPEN, reason={"en": "Nobody answers."}, next_step="Call on Monday."))
        assert [row.subject for row in open_contradictions(left_open=True)[0]] == [LINE]
        signed_in(client, "bopha")
        assert "Nobody answers." in client.get("/desk/en/contradictions?part=left").content.decode()

    def test_what_is_gone_at_the_next_publish_is_settled_and_its_address_stays(self, world, client):
        sure()
        key = found().id
        decided(ONLY)
        note()
        row = OpenContradiction.objects.get(pk=key)
        assert row.settled_at is not None
        signed_in(client, "bopha")
        assert "not open any more" in client.get(f"/desk/en/contradictions/{key}").content.decode()

    def test_what_the_table_does_not_know_yet_is_drawn_as_settled(self, world, client):
        OpenContradiction.objects.create(
            id=uuid4(), subject=LANTERN, kind="organization", property="phone", severity="critical", place=0, since=AT
        )
        signed_in(client, "bopha")
        assert "Settled since the last publish" in client.get("/desk/en/contradictions").content.decode()


class TestWhatADecisionIsMadeOf:
    def test_keeping_one_side_alone_ranks_every_word(self, world):
        acts = acts_of(ONLY, found())
        assert {(act.subject, act.body["rank"]) for act in acts} == {(LANTERN, "preferred"), (WATCH, "deprecated")}
        assert all(act.body["reason"] == "They told us so." for act in acts)

    def test_putting_one_side_first_takes_nothing_from_the_others(self, world):
        acts = acts_of(Decision(Choice.KEEP_FIRST, side=1, why="It is newer."), found())
        assert {act.body["rank"] for act in acts} == {"preferred"}

    def test_a_decision_that_is_so_already_is_no_change(self, world):
        sure()
        decided(Decision(Choice.KEEP_FIRST, side=1, why="It is newer."))
        assert acts_of(Decision(Choice.KEEP_FIRST, side=1, why="Again."), found()) == ()

    def test_of_all_sides_only_one_ever_comes_first(self):
        for ranks in product(Rank, repeat=3):
            for kept in range(3):
                sides = tuple(
                    Position(str(n), (claim(n, WATCH, "status", str(n), LIST, rank=rank),))
                    for n, rank in enumerate(ranks)
                )
                one = Disagreement("x", "different_values", WATCH, "status", "", "", sides, Severity.HIGH, True, "")
                acts = acts_of(Decision(Choice.KEEP_FIRST, side=kept, why="x"), one)
                ranked = {act.body["claim"]: act.body["rank"] for act in acts}
                then = [ranked.get(side.claims[0].id, str(side.claims[0].rank)) for side in sides]
                assert [n for n, rank in enumerate(then) if rank == "preferred"] == [kept]


class TestWhatReadersWouldSee:
    def told(self, decision: Decision, subject: str = LINE):
        now = picture(subject, TODAY)
        one = next(one for one in now.resolution.disagreements if one.subject == subject)
        return differences(now, pictured(after(now.scene, acts_of(decision, one))))

    def test_a_number_gets_its_button_back(self, world):
        line = self.told(ONLY)[0]
        assert (line.turn, line.before, line.after) == (Turn.LINE, "two_owners", "call")

    def test_and_the_other_way_round(self, world):
        line = self.told(Decision(Choice.KEEP_ONLY, side=1, why="x"))[0]
        assert (line.before, line.after) == ("two_owners", "withheld")

    def test_a_contradiction_that_is_settled_is_told(self, world):
        both = Decision(Choice.BOTH_TRUE, reason={"en": "They share it."})
        assert Turn.SETTLED in {one.turn for one in self.told(both)}

    def test_leaving_it_open_changes_nothing(self, world):
        assert self.told(Decision(Choice.LEAVE_OPEN, reason={"en": "x"}, next_step="y")) == []

    @pytest.mark.parametrize("decision", [ONLY, Decision(Choice.BOTH_TRUE, reason={"en": "They share it."})])
    def test_what_was_foretold_is_what_comes(self, world, decision):
        sure()
        before, foretold = picture(LINE, TODAY), self.told(decision)
        decided(decision)
        assert differences(before, picture(LINE, TODAY)) == foretold

    def test_the_page_says_it_in_words_and_writes_nothing(self, world, client):
        signed_in(client, "bopha")
        answer = send(client, found().id, choice="keep_only", side="0", why_keep="They told us so.")
        assert answer.status_code == 200
        assert "099 000 101: on a page of its own, with both owners" in answer.content.decode()
        assert "→ call button" in answer.content.decode()
        assert waiting() == []


class TestDeciding:
    def test_what_could_do_harm_waits_and_changes_nothing_yet(self, world):
        made = decided(ONLY)
        assert {one.state for one in made} == {State.WAITING}
        assert {said.rank for said in all_claims()} == {Rank.NORMAL}
        assert found().rule == "two_owners"

    def test_a_second_yes_for_each_settles_it(self, world):
        for one in decided(ONLY):
            seen = version_of(one.subject, one.property)
            approve(change_id=one.id, by=hire("dara"), seen=seen, now=AT)
        assert LINE not in {one.subject for one in picture(LINE, TODAY).resolution.disagreements}

    def test_nothing_is_erased(self, world):
        sure()
        before = {said.id for said in all_claims()}
        decided(ONLY)
        assert {said.id for said in all_claims()} == before

    def test_sent_twice_it_is_decided_once(self, world):
        sure()
        act = uuid4()
        one, seen = found(), version_about(found())
        twice = [
            decide(decision=ONLY, found=one, act=act, by=hire("bopha"), seen=seen, now=AT),
            decide(decision=ONLY, found=one, act=act, by=hire("bopha"), seen=seen, now=AT),
        ]
        assert twice[0] == twice[1]
        assert len(changes_about(WATCH, by=hire("bopha"))) == 2

    def test_the_second_of_two_stewards_overwrites_nothing(self, world):
        seen = version_about(found())
        decided(ONLY)
        with pytest.raises(Overtaken) as told:
            decided(Decision(Choice.KEEP_ONLY, side=1, why="No."), who="maly", seen=seen)
        assert {one.by for one in told.value.since} == {hire("bopha").by}
        assert {one.by for one in waiting()} == {hire("bopha").by}

    def test_the_second_sees_who_did_what_and_keeps_what_was_typed(self, world, client):
        key, seen = found().id, version_about(found())
        decided(ONLY)
        signed_in(client, "maly")
        answer = send(client, key, seen=seen, choice="drop", claim=claim(3, "", "", "", LIST).id, why_drop="It is old.")
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Bopha" in page
        assert "It is old." in page
        assert f'value="{seen}"' not in page

    def test_what_is_missing_is_told_at_its_field(self, world, client):
        signed_in(client, "bopha")
        answer = send(client, found().id, choice="left_open", open_en="Nobody answers.")
        assert answer.status_code == 422
        assert "Please correct: " in answer.content.decode()
        assert "Say what to do next" in answer.content.decode()

    def test_it_is_confirmed_with_one_more_tap(self, world, client):
        signed_in(client, "bopha")
        key = found().id
        answer = send(client, key, choice="left_open", open_km="គ្មាននរណាឆ្លើយ", next="Call on Monday.", step="confirm")
        assert answer.status_code == 303
        assert "គ្មាននរណាឆ្លើយ" in client.get(answer["Location"]).content.decode()
        made = changes_about(LINE, "phone", by=hire("bopha"))[0]
        assert (made.verb, made.state, made.body["next"]) == (Verb.RULE, State.DONE, "Call on Monday.")

    def test_an_administrator_reads_and_does_not_decide(self, world, client):
        signed_in(client, "sokha")
        key = found().id
        assert client.get(f"/desk/en/contradictions/{key}").status_code == 200
        assert send(client, key, choice="left_open", open_en="x", next="y", step="confirm").status_code == 404


class TestThePage:
    def test_copies_are_told_as_one_voice(self, world, client):
        signed_in(client, "bopha")
        page = client.get(f"/desk/en/contradictions/{found().id}").content.decode()
        assert "These 2 copy one another or have one publisher: they are one voice." in page

    def test_only_a_safe_address_is_linked(self, world, client):
        signed_in(client, "bopha")
        page = client.get(f"/desk/en/contradictions/{found().id}").content.decode()
        assert re.findall(r'href="(https?://[^"]+)" rel="noreferrer', page) == ["https://list.example/page"]

    def test_no_address_of_it_holds_a_digit_of_the_number(self, world, client):
        signed_in(client, "bopha")
        page = client.get(f"/desk/en/contradictions/{found().id}").content.decode()
        linked = " ".join(re.findall(r'(?:href|action)="([^"]*)"', page))
        assert NUMBER[4:] not in linked
        assert RED_1.id not in linked


def send(client: Client, key: str, **sent: str):
    """Send the form of a contradiction."""
    sent.setdefault("seen", version_about(found()))
    return client.post(f"/desk/en/contradictions/{key}/decide", {"act": str(uuid4()), **sent})
