"""Folding, clusters and sorting of Khmer text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romduol.base.khmer import bigrams, canonical, clusters, digits, fold, sort_key, visible

KHMER = st.text(alphabet=st.characters(min_codepoint=0x1780, max_codepoint=0x17F9), max_size=30)
MIXED = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x1780, max_codepoint=0x17F9),
        st.characters(min_codepoint=0x20, max_codepoint=0x24F),
        st.sampled_from("\u200b\u200d\u2060\ufeff\u0301\u0306 \u17d2\u17c1\u17b8\u17c9\u17bb"),
    ),
    max_size=30,
)

# The 25 provinces in the order of a Khmer dictionary; ICU's collation for `km` agrees.
PROVINCES_IN_ORDER = [
    "កណ្ដាល",
    "កែប",
    "កំពង់ចាម",
    "កំពង់ឆ្នាំង",
    "កំពង់ធំ",
    "កំពង់ស្ពឺ",
    "កំពត",
    "កោះកុង",
    "ក្រចេះ",
    "តាកែវ",
    "ត្បូងឃ្មុំ",
    "បន្ទាយមានជ័យ",
    "បាត់ដំបង",
    "ប៉ៃលិន",
    "ពោធិ៍សាត់",
    "ព្រៃវែង",
    "ព្រះវិហារ",
    "ព្រះសីហនុ",
    "ភ្នំពេញ",
    "មណ្ឌលគិរី",
    "រតនគិរី",
    "សៀមរាប",
    "ស្ទឹងត្រែង",
    "ស្វាយរៀង",
    "ឧត្ដរមានជ័យ",
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("កណ្ដាល", "កណ្តាល"),  # subscript da and subscript ta look the same
        ("ស៊ីសុផុន", "សុីសុផុន"),  # a shifter typed as the vowel u
        ("ប៉ោយប៉ែត", "បោយបែត"),  # a shifter left out
        ("កេី", "កើ"),  # one vowel typed as two
        ("កេា", "កោ"),
        ("កាេ", "កោ"),
        ("ស្រ្តី", "ស្ត្រី"),  # subscript ro typed too early
        ("កំុ", "កុំ"),  # nikahit before its vowel
        ("ភ្នំ\u200bពេញ", "ភ្នំពេញ"),
        ("ភ្នំំពេញ", "ភ្នំពេញ"),  # a doubled mark
        ("ឲ្យ", "ឱ្យ"),
        ("លេខ ១២៨០", "លេខ 1280"),
        ("Kâmpóng Spœ", "kampong  SPOE "),
        ("Poŭthĭsăt", "pouthisat"),
        ("Đồng Tháp", "dong thap"),
        ("Ｋｅｐ", "kep"),
    ],
)
def test_what_people_mix_up_is_one_after_folding(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("កំពត", "កំពង់"), ("តា", "ដា"), ("កុំ", "កំ"), ("ស្រី", "សី"), ("Kampot", "Kampong"), ("023 997", "023 987")],
)
def test_folding_keeps_different_words_apart(one, other):
    assert fold(one) != fold(other)


def test_canonical_order_loses_nothing_that_can_be_seen():
    assert canonical("ស្រ្តី") == canonical("ស្ត្រី")
    assert canonical("កេី") == "កើ"
    assert canonical("កណ្ដាល") != canonical("កណ្តាល")
    assert canonical("ប៉ៃលិន") == "ប៉ៃលិន"
    assert canonical("Takéo ១") == "Takéo ១"


@given(MIXED)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(MIXED)
def test_canonical_twice_changes_nothing(text):
    assert canonical(canonical(text)) == canonical(text)


@given(MIXED)
def test_folding_does_not_see_normal_forms_or_invisible_characters(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold("\u200b".join(text)) == fold(text)


@given(KHMER)
def test_clusters_lose_no_letter(text):
    letters = [sign for sign in text if "\u1780" <= sign <= "\u17b3" and sign not in visible("\u17b4\u17b5")]
    assert [sign for sign in "".join(clusters(text)) if "\u1780" <= sign <= "\u17b3"] == letters


def test_clusters_and_bigrams_of_a_mixed_text():
    assert clusters("ស្ត្រី ភ្នំពេញ PrEP 12") == ("ស្ត្រី", "ភ្នំ", "ពេ", "ញ", "PrEP", "12")
    assert bigrams("ភ្នំពេញ PrEP ក 12") == ("ភ្នំពេ", "ពេញ", "PrEP", "ក", "12")
    assert bigrams("") == ()


def test_digits_of_both_scripts():
    assert digits("០១២៣៤៥៦៧៨៩ 0") == "0123456789 0"


def test_provinces_sort_as_in_a_dictionary():
    by_code_point = sorted(PROVINCES_IN_ORDER)
    assert sorted(by_code_point, key=sort_key) == PROVINCES_IN_ORDER
    assert by_code_point != PROVINCES_IN_ORDER, "code points alone would do"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ក", "កក"),
        ("កអ", "កា"),  # letters come before vowels
        ("កៅ", "កុំ"),  # plain vowels before those with a final sign
        ("កុំ", "កំ"),
        ("កំ", "កាំ"),
        ("កាំ", "កះ"),
        ("កោះ", "ក្ក"),  # subscripts last
        ("ក្ក", "ខ"),
        ("រអ", "ឫ"),
        ("ឮ", "វ"),
        ("ឥក", "អីក"),  # an independent vowel stands where its vowel does
        ("បា", "ប៉ា"),  # a shifter only decides between equals
        ("ប៉ា", "បាក"),
        ("១", "ក"),
        ("kep", "Koh Kong"),
    ],
)
def test_dictionary_order(before, after):
    assert sort_key(before) < sort_key(after)
