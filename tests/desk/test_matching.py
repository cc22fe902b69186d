"""Records that are one are proposed, whatever the script; branches, chains and neighbours are not."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.copies import KH
from tests.knowledge import shelves

from romduol.desk.duplicates.records import Card, EvidenceKind, Likelihood
from romduol.desk.duplicates.rules.cards import card_of_listing, cards_of_edition
from romduol.desk.duplicates.rules.facts import site
from romduol.desk.duplicates.rules.index import LARGEST_BLOCK, LEAST, Index, pairs
from romduol.desk.duplicates.rules.naming import read_names
from romduol.desk.imports.listings import Link, Listing, Said
from romduol.desk.imports.records import Place

P1, P2, P3 = "+85599000101", "+85599000102", "+85599000103"


def body(*names: str, **more: object) -> Card:
    return Card("", "organization", names, **more)  # type: ignore[arg-type]


def service(*names: str, **more: object) -> Card:
    return Card("", "service", names, **more)  # type: ignore[arg-type]


SAME = [
    (
        body("Romdoul Meas Organisation", places=("06",)),
        body("Rumduol Meas Org.", places=("06",)),
        "romanised otherwise",
    ),
    (
        body("Kesor Women's Centre", places=("07",)),
        body("Women Center Kesor", places=("07",)),
        "another order, shortened",
    ),
    (body("អង្គការរំដួលវិចិត្រ", places=("06",)), body("Angkar Romdoul Vichet", places=("06",)), "Khmer and Latin letters"),
    (body("សមាគមផ្កាស្វាយរៀងថ្មី"), body("សមាគមផ្កា ស្វាយរៀងថ្មី\u200b"), "spaces, some of no width"),
    (body("មូលនិធិច័ន្ទដារា", places=("12",)), body("មូលនិធិច័ន្ធដារា", phones=(P1,), places=("12",)), "a letter mistaken"),
    (body("អង្គការស្ត្រីកែវ"), body("អង្គការស្រី្តកែវ"), "signs in another order"),
    (
        body("Kesor Bopha Sovann Network", acronyms=("KBSN",), phones=(P1,)),
        body("KBSN", phones=(P1,)),
        "only the acronym, and the phone",
    ),
    (
        body("Kesor Bopha Sovann Network", phones=(P1,), places=("02",)),
        body("Kesor Bopha Sovan Network (KBSN)", phones=(P2,), places=("02",)),
        "the number has changed",
    ),
    (body("Sovann Kesor Health Centre 2", places=("0304",)), body("Sovan Kesor HC II", places=("0304",)), "one number"),
    (
        body("Sovann Kesor", websites=("https://www.kesor.example/en",)),
        body("Kesor Sovann NGO", websites=("http://kesor.example",)),
        "a website",
    ),
    (body("ឃុំកែវ (Keo Sovann Centre)", places=("02",)), body("Keo Sovann Center", places=("02",)), "two names in one"),
    (
        service("Legal aid for women", bodies=("Kesor Bopha",), places=("0304",), categories=("legal_aid",)),
        service(
            "Legal aid for womens", bodies=("Kesor Bopha Organisation",), places=("0304",), categories=("legal_aid",)
        ),
        "a slip, one body at one place",
    ),
    (
        service(bodies=("Kesor Bopha",), places=("0304",), categories=("legal_aid",)),
        service("Legal aid", bodies=("Kesor Bopha",), places=("0304",), categories=("legal_aid",)),
        "one has no name of its own, and all else is the same",
    ),
    (
        service("ប្រឹក្សាផ្លូវចិត្ត", bodies=("អង្គការកេសរបុប្ផា",), places=("0304",), categories=("counselling",)),
        service("ប្រឹក្សាផ្លូវចិត", bodies=("អង្គការកេសរបុប្ផា",), places=("0304",), categories=("counselling",)),
        "a sign forgotten",
    ),
]
NOT_SAME = [
    (body("Svay Keo Health Centre 1", places=("0304",)), body("Svay Keo Health Centre 2", places=("0304",)), "numbers"),
    (body("មណ្ឌលសុខភាពស្វាយកែវ ១"), body("មណ្ឌលសុខភាពស្វាយកែវ ២"), "numbers in Khmer digits"),
    (
        body("Kesor Bopha Takeo Office", phones=(P1,), places=("21",)),
        body("Kesor Bopha Kampot Office", phones=(P1,), places=("07",)),
        "branches of one body with its phone",
    ),
    (
        body("Kesor Bopha", phones=(P1,), places=("21",)),
        body("Kesor Bopha Kampot Office", phones=(P1,), places=("07",)),
        "a branch",
    ),
    (
        body("Department of Women's Affairs", places=("01",)),
        body("Department of Women's Affairs", places=("02",)),
        "each province has one",
    ),
    (body("មន្ទីរពេទ្យខេត្តកំពត", places=("07",)), body("មន្ទីរពេទ្យខេត្តតាកែវ", places=("21",)), "one kind, two provinces"),
    (
        body("Hope for Women Kesor", places=("06",)),
        body("Hope for Children Sovann", places=("06",)),
        "words that many use",
    ),
    (body("Kesor Bopha", phones=(P1,)), body("Sovann Dara", phones=(P1,)), "one number for two names"),
    (body(places=("06",), phones=(P1,)), body("Kesor Bopha", places=("06",), phones=(P1,)), "a number without a name"),
    (body("Provincial Hospital", places=("06",)), body("Provincial Court", places=("06",)), "what it is differs"),
    (body("សមាគមកុមារកេសរ", places=("06",)), body("សមាគមស្ត្រីកេសរ", places=("06",)), "children and women"),
    (
        service("Legal aid", bodies=("Kesor Bopha",), places=("06",), categories=("legal_aid",)),
        service("Legal aid", bodies=("Kesor Bopha",), places=("07",), categories=("legal_aid",)),
        "one body's service in another province",
    ),
    (
        service("Legal aid", bodies=("Kesor Bopha",), places=("0601",)),
        service("Legal aid", bodies=("Sovann Dara Vichet",), places=("0601",)),
        "two bodies at one place",
    ),
    (
        service("Legal aid from Kesor", "ជំនួយផ្លូវច្បាប់ពី Kesor", bodies=("Kesor",), phones=(P1,)),
        service("Counselling from Kesor", "ការប្រឹក្សាពី Kesor", bodies=("Kesor",), phones=(P1,)),
        "two services of one body",
    ),
    (
        service(bodies=("Kesor Bopha",), places=("0304",), categories=("legal_aid",)),
        service(bodies=("Kesor Bopha",), places=("0304",), categories=("counselling",)),
        "without names, by category",
    ),
    (
        service("ផែនការគ្រួសារសម្រាប់កុមារ", bodies=("Kesor",), places=("0304",), categories=("reproductive_health",)),
        service("ផែនការគ្រួសារសម្រាប់កុមារី", bodies=("Kesor",), places=("0304",), categories=("reproductive_health",)),
        "for girls and for children, one sign apart",
    ),
]


@lru_cache
def crowd() -> tuple[Card, ...]:
    """Records around them, so that it is known which words are common."""
    names = ("Hope", "Women", "Children", "Light", "Rights", "Future")
    found = [
        Card(f"crowd-{n}-{m}", "organization", (f"{first} for {second} Invented {n * 10 + m}",), places=("20",))
        for n, first in enumerate(names)
        for m, second in enumerate(names)
    ]
    return tuple(found)


def score(a: Card, b: Card) -> tuple[float, Index]:
    a, b = replace(a, id="a"), replace(b, id="b")
    index = Index([a, b, *crowd()])
    return index.compare(a, b).score, index


@pytest.mark.parametrize(("a", "b", "why"), SAME, ids=[why for *_, why in SAME])
def test_what_is_one_is_proposed_and_found_by_a_key(a, b, why):
    sure, index = score(a, b)
    assert sure >= LEAST
    assert [(pair.a, pair.b) for pair in index.pairs()] == [("a", "b")]


@pytest.mark.parametrize(("a", "b", "why"), NOT_SAME, ids=[why for *_, why in NOT_SAME])
def test_what_is_not_one_is_not_proposed(a, b, why):
    sure, index = score(a, b)
    assert sure < LEAST
    assert not list(index.pairs())


def test_a_steward_sees_what_speaks_for_and_against():
    a = Card("a", "organization", ("Kesor Bopha Network",), phones=(P1,), places=("06",))
    b = Card("b", "organization", ("Kesor Bopha Network",), phones=(P2, P1), places=("07",))
    pair = Index([a, b]).compare(b, a)
    told = {one.kind: one for one in pair.evidence}
    assert {EvidenceKind.SAME_NAME, EvidenceKind.PHONE, EvidenceKind.OTHER_PLACE} <= set(told)
    assert (told[EvidenceKind.PHONE].a, told[EvidenceKind.PHONE].b) == (P1, P1)
    assert (told[EvidenceKind.OTHER_PLACE].a, told[EvidenceKind.OTHER_PLACE].b) == ("06", "07")
    assert told[EvidenceKind.OTHER_PLACE].strength < 0 < told[EvidenceKind.PHONE].strength
    strengths = [abs(one.strength) for one in pair.evidence]
    assert strengths == sorted(strengths, reverse=True)


def test_a_number_of_many_is_no_way_to_a_pair_and_says_little():
    cards = [Card(f"c{n:03}", "organization", (f"Sovann{n} Dara{n}",), phones=(P1,)) for n in range(LARGEST_BLOCK + 1)]
    index = Index(cards)
    assert not index.candidates(cards[0])
    kinds = {one.kind for one in index.compare(cards[0], cards[1]).evidence}
    assert EvidenceKind.SHARED_PHONE in kinds
    assert EvidenceKind.PHONE not in kinds


def in_place(key: str, place: str, *names: str, **more: object) -> Card:
    places = (place,) if place else ()
    return replace(service(*names, bodies=("Kesor Bopha",), places=places, categories=("legal_aid",), **more), id=key)


def test_a_record_that_fits_several_alike_is_proposed_with_none_of_them():
    one, two, three = (
        in_place(key, place, "Legal aid for women") for key, place in (("a", "06"), ("b", "07"), ("c", "21"))
    )
    nowhere = in_place("nowhere", "", "Legal aid for women")
    alone = Index([one, nowhere]).compare(one, nowhere)
    index = Index([one, two, three, nowhere])
    among = index.compare(one, nowhere)
    assert among.score < LEAST <= alone.score
    told = next(each for each in among.evidence if each.kind is EvidenceKind.FITS_OTHERS)
    assert (told.a, told.b) == ("0", "2")
    assert told.strength < 0
    assert not list(index.pairs())


def test_to_fit_two_that_are_one_is_no_doubt():
    one, again = in_place("a", "06", "Legal aid for women"), in_place("b", "06", "Legal aid for women")
    nowhere = in_place("nowhere", "", "Legal aid for women")
    found = Index([one, again, nowhere]).pairs()
    assert [(pair.a, pair.b) for pair in found] == [("a", "b"), ("a", "nowhere"), ("b", "nowhere")]


def test_one_kind_of_help_in_other_words_counts_as_the_kind_and_not_as_the_name():
    def told(name: str, key: str) -> Card:
        return Card(key, "service", (name,), bodies=(f"Kesor{key}",), categories=("literacy",), places=("0601",))

    others = [told(name, f"{name}{n}") for name in ("Literacy classes", "Reading and writing") for n in range(8)]
    one, two = (
        Card(key, "service", (name,), bodies=("Sovann Dara",), categories=("literacy",), places=("0304",))
        for key, name in (("a", "Literacy classes for women"), ("b", "Reading and writing for women"))
    )
    pair = Index([*others, one, two]).compare(one, two)
    assert pair.score >= LEAST
    assert (EvidenceKind.CATEGORY, "literacy") in {(each.kind, each.a) for each in pair.evidence}
    others_people = replace(two, names=("Reading and writing for children",))
    assert Index([*others, one, others_people]).compare(one, others_people).score < LEAST


def test_an_organisation_is_never_a_service():
    a, b = Card("a", "organization", ("Kesor",)), Card("b", "service", ("Kesor",))
    assert not list(pairs([a, b]))
    with pytest.raises(ValueError, match="never"):
        Index([a, b]).compare(a, b)


def test_what_is_not_in_the_index_is_asked_for_as_well():
    index = Index([Card("a", "organization", ("Kesor Bopha Network",), places=("06",)), *crowd()])
    asked = Card("new", "organization", ("Kesor Bopa Network",), places=("06",))
    assert [(pair.a, pair.b, pair.likelihood is None) for pair in index.matches(asked)] == [("a", "new", False)]


def test_a_listing_of_a_service_takes_names_and_phones_from_its_body():
    at = Place("feed.json", 1)
    words = {"en": "Kesor Bopha", "km": "កេសរបុប្ផា"}
    own = Listing(
        "organization", "o1", at, (Said("name", "Kesor Bopha", "/name", words=words), Said("phone", P1, "/p"))
    )
    card = card_of_listing(own, {})
    assert (card.names, card.phones) == (("Kesor Bopha", "កេសរបុប្ផា"), (P1,))
    given = Listing(
        "service",
        "s1",
        at,
        (Said("serves", "national", "/a"), Said("serves", "0601", "/b")),
        (Link("provided_by", "o1", "/o"),),
    )
    of_service = card_of_listing(given, {"o1": card})
    assert (of_service.bodies, of_service.phones, of_service.places) == (card.names, (P1,), ("0601",))


def test_addresses_come_down_to_what_belongs_to_somebody():
    assert site("https://www.kesor.example/en/contact") == site("http://kesor.example") == "kesor.example"
    assert site("https://www.facebook.com/kesor/about") == "facebook.com/kesor"
    assert site("https://facebook.com/") == site("nowhere") == site("http://[") == ""


def test_a_name_gives_its_acronym_its_number_and_both_scripts():
    read = read_names(("Kesor Bopha Centre 2 (KBC)",), ())
    assert read.shorts == {"kbc"}
    assert [name.numbers for name in read.names] == [{"2"}]
    both = read_names(("មណ្ឌលកេសរ (Kesor Centre)",), ())
    assert [name.khmer for name in both.names] == [True, False]


@lru_cache
def real() -> tuple[Card, ...]:
    return cards_of_edition(shelves.edition(KH))


def test_the_real_pack_has_no_record_twice():
    assert [(pair.a, pair.b) for pair in pairs(real())] == []


def test_each_named_organisation_of_the_pack_is_found_when_it_is_told_again():
    index = Index(real())
    named = [card for card in real() if card.kind == "organization" and card.names]
    assert len(named) > 10
    for card in named:
        again = replace(card, id="again", phones=())
        best = index.matches(again)
        assert best, card.id
        assert card.id in {best[0].a, best[0].b}


WORDS = st.sampled_from(["Kesor", "Bopha", "Sovann", "Health", "Centre", "Women", "for", "2", "ស្ត្រី", "កេសរ", "មណ្ឌល"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
CARDS = st.lists(
    st.builds(
        Card,
        id=st.uuids().map(str),
        kind=st.sampled_from(["organization", "service"]),
        names=st.lists(NAMES, max_size=2).map(tuple),
        phones=st.lists(st.sampled_from([P1, P2, P3]), max_size=2, unique=True).map(tuple),
        places=st.lists(st.sampled_from(["06", "0601", "0602", "07"]), max_size=2, unique=True).map(tuple),
        categories=st.lists(st.sampled_from(["legal_aid", "counselling"]), max_size=1).map(tuple),
        bodies=st.lists(NAMES, max_size=1).map(tuple),
    ),
    min_size=2,
    max_size=8,
    unique_by=lambda card: card.id,
)
UNRELATED = Card("zz", "organization", ("Tuktuk Ripple",), phones=("+85599000199",), places=("25",))


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_the_order_of_cards_changes_nothing(cards):
    assert list(Index(cards).pairs(0.01)) == list(Index(cards[::-1]).pairs(0.01))


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_two_cards_compare_the_same_either_way_and_again(cards):
    index = Index(cards)
    for a in cards:
        for b in cards:
            if a.kind == b.kind and a.id != b.id:
                assert index.compare(a, b) == index.compare(b, a)


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_one_more_card_that_shares_nothing_changes_nothing(cards):
    before = list(Index(cards).pairs(0.01))
    assert [pair for pair in Index([*cards, UNRELATED]).pairs(0.01) if "zz" not in (pair.a, pair.b)] == before


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_pairs_are_what_matches_tell_of_each_card(cards):
    index = Index(cards)
    told = {(pair.a, pair.b): pair for card in cards for pair in index.matches(card, 0.01)}
    assert {(pair.a, pair.b): pair for pair in index.pairs(0.01)} == told


@settings(max_examples=60, deadline=None)
@given(CARDS, st.sampled_from([0.1, 0.5, 0.9]))
def test_what_is_left_out_early_would_have_come_to_less(cards, least):
    index = Index(cards)
    both = [index.compare(card, other) for card in cards for other in index.candidates(card)]
    compared = {(pair.a, pair.b): pair for pair in both}
    assert {(p.a, p.b): p for p in index.pairs(least)} == {ids: p for ids, p in compared.items() if p.score >= least}


@settings(max_examples=40, deadline=None)
@given(NAMES, st.sampled_from(["06", "0601"]))
def test_a_record_told_in_the_same_words_is_very_like_itself(name, place):
    card = Card("a", "organization", (f"{name} Dara Vichet",), phones=(P1,), places=(place,))
    (pair,) = Index([card]).matches(replace(card, id="b"))
    assert pair.likelihood is Likelihood.VERY_LIKELY
