"""Search finds what is published, in both scripts and as people type it; what was taken back never comes out."""

import random
import re
from dataclasses import replace
from itertools import product
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.answers.releases import REAL, TINY, TODAY, InMemory, edition, line_taken_back, release
from tests.thoroughness import tried

from romduol.base import khmer
from romduol.knowledge.answers.jobs import IndexRenderer
from romduol.knowledge.answers.queries.searching import MOST_FOUND, search, services_for
from romduol.knowledge.answers.records import KINDS
from romduol.knowledge.answers.rules.indexing.postings import HEAD
from romduol.knowledge.answers.rules.indexing.rows import hash_of
from romduol.knowledge.answers.rules.indexing.tokens import read_again
from romduol.knowledge.answers.rules.searching.asking import MOST_SIGNS
from romduol.knowledge.answers.rules.searching.spelling import distance, masks_of, readings
from romduol.knowledge.releases.queries.folder import NothingPublished, PageDamaged
from romduol.knowledge.releases.records import Kind, Withdrawn


def found(text: str, lang: str = "en", **more) -> list[tuple[str, str]]:
    """Return kind and key of everything that is found, the best first."""
    return [(one.kind, one.key) for one in search(text, lang, release(), **more)]


def taken(kind: Kind, key: str) -> Withdrawn:
    """Take a service or a place back, without drawing a new release."""
    return Withdrawn(kind, key, "", TODAY, {"en": "Invented."})


def kinds_of_help() -> list[str]:
    """Return the kinds of help that some service of the real country gives."""
    return sorted({one.category for one in all_services() if one.category})


def all_services():
    """Return every service that can be found."""
    needs = tuple(edition(REAL).needs)
    return [one for need in needs for one in services_for(release(), (need,), most=100)]


def pages_of_index(shown) -> dict[str, bytes]:
    """Return the pages of an edition's index."""
    return {page.path: page.body for page in IndexRenderer().render(shown)}


