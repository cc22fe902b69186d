"""Every record with its history, for any day: what is stated is added, what is undone is told, a past day is itself."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from tests.desk.resolving_world import AT, LANTERN, LINE, LIST, WATCH, build_and_note, claim
from tests.desk.test_changes import check_body
from tests.safety.cast import hire, signed_in

from romduol.desk.changes.actions import make_change
from romduol.desk.changes.queries import changes_about, version_of
from romduol.desk.changes.records import State, Verb
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.resolving.queries.known import find, known_as, record
from romduol.desk.resolving.rules.histories import history_of
from romduol.knowledge.claims.actions import replace_claims
from romduol.knowledge.claims.queries import all_claims, rows_about
from romduol.knowledge.claims.records import Outcome
from romduol.knowledge.sources.queries import all_sources

pytestmark = pytest.mark.django_db
FACT = {"purpose": "helpline", "source": "desk", "stance": "asserts", "why": "We called them."}


@pytest.fixture
def desk(client: Client) -> Client:
    """A steward of Lantern at the desk of the world, where changes count at once."""
    build_and_note()
    name_operator(name={"en": "Somebody"}, second_yes=SecondYes.NEVER, by="test", at=AT)
    signed_in(client, "bopha")
    return client


def page_of(subject: str, rest: str = "", lang: str = "en") -> str:
    """Return the address of a record's page."""
    return f"/desk/{lang}/record/{known_as(subject).code}{rest}"


def state(desk: Client, subject: str = LANTERN, name: str = "phone", **sent: str):
    """State a fact by the form."""
    typed = {"act": str(uuid4()), "seen": version_of(subject, name), **FACT, **sent}
    return desk.post(page_of(subject, f"/{name}/state"), typed)


class TestFinding:
    @pytest.mark.parametrize("typed", ["099 000 101", "+855 99 000 101", "០៩៩ ០០០ ១០១", "(099) 000-101"])
    def test_a_number_in_any_writing(self, desk, typed):
        assert [one.subject for one in find(typed)] == [LINE]

    def test_a_part_of_a_name_in_either_language_and_the_words_stand_in_no_address(self, desk):
        for typed in ("night WA", "យាម"):
            answer = desk.post("/desk/en/record", {"words": typed})
            assert answer.status_code == 200
            assert known_as(WATCH).code in answer.content.decode()
        assert "Nothing found" in desk.post("/desk/en/record", {"words": "no such thing"}).content.decode()

    def test_what_came_since_the_last_publish_has_a_page_already(self, desk):
        assert state(desk, value="099 000 150").status_code == 303
        found = find("099 000 150")[0]
        assert record(found.code) == record(found.uuid) == found
        assert "099 000 150" in desk.get(f"/desk/en/record/{found.code}").content.decode()


