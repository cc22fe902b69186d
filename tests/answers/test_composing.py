"""An answer is never a dead end, never police first, and never more certain than what is known."""

import functools
import gc
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from tests.answers.releases import REAL, TODAY, InMemory, edition, line_taken_back, pages_of, release
from tests.thoroughness import THOROUGH
from tests.web.changes import country_of

from romduol.knowledge.answers.jobs import AdviceRenderer
from romduol.knowledge.answers.queries.answering import answer
from romduol.knowledge.answers.queries.composing import UnknownLanguage, compose
from romduol.knowledge.answers.queries.places import UnknownPlace
from romduol.knowledge.answers.queries.searching import search
from romduol.knowledge.answers.records import Answer, Understood, Urgency
from romduol.knowledge.releases.queries.folder import PageDamaged
from romduol.knowledge.releases.records import Kind, Withdrawn

SITUATIONS = sorted(orjson.loads(pages_of(edition(), [AdviceRenderer()])["_/a/advice.json"])["advice"])
REFUSALS = [code for code in SITUATIONS if code.startswith("refuse_")]
NEEDS = sorted(set(edition().needs) - {"out_of_scope_refuse"})
PURSAT = "15"


def asked(**found: object) -> Understood:
    return Understood(**found)  # type: ignore[arg-type]


def said(understood: Understood, lang: str = "en") -> Answer:
    return compose(understood, lang, release())


def texts(found: Answer) -> str:
    return "\n".join(one.text for one in found.guidance)


# Each situation in each urgency; languages take turns, so that each meets every situation and every urgency.
TOLD = [
    (code, urgency, lang)
    for row, code in enumerate(["", *SITUATIONS])
    for column, urgency in enumerate(Urgency)
    for place, lang in enumerate(("en", "km"))
    if THOROUGH or (row + column) % 2 == place
]


@pytest.mark.parametrize(("code", "urgency", "lang"), TOLD)
def test_there_is_always_something_to_do_and_police_never_come_first(code, urgency, lang):
    is_need = code in edition().needs
    found = said(asked(need=code if is_need else "", situation="" if is_need else code, urgency=urgency), lang)
    assert found.guidance
    assert found.next_steps
    assert all(one.text and one.url.startswith(f"/{lang}/") for one in found.guidance)
    lines = (*found.emergency_lines, *found.lines)
    assert not lines or lines[0].answered_by != "police"
    assert sum(line.answered_by == "police" for line in lines) <= 1
    assert all(line.call in ("button", "second") and line.why and line.sources for line in lines)


@pytest.mark.parametrize("need", NEEDS)
def test_a_line_or_a_plain_word_that_there_is_none(need):
    found = said(asked(need=need, urgency=Urgency.SOON))
    assert found.lines or any("no confirmed line" in notice for notice in found.notices)


@pytest.mark.parametrize("harm", [{"police_harm": True}, {"no_police": True}])
@pytest.mark.parametrize("code", SITUATIONS)
def test_whoever_fears_police_gets_no_line_that_they_may_answer(code, harm):
    found = said(asked(situation=code, urgency=Urgency.EMERGENCY, place=PURSAT, **harm))
    services = (line for service in found.services for line in service.lines)
    lines = (*found.emergency_lines, *found.lines, *services)
    assert not [line.number for line in lines if line.answered_by in ("police", "unknown")]


class TestDangerNow:
    """Lines come first where there is danger now."""

    def test_they_stand_apart(self):
        found = said(asked(need="emergency", situation="beaten_now", urgency=Urgency.EMERGENCY))
        assert [line.number for line in found.emergency_lines] == ["1280", "117"]
        assert found.lines == ()
        assert found.guidance[0].topic == "urgent"
        assert "comes first" in found.why[-1]

    def test_no_line_of_police_for_an_arrest(self):
        found = said(asked(need="legal_aid_rights", situation="arrested_now", urgency=Urgency.EMERGENCY))
        assert found.emergency_lines
        assert {line.answered_by for line in found.emergency_lines} == {"ngo"}

    def test_thoughts_of_suicide_get_a_human_line_and_no_police(self):
        found = said(asked(need="mental_health", situation="suicidal", urgency=Urgency.EMERGENCY))
        assert "Please stay with me" in found.guidance[0].text
        assert {line.answered_by for line in found.emergency_lines} == {"ngo"}


