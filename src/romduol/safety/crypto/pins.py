"""What a member has seen of each queue, kept where no server can change it."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from itertools import pairwise
from uuid import UUID

from romduol.safety.crypto.boxes import open_box, seal_box
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import Pin
from romduol.safety.crypto.errors import Malformed

_COUNT = struct.Struct(">H")
_PIN = struct.Struct(">16sI32s")
MAX_PINS = 2**16 - 1


def seal_pins(pins: Iterable[Pin], store: bytes, member: UUID, number: int, *, salt: bytes | None = None) -> bytes:
    """Return the box of a member's pins, one number higher each time; raises `ValueError` for a queue named twice."""
    return seal_box(_packed(pins), store, _context(member, number), salt=salt)


def open_pins(box: bytes, store: bytes, member: UUID, number: int) -> tuple[Pin, ...]:
    """Return a member's pins, by queue; raises `Malformed`, `OtherContext`, `OtherKey` or `Damaged`."""
    return _read(open_box(box, store, _context(member, number)))


def _packed(pins: Iterable[Pin]) -> bytes:
    ordered = sorted(pins, key=lambda pin: pin.queue.bytes)
    if len(ordered) > MAX_PINS or not _in_order(ordered):
        raise ValueError(f"a member has at most {MAX_PINS} pins, one a queue")
    return _COUNT.pack(len(ordered)) + b"".join(_PIN.pack(pin.queue.bytes, pin.epoch, pin.digest) for pin in ordered)


def _read(payload: bytes) -> tuple[Pin, ...]:
    if len(payload) < _COUNT.size or len(payload) != _COUNT.size + _COUNT.unpack_from(payload)[0] * _PIN.size:
        raise Malformed("these are no pins: their count and their length differ")
    rows = _PIN.iter_unpack(payload[_COUNT.size :])
    pins = tuple(Pin(UUID(bytes=queue), epoch, digest) for queue, epoch, digest in rows)
    if not _in_order(pins):
        raise Malformed("these are no pins: each queue has one, in order")
    return pins


def _in_order(pins: Iterable[Pin]) -> bool:
    return all(one.queue.bytes < other.queue.bytes for one, other in pairwise(pins))


def _context(member: UUID, number: int) -> Context:
    return Context(SealedKind.PINS, member, number)
