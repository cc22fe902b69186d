"""Hands the release folder to mirrors, file by file, so that any copy can be the source of the next."""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from romduol.knowledge.releases.rules.headers import ASK_FIRST, FOREVER
from romduol.knowledge.releases.rules.naming import CARRIED
from romduol.knowledge.releases.rules.negotiating import OutOfRange, Piece, matches, piece_of
from romduol.knowledge.releases.views.http import CLOSED, SAFE, Environ, Headers, StartResponse, answer

AT_A_TIME = 64 * 1024


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
    start(f"{status.value} {status.phrase}", headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        file.close()
        return []
    return _chunks(file, piece)


def _may_part(environ: Environ, tag: str) -> bool:
    """Tell whether a piece may be sent: not where the browser wants it only of another version (If-Range)."""
    return bool(environ.get("HTTP_IF_RANGE", tag) == tag)


def _chunks(file: BinaryIO, piece: Piece) -> Iterator[bytes]:
    with file:
        file.seek(piece.first)
        left = piece.length
        while left > 0 and (data := file.read(min(AT_A_TIME, left))):
            left -= len(data)
            yield data


def _missing(start: StartResponse) -> Iterable[bytes]:
    headers: Headers = [
        ("Content-Length", "0"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", CLOSED),
        *SAFE,
    ]
    return answer(start, HTTPStatus.NOT_FOUND, headers)
