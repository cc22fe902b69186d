"""Who reads a report can write in its thread; the server, which knows every public key, cannot."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.chains_by_hand import queue_named
from tests.safety.crypto.people import TODAY, id_named
from tests.safety.crypto.sealing_by_hand import fixed, pair_named

from romduol.safety.crypto.boxes import NO_BOND, seal_box
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import seal_envelope
from romduol.safety.crypto.errors import Damaged, Malformed, NotOpened, OtherContext, OtherKey
from romduol.safety.crypto.keys import new_pair
from romduol.safety.crypto.records import Sealed, seal_record
from romduol.safety.crypto.threads import (
    OwnThread,
    Thread,
    add,
    answer,
    attach,
    begin_report,
    note,
    open_addition,
    open_answer,
    open_attachment,
    open_note,
    open_report,
    open_reporter_keys,
    seal_reporter_keys,
)

REPORT, ITSELF = id_named("report"), id_named("itself")
QUEUE, OTHER_QUEUE, STRANGER = (pair_named(name) for name in ("a queue", "another queue", "a stranger"))
CHAIN, OTHER_CHAIN = (queue_named(name) for name in ("a queue", "another queue"))
NAMED = b"\x01" + CHAIN.last.digest
KEY = fixed("receipt key")
WRITTEN = "គេយកលិខិតឆ្លងដែនរបស់ខ្ញុំទៅ។".encode()
SENT, OWN = begin_report(REPORT, WRITTEN, [CHAIN, OTHER_CHAIN], KEY, TODAY)
OTHER_SENT, OTHER_OWN = begin_report(id_named("another report"), WRITTEN, [CHAIN], KEY, TODAY)

KINDS: dict[SealedKind, tuple[Callable[..., Sealed], Callable[..., bytes]]] = {
    SealedKind.ADDITION: (add, open_addition),
    SealedKind.ANSWER: (answer, open_answer),
    SealedKind.NOTE: (note, open_note),
}


def sealed_to_queue(kind, thread=OWN.thread, written=WRITTEN, itself=ITSELF):
    """A message of this kind: its box and the envelope of the queue."""
    sealed = KINDS[kind][0](thread, itself, written, CHAIN if kind is SealedKind.NOTE else [CHAIN], TODAY)
    return sealed.box, sealed.envelopes[-1]


ADDED = sealed_to_queue(SealedKind.ADDITION)


def test_each_chosen_queue_reads_what_was_written_and_nobody_else_does():
    sides = ((QUEUE, CHAIN), (OTHER_QUEUE, OTHER_CHAIN))
    for (pair, chain), envelope in zip(sides, SENT.record.envelopes, strict=True):
        opened = open_report(SENT.record.box, envelope, pair, REPORT, chain)
        assert (opened.written, opened.thread) == (WRITTEN, OWN.thread)
    for pair, envelope in product((STRANGER, OWN.pair), SENT.record.envelopes):
        with pytest.raises(OtherKey):
            open_report(SENT.record.box, envelope, pair, REPORT, CHAIN)
    with pytest.raises(OtherKey):
        open_report(SENT.record.box, SENT.record.envelopes[1], QUEUE, REPORT, CHAIN)


def test_a_receipt_gives_back_the_thread_and_not_what_was_told():
    assert open_reporter_keys(SENT.reporter_box, KEY, REPORT) == OWN
    with pytest.raises(OtherKey):
        open_reporter_keys(SENT.reporter_box, fixed("another receipt"), REPORT)
    with pytest.raises(OtherContext):
        open_reporter_keys(SENT.reporter_box, KEY, OTHER_OWN.thread.report)
    assert len(SENT.record.envelopes) == 2


def test_no_two_reports_share_a_bond_or_a_key():
    assert OWN.thread.bond != OTHER_OWN.thread.bond
    assert OWN.pair != OTHER_OWN.pair
    assert NO_BOND not in (OWN.thread.bond, OTHER_OWN.thread.bond)


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_is_read_by_the_queue(kind):
    box, envelope = sealed_to_queue(kind)
    assert KINDS[kind][1](OWN.thread, ITSELF, box, envelope, QUEUE) == WRITTEN


def test_an_answer_is_read_by_the_reporter_and_the_queue_from_their_two_sides():
    queue_side = open_report(SENT.record.box, SENT.record.envelopes[0], QUEUE, REPORT, CHAIN).thread
    sealed = answer(queue_side, ITSELF, b"we heard you", [CHAIN], TODAY)
    own = open_reporter_keys(SENT.reporter_box, KEY, REPORT)
    assert open_answer(own.thread, ITSELF, sealed.box, sealed.envelopes[0], own.pair) == b"we heard you"
    assert open_answer(queue_side, ITSELF, sealed.box, sealed.envelopes[1], QUEUE) == b"we heard you"
    added = add(own.thread, ITSELF, b"thank you", [CHAIN], TODAY)
    assert open_addition(queue_side, ITSELF, added.box, added.envelopes[0], QUEUE) == b"thank you"


def test_a_note_and_an_addition_have_no_envelope_for_the_reporter():
    for kind in (SealedKind.ADDITION, SealedKind.NOTE):
        box, envelope = sealed_to_queue(kind)
        with pytest.raises(OtherKey):
            KINDS[kind][1](OWN.thread, ITSELF, box, envelope, OWN.pair)
    assert len(add(OWN.thread, ITSELF, WRITTEN, [CHAIN], TODAY).envelopes) == 1
    assert len(note(OWN.thread, ITSELF, WRITTEN, CHAIN, TODAY).envelopes) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bond", [NO_BOND, fixed("a guess"), OTHER_OWN.thread.bond], ids=["none", "guessed", "another"])
def test_a_server_that_knows_every_public_key_writes_nothing_in_a_thread(kind, bond):
    """Neither to the queue nor to the reporter; the last bond is of a thread that the server began itself."""
    reader = OWN.pair if kind is SealedKind.ANSWER else QUEUE
    forged = seal_record(b"meet us at the bridge", Context(kind, ITSELF), [reader.public], bond=bond)
    with pytest.raises(OtherKey):
        KINDS[kind][1](OWN.thread, ITSELF, forged.box, forged.envelopes[0], reader)


def test_a_message_stays_in_its_thread():
    for kind, (_, opened) in KINDS.items():
        box, envelope = sealed_to_queue(kind, OTHER_OWN.thread)
        with pytest.raises(OtherKey):
            opened(OWN.thread, ITSELF, box, envelope, QUEUE)


def test_a_message_is_no_message_of_another_kind_or_id():
    for kind, other in product(KINDS, KINDS):
        box, envelope = sealed_to_queue(kind)
        itself = ITSELF if kind is not other else id_named("something else")
        with pytest.raises(OtherContext):
            KINDS[other][1](OWN.thread, itself, box, envelope, QUEUE)


def test_a_swapped_box_or_envelope_is_refused():
    first, second = sealed_to_queue(SealedKind.ADDITION), sealed_to_queue(SealedKind.ADDITION, written=b"another")
    elsewhere = sealed_to_queue(SealedKind.ADDITION, itself=id_named("another addition"))
    for (box, envelope), refusal in (
        ((first[0], second[1]), OtherKey),
        ((first[0], elsewhere[1]), OtherContext),
        ((elsewhere[0], first[1]), OtherContext),
    ):
        with pytest.raises(refusal):
            open_addition(OWN.thread, ITSELF, box, envelope, QUEUE)


def test_a_reporters_key_that_the_server_swaps_gains_it_nothing():
    """It offers its own key in a report of its own making, and its own box under the reporter's locator."""
    server = new_pair()
    own = OwnThread(Thread(REPORT, fixed("the server's bond"), server.public, (CHAIN.last.digest,)), server)
    payload = own.thread.bond + server.public + NAMED + WRITTEN
    swapped = seal_record(payload, Context(SealedKind.REPORT, REPORT), [QUEUE.public])
    believed = open_report(swapped.box, swapped.envelopes[0], QUEUE, REPORT, CHAIN).thread
    sealed = answer(believed, ITSELF, b"we heard you", [CHAIN], TODAY)
    with pytest.raises(OtherKey):  # The reporter sees that something is wrong, not an answer that was read on the way.
        open_answer(OWN.thread, ITSELF, sealed.box, sealed.envelopes[0], OWN.pair)
    with pytest.raises(OtherKey):
        open_reporter_keys(seal_reporter_keys(own, fixed("the server's key")), KEY, REPORT)
    kept = open_report(SENT.record.box, SENT.record.envelopes[0], QUEUE, REPORT, CHAIN).thread
    true = answer(kept, ITSELF, b"we heard you", [CHAIN], TODAY)
    for envelope in true.envelopes:
        with pytest.raises(OtherKey):
            open_answer(kept, ITSELF, true.box, envelope, server)