class TestRecall:
    @pytest.mark.parametrize("lang", ["en", "km"])
    def test_every_kind_of_help_is_found_by_its_name(self, lang):
        for kind in kinds_of_help():
            name = edition(REAL).categories[kind].name[lang]
            services = [one.service for one in search(name, lang, release(), most=10) if one.service]
            assert any(one.category == kind for one in services), name

    @pytest.mark.parametrize("lang", ["en", "km"])
    def test_every_kind_of_help_with_its_place_is_found_there_first(self, lang):
        missed = []
        for service in all_services():
            places = [code for code in service.places if code in edition(REAL).places]
            if places and service.category:
                category, place = edition(REAL).categories[service.category], edition(REAL).places[places[0]]
                text = f"{category.name[lang]} {place.name[lang]}"
                if ("service", service.key) not in found(text, lang, most=5):
                    missed.append(text)
        assert not missed

    def test_every_organisation_is_found_by_its_name_in_either_language(self):
        for body in edition(REAL).organizations.values():
            for value in body.all("name"):
                for words in value.words.values():
                    assert ("organization", body.id) in found(words, most=5), words

    def test_every_province_is_the_first_found_by_its_name_and_by_other_spellings(self):
        places = edition(REAL).places
        for place in (one for one in places.values() if one.level == "province"):
            for name in (*place.name.values(), *place.spellings):
                codes = [key for kind, key in found(name, most=3, kinds=("place",))]
                assert place.code in codes, name

    def test_every_guide_is_found_by_its_title(self):
        for guide in edition(REAL).guides.values():
            for lang, text in guide.texts.items():
                assert ("guide", guide.id) in found(text.title, lang, most=5), text.title

    def test_a_section_of_a_guide_leads_to_its_place_on_the_page(self):
        guide = next(iter(edition(REAL).guides.values()))
        section = guide.texts["en"].sections[0]
        one = next(
            one
            for one in search(section.heading, "en", release(), kinds=("section",))
            if one.within == guide.texts["en"].title
        )
        assert one.code == f"{guide.code}#{section.anchor}"
        assert one.text == section.lead

    def test_topics_and_lines_are_found(self):
        assert ("topic", "law") in found("law")
        assert found("1280", most=1) == [("line", "1280")]

    @pytest.mark.parametrize(
        ("typed", "same"),
        [
            ("HIV TESTS", "hiv test"),
            ("hiv testing", "hiv tests"),
            ("Poŭthĭsăt", "pouthisat"),
            ("  legal\taid ", "legal aid"),
            ("តេស្ត\u200bមេរោគ\u200bអេដស៍", "តេស្តមេរោគអេដស៍"),
            ("១២៨០", "1280"),
        ],
    )
    def test_ways_of_writing_find_the_same(self, typed, same):
        assert found(typed)[:5] == found(same)[:5] != []

    def test_one_slip_in_an_english_word_still_finds_the_help(self):
        missed, rng = [], random.Random(7)
        names = [edition(REAL).categories[kind].name["en"] for kind in kinds_of_help()]
        for name in names:
            word = max(re.findall("[A-Za-z]+", name), key=len)
            if len(word) > 5:
                at = rng.randrange(1, len(word) - 1)
                slip = name.replace(word, word[:at] + word[at + 1 :])
                missed += [] if set(found(name, most=5)) & set(found(slip, most=10)) else [slip]
        assert len(missed) <= len(names) // 20, missed

    def test_one_slip_in_a_khmer_word_still_finds_the_help(self):
        missed, names = [], [edition(REAL).categories[kind].name["km"] for kind in kinds_of_help()]
        for name in names:
            parts = khmer.clusters(khmer.fold(name))
            slip = "".join(part for at, part in enumerate(parts) if at != len(parts) // 2)
            missed += [] if set(found(name, "km", most=5)) & set(found(slip, "km", most=10)) else [slip]
        assert len(missed) <= len(names) // 20, missed

    def test_a_place_typed_wrong_still_counts_as_the_place(self):
        assert search("hiv test pursaat", "en", release())[0].places == ("15",)
        assert search("shelter battambng", "en", release(), kinds=("place",))[0].key == "02"

    def test_what_is_written_just_so_comes_before_what_is_alike_once_folded(self):
        topic = next(iter(edition(TINY).topics.values()))
        shown = replace(
            edition(TINY),
            topics={
                name: replace(topic, id=name, code=f"t{at}", name={"km": words}, intro={})
                for at, (name, words) in enumerate([("ta", "អន្ត"), ("da", "អន្ដ")], 1)
            },
        )
        kept = InMemory(pages_of_index(shown))
        for name, words in (("ta", "អន្ត"), ("da", "អន្ដ")):
            assert search(words, "km", kept, kinds=("topic",))[0].key == name


class TestOrder:
    def test_kinds_can_be_asked_for(self):
        for kind in KINDS:
            assert {one for one, _ in found("law child health phnom penh help", kinds=(kind,))} <= {kind}

    def test_the_reader_s_own_place_counts_where_none_is_named(self):
        assert "15" in search("condoms", "en", release(), place="15")[0].places
        assert "15" in search("condoms pursat", "en", release(), place="06")[0].places

    def test_police_are_never_first_among_what_fits_alike(self):
        first = search("police", "en", release(), most=1)[0]
        assert first.kind in ("guide", "section", "topic")

    def test_the_same_question_has_the_same_answer(self):
        assert search("legal aid", "km", release()) == search("legal aid", "km", release())

    @pytest.mark.parametrize("most", [-1, 0, 1, 5, 10**9])
    def test_no_more_is_told_than_was_asked_for(self, most):
        told = search("help", "en", release(), most=most)
        assert len(told) <= max(0, min(most, MOST_FOUND))
        assert len({(one.kind, one.key) for one in told}) == len(told)

    def test_words_are_in_the_reader_s_language_and_others_are_said_to_be(self):
        for lang in ("en", "km"):
            for one in search("health", lang, release()):
                assert one.title
                assert one.language == lang or one.kind in ("organization", "line", "service")


class TestServices:
    def test_category_comes_before_need_then_place_then_the_whole_country(self):
        told = services_for(release(), ("health_hiv_sti",), ("hiv_testing",), ("15",), most=50)
        fits = [one.category != "hiv_testing" for one in told]
        assert told
        assert fits == sorted(fits)
        for fit in (False, True):
            near = ["15" in one.places for one in told if (one.category != "hiv_testing") is fit]
            assert near == sorted(near, reverse=True)

    def test_what_serves_only_places_far_away_is_left_out(self):
        around = {"15", *edition(REAL).places["15"].neighbours, "national"}
        for one in services_for(release(), tuple(edition(REAL).needs), (), ("15",), most=100):
            assert not one.places or any(code[:2] in around or code in around for code in one.places), one

    def test_a_district_is_served_by_its_province(self):
        assert services_for(release(), ("health_hiv_sti",), (), ("1505",))[0].places[0][:2] == "15"

    def test_access_conditions_decide_between_equals(self):
        shown = edition(REAL)
        free = next(one for one in shown.services.values() if any(value.value == "free" for value in one.all("access")))
        plain = {name: values for name, values in free.facts.items() if name != "access"}
        others = {f"svc-{at}": replace(free, id=f"svc-{at}", facts=plain) for at in range(9)}
        kept = InMemory(pages_of_index(replace(shown, services={**others, free.id: free})))
        need = shown.categories[free.all("category")[0].value].need
        places = tuple(value.value for value in free.all("serves"))
        assert services_for(kept, (need,), (), places, 1, ("free",))[0].key == free.id
        assert services_for(kept, (need,), (), places, 1, ("free", "evening"))[0].key == free.id
        assert {one.key for one in services_for(kept, (need,), (), places, 20, ("free",))} == {*others, free.id}

    def test_what_nobody_gives_any_more_is_not_offered(self):
        shown = edition(REAL)
        one = next(service for service in all_services() if len(service.organization_keys) == 1)
        body = shown.organizations[one.organization_keys[0]]
        closed = replace(body.all("name")[0], property="status", value="closed")
        gone = replace(body, facts={**body.facts, "status": (closed,)})
        kept = InMemory(pages_of_index(replace(shown, organizations={**shown.organizations, body.id: gone})))
        assert one.key not in {other.key for other in services_for(kept, (one.need,), (), (), 100)}
        assert one.key not in {other.key for other in search(one.name["en"], "en", kept, most=100)}
        assert body.id in {other.key for other in search(body.all("name")[0].words["en"], "en", kept, most=100)}

    def test_every_listed_service_that_somebody_gives_is_found_by_its_need(self):
        keys = {one.key for one in all_services()}
        kept = [record for record in records() if record["kind"] == "service"]
        assert {record["key"] for record in kept if record["need"]} == keys

    def test_every_service_carries_its_standing_and_its_sources(self):
        for one in all_services():
            assert one.standing
            assert one.level
            assert one.sources
            assert one.name
            assert one.code.startswith("s")

    @pytest.mark.parametrize(
        "asked", [{}, {"needs": ("no_such",)}, {"needs": ("legal_aid_rights",), "places": ("no_such",)}]
    )
    def test_what_nobody_knows_is_no_mistake(self, asked):
        assert isinstance(services_for(release(), **asked), tuple)


def records() -> list[dict[str, Any]]:
    """Return every document that a release of the real country keeps."""
    pages = release().pages
    return [one for path in pages if path.startswith("_/s/d") for one in orjson.loads(pages[path]).values()]


class TestTakenBack:
    def test_a_service_that_was_taken_back_never_comes_out(self):
        one = services_for(release(), ("health_hiv_sti",), (), ("15",))[0]
        since = release().without(taken(Kind.SERVICE, one.key))
        assert one.key not in {other.key for other in services_for(since, ("health_hiv_sti",), (), ("15",), 100)}
        assert one.key not in {other.key for other in search(f"{one.name['en']} pursat", "en", since, most=100)}
        assert one.key in {other.key for other in search(f"{one.name['en']} pursat", "en", release(), most=100)}

    def test_a_place_takes_along_what_is_only_there(self):
        since = release().without(taken(Kind.PLACE, "15"))
        assert not [
            one for one in search("Pursat", "en", since, most=100) if one.kind == "place" and one.key[:2] == "15"
        ]
        for one in search("hiv test pursat", "en", since, most=100):
            assert not any(code[:2] == "15" for code in one.places)
        chosen = services_for(since, ("health_hiv_sti",), (), ("15",), 100)
        assert not any(code[:2] == "15" for one in chosen for code in one.places)

    def test_a_line_that_was_taken_back_is_not_found_and_its_digits_stand_nowhere(self):
        line = next(one for one in edition(REAL).lines.values() if one.shown_in_full and not one.short)
        since = release().without(line_taken_back(line.key, edition(REAL)))
        assert ("line", line.key) in found(line.national)
        told = [*search(line.national, "en", since, most=100), *search("legal aid child help", "en", since, most=100)]
        assert line.key not in {one.key for one in told if one.kind == "line"}
        words = repr((told, services_for(since, tuple(edition(REAL).needs), (), (), 100)))
        assert line.key.removeprefix("855") not in re.sub(r"(?<=\d)[\s.-]+(?=\d)", "", words)


class TestKeptBack:
    @pytest.mark.parametrize("pack", [REAL, TINY])
    def test_no_page_holds_digits_that_readers_do_not_get(self, pack):
        hidden = [line for line in edition(pack).lines.values() if not line.shown_in_full and not line.short]
        assert hidden
        for path, body in release(pack).pages.items():
            if path.startswith("_/s/") and not path.startswith(("_/s/t", "_/s/p")):
                plain = re.sub(r"(?<=\d)[\W_]+(?=\d)", "", body.decode())
                for line in hidden:
                    assert line.key.removeprefix("855") not in plain, path

    def test_a_number_that_is_kept_back_finds_nothing(self):
        for line in edition(REAL).lines.values():
            if not line.shown_in_full:
                assert ("line", line.key) not in found(line.national)

    def test_nothing_remembers_what_was_asked(self):
        search("help", "en", release())
        before = (read_again.cache_info(), hash_of.cache_info())
        search("a very particular question, ការធ្វើតេស្ត", "en", release())
        services_for(release(), ("mental_health",), (), ("15",))
        assert (read_again.cache_info(), hash_of.cache_info()) == before


class TestBounds:
    @given(st.text(max_size=400), st.sampled_from(["en", "km", "vi", ""]), st.text(max_size=5))
    @settings(max_examples=80, deadline=None)
    def test_any_text_is_answered(self, text, lang, place):
        told = search(text, lang, release(), place=place)
        assert len(told) <= 20

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "\x00",
            "\ud800",
            "ៈ" * 50,
            "្" * 300,
            "៖" * 9,
            "a" * 10**6,
            "ក" * 10**6,
            "1" * 10**5,
            "' OR 1=1 --",
            "*",
            "n:law",
            "%s",
        ],
    )
    def test_odd_and_long_texts_are_answered(self, text):
        assert isinstance(search(text, "en", release()), tuple)

    def test_only_the_head_of_a_text_is_read(self):
        assert found("hiv test".ljust(MOST_SIGNS) + " legal aid") == found("hiv test")

    def test_a_question_reads_few_pages(self):
        read = []

        class Counting(InMemory):
            def page(self, path):
                read.append(path)
                return super().page(path)

        search("hiv tests " * 30 + "តេស្តមេរោគអេដស៍" * 9, "en", Counting(release().pages))
        assert len(read) < 90

    @given(st.text("abcd", max_size=7), st.text("abcd", max_size=7))
    @settings(max_examples=tried(80, 200), deadline=None)
    def test_distance_is_bounded_and_even(self, one, other):
        true = slow_distance(one, other)
        assert distance(one, other, 2) == min(true, 3) == distance(other, one, 2)

    def test_readings_are_at_most_two_slips_away(self):
        known = masks_of(["counselling", "consulting", "court", "condom", "lawyer"])
        assert readings("councelling", known) == [("counselling", 1)]
        assert readings("conuseling", known)[0] == ("counselling", 2)
        assert readings("lawer", known) == [("lawyer", 1)]
        assert readings("zzzzzz", known) == []


