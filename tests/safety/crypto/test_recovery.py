"""Three shares of five give the seed back, two give nothing, and nobody gets a wrong seed without a word."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from shamir_mnemonic import Share, combine_mnemonics, generate_mnemonics  # type: ignore[import-untyped]
from shamir_mnemonic.wordlist import WORDLIST  # type: ignore[import-untyped]
from tests.safety.crypto.making_words import fixed

from romduol.safety.crypto.errors import Mistyped
from romduol.safety.crypto.keys import derive_pair, fingerprint, hkdf
from romduol.safety.crypto.recovery import (
    NEEDED,
    SHARES,
    NotEnough,
    NotTogether,
    check_share,
    join,
    new_seed,
    recovery_keys,
    split,
)

SEED = fixed("recovery seed")


@pytest.fixture(scope="module")
def shares():
    """Five shares of one seed."""
    return split(SEED)


@pytest.fixture(scope="module")
def others():
    """Five shares of another seed."""
    return split(fixed("another recovery seed"))


def mistyped(typed: str) -> Mistyped:
    """Return why this is no share."""
    with pytest.raises(Mistyped) as caught:
        check_share(typed)
    return caught.value


def forged(share: str, value: bytes) -> str:
    """Return a share that says it is this one, with another value and a checksum that fits."""
    read = Share.from_mnemonic(share)
    again = Share(
        read.identifier,
        read.extendable,
        read.iteration_exponent,
        read.group_index,
        read.group_threshold,
        read.group_count,
        read.index,
        read.member_threshold,
        value,
    )
    return str(again.mnemonic())


EXTENDABLE = """\
impulse calcium academic academic alcohol sugar lyrics pajamas column facility finance tension extend \
space birthday rainbow swimming purple syndrome facility trial warn duration snapshot shadow hormone \
rhyme public spine counter easy hawk album"""
TWO_GROUPS = """\
wildlife deal decision scared acne fatal snake paces obtain election dryer dominant romp tactics railroad \
marvel trust helpful flip peanut theory theater photo luck install entrance taxi step oven network \
dictate intimate listen
wildlife deal beard romp alcohol space mild usual clothes union nuclear testify course research heat \
listen task location thank hospital slice smell failure fawn helpful priest ambition average recover \
lecture process dough stadium
wildlife deal decision smug ancestor genuine move huge cubic strategy smell game costume extend swimming \
false desire fake traffic vegan senior twice timber submit leader payroll fraction apart exact forward \
pulse tidy install"""


class TestStandard:
    """Two of the standard's own test vectors (SLIP-39, vectors.json), which name the passphrase TREZOR."""

    def test_an_extendable_share_of_256_bits(self):
        assert combine_mnemonics([EXTENDABLE], b"TREZOR").hex() == (
            "8340611602fe91af634a5f4608377b5235fa2d757c51d720c0c7656249a3035f"
        )

    def test_three_shares_of_two_groups(self):
        assert combine_mnemonics(TWO_GROUPS.strip().splitlines(), b"TREZOR").hex() == (
            "5385577c8cfc6c1a8aa0f7f10ecde0a3318493262591e78b8c14c6686167123b"
        )


class TestSplitting:
    def test_there_are_five_shares_of_33_words_each_in_order_by_itself(self, shares):
        assert [len(share.split()) for share in shares] == [33] * 5
        assert [check_share(share).number for share in shares] == [1, 2, 3, 4, 5]
        assert len({check_share(share).set for share in shares}) == 1

    def test_they_say_what_the_specification_says(self, shares):
        read = Share.from_mnemonic(shares[0])
        assert (read.extendable, read.iteration_exponent, read.group_count, read.member_threshold) == (True, 1, 1, 3)

    @pytest.mark.parametrize("three", list(combinations(range(SHARES), NEEDED)))
    def test_any_three_give_the_seed_back(self, shares, three):
        assert join(shares[place] for place in three) == SEED

    def test_their_order_makes_no_difference(self, shares):
        assert {join(three) for three in permutations(shares[1:4])} == {SEED}

    @pytest.mark.parametrize("two", list(combinations(range(SHARES), NEEDED - 1)))
    def test_no_two_do(self, shares, two):
        with pytest.raises(NotEnough) as caught:
            join(shares[place] for place in two)
        assert caught.value.missing == 1

    def test_two_hold_nothing_of_the_seed_even_with_every_guess_at_one_byte_of_a_third(self, shares):
        third = Share.from_mnemonic(shares[2])
        for guess in range(256):
            if guess != third.value[0]:
                with pytest.raises(NotTogether):
                    join([*shares[:2], forged(shares[2], bytes((guess,)) + third.value[1:])])

    def test_a_forged_third_gives_no_seed(self, shares, others):
        for value in (bytes(32), b"\xff" * 32, Share.from_mnemonic(others[2]).value):
            with pytest.raises(NotTogether):
                join([*shares[:2], forged(shares[2], value)])

    def test_the_same_seed_split_twice_gives_shares_that_do_not_mix(self, shares):
        with pytest.raises(NotTogether):
            join([*shares[:2], split(SEED)[2]])

    @pytest.mark.parametrize("seed", [b"", bytes(16), bytes(31), bytes(33), bytes(64)])
    def test_only_32_bytes_are_a_seed(self, seed):
        for use in (split, recovery_keys):
            with pytest.raises(ValueError, match="32 bytes"):
                use(seed)


