"""How well questions are understood that nobody tuned the words on: the floors that it may not fall below."""

import pytest
from tests.questions.labels import FRESH, Score, questions, score
from tests.questions.reading import understand_really

NEED, PLACE, URGENCY = 0.90, 0.95, 0.88
REFUSED_WRONGLY, DIFFERENT = 0.01, 0.02


@pytest.fixture(scope="module")
def held() -> Score:
    return score(understand_really(), questions("held"))


def test_the_need_is_found(held):
    assert held.needs["all"].rate >= NEED, (held.confusion.most_common(12), held.needs_missed)


def test_the_place_is_found_or_asked(held):
    assert held.places["all"].rate >= PLACE, held.places_missed


def test_the_urgency_is_found(held):
    assert held.urgencies["all"].rate >= URGENCY, held.urgencies_missed


def test_no_emergency_is_taken_for_less(held):
    assert held.late_emergencies == []


def test_nothing_that_has_72_hours_is_taken_for_less(held):
    assert held.late_72h == []


def test_every_refusal_is_kept(held):
    assert held.refusals_lost == []


def test_hardly_anything_is_refused_wrongly(held):
    assert 1 - held.answered["all"].rate <= REFUSED_WRONGLY, held.refused_wrongly


def test_other_ways_of_writing_a_question_are_answered_alike(held):
    variants = sum(bool(question.variant_of) for question in questions("held"))
    assert len(held.variants_differ) <= DIFFERENT * variants, held.variants_differ


@pytest.mark.parametrize("half", ["tune", FRESH])
def test_what_it_was_tuned_on_stays_understood(half):
    tuned = score(understand_really(), questions(half))
    assert tuned.late_emergencies + tuned.late_72h + tuned.refusals_lost == []
    assert 1 - tuned.answered["all"].rate <= REFUSED_WRONGLY, tuned.refused_wrongly
    assert tuned.needs["all"].rate >= NEED, tuned.needs_missed
    assert tuned.urgencies["all"].rate >= URGENCY, tuned.urgencies_missed
