"""What a check may say: its days, its further questions, the reason for taking a number off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.knowledge.building import check

from romduol.desk.checking.rules.conduct import OF_A_LINE, OWN, answers_to, problem_with_answer, problem_with_leaving
from romduol.desk.checking.rules.days import days_missed, last_day, problem_with_day, problem_with_end
from romduol.desk.checking.rules.taking_off import CHIPS, REASONS, problem_with_reason, reason_of
from romduol.knowledge.claims.records import Outcome
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.ui.words import words_of

TODAY = date(2026, 11, 27)
ASKED = {question.property: question for question in OF_A_LINE}
days = st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=900))


@pytest.mark.parametrize(
    ("on", "sure", "fine"),
    [
        (TODAY, False, True),
        (TODAY + timedelta(days=1), False, False),
        (TODAY + timedelta(days=1), True, False),
        (TODAY - timedelta(days=365), False, True),
        (TODAY - timedelta(days=366), False, False),
        (TODAY - timedelta(days=366), True, True),
    ],
)
def test_a_check_is_of_today_or_of_the_year_before_unless_somebody_is_sure(on, sure, fine):
    assert (problem_with_day(on, TODAY, sure=sure) == "") is fine


@given(on=days, until=days, name=st.sampled_from(sorted(PROPERTIES)))
def test_no_check_holds_longer_than_its_fact_stays_fresh(on, until, name):
    if not problem_with_end(until, on, name):
        fresh = PROPERTIES[name].fresh_days
        assert on <= until
        assert fresh is None or (until - on).days <= fresh
    assert not problem_with_end(last_day(name, on), on, name)


@given(
    st.lists(st.tuples(st.sampled_from(list(Outcome)), st.dates(TODAY - timedelta(days=6), TODAY)), max_size=8),
)
def test_days_on_which_nobody_answered_count_once_each_and_from_the_last_finding(made):
    checks = [check(outcome, on=on) for outcome, on in made]
    found = [on for outcome, on in made if outcome not in (Outcome.NO_ANSWER, Outcome.REFUSED)]
    missed = {on for outcome, on in made if outcome is Outcome.NO_ANSWER and on > max(found, default=date.min)}
    assert days_missed(checks, TODAY) == len(missed)


def test_a_check_that_was_undone_counts_for_nothing():
    checks = [check(Outcome.NO_ANSWER, on=TODAY), check(Outcome.NO_ANSWER, on=TODAY, ended_on=TODAY)]
    assert days_missed(checks[1:], TODAY) == 0
    assert days_missed(checks, TODAY) == 1


def test_every_ready_reason_stands_in_both_languages_without_a_number():
    for code, reason in REASONS.items():
        assert set(reason) == {"km", "en"}
        assert not any(map(str.isdigit, "".join(reason.values())))
        assert problem_with_reason(reason) == ""
        # The chip says what readers will see.
        assert {lang: words_of(lang).gettext(CHIPS[code]) for lang in reason} == dict(reason)


@pytest.mark.parametrize(
    ("own", "fine"),
    [
        ({"km": "", "en": ""}, False),
        ({"en": "It rings elsewhere."}, True),
        ({"km": "លេខនេះរោទ៍នៅកន្លែងផ្សេង។"}, True),
        ({"en": "Call 099 000 101 instead."}, False),
        ({"km": "ហៅ ០៩៩ ០០០ ១០១ វិញ។"}, False),
        ({"en": "Too long. " * 50}, False),
    ],
)
def test_own_words_hold_no_number(own, fine):
    assert (problem_with_reason(reason_of(OWN, own)) == "") is fine


def test_what_was_not_asked_says_nothing():
    assert answers_to(ASKED["asks_name"], [], "", "en") == []
    assert answers_to(ASKED["asks_name"], ["perhaps"], "", "en") == []


def test_several_answers_are_several_values():
    assert [value for value, _ in answers_to(ASKED["tells"], ["family", "police"], "", "en")] == ["family", "police"]


def test_own_words_are_a_value_in_the_language_of_the_page():
    assert answers_to(ASKED["hours"], [OWN], "From seven to five", "en") == [
        ("From seven to five", {"en": "From seven to five"})
    ]
    assert problem_with_answer(ASKED["hours"], [OWN], "") != ""


def test_hours_that_are_ready_made_are_the_words_that_the_pack_uses():
    assert answers_to(ASKED["hours"], ["24 hours a day"], "", "km")[0][1]["km"] == "24 ម៉ោងក្នុងមួយថ្ងៃ"


def test_telling_nobody_and_telling_somebody_do_not_go_together():
    assert problem_with_answer(ASKED["tells"], ["nobody", "police"], "") != ""
    assert problem_with_answer(ASKED["tells"], ["nobody"], "") == ""


@pytest.mark.parametrize(
    ("value", "how", "fine"),
    [("true", "call", False), ("true", "website", False), ("true", "visit", True), ("false", "call", True)],
)
def test_who_runs_a_place_does_not_vouch_for_it(value, how, fine):
    assert (problem_with_leaving(value, how) == "") is fine
