"""A passphrase is the same however it was typed, and another one stays another."""

from __future__ import annotations

from hashlib import pbkdf2_hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romduol.safety.crypto.words import comparable, joined, listed_words, stretch


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("រលត់ ចង្កៀង", "  រលត់\u00a0\u3000\nចង្កៀង "),
        ("រលត់ចង្កៀង", "\ufeffរលត់\u200bចង្កៀង\u2060"),
        ("លេខ 1234567890", "លេខ ១២៣៤៥៦៧៨៩០"),
        ("caf\u00e9", "cafe\u0301"),
        ("caf\u00e9", "cafe\u200d\u0301"),
        ("Lantern 12", "Ｌａｎｔｅｒｎ　１２"),
    ],
)
def test_typed_otherwise_it_is_the_same(one, other):
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Lantern", "lantern"), ("two words", "twowords"), ("រលត់", "រលត"), ("a-b", "ab")]
)
def test_another_word_stays_another(one, other):
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize("blank", [*"\t\n\v\f\r ", "\x85", "\u1680", "\u2009", "\u2028", "\u2029", "\u202f", "\u205f"])
def test_each_blank_counts_as_one(blank):
    assert comparable(f"{blank}a{blank}{blank}b{blank}") == b"a b"


def test_what_only_some_languages_call_white_space_stays():
    assert comparable("a\x1cb") == b"a\x1cb"


def test_half_a_sign_is_no_fault_and_becomes_what_browsers_write():
    assert comparable("a\ud83c") == "a\ufffd".encode()


@given(
    st.text(alphabet=st.sampled_from("aBe ០9\u00e9\u0301\u00a8\u200b\u3000កា\uff11\ufb01\u0085"), max_size=12)
    | st.text(max_size=20)
)
def test_made_comparable_once_it_stays_so(text):
    once = comparable(text)
    assert comparable(once.decode()) == once
    assert not once.startswith(b" ")
    assert b"  " not in once


def test_groups_are_joined_whatever_stands_between():
    assert joined("12\u00a034-5\u20136.7\u00b78\u200b9\r\n") == "123456789"


def test_words_of_a_list_are_taken_in_capitals_and_with_signs_of_no_width():
    assert listed_words(" Academic\u200b  ACID\nacne ") == ["academic", "acid", "acne"]
    assert listed_words(" ") == []


def test_stretching_is_pbkdf2():
    assert stretch(b"word", b"salt", 3) == pbkdf2_hmac("sha256", b"word", b"salt", 3)