def test_a_report_is_not_taken_under_a_bond_that_the_server_chose():
    bonded = seal_record(
        OWN.thread.bond + OWN.pair.public + NAMED, Context(SealedKind.REPORT, REPORT), [QUEUE.public], bond=KEY
    )
    with pytest.raises(OtherKey):
        open_report(bonded.box, bonded.envelopes[0], QUEUE, REPORT, CHAIN)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        bytes(32),
        OWN.thread.bond + OWN.pair.public[:-1],
        bytes(97) + NAMED,
        OWN.thread.bond + b"\x04" + bytes(64) + NAMED + b"text",
    ],
    ids=["nothing", "a bond alone", "half a key", "zeros", "no point"],
)
def test_a_report_that_begins_with_no_bond_and_key_is_malformed(payload):
    record = seal_record(payload, Context(SealedKind.REPORT, REPORT), [QUEUE.public])
    with pytest.raises(Malformed):
        open_report(record.box, record.envelopes[0], QUEUE, REPORT, CHAIN)


def test_an_empty_report_is_one():
    sent, own = begin_report(REPORT, b"", [CHAIN], KEY, TODAY)
    opened = open_report(sent.record.box, sent.record.envelopes[0], QUEUE, REPORT, CHAIN)
    assert (opened.written, opened.thread) == (b"", own.thread)