class TestHours:
    """What is still possible is told by the hours since."""

    def test_the_hours_that_are_left(self):
        found = said(asked(need="pep_prep", situation="condom_broke", urgency=Urgency.HOURS_72, hours=10))
        assert "About 62 of the 72 hours are left" in texts(found)
        assert "ask for PEP" in found.guidance[0].text

    def test_where_the_hours_are_many_they_are_not_counted(self):
        found = said(asked(need="pep_prep", situation="condom_broke", urgency=Urgency.HOURS_72, hours=30))
        assert "less with every hour" in texts(found)
        assert "hours are left" not in texts(found)

    @pytest.mark.parametrize("situation", ["condom_broke", "exposure", "pep_late", "forced_sex"])
    def test_after_three_days_nobody_is_sent_for_pep(self, situation):
        found = said(asked(need="pep_prep", situation=situation, urgency=Urgency.SOON, hours=96))
        assert "PEP is not started any more" in texts(found)
        assert "hours are left" not in texts(found)
        assert "now; ask for PEP" not in texts(found)
        assert "It must start" not in texts(found)
        assert "within 5 days" in texts(found), "that is still possible"

    def test_after_five_days_both_are_over(self):
        found = said(asked(need="pep_prep", situation="pep_late", urgency=Urgency.SOON, hours=150))
        assert "More than 5 days have passed" in texts(found)
        assert "can prevent a pregnancy within 5 days; sooner" not in texts(found)

    def test_where_no_hours_are_told_the_window_is(self):
        found = said(asked(need="pep_prep", situation="exposure", urgency=Urgency.HOURS_72))
        assert "within 3 days (72 hours)" in texts(found)
        assert "hours are left" not in texts(found)


class TestRefusing:
    """What is refused gets a short note, the law, how to report, and no place where anybody works."""

    @pytest.mark.parametrize("refused", REFUSALS)
    def test_no_service_and_no_place(self, refused):
        found = said(asked(need="out_of_scope_refuse", refused=refused, place=PURSAT))
        assert found.refused
        assert found.services == ()
        assert not [step for step in found.next_steps if re.search(r"/(p\d+|s\w*|o\w*)$", step.url)]
        assert "We" in found.guidance[0].text or "Sex with anyone" in found.guidance[0].text

    def test_sex_with_a_child_leads_to_the_lines_for_children(self):
        found = said(asked(need="out_of_scope_refuse", refused="refuse_child_sex"))
        assert [line.number for line in found.lines] == ["092 311 511", "1280"]
        assert "crime by the adult" in found.guidance[0].text

    def test_other_refusals_name_no_line(self):
        assert said(asked(need="out_of_scope_refuse", refused="refuse_venue")).lines == ()


class TestPlace:
    """Services by place: here, then near, then the whole country; each with its reason."""

    def test_those_of_the_place_come_first(self):
        found = said(asked(need="pep_prep", situation="condom_broke", urgency=Urgency.HOURS_72, place=PURSAT))
        assert found.place is not None
        assert (found.place.code, found.place.name_en) == (PURSAT, "Pursat")
        assert found.services[0].here
        assert "It works in Pursat." in found.services[0].why
        assert f"/en/p{PURSAT}" in [step.url for step in found.next_steps]

    def test_where_there_is_none_it_is_said(self):
        found = said(asked(need="shelter", situation="shelter_needed", place="10"))
        assert not any(service.here for service in found.services)
        assert [notice for notice in found.notices if notice.startswith("We know no service for this")]

    def test_where_a_service_works_is_never_guessed(self):
        for service in said(asked(need="pep_prep", situation="prep")).services:
            assert service.place or "is not told" in service.why

    def test_a_choice_is_asked(self):
        found = said(asked(need="health_hiv_sti", place_choices=("2107", "2204")))
        assert [(one.code, one.within) for one in found.place_choices] == [
            ("2107", "Takeo"),
            ("2204", "Oddar Meanchey"),
        ]


