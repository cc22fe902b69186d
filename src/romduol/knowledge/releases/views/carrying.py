"""Hands the release folder to mirrors, file by file, so that any copy can be the source of the next."""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

from romduol.knowledge.releases.rules.headers import ASK_FIRST, FOREVER
from romduol.knowledge.releases.rules.naming import CARRIED
from romduol.knowledge.releases.rules.negotiating import OutOfRange, Piece, matches, piece_of
from romduol.knowledge.releases.views.http import CLOSED, SAFE, Environ, Headers, StartResponse, answer

AT_A_TIME = 64 * 1024
IN_ONE = 512 * 1024
"""Up to so many bytes are handed over at once: no thread then waits for a slow reader."""
SLOW_AT_ONCE = 8
"""How many longer files are under way at a time: each holds a thread until its reader has it, or hangs up."""

NOTHING: Headers = [
    ("Content-Length", "0"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", CLOSED),
    *SAFE,
]

_under_way = BoundedSemaphore(SLOW_AT_ONCE)


def carried(folder: Path, name: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """Answer for one file of a release folder: 200, 206, 304, 404 or 416."""
    found = CARRIED.fullmatch(name)
    if found is None:
        return _missing(start)
    try:
        file = (folder / name).open("rb")
    except OSError:
        return _missing(start)
    size = os.fstat(file.fileno()).st_size
    blob = found[1] is not None
    tag = f'"{name.rpartition("/")[2]}"' if blob else f'"{sha256(file.read()).hexdigest()[:32]}"'
    headers: Headers = [
        ("ETag", tag),
        ("Cache-Control", FOREVER if blob else ASK_FIRST),
        ("Accept-Ranges", "bytes"),
        ("Content-Security-Policy", CLOSED),
        *SAFE,
    ]
    if matches(environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        file.close()
        return answer(start, HTTPStatus.NOT_MODIFIED, headers)
    headers.append(("Content-Type", "application/octet-stream" if blob else "application/json"))
    try:
        piece = piece_of(environ.get("HTTP_RANGE", ""), size) if _may_part(environ, tag) else None
    except OutOfRange:
        file.close()
        headers += [("Content-Range", f"bytes */{size}"), ("Content-Length", "0")]
        return answer(start, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers)
    status = HTTPStatus.OK
    if piece is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        headers.append(("Content-Range", f"bytes {piece.first}-{piece.last}/{size}"))
    piece = piece or Piece(0, size - 1)
    headers.append(("Content-Length", str(piece.length)))
    if environ["REQUEST_METHOD"] == "HEAD":
        file.close()
        return answer(start, status, headers)
    if piece.length <= IN_ONE:
        with file:
            file.seek(piece.first)
            return answer(start, status, headers, file.read(piece.length))
    if not _under_way.acquire(blocking=False):
        file.close()
        return _busy(start)
    start(f"{status.value} {status.phrase}", headers)
    return _Chunks(file, piece)


def _may_part(environ: Environ, tag: str) -> bool:
    """Tell whether a piece may be sent: not where the browser wants it only of another version (If-Range)."""
    return bool(environ.get("HTTP_IF_RANGE", tag) == tag)


class _Chunks:
    """A long file, piece by piece; gives its place back when it ends, is closed, or nobody holds it any more."""

    def __init__(self, file: BinaryIO, piece: Piece) -> None:
        self._file = file
        self._left = piece.length
        file.seek(piece.first)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        data = b"" if self._file.closed else self._file.read(min(AT_A_TIME, self._left))
        self._left -= len(data)
        if not data:
            self.close()
            raise StopIteration
        return data

    def close(self) -> None:
        """Close the file; does nothing the second time."""
        if not self._file.closed:
            self._file.close()
            _under_way.release()

    __del__ = close


def _missing(start: StartResponse) -> Iterable[bytes]:
    return answer(start, HTTPStatus.NOT_FOUND, list(NOTHING))


def _busy(start: StartResponse) -> Iterable[bytes]:
    return answer(start, HTTPStatus.SERVICE_UNAVAILABLE, [*NOTHING, ("Retry-After", "10")])