@pytest.mark.parametrize(
    "short", [b"", OWN.pair.scalar, OWN.pair.scalar + OWN.pair.public, bytes(129) + NAMED, bytes(130)], ids=len
)
def test_reporter_keys_that_are_none_are_malformed(short):
    box = seal_box(short, KEY, Context(SealedKind.REPORTER_KEYS, REPORT))
    with pytest.raises(Malformed):
        open_reporter_keys(box, KEY, REPORT)


def test_reporter_keys_whose_halves_do_not_fit_are_malformed():
    box = seal_box(
        OWN.pair.scalar + QUEUE.public + OWN.thread.bond + NAMED, KEY, Context(SealedKind.REPORTER_KEYS, REPORT)
    )
    with pytest.raises(Malformed, match="halves"):
        open_reporter_keys(box, KEY, REPORT)


@settings(max_examples=80)
@given(at=st.integers(0, 4198), bit=st.integers(0, 7))
def test_a_flipped_bit_in_a_box_of_a_thread_is_refused_for_what_it_is(at, bit):
    box, envelope = ADDED
    flipped = box[:at] + bytes((box[at] ^ (1 << bit),)) + box[at + 1 :]
    with pytest.raises(NotOpened) as refusal:
        open_addition(OWN.thread, ITSELF, flipped, envelope, QUEUE)
    assert refusal.type in expected_at(at)


def expected_at(at):
    if at < 3:
        return (Malformed, OtherContext)
    return (OtherContext,) if at < 23 else (OtherKey,) if at < 87 else (Damaged,)


@settings(max_examples=30)
@given(st.binary(max_size=300), st.sampled_from(sorted(KINDS)))
def test_whatever_is_written_is_read_as_it_was_written(written, kind):
    box, envelope = sealed_to_queue(kind, written=written)
    assert KINDS[kind][1](OWN.thread, ITSELF, box, envelope, QUEUE) == written
    assert len(box) == 4_199


def test_a_file_goes_through_in_pieces_bound_to_its_thread():
    parts = [fixed(f"part {number}", 5_000) for number in range(30)]
    sealed = attach(OWN.thread, ITSELF, iter(parts), [CHAIN, OTHER_CHAIN], TODAY)
    box = b"".join(sealed.pieces)
    for pair, envelope in zip((QUEUE, OTHER_QUEUE), sealed.envelopes, strict=True):
        assert b"".join(open_attachment(OWN.thread, ITSELF, [box], envelope, pair)) == b"".join(parts)
    with pytest.raises(OtherKey):
        b"".join(open_attachment(OTHER_OWN.thread, ITSELF, [box], sealed.envelopes[0], QUEUE))
    with pytest.raises(Damaged):
        b"".join(open_attachment(OWN.thread, ITSELF, [box[:-1]], sealed.envelopes[0], QUEUE))
    with pytest.raises(OtherContext):
        open_attachment(OWN.thread, REPORT, [box], sealed.envelopes[0], QUEUE)


def test_a_file_is_read_as_its_pieces_are_taken():
    taken = []

    def source():
        for number in range(4):
            taken.append(number)
            yield bytes(65_536)

    pieces = attach(OWN.thread, ITSELF, source(), [CHAIN], TODAY).pieces
    assert taken == []
    next(pieces)
    next(pieces)
    assert len(taken) < 4


def test_what_nobody_could_read_is_not_sealed():
    with pytest.raises(ValueError, match="nobody"):
        add(OWN.thread, ITSELF, b"", [], TODAY)
    with pytest.raises(ValueError, match="nobody"):
        attach(OWN.thread, ITSELF, [], [], TODAY)


def test_a_bond_a_scalar_and_what_was_told_never_show_in_what_is_printed():
    opened = open_report(SENT.record.box, SENT.record.envelopes[0], QUEUE, REPORT, CHAIN)
    printed = repr(OWN) + repr(opened)
    for secret in (OWN.thread.bond, OWN.pair.scalar, opened.written):
        assert repr(secret)[2:-1] not in printed


def test_an_envelope_for_a_thread_is_one_for_its_context_alone():
    box, _ = sealed_to_queue(SealedKind.ANSWER)
    envelope = seal_envelope(fixed("secret"), QUEUE.public, Context(SealedKind.ANSWER, ITSELF))
    with pytest.raises(OtherKey):
        open_answer(OWN.thread, ITSELF, box, envelope, QUEUE)


def test_a_report_whose_bond_binds_nothing_is_malformed():
    record = seal_record(
        bytes(32) + OWN.pair.public + NAMED + b"written", Context(SealedKind.REPORT, REPORT), [QUEUE.public]
    )
    with pytest.raises(Malformed, match="bond is none"):
        open_report(record.box, record.envelopes[0], QUEUE, REPORT, CHAIN)


def test_reporter_keys_whose_bond_binds_nothing_are_malformed():
    box = seal_box(
        OWN.pair.scalar + OWN.pair.public + bytes(32) + NAMED, KEY, Context(SealedKind.REPORTER_KEYS, REPORT)
    )
    with pytest.raises(Malformed, match="bond is none"):
        open_reporter_keys(box, KEY, REPORT)
