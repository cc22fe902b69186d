"""What readers hand in: the form, what is kept of it and what is not, the stewards' inbox, and what is erased."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import OperationalError
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.cast import hire, signed_in
from tests.web.editions import TINY, edition_of

from romduol.config.logs import QuietFormatter
from romduol.desk.changes.models import Change
from romduol.desk.suggestions import counts, queries
from romduol.desk.suggestions.actions import (
    AlreadyDecided,
    erase_old_words,
    note_pages,
    receive,
    see_what_was_counted,
    settle,
)
from romduol.desk.suggestions.models import Beyond, PageSubject, Suggestion
from romduol.desk.suggestions.records import Handed, Handled, Masked, Receipt, Told
from romduol.desk.suggestions.rules.keeping import (
    A_DAY,
    OF_A_PAGE_A_DAY,
    WAITING_AT_MOST,
    counted_under,
    has_words_to_lose,
    receipt_for,
)
from romduol.desk.suggestions.rules.telling import HANDLED_WORDS, KINDS, SAYS, SERIOUS, SUGGESTED, TAKEN_WORDS, WORDS
from romduol.desk.suggestions.views import intake
from romduol.knowledge.claims.actions import record_subjects
from romduol.knowledge.claims.queries import all_claims
from romduol.knowledge.claims.records import Subject
from romduol.knowledge.claims.rules.properties import PROPERTIES

HERE: dict[str, Any] = {"HTTP_SEC_FETCH_SITE": "same-origin"}
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MARK = "zqxmark"
LINE = next(line for line in edition_of(TINY).lines.values() if line.urgent)
BODY = next(iter(edition_of(TINY).organizations.values()))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def released(tiny_release: Path):
    """Every test reads that release."""
    with override_settings(RELEASES=tiny_release):
        yield


def send(page: str = "e", lang: str = "en", **fields):
    """Hand in what a browser sends from our own form."""
    headers = fields.pop("headers", HERE)
    return Client(enforce_csrf_checks=True).post(f"/in/{lang}/s/{page}", fields, **headers)


def handed(page: str = "e", *told: Told, words: str = "", number: str = "") -> Handed:
    return Handed(page, "en", told or (Told.CLOSED,), Masked(words), number)


def everything_stored() -> str:
    """Return every value of every row of every table."""
    rows = [row for model in apps.get_models() for row in model._default_manager.all().values_list()]
    return repr(rows)


class Forms(HTMLParser):
    """The names of the fields of a page's own forms, and its title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.values: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag in ("input", "textarea", "select") and told.get("name"):
            self.names.append(told["name"])
            self.values.append(told.get("value") or "")


class TestTheForm:
    @pytest.mark.parametrize("lang", ["km", "en"])
    def test_every_page_leads_to_the_form_about_itself(self, lang):
        for page in ("", "e", LINE.entity.code, BODY.code, "404"):
            answer = Client().get(f"/in/{lang}/s/{page}")
            html = answer.content.decode()
            assert answer.status_code == 200
            assert f'href="/{lang}/{page}"' in html
            assert f'action="/in/{lang}/s/{page}"' in html
            assert f'href="/{lang}/e"' in html
            assert f'href="/{lang}/l"' in html
            assert set(Told) <= set(Forms(html).values)
            assert (answer.cookies, answer["Cache-Control"]) == ({}, "no-store")
            assert "<title>" in html
            assert "wrong" not in html.split("<title>")[1].split("</title>")[0].lower()

    @pytest.mark.parametrize(
        "path", ["/in/en/s/nothing-here", "/in/xx/s/e", "/in/en/s/_/frames.json", "/in/en/s/../e", "/in/en/"]
    )
    def test_what_is_no_page_is_not_there_and_leads_on(self, path):
        answer = Client().get(path)
        assert answer.status_code == 404
        assert ("This page is not here" in answer.content.decode()) is path.startswith("/in/en")
        assert Client().post(path, {"told": "closed"}, **HERE).status_code == 404

    def test_it_says_what_it_is_about_in_the_readers_language(self):
        assert "Nobody can answer you from here." in Client().get("/in/en/s/e").content.decode()
        assert "គ្មានអ្នកណាអាចឆ្លើយអ្នកពីទីនេះទេ។" in Client().get("/in/km/s/e").content.decode()


