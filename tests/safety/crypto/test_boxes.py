"""A box opens under its own secret, bond and context, whole and unchanged; and as a stream with little memory."""

from __future__ import annotations

import hmac
import tracemalloc
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.sealing_by_hand import box_by_hand, fixed

from romduol.safety.crypto import boxes
from romduol.safety.crypto.boxes import (
    CHUNK_BYTES,
    HEAD_BYTES,
    box_length,
    new_secret,
    open_box,
    open_pieces,
    seal_box,
    seal_pieces,
)
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.errors import Damaged, Malformed, NotOpened, OtherContext, OtherKey
from romduol.safety.crypto.padding import TooLarge, padded_length

SUBJECT = UUID("5b9b0d8e-0c5c-4c57-9f0a-0b7b1c6a3f11")
REPORT = Context(SealedKind.REPORT, SUBJECT)
FILE = Context(SealedKind.ATTACHMENT, SUBJECT)
KEYS = Context(SealedKind.REPORTER_KEYS, SUBJECT)
SECRET, BOND, SALT = fixed("a secret"), fixed("a bond"), fixed("a salt")
SMALL = seal_box(b"scalar and public", SECRET, KEYS, bond=BOND, salt=SALT)
LONG = fixed("payload", 8_000) * 25
LARGE = seal_box(LONG, SECRET, FILE, salt=SALT)

runs = st.tuples(st.sampled_from((b"\x00", b"\x80", b"\x01")), st.sampled_from((1, 2, 4_095, 65_535, 65_536, 131_072)))
"""A byte that padding is made of, or another, and how often it stands there."""


def joined(parts):
    return b"".join(byte * times for byte, times in parts)


def parted(data, cuts):
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(places)]


