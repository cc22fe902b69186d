"""What is fed with bytes that nobody would think of, and what must hold for all of them.

A target returns where all is well. Only the refusals that our own code names may come out of what it tries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain
from uuid import UUID

from tests.safety.crypto.sealing_by_hand import box_of_pieces, envelope_by_hand, fixed
from tests.safety.crypto.vectors_read import context_of, read

from romduol.safety.crypto import boxes
from romduol.safety.crypto.boxes import HEAD_BYTES, TAG_BYTES, open_box, seal_box
from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, SealedKind, read_context
from romduol.safety.crypto.envelopes import ENVELOPE_BYTES, open_envelope, seal_envelope
from romduol.safety.crypto.errors import Malformed, NotOpened
from romduol.safety.crypto.keys import derive_pair, hkdf, key_id, pair_of, read_public, sign, verify

PIECE_BYTES = 64
"""Where chunks matter, pieces are cut this small, so that a box of few bytes has many of them."""

SUBJECT = UUID("5b9b0d8e-0c5c-4c57-9f0a-0b7b1c6a3f11")
KEYS = Context(SealedKind.REPORTER_KEYS, SUBJECT)
REPORT = Context(SealedKind.REPORT, SUBJECT)
SECRET, BOND, SALT = fixed("a secret"), fixed("a bond"), fixed("a salt")
OWN, EPHEMERAL = derive_pair(fixed("own")), derive_pair(fixed("ephemeral"))
PAYLOAD = b"scalar, public and bond \x80\x00" + bytes(30)


@dataclass(frozen=True)
class Target:
    """What is tried, what it begins from, and how long what it is fed may be.

    `weight` is how many times slower it is than most; `small` asks for boxes that are cut into small pieces.
    """

    tries: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]
    longest: int
    weight: int = 1
    small: bool = False


def cut_small() -> None:
    """Cut boxes into small pieces, in this process and from here on."""
    boxes.PIECE_BYTES, boxes.CHUNK_BYTES = PIECE_BYTES, PIECE_BYTES + TAG_BYTES


def contexts(data: bytes) -> None:
    """Any bytes are a context, the same again when packed, or malformed."""
    try:
        found = read_context(data)
    except Malformed:
        return
    assert found.pack() == data[:CONTEXT_BYTES]


@cache
def _box() -> bytes:
    return seal_box(PAYLOAD, SECRET, KEYS, bond=BOND, salt=SALT)


def box(data: bytes) -> None:
    """Only the one box of a secret opens, whatever comes in its place: alone, or after its own true beginning."""
    for given in (data, _box()[:HEAD_BYTES] + data, _box() + data):
        try:
            opened = open_box(given, SECRET, KEYS, bond=BOND)
        except NotOpened:
            assert given != _box()
        else:
            assert given == _box()
            assert opened == PAYLOAD


def chunks(data: bytes) -> None:
    """Chunks that are moved, left out, changed, cut or made up never make a box, but for those of the box in order."""
    whole, length = _box(), boxes.CHUNK_BYTES
    true = [whole[at : at + length] for at in range(HEAD_BYTES, len(whole), length)]
    parts = [whole[:HEAD_BYTES]]
    for act, at in zip(data[::2], data[1::2], strict=False):
        chunk = true[act % len(true)]
        match act // 16 % 4:
            case 1:
                parts.append(
                    chunk[: at % length] + bytes((chunk[at % length] ^ (act >> 6) + 1,)) + chunk[at % length + 1 :]
                )
            case 2:
                parts.append(chunk[: at % length])
            case 3:
                parts.append(bytes(at))
            case _:
                parts.append(chunk)
    box(b"".join(parts))


def padding(data: bytes) -> None:
    """Whatever a sender pads, it opens only as what an honest sender would have sealed to the same bytes."""
    for padded in (data, data[:512].ljust(512, b"\x00")):
        okm = hkdf(SECRET + BOND, b"romduol vault box" + KEYS.pack(), 64, salt=SALT)
        pieces = [padded[at : at + PIECE_BYTES] for at in range(0, len(padded), PIECE_BYTES)]
        made = box_of_pieces(pieces, okm, KEYS, SALT)
        body = padded.rstrip(b"\x00")
        try:
            opened = open_box(made, SECRET, KEYS, bond=BOND)
        except NotOpened:
            assert len(padded) != 512 or not body.endswith(b"\x80")
        else:
            assert opened == body[:-1]
            assert seal_box(opened, SECRET, KEYS, bond=BOND, salt=SALT) == made


def sealing(data: bytes) -> None:
    """Whatever is sealed opens again, in whatever parts it comes and goes."""
    if not data:
        return
    step, payload = data[0] + 1, data[1:]
    context = REPORT if len(payload) > 511 else KEYS
    parts = (payload[at : at + step] for at in range(0, len(payload), step))
    made = b"".join(boxes.seal_pieces(parts, SECRET, context, bond=BOND, salt=SALT))
    assert made == seal_box(payload, SECRET, context, bond=BOND, salt=SALT)
    back = (made[at : at + step * 7] for at in range(0, len(made), step * 7))
    assert b"".join(boxes.open_pieces(back, SECRET, context, bond=BOND)) == payload


@cache
def _envelope() -> bytes:
    return envelope_by_hand(SECRET, OWN.public, REPORT, EPHEMERAL)


def envelope(data: bytes) -> None:
    """Only the one envelope opens, whatever comes in its place: alone, or after or before part of it."""
    whole, named = _envelope(), CONTEXT_BYTES + 16
    for given in (
        data,
        whole[:named] + data,
        whole[:named] + (data + whole[named + len(data) :])[: len(whole) - named],
    ):
        try:
            opened = open_envelope(given, OWN, REPORT)
        except NotOpened:
            assert given != whole
        else:
            assert given == whole
            assert opened == SECRET


def enveloped(data: bytes) -> None:
    """Whatever a sender seals in an envelope, only 32 bytes come out, as they went in."""
    made = envelope_by_hand(data, OWN.public, REPORT, EPHEMERAL)
    try:
        opened = open_envelope(made, OWN, REPORT)
    except Malformed:
        assert len(made) != ENVELOPE_BYTES
    else:
        assert opened == data


def points(data: bytes) -> None:
    """Any bytes are a point that can be sealed to, or malformed; and no signature, unless it is the one."""
    try:
        read_public(data[:65])
    except Malformed:
        pass
    else:
        assert len(key_id(data[:65])) == 16
        assert len(seal_envelope(SECRET, data[:65], REPORT)) == ENVELOPE_BYTES
    assert not verify(OWN.public, b"another message", data)
    assert not verify(OWN.public, b"another message", data[:64].ljust(64, b"\x01"))
    try:
        pair = pair_of(data[:32])
    except Malformed:
        return
    assert verify(pair.public, data[32:], sign(pair, data[32:]))


def _box_seeds() -> Iterator[bytes]:
    yield from (_box(), _box()[HEAD_BYTES:], _box()[:-TAG_BYTES], b"")
    yield from (bytes.fromhex(case["box"]) for case in read("boxes.json")["refused"] if isinstance(case["box"], str))


def _envelope_seeds() -> Iterator[bytes]:
    yield from (_envelope(), _envelope()[CONTEXT_BYTES + 16 :])
    yield from (bytes.fromhex(case["envelope"]) for case in read("envelopes.json")["refused"])


def _context_seeds() -> Iterator[bytes]:
    yield from (context_of(case["context"]).pack() for case in read("boxes.json")["cases"])


def _chunk_seeds() -> Iterator[bytes]:
    """The chunks in their order; then moved, changed, cut and made up."""
    yield from (bytes((0, 0, 1, 0, 2, 0, 3, 0)), bytes((0, 0, 17, 70, 34, 5, 48, 9)))


def _padding_seeds() -> Iterator[bytes]:
    yield from (PAYLOAD + b"\x80", bytes(512), b"\x80" + bytes(511), b"\x80\x00" * 256, b"\x01" * 511 + b"\x80")


def _point_seeds() -> Iterator[bytes]:
    yield from (bytes.fromhex(case["public"]) for case in read("keys.json")["refused"])
    yield from (bytes.fromhex(case["signature"]) for case in read("keys.json")["refused_signatures"])
    yield from (OWN.public, OWN.scalar, sign(OWN, b"message"))


def probe(data: bytes) -> None:
    """Break on three bytes that only a fuzzer that sees where we branch comes upon soon."""
    if data[:1] == b"v" and data[1:2] == b"a" and data[2:3] == b"u":
        raise ZeroDivisionError


PROBE = "probe"
TARGETS = {
    "contexts": Target(contexts, _context_seeds, 64),
    "box": Target(box, _box_seeds, 1_000, small=True),
    "chunks": Target(chunks, _chunk_seeds, 40, small=True),
    "padding": Target(padding, _padding_seeds, 700, small=True),
    "sealing": Target(
        sealing, lambda: iter((b"\x00", b"\x05" + PAYLOAD, b"\x40" + bytes(511), bytes(513))), 700, weight=5, small=True
    ),
    "envelope": Target(envelope, _envelope_seeds, 200),
    "enveloped": Target(enveloped, lambda: iter((SECRET, SECRET[1:], SECRET + b"\x00", b"")), 100),
    "points": Target(points, _point_seeds, 100),
}
OTHERS = ("targets_words", "targets_chains", "targets_reports")
"""Modules with more of them; one is read only when a target is in none before it, since reading takes its time."""


def targets() -> dict[str, Target]:
    """Return every target, by its name."""
    return TARGETS | {name: one for module in OTHERS for name, one in _others(module).items()}


def _others(module: str) -> dict[str, Target]:
    found: dict[str, Target] = import_module(f"tests.safety.crypto.fuzzing.{module}").TARGETS
    return found


def target(name: str) -> Target:
    """Return one target, or the one that must break."""
    if name == PROBE:
        return Target(probe, lambda: iter((REPORT.pack(),)), 64)
    tables = chain((TARGETS,), map(_others, OTHERS))
    return next(table[name] for table in tables if name in table)
