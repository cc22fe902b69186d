"""Who keeps this copy up: when it is a trial no more, what readers are told, and how it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.copies import load_tiny
from tests.desk.few_pages import draw_few

from romduol.config import wires
from romduol.config.cli import main
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.queries import lines_offered, operator, trial_has_ended
from romduol.desk.operator.records import OfferedLine, Operator, SecondYes
from romduol.desk.operator.rules import offered, problem_with_name, risks, told_operator, trial_ends, with_checks
from romduol.knowledge.claims.actions import end_check, record_check
from romduol.knowledge.claims.records import Check, Outcome
from romduol.knowledge.directory.queries import current_edition
from romduol.safety.audit.queries import recent

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NAMED = Operator({"en": "Lantern", "km": "ចង្កៀង"})
CALLED = OfferedLine("1280", "1280", "org-x", "phone", "1280", called_on=TODAY, holds_until=TODAY)
UNCALLED = replace(CALLED, key="1299", called_on=None, holds_until=None)


@pytest.fixture
def copy(db, tmp_path, monkeypatch):
    """A copy of the tiny country that has published nothing yet."""
    load_tiny(by="test", on=TODAY)
    monkeypatch.setattr(wires, "today", lambda: TODAY)
    draw_few(monkeypatch)
    with override_settings(RELEASES=tmp_path / "releases"):
        yield


def publish(day: date = TODAY) -> str:
    """Publish the picture of a day and return the page about this site."""
    now = datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)
    wires.publish_now(by="test", force=False, progress=lambda _: None, now=now)
    return (wires.shelf().page("en/a") or b"").decode()


def call(line: OfferedLine, outcome: Outcome = Outcome.RIGHT, on: date = TODAY, until: date | None = None) -> int:
    """Record a call to a line of the emergency page."""
    holds = until or on + timedelta(days=180)
    check = Check(line.subject, line.property, line.value, "call", outcome, on, "steward", holds)
    return record_check(check, by="test", at=NOW)


def call_all(until: date | None = None) -> None:
    """Call every line of the emergency page that nobody called."""
    for line in offered(current_edition(TODAY)):
        if not line.called:
            call(line, until=until)


class TestTheRule:
    @given(named=st.booleans(), lines=st.lists(st.sampled_from([CALLED, UNCALLED])), ended=st.booleans())
    def test_the_trial_ends_with_a_name_and_every_line_called_and_stays_ended(self, named, lines, ended):
        who = NAMED if named else Operator()
        assert trial_ends(who, lines, ended=ended) == (named and (ended or (lines != [] and UNCALLED not in lines)))

    def test_whom_the_pack_names_still_counts(self):
        own = {"en": "Somebody"}
        assert told_operator(own, Operator(), [UNCALLED], ended=False) == own
        assert told_operator(own, NAMED, [CALLED], ended=False) == NAMED.name
        assert told_operator(None, NAMED, [UNCALLED], ended=False) is None

    @pytest.mark.parametrize(
        ("found", "called"),
        [
            ({}, True),
            ({"how": "website"}, False),
            ({"outcome": Outcome.WRONG}, False),
            ({"holds_until": TODAY - timedelta(days=1)}, False),
            ({"ended_on": TODAY}, False),
            ({"on": TODAY + timedelta(days=1)}, False),
            ({"value": "1299"}, False),
        ],
    )
    def test_a_call_since_the_release_counts_where_it_holds(self, found, called):
        check = Check("org-x", "phone", "1280", "call", Outcome.RIGHT, TODAY, "steward", TODAY + timedelta(days=9))
        (line,) = with_checks([replace(UNCALLED, key="1280")], [replace(check, **found)], TODAY)
        assert line.called is called

    def test_what_was_found_wrong_since_is_called_no_more(self):
        check = Check("org-x", "phone", "1280", "call", Outcome.WRONG, TODAY, "steward", TODAY)
        (line,) = with_checks([CALLED], [check], TODAY)
        assert not line.called

    def test_a_name_has_words_and_an_end(self):
        assert problem_with_name({"en": " ", "km": ""}, 80) == "missing"
        assert problem_with_name({"en": "x" * 81}, 80) == "too_long"
        assert problem_with_name({"en": "", "km": "ចង្កៀង"}, 80) == ""

    def test_one_person_alone_is_a_risk_under_any_rule(self):
        assert risks(SecondYes.NEVER, 5)
        assert risks(SecondYes.CRITICAL, 1)
        assert not risks(SecondYes.CRITICAL, 2)


class TestWhatReadersAreTold:
    def test_a_name_alone_ends_nothing(self, copy):
        name_operator(name={"en": "The Lantern House"}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        assert "The Lantern House" not in publish()
        assert not trial_has_ended()

    def test_calls_alone_end_nothing(self, copy):
        call_all()
        publish()
        assert not trial_has_ended()

    def test_named_and_all_called_readers_are_told_who_keeps_it_up(self, copy):
        publish()
        name_operator(name={"en": "The Lantern House"}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        call_all()
        assert "The Lantern House" in publish()
        assert trial_has_ended()
        assert "end_trial" in {entry.verb for entry in recent()}

    def test_once_ended_it_stays_ended_when_calls_lapse(self, copy):
        name_operator(name={"en": "The Lantern House"}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        call_all(until=TODAY)
        publish()
        assert "The Lantern House" in publish(TODAY + timedelta(days=60))

    def test_who_is_taken_out_takes_the_end_of_the_trial_along(self, copy):
        name_operator(name={"en": "The Lantern House"}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        call_all(until=TODAY)
        publish()
        name_operator(name={}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        assert "The Lantern House" not in publish()
        name_operator(name={"en": "The Harbour"}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        assert "The Harbour" not in publish(TODAY + timedelta(days=60))

    def test_another_name_is_told_at_the_next_publish(self, copy):
        name_operator(name={"en": "The Lantern House"}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        call_all()
        publish()
        name_operator(name={"en": "The Harbour"}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        assert "The Harbour" in publish()


class TestWhatIsLeftToDo:
    def test_the_lines_of_the_last_release_are_kept_and_a_later_call_is_seen_at_once(self, copy):
        assert lines_offered(TODAY) == ()
        publish()
        before = lines_offered(TODAY)
        assert [line.called for line in before] == [line.called for line in offered(current_edition(TODAY))]
        left = next(line for line in before if not line.called)
        pk = call(left)
        assert next(line for line in lines_offered(TODAY) if line.key == left.key).called
        end_check(pk, why="Another number.", by="test", at=NOW)
        assert not next(line for line in lines_offered(TODAY) if line.key == left.key).called


class TestTheCommand:
    def test_it_shows_names_and_takes_out(self, copy, capsys):
        publish()
        assert main(["operator", "--name", "Lantern", "--name-km", "ចង្កៀង", "--second-yes", "always"]) == 0
        assert (operator().name, operator().second_yes) == ({"en": "Lantern", "km": "ចង្កៀង"}, SecondYes.ALWAYS)
        assert "not called" in capsys.readouterr().out
        assert main(["operator"]) == 0
        assert len([entry for entry in recent() if entry.verb == "name_operator"]) == 1
        assert main(["operator", "--take-out", "--name", "Lantern"]) == 2
        assert main(["operator", "--take-out"]) == 0
        assert operator().name == {}
        assert operator().second_yes is SecondYes.ALWAYS