def slow_distance(one: str, other: str) -> int:
    """Return the optimal string alignment distance, as its definition has it."""
    rows = {(at, 0): at for at in range(len(one) + 1)} | {(0, at): at for at in range(len(other) + 1)}
    for at, to in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        costs = [rows[at - 1, to] + 1, rows[at, to - 1] + 1, rows[at - 1, to - 1] + (one[at - 1] != other[to - 1])]
        if at > 1 and to > 1 and one[at - 1] == other[to - 2] and one[at - 2] == other[to - 1]:
            costs.append(rows[at - 2, to - 2] + 1)
        rows[at, to] = min(costs)
    return rows[len(one), len(other)]


class TestDamage:
    def test_a_release_without_an_index_says_so(self):
        with pytest.raises(NothingPublished):
            search("help", "en", InMemory({}))

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"a"', b"{}", b'{"widths": 3}'])
    def test_a_damaged_head_is_told(self, body):
        with pytest.raises(PageDamaged):
            search("help", "en", InMemory({**release().pages, HEAD: body}))

    def test_an_index_of_another_version_is_told(self):
        head = {**orjson.loads(release().pages[HEAD]), "format": 2}
        with pytest.raises(PageDamaged):
            search("help", "en", InMemory({**release().pages, HEAD: orjson.dumps(head)}))

    @pytest.mark.parametrize("letter", ["t", "d"])
    @pytest.mark.parametrize("body", [b"", b"[]", b'{"a": 1}'])
    def test_damaged_pages_are_told_or_hold_nothing(self, letter, body):
        pages = {path: body if path.startswith(f"_/s/{letter}") else kept for path, kept in release().pages.items()}
        if (letter, body) == ("t", b'{"a": 1}'):
            assert search("legal aid", "en", InMemory(pages)) == ()
        else:
            with pytest.raises(PageDamaged):
                search("legal aid", "en", InMemory(pages))

    def test_a_list_that_is_no_list_is_told(self):
        pages = dict(release().pages)
        for path in pages:
            if path.startswith("_/s/t"):
                pages[path] = orjson.dumps({token: [3, [1, 2], "zz", "0"] for token in orjson.loads(pages[path])})
        with pytest.raises(PageDamaged):
            search("legal aid", "en", InMemory(pages))
