"""Makes the vectors of boxes: all kinds, all buckets, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

from tests.safety.crypto.sealing_by_hand import box_by_hand, box_of_pieces, fixed
from tests.safety.crypto.vectors_read import Case, bytes_of, written_context

from romduol.safety.crypto.boxes import CHUNK_BYTES, HEAD_BYTES, seal_box
from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, SealedKind
from romduol.safety.crypto.keys import hkdf

Written = str | Case | list[str | Case]
NONE = bytes(32).hex()
SHOWN = 700
KHMER = "សូមជួយខ្ញុំ។ គេយកលិខិតឆ្លងដែនរបស់ខ្ញុំទៅ។"
SUBJECT = UUID("5b9b0d8e-0c5c-4c57-9f0a-0b7b1c6a3f11")
OTHER = UUID("c2f4a5d6-7e81-4b39-8a0d-2e9f6b1c7d22")
REPORT = Context(SealedKind.REPORT, SUBJECT)
KEYS = Context(SealedKind.REPORTER_KEYS, SUBJECT)
LARGE = "four chunks"
MULTIPLES = {4095: 15, 4096: 16, 16383: 43, 16384: 16, 65535: 51, 65536: 64, 262143: 63, 262144: 64, 600000: 60}
"""Lengths around each bucket, and after how many bytes such a payload repeats itself."""


def boxes() -> dict[str, Any]:
    """Return the file of boxes."""
    return {
        "about": "Boxes by docs/vault.md, made by our own Python from fixed inputs; "
        "`parts` of a refused box are slices of the boxes of other cases, by name, or bytes.",
        "cases": list(_cases()),
        "refused": list(_refused()),
    }


def _cases() -> Iterator[Case]:
    for kind in SealedKind:
        if kind is not SealedKind.EPOCH_KEY:
            context = Context(kind, SUBJECT, 7 if kind in (SealedKind.MEMBER_KEYS, SealedKind.PINS) else 0)
            yield _case(f"{kind.name.lower()}", context, b"what was written")
            yield _case(f"{kind.name.lower()}, bonded", context, b"what was written", bond=fixed("bond"))
    yield _case("Khmer", REPORT, KHMER.encode())
    yield _case("the largest number", Context(SealedKind.MEMBER_KEYS, SUBJECT, 2**32 - 1), b"device")
    yield _case("nothing", REPORT, b"")
    yield _case("nothing, as keys", KEYS, b"")
    yield _case("keys of 511 bytes", KEYS, fixed("keys", 511))
    yield _case("one byte", REPORT, b"\x01")
    for length, of in MULTIPLES.items():
        yield _case(f"{length} bytes", REPORT, {"repeat": fixed(f"pattern {length}", of).hex(), "times": length // of})
    yield from _ends()
    yield _case(LARGE, REPORT, {"repeat": fixed(LARGE, 50).hex(), "times": 4000})


def _ends() -> Iterator[Case]:
    for context in (REPORT, KEYS):
        name = context.kind.name.lower()
        yield _case(f"ends in 80, {name}", context, b"abc\x80")
        yield _case(f"ends in zeros, {name}", context, b"abc" + bytes(9))
        yield _case(f"ends in 80 and zeros, {name}", context, b"abc\x80" + bytes(9))
        yield _case(f"80 alone, {name}", context, b"\x80")
        yield _case(f"zeros alone, {name}", context, bytes(100))
    zeros: Case = {"repeat": "00", "times": 65_535}
    many: tuple[tuple[str, Written], ...] = (
        ("zeros over many pieces", {"repeat": "00", "times": 200_000}),
        ("80 over many pieces", {"repeat": "80", "times": 200_000}),
        ("a mark at the end of each piece", [zeros, "80"] * 5),
        ("a mark at the start of each piece", ["80", zeros] * 5),
        ("zeros for longer than any padding", ["80", {"repeat": "00", "times": 400_000}]),
    )
    for name, written in many:
        yield _case(name, REPORT, written)


def _case(name: str, context: Context, payload: bytes | Written, *, bond: bytes = bytes(32)) -> Case:
    written = payload.hex() if isinstance(payload, bytes) else payload
    secret, salt = fixed(f"secret of {name}"), fixed(f"salt of {name}")
    box = seal_box(bytes_of(written), secret, context, bond=bond, salt=salt)
    shown = {"box": box.hex()} if len(box) <= SHOWN or name in ("nothing", "Khmer") else {}
    return {
        "name": name,
        "context": written_context(context),
        "secret": secret.hex(),
        "bond": bond.hex(),
        "salt": salt.hex(),
        "payload": written,
        **(shown or {"box_sha256": sha256(box).hexdigest(), "box_length": len(box)}),
    }


def _refused() -> Iterator[Case]:
    yield from _elsewhere()
    yield from _changed()
    yield from _cut()
    yield from _wrongly_padded()


def _elsewhere() -> Iterator[Case]:
    box = seal_box(b"keys", fixed("secret"), KEYS, bond=fixed("bond"), salt=fixed("salt"))
    wrong = "other-context"
    yield _no("another kind is expected", wrong, box, context=Context(SealedKind.MEMBER_KEYS, SUBJECT))
    yield _no("another subject is expected", wrong, box, context=Context(SealedKind.REPORTER_KEYS, OTHER))
    yield _no("another number is expected", wrong, box, context=Context(SealedKind.REPORTER_KEYS, SUBJECT, 1))
    yield _no("another secret", "other-key", box, secret=fixed("another secret"))
    yield _no("another bond", "other-key", box, bond=fixed("another bond"))
    yield _no("no bond", "other-key", box, bond=bytes(32))
    yield _no("secret and bond have changed places", "other-key", box, secret=fixed("bond"), bond=fixed("secret"))
    for why, at, byte in (("version 0", 0, 0), ("version 2", 0, 2), ("suite 0", 1, 0), ("suite 2", 1, 2)):
        yield _no(why, "malformed", box[:at] + bytes((byte,)) + box[at + 1 :])
    for code in (0x00, 0x05, 0x0F, 0x15, 0x22, 0x41, 0xFF):
        yield _no(f"kind {code:#04x} is none", "malformed", box[:2] + bytes((code,)) + box[3:])
    relabelled = Context(SealedKind.REPORTER_KEYS, OTHER)
    yield _no("its context was replaced by what is expected", "other-key", relabelled.pack() + box[23:], relabelled)


def _changed() -> Iterator[Case]:
    box = seal_box(b"keys", fixed("secret"), KEYS, bond=fixed("bond"), salt=fixed("salt"))
    for why, reason, at in (
        ("a bit of the subject", "other-context", 3),
        ("a bit of the number", "other-context", CONTEXT_BYTES - 1),
        ("the first bit of the salt", "other-key", CONTEXT_BYTES),
        ("the last bit of the salt", "other-key", CONTEXT_BYTES + 31),
        ("the first bit of the commitment", "other-key", CONTEXT_BYTES + 32),
        ("the last bit of the commitment", "other-key", HEAD_BYTES - 1),
        ("a bit of the payload", "damaged", HEAD_BYTES),
        ("a bit of the padding", "damaged", HEAD_BYTES + 200),
        ("a bit of the tag", "damaged", len(box) - 1),
    ):
        yield _no(f"{why} is flipped", reason, box[:at] + bytes((box[at] ^ 1,)) + box[at + 1 :])
    large = _large()
    for why, chunk in (("first", 0), ("second", 1), ("last", 3)):
        for where, inside in (("first", 0), ("last", CHUNK_BYTES - 1)):
            at = HEAD_BYTES + chunk * CHUNK_BYTES + inside
            parts = [_slice(0, at), bytes((large[at] ^ 1,)).hex(), _slice(at + 1, None)]
            yield _assembled(f"a bit in the {where} byte of the {why} chunk is flipped", parts)


def _cut() -> Iterator[Case]:
    box = seal_box(b"keys", fixed("secret"), KEYS, bond=fixed("bond"), salt=fixed("salt"))
    for length in (0, 1, CONTEXT_BYTES - 1, CONTEXT_BYTES, CONTEXT_BYTES + 32, HEAD_BYTES - 1):
        yield _no(f"{length} bytes: shorter than a head", "malformed", box[:length])
    for length in (HEAD_BYTES, HEAD_BYTES + 1, HEAD_BYTES + 16, HEAD_BYTES + 17, len(box) - 16, len(box) - 1):
        yield _no(f"cut off after {length} bytes", "damaged", box[:length])
    yield _no("a byte after the end", "damaged", box + b"\x00")
    yield _no("a tag's length after the end", "damaged", box + bytes(16))
    yield _no("the same box again after the end", "damaged", box + box)
    a, b, c, d = (_chunk(number) for number in range(4))
    head, whole = _slice(0, HEAD_BYTES), _slice(0, None)
    end = HEAD_BYTES + 4 * CHUNK_BYTES
    for why, parts in (
        ("the first two chunks have changed places", [head, b, a, c, d]),
        ("the last two chunks have changed places", [head, a, b, d, c]),
        ("a chunk is there twice", [head, a, b, b, c, d]),
        ("a chunk in place of another", [head, a, b, b, d]),
        ("the first chunk is left out", [head, b, c, d]),
        ("a chunk in the middle is left out", [head, a, c, d]),
        ("the last chunk is left out", [head, a, b, c]),
        ("nothing but the last chunk", [head, d]),
        ("nothing but the first chunk", [head, a]),
        ("the last chunk is there twice", [whole, d]),
        ("cut off inside the second chunk", [_slice(0, HEAD_BYTES + CHUNK_BYTES + 1000)]),
        ("cut off inside the last tag", [_slice(0, end - 8)]),
        ("a byte after the last chunk", [whole, "00"]),
        ("two boxes joined", [whole, whole]),
    ):
        yield _assembled(why, parts)


def _wrongly_padded() -> Iterator[Case]:
    mark = b"\x80"
    for why, context, padded in (
        ("keys without a mark", KEYS, bytes(512)),
        ("keys that fill their bucket without a mark", KEYS, b"\x01" * 512),
        ("keys in half a bucket", KEYS, b"keys" + mark + bytes(251)),
        ("keys in two buckets", KEYS, b"keys" + mark + bytes(1019)),
        ("keys in a bucket of records", KEYS, b"keys" + mark + bytes(4091)),
        ("keys of 512 bytes in a bucket of records", KEYS, b"\x01" * 512 + mark + bytes(3583)),
        ("keys in no bucket", KEYS, b"keys" + mark + bytes(506)),
        ("keys with something after the mark", KEYS, b"keys" + mark + bytes(506) + b"\x01"),
        ("keys with a mark of 81", KEYS, b"keys\x81" + bytes(507)),
        ("a record in the bucket of keys", REPORT, b"record" + mark + bytes(505)),
        ("a record in no bucket", REPORT, b"record" + mark + bytes(4090)),
        ("a record that is a mark alone", REPORT, mark),
        ("a record without a mark", REPORT, bytes(4096)),
        ("a record in a larger bucket than its own", REPORT, b"\x01" * 4095 + mark + bytes(16384 - 4096)),
    ):
        made = box_by_hand(padded, fixed("secret"), context, fixed("salt"), bond=fixed("bond"))
        yield _no(why, "damaged", made, context)
    for why, context, pieces in (
        ("an empty chunk alone", KEYS, [b""]),
        ("an empty chunk after the last", REPORT, [b"\x01" * 65_535 + mark, b""]),
        ("chunks that are cut shorter than they are", KEYS, [b"keys" + mark, bytes(507)]),
    ):
        okm = hkdf(fixed("secret") + fixed("bond"), b"romduol vault box" + context.pack(), 64, salt=fixed("salt"))
        yield _no(why, "damaged", box_of_pieces(pieces, okm, context, fixed("salt")), context)


def _no(
    why: str, reason: str, box: bytes, context: Context = KEYS, *, secret: bytes = b"", bond: bytes | None = None
) -> Case:
    return {
        "why": why,
        "reason": reason,
        "box": box.hex(),
        "context": written_context(context),
        "secret": (secret or fixed("secret")).hex(),
        "bond": (fixed("bond") if bond is None else bond).hex(),
    }


def _large() -> bytes:
    return seal_box(fixed(LARGE, 50) * 4000, fixed(f"secret of {LARGE}"), REPORT, salt=fixed(f"salt of {LARGE}"))


def _slice(start: int, end: int | None) -> Case:
    return {"of": LARGE, "from": start, "to": len(_large()) if end is None else end}


def _chunk(number: int) -> Case:
    return _slice(HEAD_BYTES + number * CHUNK_BYTES, HEAD_BYTES + (number + 1) * CHUNK_BYTES)


def _assembled(why: str, parts: list[Any]) -> Case:
    return {
        "why": why,
        "reason": "damaged",
        "box": {"parts": parts},
        "context": written_context(REPORT),
        "secret": fixed(f"secret of {LARGE}").hex(),
        "bond": NONE,
    }
