"""Hides lengths: what is sealed is filled up to one of a few sizes (ISO/IEC 7816-4)."""

from __future__ import annotations

from romduol.safety.crypto.contexts import SealedKind

KEY_BUCKET = 512
BUCKETS = (4_096, 16_384, 65_536, 262_144)
KEYS = frozenset({SealedKind.MEMBER_KEYS, SealedKind.REPORTER_KEYS})
MARK = b"\x80"


class TooLarge(ValueError):
    """A payload that no box holds."""


def padded_length(length: int, kind: SealedKind) -> int:
    """Return how many bytes a payload takes, at least one more; raises `TooLarge` for keys that are too long."""
    if kind in KEYS:
        if length >= KEY_BUCKET:
            raise TooLarge(f"keys take at most {KEY_BUCKET - 1} bytes, not {length}")
        return KEY_BUCKET
    for bucket in BUCKETS:
        if length < bucket:
            return bucket
    return (length // BUCKETS[-1] + 1) * BUCKETS[-1]


def fits(length: int, padded: int, kind: SealedKind) -> bool:
    """Tell whether a payload of this length is padded to this one, and to no other."""
    return not (kind in KEYS and length >= KEY_BUCKET) and padded_length(length, kind) == padded


def padding(length: int, kind: SealedKind) -> bytes:
    """Return what comes after a payload of this many bytes."""
    return MARK + bytes(padded_length(length, kind) - length - 1)