class TestJoining:
    def test_four_and_five_are_taken_where_they_agree(self, shares):
        assert join(shares[:4]) == join(shares) == join(reversed(shares)) == SEED

    @pytest.mark.parametrize("place", range(5))
    def test_a_forged_one_among_five_is_found_wherever_it_stands(self, shares, place):
        given = list(shares)
        given[place] = forged(shares[place], bytes(32))
        with pytest.raises(NotTogether):
            join(given)

    def test_the_same_share_twice_counts_once(self, shares):
        assert join([*shares[:3], shares[0].upper()]) == SEED
        with pytest.raises(NotEnough) as caught:
            join([shares[0], shares[1], shares[1]])
        assert caught.value.missing == 1

    def test_two_different_ones_of_the_same_number_are_told(self, shares):
        with pytest.raises(NotTogether, match="same number"):
            join([*shares[:3], forged(shares[0], bytes(32))])

    def test_the_one_of_another_set_is_named(self, shares, others):
        with pytest.raises(NotTogether, match=r"share 2$"):
            join([shares[0], others[1], shares[2]])
        with pytest.raises(NotTogether, match="different sets"):
            join([shares[0], others[1]])

    @pytest.mark.parametrize(("count", "missing"), [(0, 3), (1, 2), (2, 1)])
    def test_too_few_say_how_many_are_missing(self, shares, count, missing):
        with pytest.raises(NotEnough, match=f"{missing} more") as caught:
            join(shares[:count])
        assert caught.value.missing == missing

    def test_the_mistyped_one_is_named_with_its_word(self, shares):
        words = shares[1].split()
        words[6] = "lantern"
        with pytest.raises(Mistyped, match="share 2: word 7 ") as caught:
            join([shares[0], " ".join(words), shares[2]])
        assert (caught.value.reason, caught.value.row) == ("sign", 7)


class TestTyping:
    def test_capitals_and_blanks_of_any_kind_are_taken(self, shares):
        assert check_share("\ufeff  " + shares[0].upper().replace(" ", "\u00a0\n\u200b")) == check_share(shares[0])

    @pytest.mark.parametrize("count", [0, 1, 20, 32, 34, 66])
    def test_a_wrong_count_is_told(self, shares, count):
        typed = " ".join((shares[0].split() * 2)[:count])
        problem = mistyped(typed)
        assert problem.reason == "length"
        assert f"{count} came" in str(problem)

    def test_every_wrong_word_and_every_swap_of_neighbours_is_found(self, shares):
        words = shares[0].split()
        for place in range(len(words)):
            wrong = [*words[:place], "zero" if words[place] != "zero" else "yoga", *words[place + 1 :]]
            assert mistyped(" ".join(wrong)).reason == "check"
        for place in range(len(words) - 1):
            wrong = words.copy()
            wrong[place : place + 2] = wrong[place + 1], wrong[place]
            if wrong != words:
                assert mistyped(" ".join(wrong)).reason == "check"

    @pytest.mark.parametrize(
        ("groups", "seed", "more"),
        [
            ([(2, 3)], SEED, {}),
            ([(1, 1)], SEED, {}),
            ([(3, 5)], SEED, {"iteration_exponent": 0}),
            ([(3, 5)], SEED, {"extendable": False}),
            ([(3, 5), (3, 5)], SEED, {}),
            ([(3, 5)], SEED[:16], {}),
            ([(3, 6)], SEED, {}),
        ],
    )
    def test_a_share_of_another_kind_is_no_share(self, groups, seed, more):
        other = generate_mnemonics(1, groups, seed, **more)[0][-1]
        assert mistyped(other).reason in ("check", "length")

    def test_no_message_holds_a_word(self, shares, others):
        words = shares[0].split()
        attempts = [
            [" ".join(words[:-1])],
            [" ".join([*words[:-1], "lantern"])],
            [" ".join([*words[:-2], words[-1], words[-2]])],
            shares[:2],
            [*shares[:2], others[2]],
            [*shares[:2], forged(shares[2], bytes(32))],
        ]
        for attempt in attempts:
            with pytest.raises((Mistyped, NotEnough)) as caught:
                join(attempt)
            told = set(str(caught.value).replace(":", " ").split())
            assert told & set(WORDLIST) <= {"belong", "have", "kind", "secret", "that", "together"}
            assert caught.value.__cause__ is None

    def test_a_checked_share_does_not_print_its_words(self, shares):
        assert shares[0] not in repr(check_share(shares[0]))


class TestKeys:
    def test_they_are_derived_as_the_specification_says(self):
        keys = recovery_keys(SEED)
        assert keys.seal == derive_pair(hkdf(SEED, b"romduol vault recovery seal"))
        assert keys.sign == derive_pair(hkdf(SEED, b"romduol vault recovery sign"))
        assert keys.fingerprint == fingerprint(b"romduol vault recovery", keys.seal.public + keys.sign.public)

    def test_another_seed_makes_others(self):
        assert len({recovery_keys(new_seed()).fingerprint for _ in range(3)}) == 3