class TestHandingIn:
    def test_it_is_kept_with_its_day_and_nothing_of_who_sent_it(self):
        note_pages(edition_of(TINY), NOW)
        answer = send(
            BODY.code,
            told=["closed", "told_police"],
            words="The door is shut.",
            headers=HERE | {"REMOTE_ADDR": "192.0.2.77", "HTTP_USER_AGENT": "Zqxbrowser/1"},
        )
        assert answer.status_code == 200
        assert "data-once" in answer.content.decode()
        kept = queries.waiting()[0]
        assert (kept.page, kept.subject, kept.told) == (BODY.code, BODY.id, (Told.CLOSED, Told.TOLD_POLICE))
        assert (kept.words, kept.serious, kept.received_on) == ("The door is shut.", True, timezone.localdate())
        stored = everything_stored()
        assert "192.0.2.77" not in stored
        assert "Zqxbrowser" not in stored
        assert str(datetime.now(UTC).year) not in repr(
            list(Suggestion.objects.values_list("decided_at", "why", "taken"))
        )

    def test_no_unmasked_word_is_stored_logged_or_said_back(self, caplog):
        words = "Mr Zqxdara, 099 000 101, zqxdara@lantern.example, sangkat Zqxkork. It is shut."
        with caplog.at_level(logging.DEBUG):
            html = send(told=["closed"], words=words).content.decode()
        logged = "\n".join(QuietFormatter().format(record) for record in caplog.records)
        for text in (html, everything_stored(), logged):
            assert "zqx" not in text.lower()
            assert "099 000 101" not in text
        assert "It is shut" in queries.waiting()[0].words
        for told in ("a phone number", "a name", "an address", "an e-mail address"):
            assert told in html

    def test_a_number_that_the_page_offers_stays(self):
        send(LINE.entity.code, told=["no_answer"], words=f"I called {LINE.national}, and my own is 099 000 150")
        assert LINE.national in queries.waiting()[0].words
        assert "150" not in queries.waiting()[0].words

    def test_the_right_number_is_kept_as_a_number(self):
        send(told=["number_wrong"], number="០៩៩ ០០០ ១០៤")
        assert queries.waiting()[0].number == "+85599000104"

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({}, "Please choose what is wrong"),
            ({"told": ["nonsense", "' OR 1=1"]}, "Please choose what is wrong"),
            ({"words": "\u200b\x00\u2066"}, "Please choose what is wrong"),
            ({"told": ["closed"], "number": "not a number"}, "This is no phone number"),
            ({"told": ["closed"], "words": "ក" * 1001}, "This is too long to be kept"),
        ],
    )
    def test_what_is_to_be_corrected_is_told_at_its_field_and_nothing_is_kept(self, fields, told):
        answer = send(**fields)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert told in html
        assert "<title>Please correct: Note" in html
        assert 'aria-describedby="' in html
        assert Suggestion.objects.count() == 0

    def test_what_was_typed_comes_back_to_be_corrected_as_plain_text(self):
        html = send(words=f"<script>{MARK}</script>", number="x").content.decode()
        assert "data-once" in html
        assert f"&lt;script&gt;{MARK}" in html
        assert f"<script>{MARK}" not in html

    @pytest.mark.parametrize(
        "headers",
        [
            {"HTTP_SEC_FETCH_SITE": "cross-site"},
            {"HTTP_SEC_FETCH_SITE": "same-site"},
            {"HTTP_ORIGIN": "https://elsewhere.example"},
        ],
    )
    def test_a_post_from_another_site_is_refused(self, headers):
        answer = send(told=["closed"], headers=headers)
        assert answer.status_code == 403
        assert "This came from another site" in answer.content.decode()
        assert Suggestion.objects.count() == 0

    def test_ten_thousand_chips_are_too_many(self):
        body = "&".join(["told=closed"] * 10_000).encode()
        answer = Client().post("/in/en/s/e", body, content_type="application/x-www-form-urlencoded", **HERE)
        assert answer.status_code == 400
        assert "This could not be read" in answer.content.decode()

    @given(st.binary(max_size=80))
    @settings(max_examples=30, derandomize=True, deadline=None)
    def test_any_bytes_get_an_answer(self, body):
        kind = "application/x-www-form-urlencoded; charset=utf-16"
        answer = Client().generic("POST", "/in/km/s/e", b"words=" + body, content_type=kind, **HERE)
        assert answer.status_code in (200, 400, 422)

    def test_where_nothing_can_be_kept_the_reader_is_told_and_no_word_is_logged(self, monkeypatch, caplog):
        def breaks(handed, on):
            raise OperationalError(f"INSERT {MARK}")

        monkeypatch.setattr(intake, "receive", breaks)
        with caplog.at_level(logging.DEBUG):
            answer = send(told=["closed"], words=f"{MARK}")
        assert answer.status_code == 503
        assert "This could not be kept" in answer.content.decode()
        assert MARK not in answer.content.decode() + caplog.text

    def test_the_same_twice_on_a_day_is_kept_once(self):
        assert send(told=["closed"], words="Shut.").status_code == 200
        assert "It is kept." in send(told=["closed"], words="Shut.").content.decode()
        assert Suggestion.objects.count() == 1


