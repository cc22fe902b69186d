"""A chain of epochs holds, or says at which epoch it does not and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.chains_by_hand import FIRST, FORK, SECOND, THIRD, founding, pin_of
from tests.safety.crypto.people import BOPHA, CUSTODIANS, DARA, LAST_DAY, SREY, listed, person
from tests.safety.crypto.vectors_read import read

from romduol.safety.crypto.epochs import (
    MAX_DAYS,
    MAX_STATEMENTS,
    Chain,
    ChainBroken,
    EpochOver,
    LastDayTooFar,
    NoSuchEpoch,
    NotCurrent,
    Pin,
    Reason,
    chain_fingerprint,
    current_public,
    epoch_fingerprint,
    extend_chain,
    walk_chain,
)
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.queues import next_epoch
from romduol.safety.crypto.statements import read_signed, sign_statement

CHAINS = read("chains.json")
CHAIN = (FIRST, SECOND, THIRD)


def named(case):
    return case.get("name") or case["why"]


def pin_in(case):
    pin = case["pin"]
    return pin and Pin(UUID(pin["queue"]), pin["epoch"], bytes.fromhex(pin["digest"]))


def statements_in(case):
    return [bytes.fromhex(one) for one in case["statements"]]


@pytest.mark.parametrize("case", CHAINS["cases"], ids=named)
def test_a_chain_of_the_vectors_holds(case):
    chain = walk_chain(statements_in(case), pin=pin_in(case))
    last = chain.last.statement
    assert (chain_fingerprint(chain), epoch_fingerprint(chain)) == (case["fingerprint"], case["epoch_fingerprint"])
    assert (last.epoch, last.public.hex(), last.last_day.isoformat()) == (
        case["epoch"],
        case["public"],
        case["last_day"],
    )
    assert chain.last.digest.hex() == case["digest"]


@pytest.mark.parametrize("case", CHAINS["refused"], ids=named)
def test_a_chain_of_the_vectors_is_refused(case):
    with pytest.raises(ChainBroken) as alarm:
        walk_chain(statements_in(case), pin=pin_in(case))
    assert (alarm.value.reason, alarm.value.epoch) == (case["reason"], case["epoch"])


def test_the_vectors_break_a_chain_for_every_reason():
    assert {case["reason"] for case in CHAINS["refused"]} == set(get_args(Reason))


def test_a_chain_is_the_same_walked_at_once_or_one_by_one():
    chain = None
    for signed in CHAIN:
        chain = extend_chain(chain, signed)
    assert chain == walk_chain(CHAIN)


REGIONS = {
    "version": (0, 1, "malformed"),
    "suite": (1, 2, "malformed"),
    "queue": (2, 18, "other-queue"),
    "epoch": (18, 22, "gap"),
    "previous": (22, 54, "broken-link"),
    "last day": (56, 58, "bad-signature"),
    "epoch public": (58, 123, "malformed"),
    "recovery seal": (123, 188, "malformed"),
    "recovery sign": (188, 253, "malformed"),
    "count": (253, 255, "malformed"),
    "seal public": (271, 336, "malformed"),
    "sign public": (336, 401, "malformed"),
    "signer": (-80, -64, "stranger-signed"),
    "signature": (-64, None, "bad-signature"),
}


@pytest.mark.parametrize("region", REGIONS)
@settings(max_examples=12)
@given(data=st.data())
def test_a_flipped_bit_in_the_second_statement_is_refused_for_what_it_is(region, data):
    start, end, reason = REGIONS[region]
    places = range(len(SECOND))[start:end]
    flipped = flip(SECOND, data.draw(st.sampled_from(places)), data.draw(st.integers(0, 7)))
    with pytest.raises(ChainBroken) as alarm:
        walk_chain([FIRST, flipped, THIRD])
    assert (alarm.value.epoch, alarm.value.reason) == (2, reason)


def flip(signed, at, bit):
    return signed[:at] + bytes((signed[at] ^ (1 << bit),)) + signed[at + 1 :]


@settings(max_examples=150)
@given(number=st.integers(0, 2), at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_flipped_bit_anywhere_in_a_chain_is_taken(number, at, bit):
    changed = list(CHAIN)
    changed[number] = flip(changed[number], at % len(changed[number]), bit)
    with pytest.raises(ChainBroken) as alarm:
        walk_chain(changed)
    assert alarm.value.epoch == number + 1


@settings(max_examples=100)
@given(data=st.binary(max_size=1200))
def test_bytes_that_are_no_statement_are_malformed(data):
    with pytest.raises(Malformed):
        read_signed(data)
    with pytest.raises(Malformed):
        read_signed(b"\x01\x01" + data)


@settings(max_examples=40)
@given(
    names=st.sets(st.sampled_from("abcdefgh"), min_size=1),
    epoch=st.integers(0, 2**32 - 1),
    previous=st.binary(min_size=32, max_size=32),
    last_day=st.dates(min_value=date(1970, 1, 1)),
    queue=st.uuids(),
)
def test_a_statement_is_read_as_it_was_signed(names, epoch, previous, last_day, queue):
    people = [person(name) for name in names]
    said = founding(*people, queue=queue, epoch=epoch, previous=previous, last_day=last_day)
    signed = read_signed(sign_statement(said, BOPHA.sign))
    assert signed.statement == said
    assert signed.fits(BOPHA.sign.public)
    assert not signed.fits(DARA.sign.public)


def test_members_stand_in_the_order_of_their_bytes():
    members = listed(BOPHA, DARA, SREY)
    assert [one.member.bytes for one in members] == sorted(one.member.bytes for one in members)
    backwards = replace(founding(BOPHA), members=members[::-1])
    with pytest.raises(Malformed):
        read_signed(sign_statement(backwards, BOPHA.sign))


def test_a_chain_has_an_end():
    with pytest.raises(ChainBroken) as alarm:
        walk_chain([FIRST] * (MAX_STATEMENTS + 1))
    assert alarm.value.reason == "malformed"
    full = Chain(walk_chain([FIRST]).signed * MAX_STATEMENTS)
    with pytest.raises(ChainBroken, match=f"epoch {MAX_STATEMENTS + 1}: malformed"):
        extend_chain(full, SECOND)


def test_a_swapped_queue_key_alarms_with_and_without_a_pin():
    """The server founds the queue anew under its own member; then it swaps the key alone, and then the whole end."""
    server = person("the server's own")
    own = sign_statement(founding(server), server.sign)
    with pytest.raises(ChainBroken, match="forked"):
        walk_chain([own], pin=pin_of(FIRST))
    swapped = SECOND[:58] + server.seal.public + SECOND[123:]
    with pytest.raises(ChainBroken, match="bad-signature"):
        walk_chain([FIRST, swapped])
    assert chain_fingerprint(walk_chain([own])) != chain_fingerprint(walk_chain([FIRST]))


def test_a_pin_takes_a_longer_chain_and_no_shorter_or_other_one():
    assert walk_chain(CHAIN, pin=pin_of(SECOND)).pin() == pin_of(THIRD)
    for statements, reason in (([FIRST], "rolled-back"), ([FIRST, FORK], "forked")):
        with pytest.raises(ChainBroken) as alarm:
            walk_chain(statements, pin=pin_of(SECOND))
        assert (alarm.value.reason, alarm.value.epoch) == (reason, 2)


@pytest.mark.parametrize(("epoch", "digest"), [(0, bytes(32)), (2**32, bytes(32)), (1, bytes(31)), (1, bytes(33))])
def test_a_pin_that_nobody_can_have_is_none(epoch, digest):
    with pytest.raises(Malformed):
        Pin(BOPHA.id, epoch, digest)


def test_a_fingerprint_stays_as_epochs_come_and_go():
    prints = {chain_fingerprint(walk_chain(CHAIN[:length])) for length in (1, 2, 3)}
    assert len(prints) == 1
    assert [len(group) for group in prints.pop().split(" ")] == [5] * 8


def test_only_a_later_pin_or_the_fingerprint_of_the_epoch_finds_who_left_and_plots_with_the_server():
    """The third epoch lists Bopha no more; years later the server shows another third, of hers."""
    years_later = LAST_DAY + timedelta(days=1_000)
    second = walk_chain(CHAIN[:2])
    own = next_epoch(second, [BOPHA.listed], BOPHA.sign, years_later).signed
    shown, true = walk_chain([*CHAIN[:2], own], pin=second.pin()), walk_chain(CHAIN)
    assert current_public(shown, years_later - timedelta(days=MAX_DAYS)) == shown.last.statement.public
    assert chain_fingerprint(shown) == chain_fingerprint(true)
    assert epoch_fingerprint(shown) != epoch_fingerprint(true)
    with pytest.raises(ChainBroken, match="forked"):
        walk_chain([*CHAIN[:2], own], pin=true.pin())


def test_sealing_takes_the_last_epoch_until_its_last_day():
    chain = walk_chain(CHAIN)
    public = read_signed(THIRD).statement.public
    assert current_public(chain, LAST_DAY) == public
    assert current_public(chain, LAST_DAY - timedelta(days=MAX_DAYS)) == public
    with pytest.raises(EpochOver):
        current_public(chain, LAST_DAY + timedelta(days=1))
    with pytest.raises(LastDayTooFar):
        current_public(chain, LAST_DAY - timedelta(days=MAX_DAYS + 1))
    assert issubclass(EpochOver, NotCurrent)
    assert issubclass(LastDayTooFar, NotCurrent)


def test_an_epoch_that_a_chain_does_not_have_is_not_found():
    chain = walk_chain(CHAIN)
    assert [chain.at(epoch).statement.epoch for epoch in (1, 2, 3)] == [1, 2, 3]
    for epoch in (-1, 0, 4):
        with pytest.raises(NoSuchEpoch):
            chain.at(epoch)


def test_the_recovery_keys_of_a_chain_are_those_of_its_custodians():
    assert {one.statement.recovery for one in walk_chain(CHAIN).signed} == {CUSTODIANS.public}
