"""The index is many small pages of stable bytes: lists are cut, whole by place, and a change touches few pages."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.answers.releases import REAL, TINY, InMemory, edition, release

from romduol.knowledge.answers.jobs import IndexRenderer
from romduol.knowledge.answers.jobs import index as index_job
from romduol.knowledge.answers.jobs.spools import Spool
from romduol.knowledge.answers.queries.index import Index
from romduol.knowledge.answers.queries.searching import search, services_for
from romduol.knowledge.answers.records import KINDS
from romduol.knowledge.answers.rules.indexing import postings, rows
from romduol.knowledge.answers.rules.indexing.places import Places
from romduol.knowledge.answers.rules.indexing.postings import (
    CAP,
    HEAD,
    ID_BYTES,
    TEXT,
    TITLE,
    TOKEN_BYTES,
    document_id,
    document_path,
    kind_in,
    list_of,
    list_path,
    rank_of,
    standing_in,
    token_hash,
    weight_in,
    width_for,
)
from romduol.knowledge.answers.rules.indexing.tokens import read_words, stem
from romduol.knowledge.directory.records import Edition


def pages_of(shown: Edition) -> dict[str, bytes]:
    """Return the pages of an edition's index."""
    return {page.path: page.body for page in IndexRenderer().render(shown)}


@cache
def real_pages() -> dict[str, bytes]:
    """Return the pages of the real country's index."""
    return pages_of(edition(REAL))


def many(count: int, shown: Edition | None = None) -> Edition:
    """Return the real country with so many services like one of its own, province by province."""
    shown = shown or edition(REAL)
    like = next(one for one in shown.services.values() if one.first("serves") and one.first("description"))
    provinces = [place.code for place in shown.places.values() if place.level == "province"]
    serves = like.all("serves")[0]
    more = {
        f"svc-many-{at}": replace(
            like,
            id=f"svc-many-{at}",
            facts={**like.facts, "serves": (replace(serves, value=provinces[at % len(provinces)]),)},
        )
        for at in range(count)
    }
    return replace(shown, services={**shown.services, **more})


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Return the paths of pages that are not the same."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


class TestPages:
    def test_every_page_is_private_and_json_with_sorted_keys(self):
        for page in IndexRenderer().render(edition(TINY)):
            assert page.private
            assert page.path.startswith("_/s/")
            # The documents themselves are written as they were put in.
            assert list(found := orjson.loads(page.body)) == sorted(found)

    def test_the_same_facts_are_the_same_bytes(self):
        assert pages_of(edition(REAL)) == real_pages()

    def test_a_release_of_another_name_and_another_day_change_nothing(self):
        assert pages_of(replace(edition(TINY), release="tiny-9")) == pages_of(edition(TINY))

    def test_the_order_of_services_changes_nothing(self):
        shown = edition(REAL)
        turned = replace(shown, services=dict(reversed(list(shown.services.items()))))
        assert pages_of(turned) == real_pages()

    def test_each_record_and_each_list_lies_on_its_page(self):
        pages = release().pages
        widths = orjson.loads(pages[HEAD])["widths"]
        for path, body in pages.items():
            if path.startswith("_/s/d"):
                assert {document_path(name, widths["d"]) for name in orjson.loads(body)} == {path}
            if path.startswith("_/s/t"):
                assert {list_path(bytes.fromhex(token), widths["t"]) for token in orjson.loads(body)} == {path}

    def test_every_row_names_a_document_that_is_there(self):
        pages = release().pages
        names = {name for path, body in pages.items() if path.startswith("_/s/d") for name in orjson.loads(body)}
        for path, body in pages.items():
            if path.startswith("_/s/t"):
                for _, _, ids, _ in orjson.loads(body).values():
                    assert {ids[at + 4 : at + 16] for at in range(0, len(ids), 16)} <= names


