"""What could lead to a person is taken out of a reader's words before anything is kept."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from romduol.desk.suggestions.records import Masked, Taken
from romduol.desk.suggestions.rules.masking import LONGEST_WORDS, MASK, masked, number_key

SCRIPTS = ("0123456789", "០១២៣៤៥៦៧៨៩", "๐๑๒๓๔๕๖๗๘๙", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
GAPS = ("", " ", "-", ".", " - ", "\u200b", "\u00a0", "/", "\ufe0f\u20e3", "·", ") (")
PREFIXES = ("0", "+855", "00855 ", "+855 (0)", "855-")


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """One of the numbers that cannot be dialled, as people may write it."""
    digits = f"99000{draw(st.integers(100, 199))}"
    script = draw(st.sampled_from(SCRIPTS))
    text = draw(st.sampled_from(PREFIXES)) + "".join(digit + draw(st.sampled_from(GAPS)) for digit in digits)
    return "".join(script[int(sign)] if sign.isascii() and sign.isdigit() else sign for sign in text)


@given(numbers(), st.sampled_from(["", "call ", "ទូរស័ព្ទ", "លេខ ", "(", "x: "]), st.sampled_from(["", " now", "ខុស", "."]))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_no_number_stays_however_it_is_written(number, before, after):
    found = masked(f"{before}{number}{after}")
    assert Taken.PHONE in found.taken
    assert len(re.findall(r"\d", found.words)) < 4


@given(numbers())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_a_number_that_the_page_shows_stays(number):
    key = number_key(number)
    if key:  # Some ways to write it are no number to anybody.
        assert masked(f"it is {number}", shown={key}).taken == ()
        assert masked(f"it is {number}", shown={"85599000200"}).taken == (Taken.PHONE,)


@given(st.text(max_size=200) | st.text(alphabet="0123456789០១ +-.@#:/oO loksreyឈ្មោះផ្លូវ\n", max_size=80))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_masking_twice_changes_nothing_and_leaves_few_digits(text):
    once = masked(text)
    assert masked(once.words).words == once.words
    assert len(once.words) <= LONGEST_WORDS
    assert not re.search(r"\d{6}", once.words)
    assert "@" not in once.words.replace(" @ ", "").strip("@ \n")


LEADS_TO_SOMEBODY = [
    ("zero nine nine zero zero zero one", Taken.PHONE, "nine"),
    ("សូន្យប្រាំបួនប្រាំបួន សូន្យសូន្យសូន្យ មួយ", Taken.PHONE, "ប្រាំបួន"),
    ("O99 OOO 1O1", Taken.PHONE, "99"),
    ("write to sokha@lantern.example", Taken.EMAIL, "sokha"),
    ("sokha (at) mail (dot) example", Taken.EMAIL, "sokha"),
    ("sokha at gmail dot com", Taken.EMAIL, "sokha"),
    ("find me @sokha_99", Taken.EMAIL, "sokha"),
    ("telegram: sokha", Taken.LINK, "sokha"),
    ("តេឡេក្រាម៖ t.me/sokha", Taken.LINK, "sokha"),
    ("facebook name Sokha.Dara", Taken.LINK, "Sokha"),
    ("see https://lantern.example/a?b=sokha", Taken.LINK, "sokha"),
    ("Mr. Sok Dara beat me", Taken.NAME, "Dara"),
    ("lok srey sophea said no", Taken.NAME, "sophea"),
    ("my name is sokha chan", Taken.NAME, "chan"),
    ("Doctor Sophea was rude", Taken.NAME, "Sophea"),
    ("I am Dara", Taken.NAME, "Dara"),
    ("ខ្ញុំឈ្មោះ សុខា", Taken.NAME, "សុខា"),
    ("លោក សុខ សុភា វាយខ្ញុំ", Taken.NAME, "សុភា"),
    ("អ្នកស្រីសុភាប្រាប់គេ", Taken.NAME, "សុភា"),
    ("house no 12B, street 271", Taken.ADDRESS, "271"),
    ("I live in sangkat toul kork", Taken.ADDRESS, "kork"),
    ("Monivong boulevard", Taken.ADDRESS, "Monivong"),
    ("#12 near the market", Taken.ADDRESS, "12"),
    ("ផ្ទះលេខ ១២ ផ្លូវ ២៧១ សង្កាត់ទួលគោក", Taken.ADDRESS, "ទួលគោក"),
    ("ភូមិព្រែក ឃុំតាខ្មៅ", Taken.ADDRESS, "តាខ្មៅ"),
    ("passport N01234", Taken.DIGITS, "01234"),
    ("ID 010234567", Taken.PHONE, "0234"),
    ("born 3 May 1990", Taken.DATE, "1990"),
    ("កើតថ្ងៃទី ៣ ឧសភា ១៩៩០", Taken.DATE, "1990"),
    ("on 3/11/2026", Taken.DATE, "2026"),
]
LEADS_TO_NOBODY = [
    "The line is closed. Nobody answers.",
    "open 8:00 - 17:00, 7.30-11.30",
    "they asked 500,000 riel",
    "number 117 is wrong, 1280 is right",
    "they are on the road to town",
    "they moved to the same street",
    "no name asked",
    "ខ្ញុំជាអ្នកធ្វើការផ្លូវភេទ",
    "ឈ្មោះអង្គការខុស",
    "គេទារលុយ 50$",
]


def test_what_could_lead_to_a_person_is_gone():
    found = {text: (masked(text), kind, gone) for text, kind, gone in LEADS_TO_SOMEBODY}
    assert [text for text, (now, kind, _) in found.items() if kind not in now.taken or MASK not in now.words] == []
    assert [text for text, (now, _, gone) in found.items() if gone in now.words] == []


def test_what_leads_to_nobody_stays():
    assert [masked(text) for text in LEADS_TO_NOBODY] == [Masked(text) for text in LEADS_TO_NOBODY]


def test_what_nobody_can_see_is_nothing():
    assert [masked(text).words for text in ("", " \u200b\u2060", "\x00\x07", "\u202e")] == [""] * 4
