"""Reads a stream line by line; no line is ever held that is longer than it may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO, NamedTuple

import orjson

from romduol.desk.imports.rules.kinds import is_page

SNIFFED = 3
"""How many lines are looked at to tell what a stream is."""


class Line(NamedTuple):
    """One line: its number from 1, the offset of its first byte, and its bytes, or None where they are too many."""

    number: int
    offset: int
    raw: bytes | None


def pieces(stream: IO[bytes], longest: int) -> Iterator[bytes]:
    """Yield each line with its end; one that is longer than `longest` comes in pieces of one byte more."""
    return iter(lambda: stream.readline(longest + 1), b"")


def lines_of(parts: Iterable[bytes], longest: int) -> Iterator[Line]:
    """Join what `pieces` cut, but for lines that are too long: those are told once and passed over."""
    number, offset, inside = 0, 0, False
    for part in parts:
        ends = part.endswith(b"\n")
        if not inside:
            number += 1
            fits = ends or len(part) <= longest
            yield Line(number, offset, part if fits else None)
        inside = not ends
        offset += len(part)


def holds_a_record_a_line(head: Iterable[bytes], name: str) -> bool:
    """Tell NDJSON from JSON by the first lines of a stream and its name.

    The first line that says anything is a whole object and not a page, and another one follows.
    """
    if name.lower().endswith((".ndjson", ".jsonl", ".ndj")):
        return True
    told = [part for part in head if part.strip()]
    if len(told) < 2:
        return False
    try:
        first = orjson.loads(told[0])
    except ValueError:
        return False
    return isinstance(first, dict) and not is_page(first)


class Sniffed:
    """A stream whose first lines were read to tell what it is; nothing is lost by it, also of a pipe."""

    def __init__(self, stream: IO[bytes], longest: int) -> None:
        """Read the first lines."""
        self._rest = pieces(stream, longest)
        self._stream = stream
        self.head = list(islice(self._rest, SNIFFED))

    def pieces(self) -> Iterator[bytes]:
        """Yield the stream from its beginning, as `pieces` does."""
        return chain(self.head, self._rest)

    def whole(self, most: int) -> bytes:
        """Return the stream from its beginning: all of it, or more than `most` bytes where there are more."""
        start = b"".join(self.head)
        return start + self._stream.read(max(0, most + 1 - len(start)))