class TestChanges:
    def test_one_word_more_touches_its_list_its_document_and_nothing_else(self):
        shown = edition(REAL)
        service = next(one for one in shown.services.values() if one.first("description"))
        told = service.all("description")[0]
        words = {**told.words, "en": f"{told.words['en']} zebrafinch"}
        claims = (replace(told.claims[0], words=words), *told.claims[1:])
        other = replace(service, facts={**service.facts, "description": (replace(told, claims=claims),)})
        before = real_pages()
        after = pages_of(replace(shown, services={**shown.services, service.id: other}))
        widths = orjson.loads(before[HEAD])["widths"]
        expected = {
            document_path(document_id("service", service.id).hex(), widths["d"]),
            list_path(token_hash("zebrafinch"), widths["t"]),
            "_/s/words.json",
            HEAD,
        }
        assert orjson.loads(after[HEAD])["widths"] == widths
        assert changed(before, after) == expected

    def test_a_service_that_goes_touches_the_lists_of_its_words_alone(self):
        shown = many(300)
        key = "svc-many-7"
        before = pages_of(shown)
        after = pages_of(replace(shown, services={name: one for name, one in shown.services.items() if name != key}))
        widths = orjson.loads(before[HEAD])["widths"]
        assert orjson.loads(after[HEAD])["widths"] == widths
        lists = {path for path in changed(before, after) if path.startswith("_/s/t")}
        kept = {path for path in before if path.startswith("_/s/t")}
        assert changed(before, after) - lists == {
            HEAD,
            document_path(document_id("service", key).hex(), widths["d"]),
        }
        assert 0 < len(lists) < len(kept)

    def test_a_standing_that_lapses_touches_no_page_of_another_service_s_document(self):
        shown = edition(REAL)
        service = next(one for one in shown.services.values() if one.first("serves"))
        lapsed = tuple(replace(value, standing=type(value.standing)("lapsed")) for value in service.all("serves"))
        other = replace(service, facts={**service.facts, "serves": lapsed})
        paths = changed(real_pages(), pages_of(replace(shown, services={**shown.services, service.id: other})))
        assert len({path for path in paths if path.startswith("_/s/d")}) == 1


