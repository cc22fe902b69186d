"""Work and floods: nothing is refused for them, a proof counts once, and one neighbourhood stands in nobody's way."""

from __future__ import annotations

from tests.care.sealed_world import solved

from romduol.care.reports.rules.floods import AN_HOUR, HOUR, Floods, neighbourhood
from romduol.care.reports.rules.proofs import VALID_MINUTES, Spent, challenge_of, is_in_force, is_proved

KEY, OTHER = bytes(32), bytes([1]) * 32
CHANCE = bytes(range(16))
MINUTE = 29_000_000


def test_a_challenge_is_known_by_our_key_alone_and_for_two_hours():
    challenge = challenge_of(KEY, CHANCE, MINUTE)
    assert is_in_force(KEY, challenge, MINUTE)
    assert is_in_force(KEY, challenge, MINUTE + VALID_MINUTES)
    assert not is_in_force(KEY, challenge, MINUTE + VALID_MINUTES + 1)
    assert not is_in_force(KEY, challenge, MINUTE - 1), "nobody gets one for later"
    assert not is_in_force(OTHER, challenge, MINUTE)
    for at in range(len(challenge)):
        changed = challenge[:at] + bytes((challenge[at] ^ 1,)) + challenge[at + 1 :]
        assert not is_in_force(KEY, changed, MINUTE)
    assert not is_in_force(KEY, b"", MINUTE)


def test_a_proof_is_work_on_this_challenge():
    challenge = challenge_of(KEY, CHANCE, MINUTE)
    proof = solved(challenge, 8)
    assert is_proved(challenge, proof, 8)
    assert not is_proved(challenge, proof, 40)
    assert not is_proved(challenge, proof + b"\x00", 8)
    assert not is_proved(challenge, b"", 8)


def test_a_proof_counts_once_as_long_as_its_challenge_lives():
    for start in (0, 60, VALID_MINUTES - 1):
        spent = Spent(KEY)
        spent.use(b"begins the first half", MINUTE)
        at = MINUTE + start
        assert spent.use(b"challenge", at)
        for later in range(0, VALID_MINUTES + 1, 20):
            spent.use(b"another at %d" % later, at + later)
            assert not spent.use(b"challenge", at + later)


def test_what_is_remembered_has_an_end():
    spent = Spent(KEY, most=3)
    assert [spent.use(bytes((n,)), MINUTE) for n in range(5)] == [True, True, True, False, False]
    assert spent.use(b"later", MINUTE + VALID_MINUTES), "room comes back with time"


def test_a_flood_from_one_neighbourhood_waits_and_another_place_does_not():
    floods = Floods(KEY, 0.0)
    flood = [floods.comes(bytes((198, 51, 100, n)), 1.0) for n in range(AN_HOUR + 5)]
    assert flood == [False] * AN_HOUR + [True] * 5
    assert not floods.comes(bytes((203, 0, 113, 7)), 1.0)


def test_a_neighbourhood_is_a_24_or_a_64():
    assert neighbourhood(bytes((198, 51, 100, 7))) == neighbourhood(bytes((198, 51, 100, 8)))
    assert neighbourhood(bytes((198, 51, 100, 7))) != neighbourhood(bytes((198, 51, 101, 7)))
    assert neighbourhood(bytes(8)) == bytes(8)


def test_an_hour_ends():
    floods = Floods(KEY, 0.0)
    assert not floods.is_over(HOUR - 1)
    assert floods.is_over(HOUR)