@pytest.fixture(scope="module")
def policed() -> InMemory:
    """A release in which one body that gives services is said to be police."""
    country = country_of(REAL)
    said_so = country.and_claim(country.claim("body_type"), subject=TestServicesOfPolice.BODY, value="police")
    return InMemory(pages_of(said_so.edition()))


class TestServicesOfPolice:
    """A service that police give is never first, and is none for whoever fears them."""

    BODY = "org-chabdai"
    NEED = "legal_aid_rights"

    def ids(self, found: Answer) -> list[str]:
        theirs = edition().services_of[self.BODY]
        keys = {service.uuid: key for key, service in edition().services.items()}
        return ["theirs" if keys[one.id] in theirs else "another's" for one in found.services]

    def test_it_stands_last(self, policed):
        before, after = (self.ids(compose(asked(need=self.NEED), "en", one)) for one in (release(), policed))
        assert "theirs" in before[:-1]
        assert after == sorted(after)

    @pytest.mark.parametrize("harm", [{"police_harm": True}, {"no_police": True}, {"situation": "extortion"}])
    def test_it_is_left_out_where_police_are_the_danger(self, policed, harm):
        found = compose(asked(need=self.NEED, **harm), "en", policed)
        assert set(self.ids(found)) == {"another's"}
        assert not any(line.answered_by == "police" for service in found.services for line in service.lines)


class TestTakenBack:
    """What was taken back since the release is not in any answer."""

    def test_a_line(self):
        gone = release().without(line_taken_back("1280", edition()))
        found = compose(asked(need="emergency", situation="beaten_now", urgency=Urgency.EMERGENCY), "en", gone)
        assert [line.number for line in found.emergency_lines] == ["117"]
        assert [notice for notice in found.notices if "that is not police" in notice]

    def test_a_service(self):
        before = said(asked(need="pep_prep", situation="condom_broke", place=PURSAT)).services[0]
        key = next(one.id for one in edition().services.values() if one.uuid == before.id)
        gone = release().without(Withdrawn(Kind.SERVICE, key, before.url[4:], TODAY, {"en": "Wrong."}))
        after = compose(asked(need="pep_prep", situation="condom_broke", place=PURSAT), "en", gone)
        assert before.id not in [service.id for service in after.services]

    def test_a_place(self):
        gone = release().without(Withdrawn(Kind.PLACE, PURSAT, f"p{PURSAT}", TODAY, {"en": "Unsafe."}))
        found = compose(asked(need="pep_prep", situation="condom_broke", place=PURSAT), "en", gone)
        assert found.place is None
        assert not [service for service in found.services if "Pursat" in service.place]

    def test_a_place_takes_along_what_lies_in_it(self):
        gone = release().without(Withdrawn(Kind.PLACE, PURSAT, f"p{PURSAT}", TODAY, {"en": "Unsafe."}))
        found = compose(asked(need="pep_prep", situation="condom_broke", place=f"{PURSAT}01"), "en", gone)
        assert found.place is None
        assert not [step for step in found.next_steps if f"/p{PURSAT}" in step.url]
        torn = compose(asked(need="pep_prep", place_choices=("07", f"{PURSAT}01")), "en", gone)
        assert [one.code for one in torn.place_choices] == ["07"]

    def test_digits_that_a_claim_is_called_by(self):
        line = edition().lines["855236366991"]
        suicidal = asked(need="mental_health", situation="suicidal", urgency=Urgency.EMERGENCY)
        assert f"line-{line.key}" in {claim for one in said(suicidal).guidance for claim in one.claims}
        found = compose(suicidal, "en", release().without(line_taken_back(line.key, edition())))
        assert line.key not in repr(found)