@pytest.fixture(scope="class")
def cut() -> Iterator[InMemory]:
    """A release whose lists are cut at twenty rows, over 500 services of one kind."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (postings, rows, index_job):
            patch.setattr(module, "CAP", 20)
        patch.setattr(postings, "ROWS_BY_PLACE", 64)
        yield InMemory(pages_of(many(500)))


class TestCaps:
    def test_no_list_is_longer_than_its_cap(self, cut):
        for path, body in cut.pages.items():
            if path.startswith(("_/s/t", "_/s/p")) and path != "_/s/places.json":
                for _, _, ids, _ in orjson.loads(body).values():
                    assert len(ids) <= 20 * 16

    def test_what_was_cut_is_whole_by_place(self, cut):
        category = services_for(cut, tuple(edition(REAL).needs), (), ("15",))[0].category
        told = {one.key for one in services_for(cut, (), (category_of_many(),), ("15",), 100)}
        expected = {f"svc-many-{at}" for at in range(500) if provinces()[at % len(provinces())] == "15"}
        assert category
        assert expected <= told
        assert len(expected) == 20

    def test_a_search_with_a_place_finds_what_a_cut_list_left_out(self, cut):
        name = edition(REAL).categories[category_of_many()].name["en"]
        for code in ("15", "24"):
            place = edition(REAL).places[code].name["en"]
            found = search(f"{name} {place}", "en", cut, most=12)
            assert sum(code in one.places for one in found if one.kind == "service") >= 8

    def test_without_a_place_the_best_of_all_are_told(self, cut):
        assert len(services_for(cut, (), (category_of_many(),), (), 12)) == 12

    def test_a_cut_list_knows_that_it_is_and_roughly_how_long(self, cut):
        token = f"c:{category_of_many()}"
        found = Index(cut).lists([token])[token]
        assert found.cut
        assert 500 <= found.rows <= 1100


def provinces() -> list[str]:
    """Return the codes of the provinces in the order of the pack."""
    return [place.code for place in edition(REAL).places.values() if place.level == "province"]


def category_of_many() -> str:
    """Return the kind of help of the services that `many` adds."""
    shown = edition(REAL)
    like = next(one for one in shown.services.values() if one.first("serves") and one.first("description"))
    return like.all("category")[0].value


class TestRows:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_rank_tells_what_went_in(self, kind):
        for weight in (TITLE, TEXT):
            rank = int.from_bytes(rank_of(kind, weight, 5, folded=True), "big")
            assert (kind_in(rank), weight_in(rank), standing_in(rank)) == (kind, weight, 5)

    def test_titles_come_before_texts_and_good_standings_before_bad_ones(self):
        ranks = [
            rank_of("guide", TEXT, 0, folded=False),
            rank_of("service", TITLE, 0, folded=False),
            rank_of("service", TITLE, 4, folded=False),
            rank_of("service", TITLE, 0, folded=True),
            rank_of("service", TEXT, 0, folded=False),
        ]
        assert ranks == sorted(ranks)

    @given(st.lists(st.binary(min_size=10, max_size=10), max_size=60))
    def test_a_list_gives_back_its_rows(self, found):
        kept = sorted({b"12345678" + row[:2] + row[2:] for row in found})
        back = [
            group.rank.to_bytes(2, "big") + one.to_bytes(ID_BYTES, "big") + place.to_bytes(2, "big")
            for group in list_of(kept).groups()
            for one, place in zip(group.ids, group.places, strict=True)
        ]
        assert back == [row[TOKEN_BYTES:] for row in kept]

    def test_pages_are_parted_by_four_as_they_fill(self):
        assert [width_for(size, 32) for size in (0, 32, 33, 128, 129)] == [0, 0, 1, 1, 2]
        paths = [document_path("f1234567890a", width) for width in range(4)]
        assert paths == ["_/s/dall.json", "_/s/d3.json", "_/s/df.json", "_/s/d3c.json"]
        assert CAP <= 2_000

    @given(st.lists(st.binary(min_size=1, max_size=40), max_size=300))
    @settings(max_examples=30)
    def test_a_spool_gives_back_everything_once_and_in_order(self, records):
        with Spool() as spool:
            spool.add(records)
            assert [one for part in spool.parts() for one in part] == sorted(set(records))

    def test_a_spool_of_equal_sizes_does_the_same(self):
        records = [bytes([at * 37 % 256, at % 7]) for at in range(5000)]
        with Spool(2) as spool:
            spool.add(records)
            assert [one for part in spool.parts() for one in part] == sorted(set(records))


class TestWords:
    @pytest.mark.parametrize(
        ("word", "same"),
        [
            ("tests", "test"),
            ("testing", "test"),
            ("counselling", "counsell"),
            ("families", "family"),
            ("bus", "bus"),
            ("sing", "sing"),
            ("abuse", "abuse"),
            ("hiv", "hiv"),
            ("ជួយ", "ជួយ"),
        ],
    )
    def test_endings(self, word, same):
        assert stem(word) == same

    @given(st.text(max_size=60))
    def test_reading_a_text_never_fails(self, text):
        for token, folded in read_words(text).tokens:
            assert token
            assert isinstance(folded, bool)

    @given(st.text(st.characters(max_codepoint=127), max_size=60))
    def test_the_quick_way_for_plain_texts_reads_the_same(self, text):
        marked = read_words(text + " ក")
        assert [token for token, _ in read_words(text).tokens] == [token for token, _ in marked.tokens if token != "ក"]

    def test_places_are_read_back_as_they_were_kept(self):
        places = Places.of(edition(REAL))
        assert Places.read(orjson.loads(orjson.dumps(places.kept()))) == places
        assert list(places.within("1505")) == ["1505", "15"]
        assert list(places.within("nowhere")) == ["nowhere"]
