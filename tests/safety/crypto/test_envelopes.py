"""An envelope opens with the one key it was sealed to, as what it was sealed as, and unchanged."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.sealing_by_hand import fixed

from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import ENVELOPE_BYTES, envelope_key_id, open_envelope, seal_envelope
from romduol.safety.crypto.errors import Malformed, NotOpened, OtherContext, OtherKey
from romduol.safety.crypto.keys import derive_pair, key_id

SUBJECT = UUID("5b9b0d8e-0c5c-4c57-9f0a-0b7b1c6a3f11")
REPORT = Context(SealedKind.REPORT, SUBJECT)
OWN, FOREIGN = (derive_pair(fixed(name)) for name in ("own", "foreign"))
SECRET = fixed("a secret")
ENVELOPE = seal_envelope(SECRET, OWN.public, REPORT)

contexts = st.builds(Context, st.sampled_from(SealedKind), st.uuids(), st.integers(0, 2**32 - 1))


@settings(max_examples=50)
@given(st.binary(min_size=32, max_size=32), contexts)
def test_what_was_sealed_is_what_opens(secret, context):
    envelope = seal_envelope(secret, OWN.public, context)
    assert len(envelope) == ENVELOPE_BYTES == 152
    assert open_envelope(envelope, OWN, context) == secret


def test_it_says_what_it_is_and_for_whom_and_no_more():
    assert ENVELOPE[:23] == REPORT.pack()
    assert ENVELOPE[23:39] == envelope_key_id(ENVELOPE) == key_id(OWN.public)
    assert ENVELOPE[39] == 4
    assert SECRET not in ENVELOPE


def test_two_envelopes_of_one_secret_have_nothing_in_common_but_what_they_say_they_are():
    other = seal_envelope(SECRET, OWN.public, REPORT)
    assert other[:39] == ENVELOPE[:39]
    assert other[40:104] != ENVELOPE[40:104]
    assert other[104:] != ENVELOPE[104:]


def test_no_bit_can_be_another():
    for at in range(len(ENVELOPE) * 8):
        changed = bytearray(ENVELOPE)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(NotOpened):
            open_envelope(bytes(changed), OWN, REPORT)


def test_it_has_one_length():
    for length in range(len(ENVELOPE)):
        with pytest.raises(Malformed):
            open_envelope(ENVELOPE[:length], OWN, REPORT)
    with pytest.raises(Malformed):
        open_envelope(ENVELOPE + b"\x00", OWN, REPORT)
    with pytest.raises(Malformed):
        envelope_key_id(ENVELOPE[:-1])


@settings(max_examples=50)
@given(contexts)
def test_it_opens_as_nothing_else(context):
    with pytest.raises(OtherContext):
        open_envelope(ENVELOPE, OWN, context)
    with pytest.raises(NotOpened):
        open_envelope(context.pack() + ENVELOPE[23:], OWN, context)


def test_another_key_does_not_open_it_under_any_name():
    with pytest.raises(OtherKey):
        open_envelope(ENVELOPE, FOREIGN, REPORT)
    with pytest.raises(NotOpened):
        open_envelope(ENVELOPE[:23] + key_id(FOREIGN.public) + ENVELOPE[39:], FOREIGN, REPORT)


@given(st.binary(max_size=160))
def test_any_bytes_are_refused_with_a_reason(data):
    for envelope in (data, (REPORT.pack() + data)[:152].ljust(152), (ENVELOPE[:39] + data)[:152].ljust(152, b"\x04")):
        with pytest.raises(NotOpened) as refusal:
            open_envelope(envelope, OWN, REPORT)
        assert refusal.value.reason in {"malformed", "other-context", "other-key", "damaged"}


@pytest.mark.parametrize("length", [0, 31, 33])
def test_it_holds_32_bytes(length):
    with pytest.raises(ValueError):
        seal_envelope(bytes(length), OWN.public, REPORT)


def test_nothing_is_sealed_to_what_is_no_key():
    with pytest.raises(Malformed):
        seal_envelope(SECRET, OWN.public[:-1] + bytes((OWN.public[-1] ^ 1,)), REPORT)
