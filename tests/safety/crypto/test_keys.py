"""Key pairs, names, signatures and derived bytes are those of the standards."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.sealing_by_hand import KEM, _expand, _extract, fixed

from romduol.safety.crypto import keys
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.keys import (
    ORDER,
    derive_pair,
    fingerprint,
    hkdf,
    key_id,
    new_pair,
    pair_of,
    read_public,
    sign,
    verify,
)

OWN, FOREIGN = (derive_pair(fixed(name)) for name in ("own", "foreign"))


def test_hkdf_is_that_of_rfc_5869():
    """Its test cases 1 and 3, from appendix A."""
    info, salt = bytes(range(0xF0, 0xFA)), bytes(range(13))
    assert hkdf(b"\x0b" * 22, info, 42, salt=salt).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    assert hkdf(b"\x0b" * 22, b"", 42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


@pytest.mark.parametrize(
    ("message", "signature"),
    [
        (
            b"sample",
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        ),
        (
            b"test",
            "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
            "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
        ),
    ],
)
def test_signatures_are_those_of_rfc_6979(message, signature):
    """Its appendix A.2.5, with SHA-256."""
    pair = pair_of(bytes.fromhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"))
    assert pair.public.hex().startswith("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6")
    assert sign(pair, message).hex() == signature


@settings(max_examples=50)
@given(st.binary(max_size=100), st.integers(0, 511), st.binary(min_size=1, max_size=5))
def test_a_signature_is_of_one_message_by_one_key(message, at, more):
    signature = sign(OWN, message)
    assert verify(OWN.public, message, signature)
    assert not verify(FOREIGN.public, message, signature)
    assert not verify(OWN.public, message + more, signature)
    changed = bytearray(signature)
    changed[at // 8] ^= 1 << at % 8
    assert not verify(OWN.public, message, bytes(changed))


@given(st.binary(max_size=80))
def test_any_bytes_are_no_signature(data):
    assert not verify(OWN.public, b"message", data)
    assert not verify(OWN.public, b"message", data[:64].ljust(64, b"\x00"))


def test_a_signature_by_what_is_no_key_is_no_question():
    with pytest.raises(Malformed):
        verify(bytes(65), b"message", bytes(64))


@pytest.mark.parametrize("scalar", [1, 2, ORDER - 1])
def test_the_outermost_scalars_make_pairs(scalar):
    pair = pair_of(scalar.to_bytes(32))
    assert verify(pair.public, b"message", sign(pair, b"message"))


def test_a_new_pair_is_new_and_whole():
    pairs = [new_pair() for _ in range(20)]
    assert len({pair.scalar for pair in pairs}) == 20
    assert all(pair_of(pair.scalar) == pair and len(pair.scalar) == 32 for pair in pairs)


def test_a_pair_never_prints_its_scalar():
    assert OWN.scalar.hex() not in repr(OWN)
    assert repr(OWN.scalar) not in repr(OWN)
    assert str(int.from_bytes(OWN.scalar)) not in repr(OWN)


@given(st.binary(max_size=70))
def test_any_bytes_are_no_public_key(data):
    for public in (data, (b"\x04" + data)[:65].ljust(65, b"\x00")):
        with pytest.raises(Malformed):
            read_public(public)


def test_a_candidate_that_is_no_scalar_is_passed_over(monkeypatch):
    """On P-256 it happens once in 2^32 times, so the order is made small enough here to see it."""
    monkeypatch.setattr(keys, "ORDER", 2**251)
    prk = _extract(KEM, b"", b"dkp_prk", b"material")
    candidates = [_expand(KEM, prk, b"candidate", bytes((counter,)), 32) for counter in range(256)]
    wanted = next(number for number, candidate in enumerate(candidates) if candidate[0] < 8)
    assert wanted > 0
    assert derive_pair(b"material").scalar == candidates[wanted]
    monkeypatch.setattr(keys, "ORDER", 1)
    with pytest.raises(ValueError):
        derive_pair(b"material")


def test_a_key_id_is_the_beginning_of_a_hash():
    assert key_id(OWN.public) == sha256(b"romduol vault key\x01" + OWN.public).digest()[:16]


@given(st.binary(max_size=130))
def test_a_fingerprint_is_eight_groups_of_five_digits(data):
    digest = sha256(b"romduol vault queue" + data).hexdigest()
    groups = [int(digest[at : at + 8], 16) % 100_000 for at in range(0, 64, 8)]
    text = fingerprint(b"romduol vault queue", data)
    assert [int(group) for group in text.split(" ")] == groups
    assert {len(group) for group in text.split(" ")} == {5}
