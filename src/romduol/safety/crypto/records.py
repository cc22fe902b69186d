"""A record: one box, and one envelope for each key that may open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from romduol.safety.crypto.boxes import NO_BOND, new_secret, open_box, seal_box
from romduol.safety.crypto.contexts import Context
from romduol.safety.crypto.envelopes import open_envelope, seal_envelope
from romduol.safety.crypto.keys import KeyPair


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed record: a box, and envelopes in the order of the keys that it was sealed to."""

    box: bytes
    envelopes: tuple[bytes, ...]


def seal_record(payload: bytes, context: Context, publics: Sequence[bytes], *, bond: bytes = NO_BOND) -> Sealed:
    """Seal a payload to every key; raises `Malformed` for a key that is none, `ValueError` where there is no key."""
    secret = new_secret()
    envelopes = seal_envelopes(secret, publics, context)
    return Sealed(seal_box(payload, secret, context, bond=bond), envelopes)


def seal_envelopes(secret: bytes, publics: Sequence[bytes], context: Context) -> tuple[bytes, ...]:
    """Seal the secret of a box to every key; raises `Malformed` for a key that is none, `ValueError` for no key."""
    if not publics:
        raise ValueError("what nobody can open is lost")
    return tuple(seal_envelope(secret, public, context) for public in publics)


def open_record(box: bytes, envelope: bytes, pair: KeyPair, context: Context, *, bond: bytes = NO_BOND) -> bytes:
    """Return the payload of a record; raises `Malformed`, `OtherContext`, `OtherKey` or `Damaged`."""
    return open_box(box, open_envelope(envelope, pair, context), context, bond=bond)
