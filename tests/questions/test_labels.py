"""The labelled questions are sound and many enough of each kind, and the scoring tells right from wrong."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.questions.labels import (
    FRESH,
    LANGUAGES,
    LAST,
    PERSONAS,
    SITUATIONS,
    Question,
    Understand,
    problems,
    questions,
    score,
)
from tests.web.editions import REAL

from romduol.base.khmer import fold
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.answers.records.understanding import Understood, Urgency

PLACES = frozenset(place.code for place in read_pack(REAL).places)
LEAST = {"en": 240, "km": 240, "roman": 80, "mixed": 80}
FIRST = Question(
    id="a-1", q="?", intent="a", lang="en", need="shelter", situation="shelter_needed", urgency=Urgency.SOON,
    persona="worker", half="held", place="15",
)  # fmt: skip


def number(**kind: object) -> int:
    return sum(all(getattr(question, name) == value for name, value in kind.items()) for question in questions())


class TestTheSet:
    def test_nothing_is_wrong_with_the_labels(self):
        assert list(problems(questions(), PLACES)) == []
        assert list(problems(questions(FRESH), PLACES)) == []
        assert list(problems(questions(LAST), PLACES)) == []
        assert len(questions(LAST)) == 100

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_language_has_its_share_in_both_halves(self, lang):
        assert number(lang=lang) >= LEAST[lang]
        for half in ("tune", "held"):
            assert 0.4 < number(lang=lang, half=half) / number(lang=lang) < 0.6

    @pytest.mark.parametrize("half", ["tune", "held"])
    def test_every_need_situation_urgency_and_asker_is_in_each_half(self, half):
        asked = questions(half)
        assert {question.need for question in asked} == set(SITUATIONS)
        assert {question.situation for question in asked} == frozenset().union(*SITUATIONS.values())
        assert {question.urgency for question in asked} == set(Urgency)
        assert {question.persona for question in asked} == PERSONAS

    def test_every_need_is_asked_about_in_every_language(self):
        asked = {(question.need, question.lang) for question in questions()}
        assert asked == {(need, lang) for need in SITUATIONS for lang in LANGUAGES}

    def test_enough_to_be_refused_and_not_to_be(self):
        assert number(refuse=True) - number(situation="refuse_other") >= 60
        assert number(refuse=True, lang="km") >= 20
        assert number(refuse=True, lang="roman") >= 10
        assert number(must_not_refuse=True) >= 80

    def test_enough_of_each_urgency(self):
        assert number(urgency=Urgency.EMERGENCY) >= 60
        assert number(urgency=Urgency.HOURS_72) >= 60

    def test_every_province_is_named_and_unclear_places_are_too(self):
        placed = [question for question in questions() if question.names_a_place]
        assert len(placed) >= 170
        assert {question.place[:2] for question in placed if question.place} == {f"{code:02}" for code in range(1, 26)}
        assert sum(bool(question.place_choices) for question in placed) >= 5

    def test_variants_are_written_differently(self):
        by_id = {question.id: question for question in questions()}
        variants = [question for question in questions() if question.variant_of]
        assert len(variants) >= 60
        for variant in variants:
            assert variant.q != by_id[variant.variant_of].q
            assert variant.lang == by_id[variant.variant_of].lang

    def test_some_variants_differ_only_in_how_they_are_encoded(self):
        by_id = {question.id: question for question in questions()}
        variants = [question for question in questions() if question.variant_of]
        alike = sum(fold(variant.q) == fold(by_id[variant.variant_of].q) for variant in variants)
        assert 20 <= alike < len(variants)

    def test_no_question_holds_a_phone_number(self):
        for question in questions():
            digits = sum(letter.isdigit() for letter in question.q)
            assert digits < 6, question.id


class TestWhatIsWrongWithLabels:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"lang": "fr"}, "language fr"),
            ({"persona": "police"}, "persona police"),
            ({"situation": "unpaid"}, "unpaid does not belong"),
            ({"need_ok": ("money",)}, "need money"),
            ({"need_ok": ("",)}, "need "),
            ({"situation_ok": ("cold",)}, "situation cold"),
            ({"place": "99"}, "place 99"),
            ({"place_choices": ("15", "14")}, "not known"),
            ({"place": None, "place_choices": ("15",)}, "no choice"),
            ({"refuse": True}, "refused and needed"),
            ({"variant_of": "b-1"}, "variant of b-1"),
        ],
    )
    def test_it_is_told(self, change, told):
        assert list(problems([FIRST], PLACES)) == []
        assert told in "\n".join(problems([replace(FIRST, **change)], PLACES))

    def test_questions_that_do_not_fit_each_other(self):
        other = replace(FIRST, id="a-2", q="??")
        assert list(problems([FIRST, replace(other, variant_of="a-1")], PLACES)) == []
        assert "3 times" in "\n".join(problems([FIRST, FIRST, FIRST], PLACES))
        assert "is asked 2 times" in "\n".join(problems([FIRST, replace(FIRST, id="a-2")], PLACES))
        assert "both halves" in "\n".join(problems([FIRST, replace(other, half="tune")], PLACES))
        unlike = replace(other, variant_of="a-1", urgency=Urgency.INFO)
        assert list(problems([FIRST, unlike], PLACES)) == ["a-2: labelled unlike a-1"]


def always(**what: object) -> Understand:
    return lambda question: Understood(**what)  # type: ignore[arg-type]  # Each test names fields that exist.


def as_labelled(question: str) -> Understood:
    label = next(one for one in questions() if one.q == question)
    refused = label.situation if label.refuse else ""
    return Understood(
        label.need, (), label.situation, label.urgency, label.place or "", label.place_choices[::-1], refused
    )


class TestScoring:
    def test_an_understanding_that_reads_as_the_labels_do_is_wholly_right(self):
        found = score(as_labelled, questions())
        for shares in (found.needs, found.places, found.urgencies, found.refusals, found.answered):
            assert [share.rate for share in shares.values()] == [1.0] * 5
        late = found.late_emergencies + found.late_72h
        assert late + found.refusals_lost + found.refused_wrongly + found.variants_differ == []
        assert not found.confusion
        assert sum(found.needs[lang].of for lang in LANGUAGES) == found.needs["all"].of == len(questions())

    def test_an_understanding_that_reads_nothing_keeps_no_refusal_and_is_late(self):
        found = score(lambda question: Understood(), questions())
        to_refuse = [one.id for one in questions() if one.refuse and one.situation != "refuse_other"]
        assert found.refusals_lost == to_refuse
        assert found.refused_wrongly == []
        allowed = [
            one for one in questions() if one.urgency is Urgency.EMERGENCY and Urgency.INFO not in one.urgency_ok
        ]
        assert found.late_emergencies == [one.id for one in allowed]
        assert len(found.late_72h) > 50

    def test_needs_places_urgencies_that_are_as_good(self):
        fair = replace(FIRST, need_ok=("violence_support",), urgency_ok=(Urgency.EMERGENCY,))
        found = score(always(need="violence_support", urgency=Urgency.EMERGENCY, place="15"), [fair])
        assert (found.needs["en"].rate, found.urgencies["en"].rate, found.places["en"].rate) == (1.0, 1.0, 1.0)
        found = score(always(need="violence_support", urgency=Urgency.EMERGENCY, place="15"), [FIRST])
        assert (found.needs["en"].rate, found.urgencies["en"].rate) == (0.0, 0.0)
        assert found.confusion == Counter({("shelter", "violence_support"): 1})
        assert found.late_emergencies == []

    def test_a_place_is_right_only_where_it_is_exactly_so(self):
        def rate(question: Question, **what: object) -> float:
            return score(always(**what), [question]).places["all"].rate

        unclear, none = replace(FIRST, place=None, place_choices=("2107", "2204")), replace(FIRST, place=None)
        assert rate(FIRST, place="15") == 1.0
        assert rate(FIRST, place="1505") == rate(FIRST, place_choices=("15", "1505")) == rate(FIRST) == 0.0
        assert rate(unclear, place_choices=("2204", "2107")) == 1.0
        assert rate(unclear, place="2107") == rate(unclear, place_choices=("2107", "21")) == 0.0
        assert rate(none) == 1.0
        assert rate(none, place="15") == rate(none, place_choices=("15", "14")) == 0.0

    def test_only_what_comes_later_than_it_should_is_late(self):
        urgent = replace(FIRST, id="a-2", urgency=Urgency.HOURS_72)
        assert score(always(urgency=Urgency.EMERGENCY), [urgent]).late_72h == []
        assert score(always(urgency=Urgency.SOON), [urgent]).late_72h == ["a-2"]
        assert score(always(urgency=Urgency.INFO), [FIRST]).late_72h == []
        assert score(always(urgency=Urgency.SOON), [replace(urgent, urgency_ok=(Urgency.SOON,))]).late_72h == []

    def test_a_refusal_of_what_should_be_answered_is_wrong(self):
        found = score(always(refused="refuse_venue"), [FIRST])
        assert found.refused_wrongly == ["a-1"]
        assert found.answered["all"].rate == 0.0

    def test_a_variant_that_is_read_otherwise_differs(self):
        variant = replace(FIRST, id="a-2", q="shelter", variant_of="a-1")
        found = score(lambda question: Understood(need=question.strip("?")), [FIRST, variant])
        assert found.variants_differ == ["a-2"]
