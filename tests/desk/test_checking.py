"""A check at the desk: dialled, recorded once, never half; a wrong number is off before anything is written down."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.utils import timezone
from tests.desk.copies import load_tiny
from tests.releases.making import HOME, release
from tests.safety.cast import signed_in

from romduol.desk.changes.actions import make_change
from romduol.desk.changes.models import Change
from romduol.desk.changes.queries import changes_about
from romduol.desk.changes.records import State, Verb
from romduol.desk.checking import actions
from romduol.desk.checking.queries import off_state, path_of_check
from romduol.desk.checking.rules.taking_off import Off
from romduol.knowledge.claims.models import Check, Withdrawal
from romduol.knowledge.claims.queries import all_claims
from romduol.knowledge.directory.queries import current_edition, edition_about
from romduol.knowledge.directory.rules.codes import page_code, stable_id, value_code
from romduol.knowledge.releases.queries.folder import last_serial

NUMBER, KEY = "+85599000102", "85599000102"
LANTERN = f"/desk/en/check/org-lantern/phone/{value_code(NUMBER)}"
BEDS = f"/desk/en/check/org-harbour/phone/{value_code('+85599000112')}"


@pytest.fixture(autouse=True)
def desk(db, tmp_path):
    """The tiny country, of which nothing is published yet."""
    load_tiny(by="test", on=timezone.localdate() - timedelta(days=30))
    with override_settings(RELEASES=tmp_path / "releases"):
        yield


@pytest.fixture
def bopha(client: Client) -> Client:
    """A steward's browser."""
    client.person = signed_in(client, "bopha")  # type: ignore[attr-defined]
    return client


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A release of a moment ago."""
    release(tmp_path / "releases", HOME, now=timezone.now() - timedelta(minutes=1))
    return tmp_path / "releases"


def form(**more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    sent = {"act": str(uuid4()), "outcome": "right", "how": "call", "on": today.isoformat()}
    return {**sent, "until": (today + timedelta(days=90)).isoformat(), **more}


def made(client: Client) -> list[tuple[str, str, str]]:
    rows = Change.objects.order_by("pk").values_list("verb", "property", "state")
    return sorted(rows)


def test_the_page_shows_the_call_and_what_stands_behind_the_number(bopha):
    page = bopha.get(LANTERN).content.decode()
    assert f'href="tel:{NUMBER}"' in page
    assert "099 000 102" in page
    assert "Lantern" in page
    assert "We called on 15 September 2026." in page
    assert "Readers get a call button." in page


def test_no_address_of_the_desk_holds_a_number(bopha):
    page = bopha.get(LANTERN).content.decode() + bopha.get("/desk/en/check/org-lantern").content.decode()
    links = re.findall(r'(?:href|action)="(/[^"]*)"', page)
    assert links
    assert not [link for link in links if re.search(r"\d{6}", link)]


def test_a_line_is_found_by_the_code_of_its_page_and_never_by_its_number(bopha):
    code = page_code("line", stable_id("tiny", "line/line-1280"))
    assert "hours" in bopha.get(f"/desk/en/check/{code}/hours").headers["Location"]
    assert bopha.get("/desk/en/check/line-1280/hours").status_code == 404
    assert path_of_check("line-1280", "hours") == f"check/{code}/hours"
    page = bopha.get(f"/desk/en/check/{code}/hours/{value_code('24 hours a day')}").content.decode()
    assert 'href="tel:1280"' in page


def test_whoever_may_not_check_finds_nothing(client):
    for who in ("sokha", "rith"):
        signed_in(client, who)
        answers = [client.get(path).status_code for path in (LANTERN, f"{LANTERN}/off", "/desk/en/my-checks")]
        assert answers == [404, 404, 404]
        assert client.post(LANTERN, form()).status_code == 404
    assert Change.objects.count() == 0


def test_what_nobody_ever_said_is_not_there(bopha):
    gone = ("org-nobody/phone/abc", "org-lantern/phone/aaaaaaaaaa", "org-lantern/shoe-size", f"line-{KEY}/phone", "zzz")
    assert {bopha.get(f"/desk/en/check/{path}").status_code for path in gone} == {404}


def test_a_number_found_right_waits_for_a_second_yes_and_says_so(bopha):
    answer = bopha.post(LANTERN, form(note="A woman answered."), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[0][1] == 303
    assert "waits for a second person" in page
    assert "A woman answered." in page
    assert made(bopha) == [("check", "phone", "waiting")]
    assert Check.objects.filter(origin="desk").count() == 0


def test_a_number_found_wrong_counts_at_once(bopha):
    page = bopha.post(LANTERN, form(outcome="wrong"), follow=True).content.decode()
    assert "It counts now." in page
    assert Check.objects.get(origin="desk").outcome == "wrong"
    assert f"{LANTERN}/off" in page


def test_a_form_that_is_sent_twice_is_one_check(bopha):
    sent = form(**{"outcome": "no_answer", "q-asks_name": "false"})
    first, second = bopha.post(LANTERN, sent), bopha.post(LANTERN, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Check.objects.filter(origin="desk").count() == Change.objects.count() == 1


def test_nobody_sends_somebody_elses_form(bopha):
    sent = form(outcome="no_answer")
    bopha.post(LANTERN, sent)
    other = Client()
    signed_in(other, "maly")
    assert other.post(LANTERN, sent).status_code == 404
    assert Change.objects.count() == 1


TO_CORRECT = (
    ({"outcome": ""}, "Choose what you found."),
    ({"how": "telepathy"}, "Choose how you checked it."),
    ({"on": "2999-01-01"}, "This day is still to come."),
    ({"on": "2020-01-01"}, "This is more than a year ago."),
    ({"on": "yesterday"}, "Write a day."),
    ({"until": "2999-01-01"}, "This is longer than such a fact stays fresh."),
    ({"q-hours": "own"}, "Write it in your own words"),
    ({"note": "x" * 3000}, "This is too long."),
    ({"outcome": "wrong", "off": "yes"}, "Say why"),
)


def test_a_form_comes_back_filled_with_what_to_correct(bopha):
    for wrong, told in TO_CORRECT:
        answer = bopha.post(LANTERN, form(**{"why": "I asked twice.", **wrong}))
        page = answer.content.decode()
        assert (answer.status_code, told in page, "Please correct:" in page) == (422, True, True), told
        assert "I asked twice." in page
    assert Change.objects.count() == 0


def test_each_answer_is_a_claim_of_its_own_and_the_rest_stays_unknown(bopha):
    sent = {"outcome": "no_answer", "q-asks_name": "true", "q-tells": ["police", "family"], "q-hours": "own"}
    bopha.post(LANTERN, form(**sent, **{"q-hours-own": "From seven to five"}))
    said = {(claim.property, claim.value) for claim in all_claims({f"line-{KEY}"}) if claim.source == "desk"}
    assert said == {
        ("asks_name", "true"),
        ("tells", "police"),
        ("tells", "family"),
        ("hours", "From seven to five"),
    }


def test_what_a_later_call_tells_takes_the_place_of_what_an_earlier_one_told(bopha):
    bopha.post(LANTERN, form(**{"outcome": "no_answer", "q-tells": ["nobody"], "q-asks_name": "false"}))
    second = form(**{"outcome": "no_answer", "q-tells": ["police"]})
    bopha.post(LANTERN, second)
    assert live_answers() == {("asks_name", "false"), ("tells", "police")}
    bopha.post(f"/desk/en/checked/{second['act']}/undo", {"act": str(uuid4())})
    waiting = Change.objects.get(verb="undo")
    assert waiting.state == State.WAITING or live_answers() == {("asks_name", "false"), ("tells", "nobody")}


def live_answers() -> set[tuple[str, str]]:
    claims = all_claims({f"line-{KEY}"})
    return {(one.property, one.value) for one in claims if one.source == "desk" and one.ended_on is None}


def test_whether_one_is_free_to_leave_is_a_change_that_waits_by_itself(bopha):
    assert "Is one free to leave" in bopha.get(BEDS).content.decode()
    refused = bopha.post(BEDS, form(**{"outcome": "no_answer", "q-free_to_leave-0": "true"}))
    assert refused.status_code == 422
    page = bopha.post(BEDS, form(**{"outcome": "no_answer", "how": "visit", "q-free_to_leave-0": "true"}), follow=True)
    assert made(bopha) == [("check", "phone", "done"), ("state", "free_to_leave", "waiting")]
    assert "waits for a second person" in page.content.decode()


def test_three_days_without_an_answer_are_told_and_end_the_trust(bopha):
    today = timezone.localdate()
    for ago in (2, 1, 1, 0):
        bopha.post(LANTERN, form(outcome="no_answer", on=(today - timedelta(days=ago)).isoformat()))
    page = bopha.get(LANTERN).content.decode()
    assert "Nobody answered on 3 different days" in page
    assert "We tried on three days, and nobody answered." in page
    assert "Bopha" in page


class TestTakingOff:
    def test_the_number_is_on_the_signed_list_then_written_down_and_nothing_else_is_published(self, bopha, published):
        sent, before = form(outcome="wrong", off="yes", reason="private"), last_serial(published)
        page = bopha.post(LANTERN, sent, follow=True).content.decode()
        assert off_state(KEY, timezone.now()) is Off.OFF
        assert "Readers no longer get this number from this server." in page
        assert Withdrawal.objects.get(subject_id=f"line-{KEY}").reason["km"] == "លេខនេះជាលេខផ្ទះឯកជន។"
        assert made(bopha) == [("check", "phone", "done"), ("withdraw", "", "done")]
        assert last_serial(published) == before
        assert "tel:" not in bopha.get(LANTERN).content.decode()

    def test_it_says_what_it_touches_and_that_it_cannot_be_undone(self, bopha):
        code = value_code("1280")
        page = bopha.get(f"/desk/en/check/org-lantern/phone/{code}/off").content.decode()
        assert "It is the only line offered for: Police arrest or abuse" in page
        assert "It cannot be undone." in page

    def test_own_words_with_a_number_are_refused(self, bopha, published):
        answer = bopha.post(f"{LANTERN}/off", {"act": str(uuid4()), "reason": "own", "reason_en": "Call 099 000 101."})
        assert answer.status_code == 422
        assert off_state(KEY, timezone.now()) is not Off.OFF

    def test_where_nothing_is_published_it_is_written_down(self, bopha):
        page = bopha.post(f"{LANTERN}/off", {"act": str(uuid4()), "reason": "unsafe"}, follow=True).content.decode()
        assert "Nothing is published here yet." in page
        assert Withdrawal.objects.filter(subject_id=f"line-{KEY}").exists()

    def test_without_a_key_it_is_written_down_and_the_page_says_what_is_missing(self, bopha, published):
        for key in (published.parent / "keys").glob("*.pem"):
            key.unlink()
        page = bopha.post(f"{LANTERN}/off", {"act": str(uuid4()), "reason": "unsafe"}, follow=True).content.decode()
        assert "Readers still get this number" in page
        assert "romduol doctor" in page
        assert f"{LANTERN}/off" in page
        assert "Take it off now" in bopha.get(f"{LANTERN}/off").content.decode()
        assert Withdrawal.objects.filter(subject_id=f"line-{KEY}").exists()

    def test_where_the_database_is_busy_readers_are_safe_and_the_same_form_finishes_it(
        self, bopha, published, monkeypatch
    ):
        sent = form(outcome="wrong", off="yes", reason="private", why="They said so.")
        with monkeypatch.context() as patched:
            patched.setattr(actions, "make_change", busy)
            answer = bopha.post(LANTERN, sent)
        assert answer.status_code == 503
        assert "Readers no longer get this number." in answer.content.decode()
        assert "They said so." in answer.content.decode()
        assert off_state(KEY, timezone.now()) is Off.OFF
        assert Change.objects.count() == 0
        bopha.post(LANTERN, sent)
        assert made(bopha) == [("check", "phone", "done"), ("withdraw", "", "done")]

    def test_a_number_that_was_taken_off_has_no_way_back(self, bopha):
        sent = {"act": str(uuid4()), "reason": "unsafe"}
        bopha.post(f"{LANTERN}/off", sent)
        bopha.post(f"/desk/en/checked/{sent['act']}/undo", {"act": str(uuid4())})
        assert [one.verb for one in Change.objects.all()] == [Verb.WITHDRAW]
        assert "It was taken off before." in bopha.get(f"{LANTERN}/off").content.decode()


def busy(**_: object) -> None:
    raise OperationalError("database is locked")


def test_what_waits_is_taken_back_and_what_counts_is_undone(bopha):
    waiting, counting = form(), form(outcome="no_answer")
    for sent in (waiting, counting):
        bopha.post(LANTERN, sent)
        bopha.post(f"/desk/en/checked/{sent['act']}/undo", {"act": str(uuid4()), "why": "A slip."})
    states = {str(one.id): one.state for one in changes_about("org-lantern", by=bopha.person)}
    assert states[waiting["act"]] is State.DECLINED
    assert Change.objects.get(verb="undo").undoes == Change.objects.get(pk=counting["act"]).pk


def test_my_checks_lists_mine_and_nobody_elses(bopha):
    sent = form(outcome="no_answer")
    bopha.post(LANTERN, sent)
    assert str(sent["act"]) in bopha.get("/desk/en/my-checks").content.decode()
    other = Client()
    signed_in(other, "maly")
    assert str(sent["act"]) not in other.get("/desk/en/my-checks").content.decode()


def test_my_checks_lists_what_was_decided_about_somebodys_word_too(bopha):
    claim = next(one for one in all_claims() if one.subject == "org-lantern" and one.value == NUMBER)
    make_change(
        act=uuid4(),
        verb=Verb.RANK,
        subject="org-lantern",
        property="phone",
        value=NUMBER,
        body={"claim": claim.id, "rank": "deprecated", "reason": "The body says that it gave the number up."},
        why="They told us.",
        by=bopha.person,
        seen=None,
        now=timezone.now(),
    )
    page = bopha.get("/desk/en/my-checks")
    assert page.status_code == 200
    assert "A claim ranked anew" in page.content.decode()


def test_a_private_note_is_for_the_organisation_that_wrote_it(bopha):
    sent = form(outcome="no_answer", note="A child answered.")
    bopha.post(LANTERN, sent)
    other = Client()
    signed_in(other, "maly")
    assert "A child answered." not in other.get(f"/desk/en/checked/{sent['act']}").content.decode()


def test_the_little_edition_shows_lines_as_the_whole_one_does():
    today = timezone.localdate()
    whole = current_edition(today)
    for subject in [*whole.organizations, *(f"line-{key}" for key in whole.lines)]:
        part = edition_about(subject, today)
        keys = whole.lines_of.get(subject, ()) or [subject.removeprefix("line-")]
        for key in filter(whole.lines.__contains__, keys):
            assert (part.lines[key].showing, part.lines[key].police) == (
                whole.lines[key].showing,
                whole.lines[key].police,
            )


def test_the_khmer_page_says_everything_in_khmer(bopha):
    page = bopha.get(LANTERN.replace("/en/", "/km/")).content.decode()
    assert "អ្វីដែលអ្នកបានរកឃើញ" in page
    assert 'lang="km"' in page


def test_the_script_is_for_those_who_check(bopha, client):
    assert bopha.get("/desk/en/check/sending.js").headers["Content-Type"].startswith("text/javascript")
    assert Client().get("/desk/en/check/sending.js").status_code != 200
