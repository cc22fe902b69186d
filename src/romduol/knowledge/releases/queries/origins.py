"""Where a release is pulled from: another copy's folder, on a disk or over HTTP. Nothing that it says counts yet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from romduol.knowledge.releases.rules.naming import CARRIED, CURRENT

AT_A_TIME = 64 * 1024
PLACES = ("", "releases", "release")
"""Where it may lie below a folder."""


class OriginGone(Exception):
    """The origin cannot be read now; a later try may do. The message says why."""


class NotThere(OriginGone):
    """The origin answers, and has no such file."""


class BrokeOff(OriginGone):
    """The origin began to answer, and the connection broke."""


class TooLong(Exception):
    """The origin sends more than such a file may hold."""


class Origin(Protocol):
    """Another copy's release folder."""

    @property
    def clock(self) -> datetime | None:
        """What the origin's own clock said when it last answered, or None where it does not tell."""
        ...

    def read(self, name: str, most: int) -> bytes:
        """Return a small file of at most `most` bytes; raises `OriginGone`, `NotThere` and `TooLong`."""
        ...

    def fetch(self, name: str, size: int, into: BinaryIO) -> int:
        """Append what a file lacks of a blob of `size` bytes, never more; returns how many bytes came.

        What came may be wrong. Raises `OriginGone` and `NotThere`; what came before that stays. OSError is the file's.
        """
        ...


class FolderOrigin:
    """A release folder on a disk of this machine, such as a memory stick."""

    clock: datetime | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self) -> Path:
        """Return the release folder itself; raises `OriginGone`."""
        for place in PLACES:
            if (self.folder / place / CURRENT).is_file():
                return self.folder / place
        raise OriginGone(f"{self.folder} holds no release: is the disk there, and is this the right folder?")

    def read(self, name: str, most: int) -> bytes:
        """Return a small file."""
        with self._open(name) as file:
            return joined(_read(file, most + 1), most, name)

    def fetch(self, name: str, size: int, into: BinaryIO) -> int:
        """Copy the rest of a blob."""
        start = begun(into, size)
        with self._open(name) as file:
            file.seek(start)
            return append(_read(file, size - start), into)

    def _open(self, name: str) -> BinaryIO:
        path = self.place() / allowed(name)
        # A pipe or a device in the place of a file would never come to an end.
        if not path.is_file():
            raise NotThere(f"{path} is not there")
        try:
            return path.open("rb")
        except OSError as problem:
            raise OriginGone(f"{path}: {problem.strerror}") from problem


def allowed(name: str) -> str:
    """Return the name of a file of a release folder; raises ValueError where it is none."""
    if not CARRIED.fullmatch(name):
        raise ValueError(f"{name!r} is no file of a release folder")
    return name


def begun(into: BinaryIO, size: int) -> int:
    """Return how many bytes are there already; more than there can be are thrown away."""
    start = into.seek(0, os.SEEK_END)
    if start > size:
        into.truncate(0)
        start = into.seek(0)
    return start


def _read(file: BinaryIO, most: int) -> Iterator[bytes]:
    left = most
    try:
        while left > 0 and (data := file.read(min(AT_A_TIME, left))):
            left -= len(data)
            yield data
    except OSError as problem:
        raise OriginGone(f"{file.name}: {problem.strerror}") from problem


def joined(pieces: Iterator[bytes], most: int, name: str) -> bytes:
    """Return all pieces; raises `TooLong` where they are more than `most` bytes."""
    found = b"".join(pieces)
    if len(found) > most:
        raise TooLong(f"{name} is longer than it may be ({most} bytes)")
    return found


def append(pieces: Iterable[bytes], into: BinaryIO) -> int:
    """Append pieces to a file; returns how many bytes."""
    into.seek(0, os.SEEK_END)
    return sum(into.write(piece) for piece in pieces)
