"""A code finds its typing errors, and with another safety word it is the code of nobody."""

from __future__ import annotations

from collections import Counter
from hashlib import pbkdf2_hmac, sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.making_words import CODES, in_khmer, receipts, whole

from romduol.safety.crypto.errors import Mistyped
from romduol.safety.crypto.keys import hkdf
from romduol.safety.crypto.receipts import check_digit, derive_receipt, new_code, read_code, show_code

codes = st.text(alphabet="0123456789", min_size=23, max_size=23).map(whole)


def wrong_digits(code: str) -> list[str]:
    """Return every code that differs in one digit."""
    return [
        code[:place] + other + code[place + 1 :]
        for place, digit in enumerate(code)
        for other in "0123456789"
        if other != digit
    ]


def swapped(code: str) -> list[str]:
    """Return every code in which two different neighbours changed places."""
    return [
        code[:place] + second + first + code[place + 2 :]
        for place, (first, second) in enumerate(pairwise(code))
        if first != second
    ]


def refusal(typed: str) -> Mistyped:
    """Return why this is not taken for a code."""
    with pytest.raises(Mistyped) as caught:
        read_code(typed)
    return caught.value


def test_the_check_digit_is_that_of_the_thesis():
    assert check_digit("572") == "4"
    assert check_digit("5724") == "0"


@pytest.mark.parametrize("code", CODES)
def test_every_wrong_digit_and_every_swap_of_neighbours_is_found(code):
    assert len(wrong_digits(code)) == 216
    assert {refusal(typed).reason for typed in (*wrong_digits(code), *swapped(code))} == {"check"}


@settings(max_examples=40)
@given(codes)
def test_that_is_so_for_any_code(code):
    assert read_code(code) == code
    for typed in (*wrong_digits(code), *swapped(code)):
        with pytest.raises(Mistyped):
            read_code(typed)


@given(codes, st.sampled_from(["", " ", "\u00a0", "-", "\u2011", "\u2014", ".", "\u00b7", "\u200b", "\n", " - "]))
def test_khmer_digits_and_any_grouping_are_the_same_code(code, between):
    assert read_code(in_khmer(code)) == code
    assert read_code(between.join(code)) == code
    assert read_code(in_khmer(show_code(code)).replace(" ", between)) == code


def test_it_is_shown_in_six_groups_of_four():
    assert show_code("123456789012345678901234") == "1234 5678 9012 3456 7890 1234"


@pytest.mark.parametrize("typed", ["", "1", CODES[1][:-1], CODES[1] + "0", "1" * 1000])
def test_a_wrong_count_is_told(typed):
    problem = refusal(typed)
    assert problem.reason == "length"
    assert f"{len(typed)} came" in str(problem)


@pytest.mark.parametrize("sign", ["O", "x", "+", "\u0663", "\u0e51", "\uff11", "\u00b2", "\u17f0", "\x00", "🏮"])
def test_another_sign_is_told(sign):
    assert refusal(sign + CODES[1][1:]).reason == "sign"


@given(st.text(max_size=30))
def test_a_refusal_holds_nothing_of_what_was_typed_but_how_much_it_was(text):
    problem = refusal(CODES[1][:-2] + text + "x")
    assert str(problem) == "a receipt has digits only"
    assert problem.__context__ is None


def test_new_codes_are_codes_and_differ():
    made = {new_code() for _ in range(50)}
    assert len(made) == 50
    assert all(read_code(code) == code for code in made)


def test_each_digit_is_as_likely_since_bytes_that_would_favour_some_are_left_out():
    first = Counter(new_code(bytes((byte, 7)).__mul__)[0] for byte in range(250))
    assert first == dict.fromkeys("0123456789", 25)
    assert {new_code(bytes((byte, 7)).__mul__)[0] for byte in range(250, 256)} == {"7"}


@pytest.fixture(scope="module")
def made():
    """One receipt without a word, one with, one with another."""
    return [derive_receipt(CODES[1], word) for word in ("", "ចង្កៀង", "ចង្កៀក")]


def test_a_receipt_is_made_as_the_specification_says(made):
    root = pbkdf2_hmac("sha256", CODES[1].encode() + b"\x00" + "ចង្កៀង".encode(), b"romduol vault receipt", 200_000)
    assert made[1].locator == hkdf(root, b"romduol vault receipt locator")
    assert made[1].token == hkdf(root, b"romduol vault receipt token")
    assert made[1].key == hkdf(root, b"romduol vault receipt key")
    assert made[1].locator_hash == sha256(made[1].locator).digest()
    assert made[1].token_hash == sha256(made[1].token).digest()


def test_a_wrong_word_is_an_unknown_code(made):
    parts = [part for one in made for part in (one.locator, one.token, one.key)]
    assert len(set(parts)) == 9
    # Nothing of one shows in another: about half of the bits differ, as between any two random ones.
    for one, other in pairwise(parts):
        assert 80 < (int.from_bytes(one) ^ int.from_bytes(other)).bit_count() < 176


def test_the_way_it_was_typed_makes_no_difference(made):
    assert derive_receipt(in_khmer(show_code(CODES[1])), " ចង្កៀង\u200b ") == made[1]


def test_a_receipt_does_not_print_itself(made):
    assert made[0].key.hex() not in repr(made[0])
    assert repr(made[0].key) not in repr(made[0])


def test_what_is_mistyped_derives_nothing():
    with pytest.raises(Mistyped):
        derive_receipt(CODES[1][:-1])


class TestVectors:
    vectors = receipts()

    def test_what_is_typed_well_is_taken(self):
        for case in self.vectors["typed"]:
            assert read_code(case["typed"]) == case["code"]

    def test_what_is_typed_badly_is_refused_for_its_reason(self):
        for case in self.vectors["refused"]:
            assert refusal(case["typed"]).reason == case["reason"], case["why"]