class TestHowMuchIsKept:
    @given(st.booleans(), st.integers(0, 40), st.integers(0, 600), st.integers(0, 6_000))
    def test_no_flood_fills_the_disk_and_nothing_serious_is_lost(self, serious, of_page, of_day, waiting):
        found = receipt_for(serious=serious, of_page=of_page, of_day=of_day, waiting=waiting)
        kept = of_page < OF_A_PAGE_A_DAY and of_day < A_DAY and waiting < WAITING_AT_MOST
        assert (found is Receipt.KEPT) is kept
        assert found is not Receipt.FULL or not serious
        assert counted_under("e", of_day=of_day, waiting=waiting) in ("", "e")

    def test_beyond_the_bound_serious_things_are_counted_and_the_reader_is_told(self):
        for number in range(OF_A_PAGE_A_DAY):
            assert receive(handed("e", words=f"no {number}"), on=timezone.localdate()) is Receipt.KEPT
        html = send(told=["told_police"], words="They told.").content.decode()
        assert "your words were not kept" in html
        assert "nothing more is kept" in send(told=["moved"]).content.decode()
        assert Suggestion.objects.count() == OF_A_PAGE_A_DAY
        assert [(row.page, row.told, row.count) for row in Beyond.objects.all()] == [("e", "told_police", 1)]
        assert counts.serious_waiting() == 1
        assert see_what_was_counted(until=timezone.localdate(), by=hire("bopha")) == 1
        assert counts.serious_waiting() == 0


class TestTheInbox:
    @pytest.fixture
    def steward(self, client: Client) -> Client:
        signed_in(client, "bopha")
        return client

    @pytest.fixture
    def about_a_body(self) -> UUID:
        record_subjects([Subject(BODY.id, "organization")], by="test")
        note_pages(edition_of(TINY), NOW)
        receive(handed(BODY.code, Told.CLOSED, words="Shut since May."), on=DAY)
        return queries.waiting()[0].id

    @pytest.mark.parametrize("who", ["sokha", "rith", None])
    def test_who_may_not_resolve_finds_nothing(self, client, who, about_a_body):
        if who:
            signed_in(client, who)
        for path in ("suggestions", f"suggestions/{about_a_body}"):
            assert client.get(f"/desk/en/{path}").status_code == (404 if who else 302)
        for path in ("adopt", "settle"):
            assert client.post(f"/desk/en/suggestions/{about_a_body}/{path}").status_code in (403, 404)

    @pytest.mark.parametrize("lang", ["km", "en"])
    def test_serious_ones_stand_first_and_on_every_page_of_the_desk(self, steward, lang):
        receive(handed("e", Told.CLOSED, words="zqolder"), on=DAY - timedelta(days=3))
        receive(handed("e", Told.TOLD_POLICE, words="zqgrave"), on=DAY)
        html = steward.get(f"/desk/{lang}/suggestions").content.decode()
        assert html.index("zqgrave") < html.index("zqolder")
        assert 'class="alarmed"' in html
        assert (counts.waiting(), counts.serious_waiting()) == (2, 1)

    def test_it_shows_what_the_reader_says_and_leads_to_the_page(self, steward, about_a_body):
        html = steward.get(f"/desk/en/suggestions/{about_a_body}").content.decode()
        assert "Shut since May." in html
        assert f'href="/en/{BODY.code}"' in html
        assert '<option value="status=closed" selected>' in html
        assert f'href="/desk/en/check/{BODY.code}"' in html
        assert f'href="/desk/en/record/{BODY.code}"' in html

    def test_one_that_is_adopted_is_a_claim_of_readers_with_the_lowest_grade(self, steward, about_a_body):
        act = str(uuid4())
        fields = {"act": act, "property": "status=closed", "stance": "asserts", "why": "Three said so."}
        for _ in range(2):  # On a weak signal a form is sent twice.
            assert steward.post(f"/desk/en/suggestions/{about_a_body}/adopt", fields).status_code == 302
        said = list(all_claims())
        assert [(one.subject, one.property, one.value, one.source) for one in said] == [
            (BODY.id, "status", "closed", "readers")
        ]
        assert said[0].observed_on is None
        kept = queries.suggestion(about_a_body)
        assert (kept.state, kept.change, kept.decided_by) == (Handled.ADOPTED, UUID(act), hire("bopha").by)
        assert Change.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"property": "status", "value": "singing", "why": "x"}, "This value cannot stand here"),
            ({"property": "hours", "value": "closed", "why": "x"}, "Choose what it is about"),
            ({"property": "status", "value": "closed", "why": "\u200b"}, "Write why"),
            ({"property": "phone", "value": "099 000 104", "why": "x"}, "Choose what the number is for"),
        ],
    )
    def test_what_makes_no_sense_is_told_and_changes_nothing(self, steward, about_a_body, fields, told):
        answer = steward.post(f"/desk/en/suggestions/{about_a_body}/adopt", fields | {"act": str(uuid4())})
        assert (answer.status_code, told in answer.content.decode()) == (422, True)
        assert queries.suggestion(about_a_body).state is Handled.NEW
        assert list(all_claims()) == []

    @pytest.mark.parametrize("state", ["adopted", "declined", "duplicate"])
    def test_it_is_decided_with_a_reason(self, steward, about_a_body, state):
        path = f"/desk/en/suggestions/{about_a_body}/settle"
        assert steward.post(path, {"state": "new", "reason": "x"}).status_code == 422
        assert steward.post(path, {"state": state, "reason": "We called."}).status_code == 302
        assert queries.suggestion(about_a_body).state == state
        assert counts.waiting() == 0
        assert "We called." in steward.get(f"/desk/en/suggestions/{about_a_body}").content.decode()

    def test_the_second_of_two_stewards_sees_what_the_first_decided(self, client, about_a_body):
        settle(suggestion_id=about_a_body, state=Handled.DECLINED, why="No.", by=hire("maly"), now=NOW)
        signed_in(client, "bopha")
        fields = {"state": "adopted", "reason": "We called."}
        answer = client.post(f"/desk/en/suggestions/{about_a_body}/settle", fields)
        assert answer.status_code == 409
        assert "Maly" in answer.content.decode()
        with pytest.raises(AlreadyDecided):
            settle(suggestion_id=about_a_body, state=Handled.ADOPTED, why="x", by=hire("bopha"), now=NOW)

    def test_one_that_is_not_there_is_not_there(self, steward):
        assert steward.get(f"/desk/en/suggestions/{uuid4()}").status_code == 404
        assert steward.post(f"/desk/en/suggestions/{uuid4()}/settle", {"state": "declined"}).status_code == 404


