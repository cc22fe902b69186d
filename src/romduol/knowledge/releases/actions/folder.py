"""Writes the files of a release folder: each whole or not at all, by one process at a time."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic, sleep

from romduol.knowledge.releases.queries.folder import is_sound, is_whole
from romduol.knowledge.releases.rules.naming import CURRENT, HALF_WRITTEN, LOCK, blob_name, blob_path, manifest_path

PATIENCE = 20.0
"""For how many seconds one who publishes or backs up waits for another."""
LIST_PATIENCE = 5.0
"""For how many seconds one who changes the list of what was taken back waits for another."""
FULL = (errno.ENOSPC, errno.EDQUOT)


class AlreadyPublishing(Exception):
    """Somebody else holds the release folder, and has not given it back in time."""


class DiskFull(Exception):
    """There was no room for a release; what was written of it was taken away again."""


@contextmanager
def publishing(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold a release folder alone; raises `AlreadyPublishing` after `patience` seconds. Not to be nested.

    The system itself lets go of the folder when a process ends, so no crash leaves it held.
    """
    with held(folder / LOCK, patience):
        yield


@contextmanager
def held(lock: Path, patience: float) -> Iterator[None]:
    """Hold a lock file alone; raises `AlreadyPublishing` after `patience` seconds."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    # Opened for reading: whoever may only read the folder can then still back it up.
    handle = os.open(lock, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _wait_for(handle, patience)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int, patience: float) -> None:
    until = monotonic() + patience
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                break
        sleep(0.05)
    raise AlreadyPublishing("another process is publishing or backing up; try again when it is done")


class Blobs:
    """The blobs of one release while it is made."""

    def __init__(self, folder: Path, *, proving: bool = False) -> None:
        self.folder = folder
        self.proving = proving
        """True where each blob that is there already is proved by its hash, and not by its size alone."""
        self.written: list[Path] = []

    def add(self, stored: bytes) -> str:
        """Store bytes under their hash, unless they are there; returns the name. Raises OSError."""
        name = blob_name(stored)
        path = self.folder / blob_path(name)
        # What a power cut left may have the right size and other bytes; it is in no release, so it is looked at here.
        if not (path.exists() and is_sound(self.folder, name)):
            write_whole(path, stored)
            self.written.append(path)
        return name

    def has(self, name: str, size: int) -> bool:
        """Tell whether a blob of an earlier release is still there."""
        return is_sound(self.folder, name) if self.proving else is_whole(self.folder / blob_path(name), size)

    def take_back(self) -> None:
        """Remove what was written: a release that never came must not fill the disk."""
        for path in self.written:
            path.unlink(missing_ok=True)


@contextmanager
def room_for(blobs: Blobs) -> Iterator[None]:
    """Turn a full disk into `DiskFull`, with what to do, and take back what was written so far."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in FULL:
            raise
        blobs.take_back()
        free = shutil.disk_usage(blobs.folder).free
        raise DiskFull(
            f"the disk is full ({blobs.folder}, {free / 1e6:.0f} MB free): nothing was published, the last release "
            "stays; make room, or run: romduol gc"
        ) from problem


def write_whole(path: Path, data: bytes, mode: int = 0o644, *, surely: bool = False) -> None:
    """Write a file whole or not at all: a reader never sees half of it. Raises OSError, and then nothing has changed.

    With `surely`, its bytes are on the disk before it takes the place of the old one: no power cut leaves it empty.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=HALF_WRITTEN, delete=False) as file:
        try:
            file.write(data)
            file.flush()
            if surely:
                os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(mode)
    Path(file.name).replace(path)


def write_surely(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a small file whole, and onto the disk before it takes the place of the old one. Raises OSError."""
    write_whole(path, data, mode, surely=True)
    # It is in its place now, so nothing may be told as failed any more.
    with suppress(OSError):
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def swap(folder: Path, serial: int, document: bytes) -> None:
    """Make a signed manifest the current one, in one step, and keep a copy of it under its serial.

    Its blobs must be written. One sync for all of them takes a blink, where one for each of a thousand blobs takes
    minutes on a memory card.
    """
    os.sync()
    write_surely(folder / CURRENT, document)
    # Readers have the release from here on, so nothing may fail any more: the next publish keeps the copy if need be.
    with suppress(OSError):
        keep(folder, serial, document)


def keep(folder: Path, serial: int, document: bytes) -> None:
    """Keep a manifest under its serial, unless it is there."""
    path = folder / manifest_path(serial)
    if not path.exists():
        write_whole(path, document)