class TestKept:
    """What a release keeps for answers gives away nothing that its pages hold back."""

    def test_no_private_page_holds_digits_that_readers_do_not_get(self):
        held_back = [line for line in edition(REAL).lines.values() if not line.shown_in_full]
        assert held_back
        for path, body in release().pages.items():
            digits = re.sub(r"[\s.-]", "", body.decode())
            assert not [line.key for line in held_back if line.national.replace(" ", "") in digits], path
            assert not [line.key for line in held_back if line.key in digits], path

    def test_every_section_that_advice_names_is_there(self):
        for lang in edition().info.languages:
            guides = orjson.loads(release().pages[f"_/a/guides.{lang}.json"])
            named = [name.split("#") for one in edition().advice for name in one.sections]
            assert not [(guide, section) for guide, section in named if section not in guides[guide]["sections"]]


def test_a_line_that_no_bucket_keeps_is_left_out():
    pages = {path: body for path, body in release().pages.items() if not path.startswith("_/a/lall.")}
    found = compose(asked(need="emergency", urgency=Urgency.EMERGENCY), "en", InMemory(pages))
    assert found.guidance
    assert not found.emergency_lines


def test_lines_that_another_version_kept_are_told():
    lines = {path: body for path, body in release().pages.items() if path.startswith("_/a/lall.")}
    other = {path: body.replace(b'"purpose"', b'"purposed"') for path, body in lines.items()}
    with pytest.raises(PageDamaged):
        compose(asked(need="emergency", urgency=Urgency.EMERGENCY), "en", InMemory({**release().pages, **other}))


class TestDisagreement:
    """Where sources differ, an answer says so and never just yes or no."""

    def test_the_law(self):
        found = said(asked(need="law_information", situation="legal_status"))
        assert found.disagreements
        assert all(one.text.startswith("Some say so, some say not: ") for one in found.disagreements)
        assert "Police may still arrest you" in texts(found)


def test_the_same_question_has_the_same_answer():
    assert answer("condom broke", "en", release()) == answer("condom broke", "en", release())


@pytest.mark.parametrize(("ask", "syllable"), [(answer, "ក្រ្ឝើុះ"), (search, "ក្រ្ឞើុះ")])
def test_no_cache_holds_what_was_asked(ask, syllable):
    ask("ping", "en", release())
    before = {name: cache.cache_info().currsize for name, cache in caches()}
    ask(f"{syllable} នៅកំពត marker", "km", release())
    assert {name: cache.cache_info().currsize for name, cache in caches()} == before


def caches() -> Iterator[tuple[str, Any]]:
    """Yield every cache of a function of ours."""
    for found in gc.get_objects():
        # `isinstance` would wake the lazy objects of Django that other tests brought in.
        if type(found) is functools._lru_cache_wrapper and found.__module__.startswith("romduol."):
            yield f"{found.__module__}.{found.__wrapped__.__qualname__}", found


def test_unknown_languages_and_places_are_named_as_such():
    with pytest.raises(UnknownLanguage):
        compose(asked(), "xx", release())
    with pytest.raises(UnknownPlace):
        answer("help", "en", release(), "99")


def test_a_place_chosen_before_counts_where_the_question_names_none():
    assert answer("condom broke", "en", release(), PURSAT).understood.place == PURSAT
    assert answer("condom broke in kampot", "en", release(), PURSAT).understood.place == "07"


def test_a_minor_who_asks_for_care_gets_care_first():
    found = said(asked(need="health_hiv_sti", situation="hiv_test", minor=True))
    assert any("Ask for care first" in one.text for one in found.guidance)
    assert not any(
        "Ask for care first" in one.text for one in said(replace(found.understood, about_other=True)).guidance
    )


def test_who_names_an_organisation_is_led_to_it():
    khana = edition().organizations["org-khana"].code
    assert answer("KHANA", "en", release()).next_steps[0].url == f"/en/{khana}"
    assert not [step for step in answer("the cat sat on my mat", "en", release()).next_steps if "/en/o" in step.url]