class TestForgetting:
    def test_words_go_ninety_days_after_they_were_decided_about_and_the_count_stays(self):
        receive(handed("e", words=MARK, number="+85599000104"), on=DAY)
        settle(
            suggestion_id=queries.waiting()[0].id, state=Handled.DECLINED, why=f"no {MARK}", by=hire("bopha"), now=NOW
        )
        receive(handed("l", words="still open"), on=DAY)
        assert erase_old_words(today=DAY + timedelta(days=90), by="tick") == 0
        assert erase_old_words(today=DAY + timedelta(days=91), by="tick") == 1
        assert erase_old_words(today=DAY + timedelta(days=200), by="tick") == 0
        assert MARK not in everything_stored()
        assert "+85599000104" not in everything_stored()
        assert Suggestion.objects.count() == 2
        assert queries.waiting()[0].words == "still open"

    @given(st.sampled_from(list(Handled)), st.dates(), st.dates())
    def test_nothing_that_waits_is_erased(self, state, decided, today):
        lost = has_words_to_lose(state, decided, today)
        assert lost is (state is not Handled.NEW and (today - decided).days > 90)


def test_which_page_is_about_what_follows_the_release():
    edition = edition_of(TINY)
    note_pages(edition, NOW)
    assert queries.subject_of(BODY.code) == BODY.id
    assert queries.subject_of(LINE.entity.code) == LINE.entity.id
    PageSubject.objects.filter(pk=BODY.code).update(subject="org-other")
    PageSubject.objects.create(page="ogonegonego", subject="org-gone")
    note_pages(edition, NOW)
    assert queries.subject_of(BODY.code) == BODY.id
    assert queries.subject_of("ogonegonego") == ""


def test_every_code_has_its_words_and_every_form_its_properties():
    assert set(WORDS) == set(Told)
    assert set(HANDLED_WORDS) == set(Handled)
    assert len(TAKEN_WORDS) == len(set(TAKEN_WORDS.values()))
    assert set(Told) >= SERIOUS
    for kind, names in SAYS.items():
        assert all(kind in PROPERTIES[name].kinds for name in names)
    assert all(name in PROPERTIES for name, _ in SUGGESTED.values())
    assert set(KINDS.values()) == set(SAYS)
