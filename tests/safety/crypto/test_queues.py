"""Who may read an epoch can open it, nobody else can, and nobody else can begin one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.people import (
    BOPHA,
    CUSTODIANS,
    DARA,
    LAST_DAY,
    NEW_CUSTODIANS,
    SREY,
    STRANGER,
    founded,
    id_named,
    listed,
)

from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import seal_envelope
from romduol.safety.crypto.epochs import Chain, ChainBroken, NoSuchEpoch, extend_chain, walk_chain
from romduol.safety.crypto.errors import Damaged, Malformed, NotOpened, OtherContext, OtherKey
from romduol.safety.crypto.keys import KeyPair, new_pair
from romduol.safety.crypto.queues import (
    NotListed,
    found_queue,
    grant_epoch,
    next_epoch,
    open_epoch,
    recover_queue,
)
from romduol.safety.crypto.records import open_record, seal_record

EVERYBODY = (BOPHA, DARA, SREY)
SOLE = founded(BOPHA)


def begun_next(chain, *people, by):
    begun = next_epoch(chain, listed(*people), by.sign, LAST_DAY)
    return extend_chain(chain, begun.signed), begun


def begun_by_recovery(chain, *people, new=None):
    begun = recover_queue(chain, listed(*people), CUSTODIANS.sign, LAST_DAY, new_recovery=new and new.public)
    return extend_chain(chain, begun.signed), begun


def opens(chain, epoch, envelope, pair):
    try:
        return open_epoch(chain, epoch, envelope, pair).public == chain.at(epoch).statement.public
    except NotOpened:
        return False


def test_a_founded_queue_is_open_to_its_members_and_to_recovery():
    chain, begun = founded(BOPHA, DARA)
    assert set(begun.envelopes) == {BOPHA.id, DARA.id}
    pairs = {open_epoch(chain, 1, begun.envelopes[one.id], one.seal) for one in (BOPHA, DARA)}
    pairs.add(open_epoch(chain, 1, begun.recovery_envelope, CUSTODIANS.seal))
    assert {pair.public for pair in pairs} == {chain.last.statement.public}
    assert len(pairs) == 1


def test_members_are_listed_in_order_however_they_come():
    members = listed(*EVERYBODY)[::-1]
    begun = found_queue(id_named("queue"), members, CUSTODIANS.public, BOPHA.sign, LAST_DAY)
    assert walk_chain([begun.signed]).last.statement.members == listed(*EVERYBODY)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.sets(st.sampled_from((0, 1, 2)), min_size=1), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_each_epoch_opens_for_those_it_lists_and_for_nobody_else(lists, random):
    lists = [[EVERYBODY[number] for number in sorted(one)] for one in lists]
    chain, begun = founded(*lists[0])
    epochs = [begun]
    for before, people in pairwise(lists):
        chain, begun = begun_next(chain, *people, by=random.choice(before))
        epochs.append(begun)
    for (number, begun), reader in product(enumerate(epochs), (*EVERYBODY, STRANGER)):
        envelopes = [*begun.envelopes.values(), begun.recovery_envelope]
        could = any(opens(chain, number + 1, envelope, reader.seal) for envelope in envelopes)
        assert could == (reader in lists[number])


def test_an_envelope_opens_in_its_own_place_alone():
    chain, first = founded(BOPHA, DARA)
    chain, second = begun_next(chain, BOPHA, DARA, by=BOPHA)
    other, _ = founded(BOPHA, DARA, queue="another queue")
    mine = first.envelopes[BOPHA.id]
    with pytest.raises(OtherKey):
        open_epoch(chain, 1, first.envelopes[DARA.id], BOPHA.seal)
    with pytest.raises(OtherContext):
        open_epoch(chain, 2, mine, BOPHA.seal)
    with pytest.raises(OtherContext):
        open_epoch(chain, 1, second.envelopes[BOPHA.id], BOPHA.seal)
    with pytest.raises(OtherContext):
        open_epoch(other, 1, mine, BOPHA.seal)
    with pytest.raises(NoSuchEpoch):
        open_epoch(chain, 3, mine, BOPHA.seal)


def test_an_epoch_key_that_is_sealed_as_anything_else_does_not_open():
    chain, begun = founded(BOPHA)
    scalar = open_epoch(chain, 1, begun.envelopes[BOPHA.id], BOPHA.seal).scalar
    for kind in set(SealedKind) - {SealedKind.EPOCH_KEY}:
        envelope = seal_envelope(scalar, BOPHA.seal.public, Context(kind, chain.queue, 1))
        with pytest.raises(OtherContext):
            open_epoch(chain, 1, envelope, BOPHA.seal)


@settings(max_examples=60)
@given(at=st.integers(0, 151), bit=st.integers(0, 7))
def test_a_flipped_bit_in_an_envelope_is_refused_for_what_it_is(at, bit):
    chain, begun = SOLE
    envelope = begun.envelopes[BOPHA.id]
    flipped = envelope[:at] + bytes((envelope[at] ^ (1 << bit),)) + envelope[at + 1 :]
    with pytest.raises(NotOpened) as refusal:
        open_epoch(chain, 1, flipped, BOPHA.seal)
    assert refusal.type in expected_at(at)


def expected_at(at):
    if at < 3:
        return (Malformed, OtherContext)  # Another code of a kind is that kind's, or nobody's.
    return (OtherContext,) if at < 23 else (OtherKey,) if at < 39 else (Damaged,)


@pytest.mark.parametrize(
    ("scalar", "refusal"),
    [(new_pair().scalar, OtherKey), (bytes(32), Malformed), (b"\xff" * 32, Malformed)],
    ids=["another", "nought", "beyond"],
)
def test_a_key_that_the_chain_does_not_name_is_refused_whoever_seals_it(scalar, refusal):
    """The server knows a member's public key, so it can seal anything to them."""
    chain, _ = founded(BOPHA)
    envelope = seal_envelope(scalar, BOPHA.seal.public, chain.last.statement.context())
    with pytest.raises(refusal):
        open_epoch(chain, 1, envelope, BOPHA.seal)


