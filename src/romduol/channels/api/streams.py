"""Gives long lists line by line, to a few readers at once."""

import zlib
from collections.abc import Iterable, Iterator
from threading import BoundedSemaphore

from romduol.knowledge.releases.views.serving import GZIP_QUICKLY

PIECE = 64 * 1024
"""Bytes that are sent at a time."""


class Stream:
    """A long list, line by line; its place among those that are given at once is free again when it ends or is left."""

    def __init__(self, lines: Iterator[bytes], places: BoundedSemaphore, *, zipped: bool) -> None:
        self.zipped = zipped
        self._pieces = _zipped(lines) if zipped else gathered(lines)
        self._places: BoundedSemaphore | None = places

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the place back, once."""
        places, self._places = self._places, None
        if places is not None:
            places.release()

    # A server that loses its reader may just let go.
    __del__ = close


def gathered(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines in pieces of some size: one at a time would cost more than the lines."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _zipped(lines: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(GZIP_QUICKLY, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    yield from filter(None, map(packer.compress, gathered(lines)))
    yield packer.flush()
