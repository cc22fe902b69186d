"""Proves stored bytes piece by piece, so that neither a large blob nor one that unpacks to no end fills the memory."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import brotli

from romduol.knowledge.releases.records import Entry

AT_A_TIME = 64 * 1024


class Unsound(ValueError):
    """Bytes that are not those that were promised."""


def holds(path: Path, entry: Entry) -> bool:
    """Tell whether a file holds the bytes that an entry names: their hash, their size, and their size unpacked."""
    try:
        with path.open("rb") as file:
            if file.seek(0, 2) != entry.size:
                return False
            file.seek(0)
            found = sha256()
            pieces = _noted(iter(lambda: file.read(AT_A_TIME), b""), found.update)
            plain = sum(map(len, unpacking(pieces, entry.plain_size)))
    except (OSError, Unsound):
        return False
    return found.hexdigest() == entry.blob and plain == entry.plain_size


def unpacking(stored: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Yield brotli bytes unpacked, at most `most` of them; raises `Unsound` where there are more, or it breaks off."""
    packed = brotli.Decompressor()
    left = most
    try:
        for piece in stored:
            given = piece
            while True:
                plain = packed.process(given, output_buffer_limit=AT_A_TIME)
                left -= len(plain)
                if left < 0:
                    raise Unsound("it unpacks to more than was promised")
                yield plain
                # A full buffer means that there may be more of it, even where the input is used up.
                if len(plain) < AT_A_TIME and packed.can_accept_more_data():
                    break
                given = b""
    except brotli.error as problem:
        raise Unsound("it cannot be unpacked") from problem
    if not packed.is_finished():
        raise Unsound("it breaks off")


def _noted(pieces: Iterable[bytes], note: Callable[[bytes], object]) -> Iterator[bytes]:
    for piece in pieces:
        note(piece)
        yield piece
