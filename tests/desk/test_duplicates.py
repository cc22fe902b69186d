"""Two records that may be one: found, answered by a person, joined, parted again; and what the desk shows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.test import Client
from django.utils import timezone
from tests.desk.copies import TODAY, load_tiny
from tests.safety.cast import hire, signed_in

from romduol.config.cli import main
from romduol.desk.changes.actions import CannotUndo, NotAllowed, Overtaken, approve, decline, make_change, undo
from romduol.desk.changes.queries import version_of
from romduol.desk.changes.records import State, Verb
from romduol.desk.duplicates import models
from romduol.desk.duplicates.actions import (
    AlreadyAnswered,
    SearchUnderWay,
    begin_search,
    join,
    part,
    propose,
    say_later,
    say_not_same,
)
from romduol.desk.duplicates.jobs import search, search_loaded
from romduol.desk.duplicates.queries import index_of, last_search, open_count, proposal, proposals
from romduol.desk.duplicates.records import Answer, Card, Evidence, EvidenceKind, Likelihood, Pair, Standing
from romduol.desk.duplicates.rules.effects import effects_of
from romduol.desk.duplicates.rules.proposing import digest_of, is_new, looking_alike, speaking_for
from romduol.desk.imports.listings import Kind
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.publishing.queries import what_it_does
from romduol.desk.publishing.records import Happened
from romduol.desk.resolving.actions import note_records
from romduol.desk.resolving.queries.known import find, names_of_subjects
from romduol.desk.resolving.queries.scenes import scene_around
from romduol.desk.resolving.rules.previewing import pictured
from romduol.knowledge.claims import models as models_of_claims
from romduol.knowledge.claims.actions import CannotJoin, add_claim, record_subjects, take_back
from romduol.knowledge.claims.queries import circles_today, joined_with, picture_of, rows_about
from romduol.knowledge.claims.records import Claim, Subject
from romduol.knowledge.directory.actions import keep_desk_sources
from romduol.knowledge.directory.queries import current_edition, edition_about

NOW = timezone.now()
DAY = timezone.localdate(NOW)
LANTERN, HARBOUR, WATCH = "org-lantern", "org-harbour", "org-watch"
LEGAL, TALK = "svc-lantern-legal", "svc-lantern-talk"
NAMES = Evidence(EvidenceKind.NAME_ALIKE, "Harbour", "Lantern", 3.0)
PHONE = Evidence(EvidenceKind.PHONE, "+85599000111", "+85599000111", 6.0)
PLACE = Evidence(EvidenceKind.OTHER_PLACE, "02", "01", -6.0)


@pytest.fixture(autouse=True)
def country(db):
    """The tiny country, where no change waits."""
    load_tiny(by="test", on=TODAY)
    name_operator(name={}, second_yes=SecondYes.NEVER, by="test", at=NOW)


def careful() -> None:
    name_operator(name={}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)


def pair(*evidence: Evidence, a: str = HARBOUR, b: str = LANTERN, score: float = 0.7) -> Pair:
    return Pair(a, b, score, evidence or (NAMES, PLACE), Likelihood.PERHAPS)


def cards(kind: Kind = "organization") -> dict[str, Card]:
    return {one: Card(one, kind, phones=("+85599000111",)) for one in (HARBOUR, LANTERN, WATCH, LEGAL, TALK)}


def proposed(*pairs: Pair, now=NOW, kind: Kind = "organization"):
    propose(pairs or (pair(),), cards(kind), now=now, by="test")
    return proposals(Answer.OPEN)[0]


def joined_by(who: str = "bopha", stays: str = LANTERN, **more):
    """Propose the two, and let somebody join them."""
    found = proposed()[0]
    goes = found.b if stays == found.a else found.a
    told = {"act": uuid4(), "digest": found.digest, "seen": version_of(goes, "same_as"), "why": "One office.", **more}
    return found, join(proposal_id=found.id, stays=stays, by=hire(who), now=NOW, **told)


# What is proposed


def test_a_search_brings_new_pairs_lets_old_ones_go_and_leaves_answers_alone():
    first, second = proposed(pair(), pair(a=LANTERN, b=WATCH, score=0.9))
    assert (first.b, second.b) == (WATCH, LANTERN)
    say_not_same(proposal_id=second.id, digest=second.digest, why="Two towns.", by=hire("bopha"), now=NOW)
    assert open_count() == 1
    later = NOW + timedelta(hours=1)
    assert proposed(pair(NAMES), now=later) == []
    assert [one.id for one in proposals(Answer.NOT_SAME)[0]] == [second.id]
    assert models.Proposal.objects.count() == 1


def test_what_was_two_is_asked_again_only_where_something_new_speaks_for_it():
    found = proposed()[0]
    say_not_same(proposal_id=found.id, digest=found.digest, why="Two towns.", by=hire("bopha"), now=NOW)
    louder = Evidence(EvidenceKind.NAME_ALIKE, "Harbor", "Lantern", 4.0)
    assert proposed(pair(louder, PLACE)) == []
    assert [one.id for one in proposed(pair(louder, PHONE, PLACE))] == [found.id]


def test_what_speaks_against_a_pair_or_a_name_spelled_otherwise_is_nothing_new():
    seen = speaking_for([NAMES, PHONE])
    assert not is_new(seen, [NAMES])
    assert not is_new(seen, [Evidence(EvidenceKind.NAME_ALIKE, "Harbor", "Lantern", 9.0), PHONE, PLACE])
    assert is_new(seen, [NAMES, Evidence(EvidenceKind.PHONE, "+85599000112", "+85599000112", 6.0)])
    assert digest_of([NAMES]) != digest_of([NAMES, PLACE])


def test_only_what_was_searched_for_goes():
    proposed(pair(), pair(a=LANTERN, b=WATCH))
    propose((), cards(), now=NOW + timedelta(hours=1), by="test", among={WATCH})
    assert [one.a for one in proposals(Answer.OPEN)[0]] == [HARBOUR]


def test_the_directory_itself_is_searched_and_one_search_goes_on_at_a_time(capsys):
    record_subjects([Subject("in-twin", "organization")], by="test")
    desk, _ = keep_desk_sources(by="test", on=DAY)
    told = {"name": ("Harbour", {"en": "Harbour"}), "works_in": ("02", {}), "phone": ("+85599000111", {})}
    for number, (name, (value, words)) in enumerate(told.items()):
        said = Claim(str(uuid4()), "in-twin", name, value, desk.id, f"line {number}", words=words)
        add_claim(said if name != "phone" else replace(said, purpose="office"), why="", by="test", at=NOW)
    made, pairs = search(by="test", clock=timezone.now)
    assert ("in-twin", HARBOUR) in {(one.a, one.b) for one in pairs}
    assert made.found == made.new == len(pairs) == open_count()
    again, _ = search(by="test", clock=timezone.now, source=desk.id)
    assert (again.new, again.gone) == (0, 0)
    models.Proposal.objects.all().delete()
    search_loaded(iter(["in-twin"]), timezone.now())
    assert {frozenset((one.a, one.b)) for one in proposals(Answer.OPEN)[0]} == {
        frozenset((one.a, one.b)) for one in pairs if "in-twin" in (one.a, one.b)
    }
    assert main(["duplicates", "--json"]) == 0
    lines = [orjson.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"in-twin", HARBOUR} in [{one["a"], one["b"]} for one in lines]

    begin_search(act=uuid4(), by="test", now=timezone.now(), start=False)
    with pytest.raises(SearchUnderWay):
        begin_search(act=uuid4(), by="test", now=timezone.now(), start=False)
    assert main(["duplicates"]) == 1
    silent = timezone.now() + timedelta(hours=1)
    last = last_search(silent)
    assert last
    assert last.failed == "stopped"
    assert begin_search(act=uuid4(), by="test", now=silent, start=False).going


def test_listings_that_are_only_tried_are_counted_against_the_directory():
    known = index_of(DAY)
    listed = [
        Card("row-1", "organization", names=("Harbour",), phones=("+85599000111",), places=("02",)),
        Card("row-2", "organization", names=("Paper Boats of the North",), phones=("+85599000177",)),
    ]
    assert looking_alike(listed, known) == 1


# What is answered


def test_joined_records_are_one_for_everybody_and_two_again_after_parting():
    keep_desk_sources(by="test", on=DAY)
    before = current_edition(DAY)
    found, made = joined_by()
    assert (made.state, made.subject, made.value) == (State.DONE, HARBOUR, LANTERN)
    edition = current_edition(DAY)
    assert HARBOUR not in edition.organizations
    assert {"1280", "85599000111", "85599000112"} <= set(edition.lines_of[LANTERN])
    assert proposal(found.id).standing is Standing.JOINED
    assert joined_with(HARBOUR) == {HARBOUR, LANTERN}

    parted = part(proposal_id=found.id, act=uuid4(), why="Two offices.", by=hire("bopha"), now=NOW)
    assert parted.state is State.DONE
    assert current_edition(DAY) == before
    assert proposal(found.id).standing is Standing.PARTED
    assert [row.said.property for row in rows_about(LANTERN, "same_as")] == ["same_as"]
    with pytest.raises(CannotUndo):
        part(proposal_id=found.id, act=uuid4(), why="Again.", by=hire("bopha"), now=NOW)


def test_the_picture_of_either_is_that_of_the_one_and_the_same_as_in_the_whole():
    joined_by()
    whole = current_edition(DAY)
    for subject in (LANTERN, HARBOUR):
        near = edition_about(subject, DAY)
        assert near.organizations[LANTERN].facts == whole.organizations[LANTERN].facts
        assert near.joined == whole.joined
        told = {(one.property, one.value, one.standing) for one in picture_of(subject, DAY).values}
        entity = whole.organizations[LANTERN]
        assert told == {(v.property, v.value, v.standing) for values in entity.facts.values() for v in values}


def test_a_joining_waits_for_a_second_yes_and_so_does_the_parting():
    careful()
    found, made = joined_by()
    assert made.state is State.WAITING
    assert proposal(found.id).standing is Standing.WAITING
    assert HARBOUR in current_edition(DAY).organizations
    seen = version_of(HARBOUR, "same_as")
    with pytest.raises(NotAllowed):
        approve(change_id=made.id, by=hire("bopha"), seen=seen, now=NOW)
    approve(change_id=made.id, by=hire("dara"), seen=seen, now=NOW)
    assert proposal(found.id).standing is Standing.JOINED
    assert HARBOUR not in current_edition(DAY).organizations

    parting = part(proposal_id=found.id, act=uuid4(), why="Two offices.", by=hire("bopha"), now=NOW)
    assert parting.state is State.WAITING
    assert proposal(found.id).standing is Standing.PARTING
    approve(change_id=parting.id, by=hire("dara"), seen=version_of(HARBOUR, "same_as"), now=NOW)
    assert proposal(found.id).standing is Standing.PARTED
    assert proposal(found.id).why == "Two offices.", "not why they were joined"
    assert [one.id for one in proposals(Answer.PARTED)[0]] == [found.id]
    assert HARBOUR in current_edition(DAY).organizations


def test_a_no_of_the_second_person_opens_the_question_again():
    careful()
    found, made = joined_by()
    assert open_count() == 0
    decline(change_id=made.id, why="They are two.", by=hire("dara"), now=NOW)
    assert proposal(found.id).standing is Standing.DECLINED
    assert open_count() == 1


def test_what_waits_tells_what_it_would_do_to_readers():
    careful()
    _, made = joined_by()
    told = {(one.happened, one.subject, one.after) for one in what_it_does(made, DAY)}
    assert (Happened.RECORD_JOINED, HARBOUR, LANTERN) in told
    assert not [one for one in told if one[0] is Happened.RECORD_REMOVED]


def test_what_the_desk_says_anew_replaces_what_it_said_of_the_other():
    desk, _ = keep_desk_sources(by="test", on=DAY)

    def state(subject: str, value: str):
        claim = {"id": str(uuid4()), "property": "status", "value": value, "source": desk.id}
        told: dict[str, Any] = {"act": uuid4(), "verb": Verb.STATE, "subject": subject, "property": "status"}
        told |= {"value": value}
        return make_change(**told, body={"claim": claim}, why="So it is.", by=hire("bopha"), seen=None, now=NOW)

    state(HARBOUR, "closed")
    joined_by()
    made = state(LANTERN, "active")
    values = current_edition(DAY).organizations[LANTERN].all("status")
    assert [(value.value, value.against) for value in values] == [("active", ())]
    undo(change_id=made.id, act=uuid4(), why="A slip.", by=hire("bopha"), now=NOW)
    assert [value.value for value in current_edition(DAY).organizations[LANTERN].all("status")] == ["closed"]
    assert {row.said.subject for row in rows_about(LANTERN, "status")} == {HARBOUR, LANTERN}


def test_what_joining_would_do_is_told_before_which_contradictions_open_and_end():
    found = effects_of(pictured(scene_around((LANTERN, WATCH), DAY)), WATCH, LANTERN)
    assert ("different_values", LANTERN, "body_type") in {(one.rule, one.subject, one.property) for one in found.opened}
    assert "two_owners" in {one.rule for one in found.settled}
    assert {"1280", "85599000101"} <= set(found.lines)
    own = effects_of(pictured(scene_around((LANTERN, HARBOUR), DAY)), HARBOUR, LANTERN)
    # What was open about either before is neither new nor settled.
    assert not {one.property for one in own.settled} & {one.property for one in own.opened}


def test_two_who_join_in_a_circle_are_kept_apart():
    careful()
    _, first = joined_by()
    second = make_change(
        act=uuid4(), verb=Verb.STATE, subject=LANTERN, property="same_as", value=HARBOUR,
        body={"claim": {"id": str(uuid4()), "property": "same_as", "value": HARBOUR, "source": "desk"}}, why="No, so.",
        by=hire("maly"), seen=None, now=NOW,
    )  # fmt: skip
    approve(change_id=first.id, by=hire("dara"), seen=version_of(HARBOUR, "same_as"), now=NOW)
    with pytest.raises(Overtaken):
        approve(change_id=second.id, by=hire("dara"), seen=version_of(LANTERN, "same_as"), now=NOW)
    assert current_edition(DAY).joined.keys() == {HARBOUR}


def test_what_cannot_be_one_is_refused_and_nothing_is_written():
    kinds = proposed(pair(a=LANTERN, b=LEGAL))[0]
    with pytest.raises(CannotJoin) as kind:
        join(
            proposal_id=kinds.id,
            stays=LANTERN,
            act=uuid4(),
            digest=kinds.digest,
            seen="",
            why="x",
            by=hire("bopha"),
            now=NOW,
        )
    assert kind.value.cause == CannotJoin.KIND
    take_back(Subject(TALK, "service"), on=DAY, reason={"en": "Unsafe."}, by="test")
    gone = next(one for one in proposed(pair(a=LEGAL, b=TALK), kind="service") if one.b == TALK)
    with pytest.raises(CannotJoin) as taken:
        join(
            proposal_id=gone.id,
            stays=LEGAL,
            act=uuid4(),
            digest=gone.digest,
            seen="",
            why="x",
            by=hire("bopha"),
            now=NOW,
        )
    assert taken.value.cause == CannotJoin.TAKEN_BACK
    assert joined_with(TALK) == {TALK}
    assert proposal(gone.id).standing is Standing.OPEN


def test_an_answer_is_to_what_was_shown_and_is_made_once():
    found = proposed()[0]
    say_later(proposal_id=found.id, digest=found.digest, by=hire("bopha"), now=NOW)
    say_later(proposal_id=found.id, digest=found.digest, by=hire("bopha"), now=NOW)
    with pytest.raises(AlreadyAnswered):
        say_not_same(proposal_id=found.id, digest="other", why="x", by=hire("maly"), now=NOW)
    act = uuid4()
    told = {"proposal_id": found.id, "stays": LANTERN, "act": act, "digest": found.digest, "why": "One.", "now": NOW}
    seen = version_of(HARBOUR, "same_as")
    with pytest.raises(Overtaken):
        join(**told, seen="of before", by=hire("bopha"))
    assert join(**told, seen=seen, by=hire("bopha")) == join(**told, seen=seen, by=hire("bopha"))
    with pytest.raises(NotAllowed):
        say_later(proposal_id=found.id, digest=found.digest, by=hire("sokha"), now=NOW)


# The pages


@pytest.fixture
def steward() -> Client:
    client = Client()
    signed_in(client, "bopha")
    return client


def page(client: Client, path: str, **sent: str) -> str:
    answer = client.post(f"/desk/en/{path}", sent) if sent else client.get(f"/desk/en/{path}")
    assert answer.status_code in (200, 303, 409, 422), answer.status_code
    return answer.content.decode()


def test_the_list_says_what_it_is_and_offers_to_search(steward, monkeypatch):
    started = []
    monkeypatch.setattr("romduol.config.outlets.DeskOutlets.start", lambda _, arguments: started.append(arguments))
    html = page(steward, "duplicates")
    assert "a person decides" in html
    assert "Nobody has searched yet" in html
    steward.post("/desk/en/duplicates/search", {"act": str(uuid4())})
    assert started[0][:2] == ["duplicates", "--run"]
    answer = steward.get("/desk/en/duplicates")
    assert "The search is going on." in answer.content.decode()
    assert answer["Refresh"] == "3"


def test_a_pair_is_told_in_words_and_joined_and_parted_on_its_page(steward):
    found = proposed(pair(NAMES, PHONE, PLACE))[0]
    html = page(steward, "duplicates")
    assert "The same phone number: 099 000 111" in html
    assert "<b>But:</b> Another place:" in html
    html = page(steward, f"duplicates/{found.id}")
    for words in ("Names alike: ", "These numbers would stand under one body:", "099 000 112", "it can be parted"):
        assert words.lower() in html.lower()
    missing = steward.post(f"/desk/en/duplicates/{found.id}/answer", {"answer": "same", "digest": found.digest})
    assert missing.status_code == 422
    assert "Choose which of the two stays." in missing.content.decode()
    act = str(uuid4())
    sent = {
        "act": act, "answer": "same", "stays": "b", "why": "One office, two spellings.", "digest": found.digest,
        "seen_a": version_of(HARBOUR, "same_as"), "seen_b": version_of(LANTERN, "same_as"),
    }  # fmt: skip
    for _ in range(2):
        answer = steward.post(f"/desk/en/duplicates/{found.id}/answer", sent)
        assert answer.status_code == 303
    html = page(steward, f"duplicates/{found.id}?made={act}")
    assert "These are one." in html
    assert "Part them again" in html
    gone, stays = (f"record/{current.code}" for current in (harbour(), current_edition(DAY).organizations[LANTERN]))
    assert "This is the same as" in page(steward, gone)
    assert "Everything that is said of these is told here" in page(steward, stays)
    assert "The same as" in page(steward, f"{gone}/same_as")

    html = page(steward, f"duplicates/{found.id}/part", act=str(uuid4()), why="Two offices after all.")
    assert proposal(found.id).standing is Standing.PARTED
    assert "two again" in page(steward, f"duplicates/{found.id}")


def harbour():
    return current_edition(DAY).joined[HARBOUR]


def test_a_word_of_the_desk_about_the_other_can_be_taken_out_on_the_page_of_the_one(steward):
    desk, _ = keep_desk_sources(by="test", on=DAY)
    said = Claim(str(uuid4()), HARBOUR, "website", "https://harbour.example/", desk.id)
    add_claim(said, why="", by="test", at=NOW)
    joined_by()
    code = current_edition(DAY).organizations[LANTERN].code
    assert f"/website/end/{said.id}" in page(steward, f"record/{code}")
    assert "https://harbour.example/" in page(steward, f"record/{code}/website/end/{said.id}")
    assert steward.get(f"/desk/en/record/{code}/phone/end/{said.id}").status_code == 404


def test_a_number_of_the_other_can_be_checked_on_the_page_of_the_one(steward):
    joined_by()
    for address in (LANTERN, HARBOUR):
        html = page(steward, f"check/{address}/phone")
        assert "099 000 111" in html
        assert "099 000 102" in html


def test_a_circle_that_is_there_all_the_same_is_told(steward):
    joined_by()
    # No action writes it; two databases that were put together could hold it.
    found = models_of_claims.Claim.objects.get(property="same_as")
    found.pk, found.key, found.subject_id, found.value = None, uuid4(), LANTERN, HARBOUR
    found.save(force_insert=True)
    assert circles_today(DAY) == ((HARBOUR, LANTERN),)
    assert "joined in a circle" in page(steward, "duplicates")
    assert set(current_edition(DAY).joined) == {LANTERN}


def test_what_is_another_record_keeps_its_name_at_the_desk():
    note_records(current_edition(DAY), NOW)
    joined_by()
    note_records(current_edition(DAY), NOW)
    assert names_of_subjects([HARBOUR])[HARBOUR]["en"] == "Harbour"
    assert HARBOUR in {one.subject for one in find("Harbour")}


def test_somebody_who_was_quicker_is_shown(steward):
    found = proposed()[0]
    say_not_same(proposal_id=found.id, digest=found.digest, why="Two towns.", by=hire("maly"), now=NOW)
    propose([pair(NAMES, PHONE)], cards(), now=NOW, by="test")
    old = {"answer": "later", "digest": found.digest}
    answer = steward.post(f"/desk/en/duplicates/{found.id}/answer", old)
    assert answer.status_code == 409
    assert "more was found out" in answer.content.decode()


@pytest.mark.parametrize("taken", [LEGAL, TALK])
def test_what_was_taken_back_while_it_was_one_does_not_come_back_by_parting(taken):
    found = proposed(pair(a=LEGAL, b=TALK), kind="service")[0]
    seen = version_of(TALK, "same_as")
    told = {"act": uuid4(), "digest": found.digest, "seen": seen, "why": "One service."}
    made = join(proposal_id=found.id, stays=LEGAL, by=hire("bopha"), now=NOW, **told)
    take_back(Subject(taken, "service"), on=DAY, reason={"en": "Unsafe."}, by="test")
    assert not {LEGAL, TALK} & current_edition(DAY).services.keys()
    with pytest.raises(CannotUndo):
        part(proposal_id=found.id, act=uuid4(), why="They are two.", by=hire("bopha"), now=NOW)
    gone = {"claim": made.made["claims"][0], "rank": "deprecated", "reason": "They are two."}
    with pytest.raises(Overtaken):
        make_change(
            act=uuid4(), verb=Verb.RANK, subject=TALK, property="same_as", value=LEGAL, body=gone, why="Two.",
            by=hire("bopha"), seen=None, now=NOW,
        )  # fmt: skip
    assert not {LEGAL, TALK} & current_edition(DAY).services.keys()