def test_a_removed_member_with_the_whole_new_database_opens_nothing_new():
    chain, first = founded(BOPHA, DARA)
    had = [DARA.seal, DARA.sign, open_epoch(chain, 1, first.envelopes[DARA.id], DARA.seal)]
    chain, second = begun_next(chain, BOPHA, by=BOPHA)
    chain, third = begun_next(chain, BOPHA, SREY, by=BOPHA)
    context = Context(SealedKind.REPORT, id_named("report"))
    publics = [one.statement.public for one in chain.signed[1:]]
    record = seal_record(b"new", context, publics)
    keys = [*second.envelopes.values(), second.recovery_envelope, *third.envelopes.values(), third.recovery_envelope]
    for pair in had:
        for envelope, epoch in product((*keys, *record.envelopes), (2, 3)):
            relabelled = replace_key_id(envelope, pair)
            assert not opens(chain, epoch, envelope, pair)
            assert not opens(chain, epoch, relabelled, pair)
        for envelope in record.envelopes:
            with pytest.raises(OtherKey):
                open_record(record.box, envelope, pair, context)
            with pytest.raises(Damaged):
                open_record(record.box, replace_key_id(envelope, pair), pair, context)


def replace_key_id(envelope, pair):
    own = seal_envelope(bytes(32), pair.public, Context(SealedKind.NOTE, id_named("any")))
    return envelope[:23] + own[23:39] + envelope[39:]


def test_a_newcomer_opens_older_epochs_only_where_a_member_seals_them():
    chain, first = founded(BOPHA)
    chain, second = begun_next(chain, BOPHA, SREY, by=BOPHA)
    assert opens(chain, 2, second.envelopes[SREY.id], SREY.seal)
    assert not any(opens(chain, 1, envelope, SREY.seal) for envelope in first.envelopes.values())
    pair = open_epoch(chain, 1, first.envelopes[BOPHA.id], BOPHA.seal)
    granted = grant_epoch(chain, 1, pair, SREY.seal.public)
    assert open_epoch(chain, 1, granted, SREY.seal) == pair


def test_an_epoch_is_granted_to_nobody_whom_the_newest_does_not_name():
    chain, first = founded(BOPHA, DARA)
    chain, second = begun_next(chain, BOPHA, by=BOPHA)
    older = open_epoch(chain, 1, first.envelopes[BOPHA.id], BOPHA.seal)
    newer = open_epoch(chain, 2, second.envelopes[BOPHA.id], BOPHA.seal)
    for public in (DARA.seal.public, STRANGER.seal.public, BOPHA.sign.public, CUSTODIANS.sign.public):
        with pytest.raises(NotListed):
            grant_epoch(chain, 2, newer, public)
    with pytest.raises(OtherKey):
        grant_epoch(chain, 2, older, BOPHA.seal.public)
    with pytest.raises(NoSuchEpoch):
        grant_epoch(chain, 3, newer, BOPHA.seal.public)


