"""Reads PostgreSQL's write-ahead log as far as needed to tell the records of one database from those of others."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PAGE = 8_192
_HEAD, _LONG_HEAD = 24, 40
_RECORD = struct.Struct("<IIQBBxxI")
"""Length, transaction, the record before, what it does, who does it, checksum."""
_MANAGERS = 160
_BLOCK = struct.Struct("<BBH")
_IMAGE = struct.Struct("<HHB")
_PLACE = struct.Struct("<III")
"""Tablespace, database, relation."""
_LAST_BLOCK = 32
_HAS_IMAGE, _HAS_HOLE, _PACKED = 0x10, 0x01, 0x1C
_ORIGIN, _TRANSACTION, _SHORT, _LONG = 253, 252, 255, 254
_BEFORE_BLOCKS = {_ORIGIN: 3, _TRANSACTION: 5}


def without_heads(segment: bytes, first: int) -> bytes:
    """Return a segment of the log from a byte on, without the heads of its pages, which part what was written."""
    parts = []
    for page in range(first // _PAGE * _PAGE, len(segment), _PAGE):
        head = _LONG_HEAD if page == 0 else _HEAD
        parts.append(segment[max(page + head, first) : page + _PAGE])
    return b"".join(parts)


def records_of(log: bytes, database: int) -> Iterator[bytes]:
    """Yield the records that belong to a database or to none; whatever is not understood is yielded as it is.

    A server works for others at the same time, other tests among them.
    """
    at = 0
    while at + _RECORD.size <= len(log):
        length, _, _, _, manager, _ = _RECORD.unpack_from(log, at)
        if length == 0:  # The rest of a segment that was ended early.
            at += 8
            continue
        if length < _RECORD.size or manager > _MANAGERS:
            break
        record = log[at : at + length]
        if _database_of(record) in (0, database):
            yield record
        at += -(-length // 8) * 8
    yield log[at:]


def _database_of(record: bytes) -> int:
    """Return the database whose pages a record changes, 0 where it names none."""
    at = _RECORD.size
    while at < len(record) and record[at] in _BEFORE_BLOCKS:
        at += _BEFORE_BLOCKS[record[at]]
    if at + _BLOCK.size > len(record):
        return 0
    block, flags, _ = _BLOCK.unpack_from(record, at)
    if block > _LAST_BLOCK:
        return 0
    at += _BLOCK.size
    if flags & _HAS_IMAGE:
        if at + _IMAGE.size > len(record):
            return 0
        _, _, info = _IMAGE.unpack_from(record, at)
        at += _IMAGE.size + (2 if info & _HAS_HOLE and info & _PACKED else 0)
    if at + _PLACE.size > len(record):
        return 0
    _, database, _ = _PLACE.unpack_from(record, at)
    return int(database)
