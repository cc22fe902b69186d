"""Finds values that PostgreSQL has packed (pglz) or cut up (TOAST), in pages and in its write-ahead log."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tests.seizure.streams import SMALLEST, Place

_LARGEST = 1 << 24
_CHUNK = 2_000
# A packed value in a row: its length and two bits that say so, how long it was and how it was packed (0: pglz).
_PACKED = re.compile(
    rb"(?=([" + b"".join(re.escape(bytes((byte,))) for byte in range(2, 256, 4)) + rb"].\x00\x00)(...)\x00)", re.DOTALL
)
# A part of a value: the value's id, the part's number, the part's length.
_PART = re.compile(
    rb"(?=(....)(..\x00\x00)([" + b"".join(re.escape(bytes((byte,))) for byte in range(0, 256, 4)) + rb"].\x00\x00))",
    re.DOTALL,
)


def unpacked(place: Place) -> Iterator[Place]:
    """Yield what was packed inside these pages or log records, where its beginning is still there."""
    for found in _PACKED.finditer(place.data):
        size, raw = int.from_bytes(found[1], "little") >> 2, int.from_bytes(found[2], "little")
        start = found.start() + 8
        if size > 8 + SMALLEST // 2 and raw > size - 8:
            data = pglz(place.data[start : start + size - 8], raw)
            if len(data) == raw:
                yield Place(f"{place.name} > pglz at {start}", data)


def toasted(place: Place) -> Iterator[Place]:
    """Yield values that were cut up, put together again as far as their parts are there, and unpacked."""
    parts: dict[bytes, dict[int, bytes]] = defaultdict(dict)
    for found in _PART.finditer(place.data):
        number, size = int.from_bytes(found[2], "little"), (int.from_bytes(found[3], "little") >> 2) - 4
        start = found.start() + 12
        if 0 < size <= _CHUNK and (number == 0 or number - 1 in parts.get(found[1], {})):
            parts[found[1]].setdefault(number, place.data[start : start + size])
    for value, found_parts in parts.items():
        data = b"".join(found_parts[number] for number in sorted(found_parts))
        name = f"{place.name} > value {int.from_bytes(value, 'little')}"
        if len(data) >= SMALLEST:
            yield Place(name, data)
            yield from _packed_whole(name, data)


def _packed_whole(name: str, data: bytes) -> Iterator[Place]:
    info = int.from_bytes(data[:4], "little")
    if len(data) - 4 < info < _LARGEST:
        found = pglz(data[4:], info)
        if len(found) > SMALLEST:
            yield Place(f"{name}, pglz", found)


def pglz(source: bytes, length: int) -> bytes:
    """Return what PostgreSQL's own packing gives up to its end, or to where it breaks."""
    out, at, end = bytearray(), 0, len(source)
    while at < end and len(out) < length:
        control = source[at]
        at += 1
        for bit in range(8):
            if at >= end or len(out) >= length:
                break
            if not control >> bit & 1:
                out.append(source[at])
                at += 1
                continue
            copied = _copy(source, at, out)
            if not copied:
                return bytes(out)
            at += copied
    return bytes(out[:length])


def _copy(source: bytes, at: int, out: bytearray) -> int:
    """Repeat what came before, as two or three bytes say; return how many they were, 0 where that is impossible."""
    if at + 1 >= len(source):
        return 0
    length, back = (source[at] & 0x0F) + 3, (source[at] & 0xF0) << 4 | source[at + 1]
    taken = 2
    if length == 18:
        if at + 2 >= len(source):
            return 0
        length, taken = length + source[at + 2], 3
    if not 0 < back <= len(out):
        return 0
    for _ in range(length):
        out.append(out[-back])
    return taken