def test_custodians_bring_a_queue_back_when_every_member_is_locked_out():
    chain, first = founded(BOPHA, DARA)
    chain, second = begun_by_recovery(chain, SREY)
    assert opens(chain, 2, second.envelopes[SREY.id], SREY.seal)
    older = open_epoch(chain, 1, first.recovery_envelope, CUSTODIANS.seal)
    granted = grant_epoch(chain, 1, older, SREY.seal.public)
    assert open_epoch(chain, 1, granted, SREY.seal) == older
    chain, third = begun_next(chain, SREY, BOPHA, by=SREY)
    assert opens(chain, 3, third.envelopes[BOPHA.id], BOPHA.seal)


def test_recovery_keys_change_by_the_old_ones_alone():
    chain, first = founded(BOPHA)
    chain, second = begun_by_recovery(chain, BOPHA, new=NEW_CUSTODIANS)
    assert opens(chain, 2, second.recovery_envelope, NEW_CUSTODIANS.seal)
    assert not opens(chain, 2, second.recovery_envelope, CUSTODIANS.seal)
    older = open_epoch(chain, 1, first.envelopes[BOPHA.id], BOPHA.seal)
    granted = grant_epoch(chain, 1, older, NEW_CUSTODIANS.seal.public)
    assert open_epoch(chain, 1, granted, NEW_CUSTODIANS.seal) == older
    with pytest.raises(ChainBroken, match="stranger-signed"):
        recover_queue(chain, listed(BOPHA), CUSTODIANS.sign, LAST_DAY)
    with pytest.raises(ChainBroken, match="recovery-changed"):
        recover_queue(chain, listed(BOPHA), BOPHA.sign, LAST_DAY, new_recovery=CUSTODIANS.public)


def test_nobody_but_a_member_or_recovery_begins_an_epoch():
    chain, first = founded(BOPHA, DARA)
    epoch_pair = open_epoch(chain, 1, first.envelopes[BOPHA.id], BOPHA.seal)
    later, _ = begun_next(chain, BOPHA, by=DARA)
    refused: list[tuple[Chain, KeyPair]] = [
        (chain, STRANGER.sign),
        (chain, SREY.sign),  # Who would join with this epoch does not let themselves in.
        (chain, epoch_pair),
        (chain, BOPHA.seal),
        (chain, CUSTODIANS.seal),
        (later, DARA.sign),
    ]
    for so_far, pair in refused:
        with pytest.raises(ChainBroken, match="stranger-signed"):
            next_epoch(so_far, listed(BOPHA, SREY), pair, LAST_DAY)


def test_a_queue_is_founded_by_a_member_that_it_lists():
    for pair in (STRANGER.sign, CUSTODIANS.sign, BOPHA.seal):
        with pytest.raises(ChainBroken, match="stranger-signed"):
            found_queue(id_named("queue"), listed(BOPHA), CUSTODIANS.public, pair, LAST_DAY)


def test_a_list_that_would_break_the_chain_is_not_begun():
    chain, _ = founded(BOPHA)
    shared = replace(DARA.listed, sign=BOPHA.sign.public)
    for members, reason in (
        ((), "no-members"),
        ((BOPHA.listed, BOPHA.listed), "malformed"),
        ((BOPHA.listed, shared), "shared-key"),
        ((BOPHA.listed, replace(DARA.listed, seal=b"\x04" + bytes(64))), "malformed"),
    ):
        with pytest.raises(ChainBroken, match=reason):
            next_epoch(chain, members, BOPHA.sign, LAST_DAY)


def test_every_epoch_has_a_key_of_its_own():
    chain, _ = founded(BOPHA)
    for _ in range(3):
        chain, _ = begun_next(chain, BOPHA, by=BOPHA)
    assert len({one.statement.public for one in chain.signed}) == 4


def test_a_removed_member_and_the_server_cannot_go_on_from_where_they_were_left():
    """They can fork the chain before the removal; who saw the removal sees the fork, and nobody can join both."""
    chain, first = founded(BOPHA, DARA)
    after, _ = begun_next(chain, BOPHA, by=BOPHA)
    fork = next_epoch(chain, listed(DARA), DARA.sign, LAST_DAY).signed
    with pytest.raises(ChainBroken, match="forked"):
        walk_chain([first.signed, fork], pin=after.pin())
    with pytest.raises(ChainBroken, match="gap"):
        extend_chain(after, fork)


def test_a_secret_never_shows_in_what_is_printed():
    chain, begun = founded(BOPHA)
    pair = open_epoch(chain, 1, begun.envelopes[BOPHA.id], BOPHA.seal)
    assert pair.scalar.hex() not in repr(pair)
    assert repr(pair.scalar)[2:-1] not in repr(pair)