@settings(max_examples=60)
@given(st.lists(runs, max_size=5), st.booleans())
def test_what_was_sealed_is_what_opens_and_its_bucket_is_its_length(parts, bonded):
    payload, bond = joined(parts), BOND if bonded else bytes(32)
    box = seal_box(payload, SECRET, REPORT, bond=bond)
    assert open_box(box, SECRET, REPORT, bond=bond) == payload
    padded = padded_length(len(payload), SealedKind.REPORT)
    assert len(box) == box_length(len(payload), REPORT) == 87 + padded + 16 * -(-padded // 65_536)


@settings(max_examples=150)
@given(st.lists(runs, max_size=4), st.sampled_from((512, 4_096, 16_384, 65_536, 262_144, 524_288)))
def test_padding_is_taken_off_as_one_would_with_all_of_it_in_memory(parts, bucket):
    """Whatever a sender may have sealed: it opens only as what an honest sender would have sealed the same way."""
    padded = joined(parts)[:bucket].ljust(bucket, b"\x00")
    body = padded.rstrip(b"\x00")
    honest = body.endswith(b"\x80") and padded_length(len(body) - 1, SealedKind.REPORT) == bucket
    box = box_by_hand(padded, SECRET, REPORT, SALT)
    if honest:
        assert open_box(box, SECRET, REPORT) == body[:-1]
        assert seal_box(body[:-1], SECRET, REPORT, salt=SALT) == box
    else:
        with pytest.raises(Damaged):
            open_box(box, SECRET, REPORT)


def test_no_bit_of_a_box_can_be_another():
    for at in range(len(SMALL) * 8):
        changed = bytearray(SMALL)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(NotOpened):
            open_box(bytes(changed), SECRET, KEYS, bond=BOND)


@given(st.integers(0, len(LARGE) * 8 - 1))
def test_no_bit_of_a_box_of_many_chunks_can_be_another(at):
    changed = bytearray(LARGE)
    changed[at // 8] ^= 1 << at % 8
    with pytest.raises(NotOpened):
        open_box(bytes(changed), SECRET, FILE)


def test_no_box_opens_that_was_cut_off():
    for length in range(len(SMALL)):
        with pytest.raises(Malformed if length < HEAD_BYTES else Damaged):
            open_box(SMALL[:length], SECRET, KEYS, bond=BOND)


@given(st.integers(0, len(LARGE) - 1))
def test_no_box_of_many_chunks_opens_that_was_cut_off(length):
    with pytest.raises(NotOpened):
        open_box(LARGE[:length], SECRET, FILE)


@given(st.lists(st.integers(0, 3), max_size=7).filter(lambda order: order != [0, 1, 2, 3]))
def test_chunks_are_all_there_once_and_in_their_order(order):
    chunks = [LARGE[at : at + CHUNK_BYTES] for at in range(HEAD_BYTES, len(LARGE), CHUNK_BYTES)]
    assert len(chunks) == 4
    with pytest.raises(Damaged):
        open_box(LARGE[:HEAD_BYTES] + b"".join(chunks[number] for number in order), SECRET, FILE)


@given(st.binary(min_size=1, max_size=100))
def test_nothing_may_come_after_a_box(more):
    for box, context, bond in ((SMALL, KEYS, BOND), (LARGE, FILE, bytes(32))):
        with pytest.raises(Damaged):
            open_box(box + more, SECRET, context, bond=bond)


def test_chunks_of_another_box_under_the_same_secret_do_not_fit():
    other = seal_box(LONG, SECRET, FILE)
    with pytest.raises(Damaged):
        open_box(LARGE[: HEAD_BYTES + CHUNK_BYTES] + other[HEAD_BYTES + CHUNK_BYTES :], SECRET, FILE)


def test_a_secret_that_is_used_twice_gives_two_keys():
    one, other = (seal_box(b"the same", SECRET, REPORT) for _ in range(2))
    assert one[:23] == other[:23]
    assert one[23:55] != other[23:55]
    assert one[55:87] != other[55:87]
    assert one[87:] != other[87:]


def test_the_same_secret_in_another_context_or_with_another_bond_gives_another_key():
    made = [
        seal_box(b"the same", SECRET, context, bond=bond, salt=SALT)[55:]
        for context in (REPORT, FILE, Context(SealedKind.REPORT, SUBJECT, 1))
        for bond in (bytes(32), BOND)
    ]
    assert len(set(made)) == 6


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_reason(data):
    for box in (data, KEYS.pack() + data, SMALL[:HEAD_BYTES] + data):
        with pytest.raises(NotOpened) as refusal:
            open_box(box, SECRET, KEYS, bond=BOND)
        assert refusal.value.reason in {"malformed", "other-context", "other-key", "damaged"}


@settings(max_examples=40)
@given(st.lists(st.integers(0, 2**20), max_size=8), st.lists(st.integers(0, 2**20), max_size=8))
def test_in_what_parts_a_stream_comes_changes_nothing(cuts, other_cuts):
    box = b"".join(seal_pieces(parted(LONG, cuts), SECRET, FILE, salt=SALT))
    assert box == LARGE
    assert b"".join(open_pieces(parted(box, other_cuts), SECRET, FILE)) == LONG


def test_a_stream_may_come_byte_by_byte_and_with_nothing_between():
    parts = (part for byte in SMALL for part in (b"", bytes((byte,)), b""))
    assert b"".join(open_pieces(parts, SECRET, KEYS, bond=BOND)) == b"scalar and public"


def test_a_source_may_fill_the_same_bytes_again_for_its_next_part():
    def refilled(data, length):
        part = bytearray(length)
        for at in range(0, len(data), length):
            part[:] = data[at : at + length]
            yield part

    assert b"".join(seal_pieces(refilled(LONG, 1_000), SECRET, FILE, salt=SALT)) == LARGE
    assert b"".join(open_pieces(refilled(LARGE, len(LARGE) // 5), SECRET, FILE)) == LONG


def test_a_stream_of_nothing_is_the_box_of_nothing():
    assert b"".join(seal_pieces((), SECRET, REPORT, salt=SALT)) == seal_box(b"", SECRET, REPORT, salt=SALT)


def peak_of(parts):
    """Seal and open a stream; return its length and the most memory that it took at a time."""
    tracemalloc.start()
    try:
        length = sum(len(piece) for piece in open_pieces(seal_pieces(parts, SECRET, FILE), SECRET, FILE))
        return length, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_forty_megabytes_are_sealed_and_opened_in_less_than_two_of_memory():
    part = bytes(range(250)) * 400
    length, peak = peak_of(number.to_bytes(4) + part for number in range(400))
    assert length == 400 * 100_004
    assert peak < 2_000_000


def test_zeros_after_what_may_be_a_mark_are_held_back_for_no_longer_than_padding_may_be():
    zeros = bytes(100_000)
    length, peak = peak_of(zeros if number else b"\x80" for number in range(101))
    assert length == 10_000_001
    assert peak < 2_000_000


class Broke(Exception):
    """A line that was cut."""


def test_a_source_that_breaks_never_leaves_a_box_that_opens():
    def source():
        yield LONG
        raise Broke

    got: list[bytes] = []
    with pytest.raises(Broke):
        got.extend(seal_pieces(source(), SECRET, FILE))
    assert len(b"".join(got)) > HEAD_BYTES + CHUNK_BYTES
    with pytest.raises(Damaged):
        open_box(b"".join(got), SECRET, FILE)


def test_a_box_whose_source_breaks_says_so_and_not_that_it_was_damaged():
    def source():
        yield LARGE[:-CHUNK_BYTES]
        raise Broke

    with pytest.raises(Broke):
        list(open_pieces(source(), SECRET, FILE))


@pytest.mark.parametrize(
    ("secret", "context", "refusal"),
    [(fixed("another"), FILE, OtherKey), (SECRET, REPORT, OtherContext)],
)
def test_nothing_is_given_out_nor_read_further_before_key_and_context_are_known_to_fit(secret, context, refusal):
    read = []

    def source():
        for at in range(0, len(LARGE), HEAD_BYTES):
            read.append(at)
            yield LARGE[at : at + HEAD_BYTES]

    with pytest.raises(refusal):
        next(open_pieces(source(), secret, context))
    assert len(read) == 1


def test_the_commitment_is_compared_in_constant_time(monkeypatch):
    compared = []
    real = hmac.compare_digest

    def spying(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", spying)
    open_box(SMALL, SECRET, KEYS, bond=BOND)
    assert compared == [(SMALL[55:87], SMALL[55:87])]


def test_a_payload_that_no_box_holds_is_refused(monkeypatch):
    with pytest.raises(TooLarge):
        seal_box(bytes(512), SECRET, KEYS)
    monkeypatch.setattr(boxes, "MAX_PADDED", 4 * 65_536)
    assert open_box(seal_box(bytes(262_143), SECRET, FILE), SECRET, FILE) == bytes(262_143)
    with pytest.raises(TooLarge):
        seal_box(bytes(262_144), SECRET, FILE)


def test_a_box_of_more_chunks_than_there_can_be_is_refused(monkeypatch):
    monkeypatch.setattr(boxes, "MAX_CHUNKS", 3)
    with pytest.raises(Malformed):
        open_box(LARGE, SECRET, FILE)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_secret_bond_and_salt_are_32_bytes(length):
    wrong = bytes(length)
    for secret, bond, salt in ((wrong, BOND, SALT), (SECRET, wrong, SALT), (SECRET, BOND, wrong)):
        with pytest.raises(ValueError):
            seal_box(b"", secret, REPORT, bond=bond, salt=salt)


def test_the_key_of_an_epoch_has_no_box():
    context = Context(SealedKind.EPOCH_KEY, SUBJECT, 1)
    with pytest.raises(ValueError):
        seal_box(b"", SECRET, context)
    with pytest.raises(ValueError):
        open_box(context.pack() + bytes(300), SECRET, context)


def test_secrets_are_new_each_time():
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(new_secret()) == 32
