"""What something is sealed as is 23 bytes, and nothing else is taken for it."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, SealedKind, expect, read_context
from romduol.safety.crypto.errors import Malformed, OtherContext

SUBJECT = UUID("5b9b0d8e-0c5c-4c57-9f0a-0b7b1c6a3f11")
CODES = {
    "MEMBER_KEYS": 0x01,
    "EPOCH_KEY": 0x02,
    "REPORTER_KEYS": 0x03,
    "PINS": 0x04,
    "REPORT": 0x10,
    "ADDITION": 0x11,
    "ANSWER": 0x12,
    "ATTACHMENT": 0x13,
    "NOTE": 0x14,
    "REFERRAL": 0x20,
    "REFERRAL_REPLY": 0x21,
    "CASE_ENTRY": 0x30,
    "OUTREACH_EVENT": 0x31,
    "AUDIT_ENTRY": 0x40,
}
contexts = st.builds(Context, st.sampled_from(SealedKind), st.uuids(), st.integers(0, 2**32 - 1))


def test_kinds_have_the_codes_of_the_specification():
    assert {kind.name: int(kind) for kind in SealedKind} == CODES


def test_it_is_laid_out_as_the_specification_says():
    packed = Context(SealedKind.REPORT, SUBJECT, 258).pack()
    assert packed == bytes.fromhex("01 01 10") + SUBJECT.bytes + bytes.fromhex("00 00 01 02")
    assert len(packed) == CONTEXT_BYTES == 23


@given(contexts, st.binary(max_size=40))
def test_what_is_packed_is_read_again_whatever_comes_after(context, more):
    assert read_context(context.pack() + more) == context


@given(st.binary(max_size=30))
def test_any_bytes_are_a_context_or_malformed(data):
    try:
        context = read_context(data)
    except Malformed:
        known = data[:2] == b"\x01\x01" and data[2:3] in {bytes((code,)) for code in CODES.values()}
        assert len(data) < CONTEXT_BYTES or not known
    else:
        assert context.pack() == data[:CONTEXT_BYTES]


@given(contexts, contexts)
def test_two_contexts_have_the_same_bytes_only_if_they_are_the_same(one, other):
    assert (one.pack() == other.pack()) == (one == other)


@pytest.mark.parametrize("number", [-1, 2**32])
def test_a_number_that_does_not_fit_is_none(number):
    with pytest.raises(ValueError):
        Context(SealedKind.REPORT, SUBJECT, number)


@pytest.mark.parametrize("at", range(CONTEXT_BYTES))
def test_no_byte_may_be_another_than_expected(at):
    context = Context(SealedKind.REPORT, SUBJECT, 7)
    data = bytearray(context.pack())
    expect(bytes(data), context)
    data[at] ^= 1
    with pytest.raises(Malformed if at < 2 else OtherContext):
        expect(bytes(data), context)


def test_a_refusal_names_the_kind_that_was_expected_and_nothing_of_the_bytes():
    with pytest.raises(OtherContext) as refusal:
        expect(Context(SealedKind.ANSWER, SUBJECT).pack(), Context(SealedKind.REFERRAL_REPLY, SUBJECT))
    assert "referral reply" in str(refusal.value)
    assert str(SUBJECT) not in str(refusal.value)
