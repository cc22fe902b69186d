"""What is sealed has one of a few lengths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.padding import TooLarge, fits, padded_length, padding

KEYS = (SealedKind.MEMBER_KEYS, SealedKind.REPORTER_KEYS)
RECORDS = tuple(kind for kind in SealedKind if kind not in KEYS)
lengths = st.integers(0, 2**33)


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (0, 4_096),
        (4_095, 4_096),
        (4_096, 16_384),
        (16_383, 16_384),
        (16_384, 65_536),
        (65_535, 65_536),
        (65_536, 262_144),
        (262_143, 262_144),
        (262_144, 524_288),
        (524_287, 524_288),
        (524_288, 786_432),
    ],
)
@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_is_padded_to_the_smallest_bucket_with_room(length, padded, kind):
    assert padded_length(length, kind) == padded


@pytest.mark.parametrize("kind", KEYS)
def test_keys_take_512_bytes_and_never_more(kind):
    assert {padded_length(length, kind) for length in range(512)} == {512}
    with pytest.raises(TooLarge):
        padded_length(512, kind)
    assert not fits(512, 512, kind)
    assert not fits(512, 4_096, kind)


@given(lengths, st.sampled_from(RECORDS))
def test_a_bucket_has_room_and_is_the_first_that_has(length, kind):
    padded = padded_length(length, kind)
    assert length < padded
    assert padded in (4_096, 16_384, 65_536) or padded % 262_144 == 0
    assert padded_length(padded - 1, kind) == padded
    assert padded_length(padded, kind) > padded


@given(st.integers(0, 600_000), st.integers(0, 1_100_000), st.sampled_from(RECORDS))
def test_a_length_fits_one_bucket_alone(length, padded, kind):
    assert fits(length, padded_length(length, kind), kind)
    assert fits(length, padded, kind) == (padded == padded_length(length, kind))


@given(st.integers(0, 300_000), st.sampled_from(RECORDS))
def test_padding_is_a_mark_and_zeros_up_to_the_bucket(length, kind):
    made = padding(length, kind)
    assert made[:1] == b"\x80"
    assert not made[1:].strip(b"\x00")
    assert length + len(made) == padded_length(length, kind)
