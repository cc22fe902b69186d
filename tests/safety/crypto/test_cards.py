"""A card gives its secret back, and names the row that was typed wrongly."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.making_words import cards, check_of, fixed

from romduol.safety.crypto.cards import SIGNS, read_card, show_card
from romduol.safety.crypto.errors import Mistyped

secrets = st.binary(min_size=32, max_size=32)


def refusal(typed: str) -> Mistyped:
    """Return why this is not taken for a card."""
    with pytest.raises(Mistyped) as caught:
        read_card(typed)
    return caught.value


def with_row(rows: tuple[str, ...], row: int, changed: str) -> str:
    """Return a card of which one row (1 to 4) was typed otherwise."""
    return "\n".join((*rows[: row - 1], changed, *rows[row:]))


@given(secrets)
def test_four_rows_of_fourteen_give_the_secret_back(secret):
    rows = show_card(secret)
    assert [len(row) for row in rows] == [14] * 4
    assert set("".join(rows)) <= set(SIGNS)
    assert rows[0][0] in "01"
    assert read_card("\n".join(rows)) == secret


@given(secrets)
def test_each_row_ends_with_the_sum_as_the_specification_writes_it(secret):
    assert all(row[-1] == check_of(row[:-1], number) for number, row in enumerate(show_card(secret), 1))


@pytest.mark.parametrize("row", [1, 2, 3, 4])
def test_every_wrong_sign_is_found_and_the_row_named(row):
    rows = show_card(fixed("card"))
    good = rows[row - 1]
    tried = 0
    for place, sign in enumerate(good):
        for other in SIGNS:
            if other != sign:
                problem = refusal(with_row(rows, row, good[:place] + other + good[place + 1 :]))
                assert (problem.reason, problem.row) == ("check", row)
                tried += 1
    assert tried == 14 * 31


@settings(max_examples=25)
@given(secrets, st.integers(1, 4))
def test_every_two_signs_that_changed_places_are_found_and_the_row_named(secret, row):
    rows = show_card(secret)
    good = list(rows[row - 1])
    for one, other in combinations(range(14), 2):
        if good[one] != good[other]:
            wrong = good.copy()
            wrong[one], wrong[other] = good[other], good[one]
            problem = refusal(with_row(rows, row, "".join(wrong)))
            assert (problem.reason, problem.row) == ("check", row)


def test_the_sum_finds_a_swap_at_any_two_places():
    """The sum is linear: what one swap changes depends on the two places and on how the two signs differ alone."""
    zeros = show_card(bytes(32))
    for one, other in combinations(range(13), 2):
        for sign in SIGNS[1:]:
            row = ["0"] * 13
            row[one] = sign
            check = check_of("".join(row), 2)
            row[one], row[other] = "0", sign
            assert refusal(with_row(zeros, 2, "".join((*row, check)))).row == 2


@given(secrets, st.permutations(range(4)).filter(lambda order: order != [0, 1, 2, 3]))
def test_rows_in_another_order_are_found_and_the_first_of_them_named(secret, order):
    rows = show_card(secret)
    problem = refusal("\n".join(rows[at] for at in order))
    moved = next(place for place, at in enumerate(order, 1) if at != place - 1)
    assert (problem.reason, problem.row) == ("check", moved)


@given(secrets, st.sampled_from(["", " ", "-", "\n", "\r\n", "\u00a0", "\u2011", "\u200b"]))
def test_small_letters_look_alikes_and_any_grouping_are_taken(secret, between):
    signs = "".join(show_card(secret))
    assert read_card(between.join(signs.lower())) == secret
    assert read_card(signs.replace("0", "O").replace("1", "I")) == secret
    assert read_card(signs.replace("0", "o").replace("1", "l")) == secret
    assert read_card(signs.replace("1", "L")) == read_card(signs.replace("1", "i")) == secret


@pytest.mark.parametrize("sign", ["U", "u", "!", "\u17e1", "\u0131", "\u212a", "\u00df", "\uff21", "\x00"])
def test_a_sign_of_no_card_is_told_with_its_row(sign):
    problem = refusal(with_row(show_card(fixed("card")), 3, sign + "0" * 13))
    assert (problem.reason, problem.row) == ("sign", 3)


@pytest.mark.parametrize("typed", ["", "0", "0" * 55, "0" * 57, "0" * 5000])
def test_a_wrong_count_is_told(typed):
    problem = refusal(typed)
    assert (problem.reason, problem.row) == ("length", None)
    assert f"{len(typed)} signs came" in str(problem)


@pytest.mark.parametrize("first", "2Z8")
def test_a_card_of_more_than_32_bytes_is_none(first):
    signs = first + "0" * 12
    problem = refusal(with_row(show_card(bytes(32)), 1, signs + check_of(signs, 1)))
    assert (problem.reason, problem.row) == ("sign", 1)


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33)])
def test_only_32_bytes_go_on_a_card(secret):
    with pytest.raises(ValueError, match="32 bytes"):
        show_card(secret)


class TestVectors:
    vectors = cards()

    def test_what_is_typed_well_is_taken(self):
        for case in self.vectors["typed"]:
            assert read_card(case["typed"]).hex() == case["secret"]

    def test_what_is_typed_badly_is_refused_for_its_reason_and_row(self):
        for case in self.vectors["refused"]:
            problem = refusal(case["typed"])
            assert (problem.reason, problem.row) == (case["reason"], case["row"]), case["why"]