class TestStating:
    def test_a_fact_is_added_and_nothing_is_overwritten(self, desk):
        before = list(all_claims())
        answer = state(desk, value="០៩៩ ០០០ ១៥០")
        assert "In force" in desk.get(answer["Location"]).content.decode()
        (new,) = [said for said in all_claims() if said not in before]
        assert (new.value, new.source, new.observed_on) == ("+85599000150", "desk", timezone.localdate())
        assert [said for said in all_claims() if said in before] == before

    @pytest.mark.parametrize(
        ("name", "sent", "told"),
        [
            ("phone", {"value": "099 000 1O1"}, "It holds a letter at sign 10"),
            ("phone", {"value": "099 00"}, "It has 5 digits: too few or too many"),
            ("status", {"value": "asleep"}, "Choose one of the values."),
            ("name", {"value_en": ""}, "Give a value."),
            ("works_in", {"value": "99"}, "Choose a place."),
            ("website", {"value": "http://lantern.example"}, "begins with https://"),
            ("founded", {"value": "2569"}, "Write the year of the common era"),
            ("phone", {"value": "099 000 150", "source": "new"}, "Give the title"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field(self, desk, name, sent, told):
        before = len(list(all_claims()))
        answer = state(desk, name=name, **sent)
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert len(list(all_claims())) == before

    def test_a_new_source_says_whom_it_copies_and_comes_in_with_its_first_word(self, desk):
        name_operator(name={}, second_yes=SecondYes.CRITICAL, by="test", at=AT)
        told = {"title_en": "A leaflet", "publisher": "River", "kind": "report", "grade": "C", "copied_from": "red-1"}
        known = all_sources()
        state(desk, value="099 000 150", source="new", **told)
        assert all_sources() == known
        state(desk, name="description", value_en="Gives tea.", source="new", date="2026-03", **told)
        (new,) = [one for key, one in all_sources().items() if key not in known]
        assert (new.lineage, new.date_text, str(new.grade)) == ("red", "2026-03", "C")

    def test_the_second_of_two_gets_the_page_of_the_first_and_keeps_what_was_typed(self, desk):
        seen = version_of(LANTERN, "phone")
        state(desk, value="099 000 150")
        signed_in(desk, "maly")
        answer = state(desk, value="099 000 151", seen=seen)
        assert answer.status_code == 409
        assert {"Bopha", "099 000 151"} <= set(re.findall("Bopha|099 000 151", answer.content.decode()))
        assert len(changes_about(LANTERN, by=hire("maly"))) == 1


class TestHistory:
    def test_everything_that_happened_is_told_with_who_and_why(self, desk):
        state(desk, value="099 000 150")
        made = changes_about(LANTERN, "phone", by=hire("bopha"))[0]
        undone = desk.post(f"/desk/en/undo/{made.id}", {"act": str(uuid4()), "why": "I misread it."})
        assert undone.status_code == 303
        page = desk.get(page_of(LANTERN, "/phone")).content.decode()
        assert page.index("I misread it.") < page.index("We called them.") < page.index("a load of the country pack")
        assert "Bopha" in page

    def test_what_a_change_wrote_is_told_once(self, desk):
        state(desk, value="099 000 150")
        entries = history_of(rows_about(LANTERN, "phone"), changes_about(LANTERN, "phone", by=hire("bopha")))
        assert [(entry.change is not None, entry.ended) for entry in entries] == [(True, False), (False, False)]

    def test_what_waits_and_what_was_declined_stand_in_it_and_a_note_is_for_its_organisation(self, desk):
        name_operator(name={}, second_yes=SecondYes.CRITICAL, by="test", at=AT)
        made = make_change(
            act=uuid4(), verb=Verb.CHECK, subject=LANTERN, property="phone", value="+85599000101",
            body=check_body(Outcome.RIGHT), note="A child answered.", by=hire("bopha"), seen=None, now=AT,
        )  # fmt: skip
        assert made.state is State.WAITING
        assert "A child answered." in desk.get(page_of(LANTERN)).content.decode()
        signed_in(desk, "maly")
        page = desk.get(page_of(LANTERN, "/phone")).content.decode()
        assert "Waits for the yes of a second person" in page
        assert "A child answered." not in page

    def test_an_undoing_that_makes_readers_trust_more_says_that_it_waits(self, desk):
        made = make_change(
            act=uuid4(), verb=Verb.CHECK, subject=LANTERN, property="phone", value="+85599000101",
            body=check_body(Outcome.WRONG), by=hire("bopha"), seen=None, now=AT,
        )  # fmt: skip
        name_operator(name={}, second_yes=SecondYes.CRITICAL, by="test", at=AT)
        answer = desk.post(f"/desk/en/undo/{made.id}", {"act": str(uuid4()), "why": "I misdialled."})
        assert "Waits for the yes of a second person" in desk.get(answer["Location"]).content.decode()


class TestPastDays:
    def test_a_past_day_knows_nothing_of_what_came_later(self, desk):
        replace_claims([claim(9, LANTERN, "status", "closed", LIST)], by="test", on=timezone.localdate())
        assert "<b>closed</b>" not in desk.get(page_of(LANTERN, "/on/2026-02-01")).content.decode()
        assert "099 000 101" in desk.get(page_of(LANTERN, "/on/2026-02-01")).content.decode()
        assert "<b>closed</b>" in desk.get(page_of(LANTERN)).content.decode()

    @pytest.mark.parametrize(
        ("day", "told"),
        [
            ("2026-01-09", "Nothing was known of this record yet"),
            ("2999-01-01", "lies ahead"),
            ("2026-02-30", "no such day"),
        ],
    )
    def test_a_day_without_a_picture_says_why(self, desk, day, told):
        answer = desk.get(page_of(LANTERN, f"/on/{day}"))
        assert answer.status_code == 404
        assert told in answer.content.decode()

    @override_settings(DESK_OUTLETS="tests.desk.test_resolving_records.Drawn")
    def test_the_page_of_that_day_stands_as_it_was_and_nothing_of_it_runs(self, desk):
        strip = desk.get(page_of(LANTERN, "/on/2026-02-01/page", "km")).content.decode()
        assert "sandbox></iframe>" in strip
        answer = desk.get(page_of(LANTERN, "/on/2026-02-01/drawn", "km"))
        assert answer.content.decode() == f"2026-02-01 km/{known_as(LANTERN).code}"
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors 'self'; sandbox" in policy
        assert "allow-" not in policy


class Drawn:
    """Draws the day and the path, in place of the web channel."""

    def edition(self, day):
        """Return the day itself."""
        return day

    def draw(self, edition, path):
        """Return what was asked for."""
        return f"{edition} {path}".encode()
