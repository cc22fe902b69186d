"""The invented listings are the same each time, and marks count what they say."""

from __future__ import annotations

import pytest
from bench.duplicates import Duplicates, Found, cards_of, duplicate_lines
from bench.twins.listings import Twins, twins
from bench.twins.marking import HELD, TUNING, marks


@pytest.fixture(scope="module")
def few() -> Twins:
    return twins(2_000)


def test_listings_are_the_same_each_time_and_as_many_as_asked_for(few):
    assert len(few.listings) == 2_000
    assert twins(2_000) == few
    assert twins(2_000, seed=9) != few


def test_about_a_seventh_is_told_again_in_both_halves(few):
    assert 250 < len(few.tuning) + len(few.held) < 500
    assert all({few.half_of[key] for key in pair} == {TUNING} for pair in few.tuning)
    assert all({few.half_of[key] for key in pair} == {HELD} for pair in few.held)


def test_every_number_is_in_no_networks_range(few):
    phones = {said.value for one in few.listings for said in one.said if said.property == "phone"}
    assert phones
    assert all(phone.startswith("+85540") for phone in phones)


def test_each_listing_is_a_card_of_its_own(few):
    cards = cards_of(few.listings)
    assert len({card.id for card in cards}) == 2_000
    assert any(card.bodies for card in cards if card.kind == "service")


def test_marks_count_right_wrong_and_missed_by_half():
    half = {"a": TUNING, "b": TUNING, "c": HELD, "d": HELD, "e": HELD, "f": HELD}
    given = Twins(
        (), frozenset({("a", "b")}), frozenset({("c", "d"), ("f", "e")}), lambda pair: pair == ("e", "f"), half
    )
    found = marks(given, {("b", "a"): 0.9, ("c", "d"): 0.8, ("a", "c"): 0.7, ("e", "f"): 0.2}, (0.5,))
    tuning, held, _, fair, best = found
    assert (tuning.half, tuning.precision, tuning.recall, tuning.f1) == (TUNING, 1.0, 1.0, 1.0)
    assert (held.half, held.precision, held.recall, held.f1) == (HELD, 0.5, 0.5, 0.5)
    assert (fair.half, fair.decidable, fair.precision, fair.recall) == (HELD, True, 0.5, 1.0)
    assert (best.least, best.precision, best.recall) == (0.2, 2 / 3, 1.0)


def test_the_table_tells_whether_a_goal_was_reached():
    given = Twins((), frozenset(), frozenset({("a", "b")}), lambda pair: False, {"a": HELD, "b": HELD})
    ours = Found("ours", marks(given, {("a", "b"): 0.95}, (0.5,)), 31.0, 29.0, 500.0, 2.0, 4.0)
    text = "\n".join(duplicate_lines(Duplicates(100, [ours])))
    assert "at one score, held half: reached" in text
    assert "processor time: reached (29.0 s)" in text
    assert "ms: reached (2.00 ms)" in text
    slow = Found("ours", marks(given, {}, (0.5,)), 31.0, 40.0, 500.0, 5.0, 6.0)
    assert "\n".join(duplicate_lines(Duplicates(100, [slow]))).count("NOT reached") == 4
