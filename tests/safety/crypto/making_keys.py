"""Makes the vectors of key pairs, their names and signatures, and of envelopes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from tests.safety.crypto.sealing_by_hand import envelope_by_hand, fixed
from tests.safety.crypto.vectors_read import Case, written_context

from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, SealedKind
from romduol.safety.crypto.envelopes import NAMED_BYTES
from romduol.safety.crypto.keys import ORDER, KeyPair, derive_pair, fingerprint, key_id, sign

SUBJECT = UUID("5b9b0d8e-0c5c-4c57-9f0a-0b7b1c6a3f11")
OTHER = UUID("c2f4a5d6-7e81-4b39-8a0d-2e9f6b1c7d22")
QUEUE = Context(SealedKind.EPOCH_KEY, SUBJECT, 3)
PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
OWN, FOREIGN, EPHEMERAL = (derive_pair(fixed(name)) for name in ("own pair", "foreign pair", "ephemeral pair"))


def keys() -> dict[str, Any]:
    """Return the file of key pairs, names and signatures."""
    ikms = [fixed(f"key material {number}") for number in range(4)] + [b"", b"short", fixed("long", 100)]
    pairs = [derive_pair(ikm) for ikm in ikms]
    return {
        "about": "Pairs (RFC 9180, 7.1.3), key ids, fingerprints and signatures (ECDSA, the nonce by RFC 6979) "
        "by docs/vault.md, made by our own Python from fixed inputs.",
        "derive": [_pair(pair) | {"ikm": ikm.hex()} for ikm, pair in zip(ikms, pairs, strict=True)],
        "key_id": [{"public": pair.public.hex(), "id": key_id(pair.public).hex()} for pair in pairs],
        "fingerprint": [
            {"label": label, "data": data.hex(), "text": fingerprint(label.encode(), data)}
            for label in ("romduol vault queue", "romduol vault member")
            for data in (b"", fixed("digest"), OWN.public + FOREIGN.public)
        ],
        "signatures": [
            _pair(pair) | {"message": message.hex(), "signature": sign(pair, message).hex()}
            for pair in (OWN, FOREIGN)
            for message in (b"", b"romduol vault statement", "ខ្មែរ".encode(), fixed("long message", 500))
        ],
        "refused": list(_refused_publics()),
        "refused_scalars": list(_refused_scalars()),
        "refused_signatures": list(_refused_signatures()),
    }


def _pair(pair: KeyPair) -> Case:
    return {"scalar": pair.scalar.hex(), "public": pair.public.hex()}


def _refused_publics() -> Iterator[Case]:
    x, y = OWN.public[1:33], OWN.public[33:]
    for why, public in (
        ("nothing", b""),
        ("a byte too short", OWN.public[:-1]),
        ("a byte too long", OWN.public + b"\x00"),
        ("the point at infinity, as one byte", b"\x00"),
        ("the point at infinity, as zeros", bytes(65)),
        ("x and y are 0", b"\x04" + bytes(64)),
        ("compressed", bytes((2 + y[-1] % 2,)) + x),
        ("compressed, filled up to 65 bytes", bytes((2 + y[-1] % 2,)) + x + bytes(32)),
        ("hybrid", bytes((6 + y[-1] % 2,)) + x + y),
        ("not on the curve", b"\x04" + x + y[:-1] + bytes((y[-1] ^ 1,))),
        ("x and y have changed places", b"\x04" + y + x),
        ("x is not less than the prime", b"\x04" + PRIME.to_bytes(32) + y),
        ("y is not less than the prime", b"\x04" + x + b"\xff" * 32),
    ):
        yield {"why": why, "reason": "malformed", "public": public.hex()}


def _refused_scalars() -> Iterator[Case]:
    for why, scalar in (
        ("0", bytes(32)),
        ("the order of the curve", ORDER.to_bytes(32)),
        ("more than the order", b"\xff" * 32),
        ("31 bytes", OWN.scalar[1:]),
        ("33 bytes", b"\x00" + OWN.scalar),
    ):
        yield {"why": why, "reason": "malformed", "scalar": scalar.hex()}


def _refused_signatures() -> Iterator[Case]:
    message = b"romduol vault statement"
    signature = sign(OWN, message)
    r, s = signature[:32], signature[32:]
    for why, public, said, given in (
        ("of another key", FOREIGN.public, message, signature),
        ("of another message", OWN.public, message + b"\x00", signature),
        ("a bit of r is flipped", OWN.public, message, bytes((r[0] ^ 1,)) + r[1:] + s),
        ("a bit of s is flipped", OWN.public, message, r + s[:-1] + bytes((s[-1] ^ 1,))),
        ("r and s have changed places", OWN.public, message, s + r),
        ("all zeros", OWN.public, message, bytes(64)),
        ("r is 0", OWN.public, message, bytes(32) + s),
        ("s is 0", OWN.public, message, r + bytes(32)),
        ("s is the order", OWN.public, message, r + ORDER.to_bytes(32)),
        ("r and s are as large as bytes can be", OWN.public, message, b"\xff" * 64),
        ("nothing", OWN.public, message, b""),
        ("63 bytes", OWN.public, message, signature[:-1]),
        ("65 bytes", OWN.public, message, signature + b"\x00"),
        ("65 bytes, s with a zero before it", OWN.public, message, r + b"\x00" + s),
    ):
        yield {"why": why, "public": public.hex(), "message": said.hex(), "signature": given.hex()}


def envelopes() -> dict[str, Any]:
    """Return the file of envelopes."""
    return {
        "about": "Envelopes by docs/vault.md, made by the tests' own HPKE with a fixed ephemeral pair (`ephemeral`), "
        "so that they are the same each time; `secret` is what they hold.",
        "cases": list(_envelopes()),
        "refused": list(_refused_envelopes()),
    }


def _envelopes() -> Iterator[Case]:
    for kind in SealedKind:
        context = Context(kind, SUBJECT, 3 if kind is SealedKind.EPOCH_KEY else 0)
        secret, ephemeral = fixed(f"secret {kind.name}"), derive_pair(fixed(f"ephemeral {kind.name}"))
        yield _envelope(envelope_by_hand(secret, OWN.public, context, ephemeral), context) | {
            "public": OWN.public.hex(),
            "secret": secret.hex(),
            "ephemeral": ephemeral.scalar.hex(),
        }


def _envelope(envelope: bytes, context: Context = QUEUE, pair: KeyPair = OWN) -> Case:
    return {"envelope": envelope.hex(), "context": written_context(context), "scalar": pair.scalar.hex()}


def _refused_envelopes() -> Iterator[Case]:
    secret = fixed("secret")
    good = envelope_by_hand(secret, OWN.public, QUEUE, EPHEMERAL)
    end = NAMED_BYTES + 65
    elsewhere, later = Context(SealedKind.EPOCH_KEY, OTHER, 3), Context(SealedKind.EPOCH_KEY, SUBJECT, 4)
    yield _no("another kind is expected", "other-context", good, Context(SealedKind.REPORT, SUBJECT, 3))
    yield _no("another subject is expected", "other-context", good, elsewhere)
    yield _no("another number is expected", "other-context", good, later)
    yield _no("version 2", "malformed", b"\x02" + good[1:])
    yield _no("suite 2", "malformed", good[:1] + b"\x02" + good[2:])
    yield _no("kind 0xff is none", "malformed", good[:2] + b"\xff" + good[3:])
    yield _no("another key opens it", "other-key", good, pair=FOREIGN)
    yield _no("replayed for another subject", "damaged", elsewhere.pack() + good[CONTEXT_BYTES:], elsewhere)
    yield _no("replayed for another number", "damaged", later.pack() + good[CONTEXT_BYTES:], later)
    renamed = good[:CONTEXT_BYTES] + key_id(FOREIGN.public) + good[NAMED_BYTES:]
    yield _no("handed to another key under its id", "damaged", renamed, pair=FOREIGN)
    yield from _flipped(good)
    for why, enc in (
        ("another point", FOREIGN.public),
        ("no point of the curve", good[NAMED_BYTES : end - 1] + bytes((good[end - 1] ^ 1,))),
        ("the point at infinity, as zeros", bytes(65)),
        ("04 and zeros", b"\x04" + bytes(64)),
        (
            "a compressed point, filled up",
            bytes((2 + good[end - 1] % 2,)) + good[NAMED_BYTES + 1 : end - 32] + bytes(32),
        ),
        ("a hybrid point", bytes((6 + good[end - 1] % 2,)) + good[NAMED_BYTES + 1 : end]),
        ("a coordinate that is not less than the prime", b"\x04" + b"\xff" * 64),
    ):
        yield _no(f"enc is {why}", "damaged", good[:NAMED_BYTES] + enc + good[end:])
    for length in (0, 1, CONTEXT_BYTES - 1, CONTEXT_BYTES, NAMED_BYTES, end, len(good) - 1):
        yield _no(f"{length} bytes", "malformed", good[:length])
    yield _no("a byte too long", "malformed", good + b"\x00")
    yield _no("twice", "malformed", good + good)
    yield _no("holds 31 bytes", "malformed", envelope_by_hand(secret[1:], OWN.public, QUEUE, EPHEMERAL))
    yield _no("holds 33 bytes", "malformed", envelope_by_hand(secret + b"\x00", OWN.public, QUEUE, EPHEMERAL))


def _flipped(good: bytes) -> Iterator[Case]:
    for why, reason, at in (
        ("subject", "other-context", 3),
        ("number", "other-context", CONTEXT_BYTES - 1),
        ("key id", "other-key", CONTEXT_BYTES),
        ("enc's x", "damaged", NAMED_BYTES + 1),
        ("secret", "damaged", NAMED_BYTES + 65),
        ("tag", "damaged", len(good) - 1),
    ):
        yield _no(f"a bit of the {why} is flipped", reason, good[:at] + bytes((good[at] ^ 1,)) + good[at + 1 :])


def _no(why: str, reason: str, envelope: bytes, context: Context = QUEUE, pair: KeyPair = OWN) -> Case:
    return {"why": why, "reason": reason} | _envelope(envelope, context, pair)
