"""Reads a folder as it lies on the disk, and keeps what was written there and removed again."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.seizure.streams import Place

PAGE = 4_096
_NOT_FILES = ("/proc/", "/sys/", "/dev/")
_MEMORY_DISK = "/dev/shm/"


class Before:
    """The files that stood on a disk before a scenario began: nothing of the scenario is in them."""

    def __init__(self) -> None:
        self.changed: list[bytes] = []
        self._files: dict[Path, bytes] = {}

    def add(self, path: Path, data: bytes) -> None:
        """Remember a file as it is."""
        self._files[path] = data

    def blanked(self, path: Path, data: bytes) -> bytes:
        """Return a file with zeros in place of each page that is as it was, so that offsets stay right.

        Pages that are no more as they were go to `changed`, as they were.
        """
        old = self._files.get(path, b"")
        parts = []
        for at in range(0, len(data), PAGE):
            page, before = data[at : at + PAGE], old[at : at + PAGE]
            parts.append(bytes(len(page)) if page == before else page)
            if page != before:
                self.changed.append(before)
        return b"".join(parts)


def files_in(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder, in order; a link is not followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def names_in(folder: Path) -> Place:
    """Return the names of all that lies below a folder: a name of a file says something, too."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")))
    links = (str(path.readlink()) for path in sorted(folder.rglob("*")) if path.is_symlink())
    return Place("names of files", "\n".join([*names, *links]).encode(errors="surrogateescape"))


class Written:
    """What this process writes to disks while a scenario runs, and the bytes of what it removes or writes over."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.lost: list[Place] = []
        self.unnamed: list[str] = []

    def opened(self, path: str, flags: int) -> None:
        """Note a file that is opened for writing; keep what is cut off by that."""
        if _is_unnamed(flags):
            self.unnamed.append(path)
        elif flags & (os.O_WRONLY | os.O_RDWR) and _is_kept(path):
            if flags & os.O_TRUNC and path in self.paths:
                self._keep(path, "written over")
            self.paths.add(path)

    def removed(self, path: str) -> None:
        """Keep the bytes of a file of ours that is removed."""
        if path in self.paths:
            self._keep(path, "removed")
            self.paths.discard(path)

    def renamed(self, source: str, target: str) -> None:
        """Follow a file of ours to its new name; keep what stood there."""
        if target in self.paths:
            self._keep(target, "written over")
        if source in self.paths:
            self.paths.discard(source)
            self.paths.add(target)

    def _keep(self, path: str, how: str) -> None:
        try:
            data = Path(path).read_bytes()
        except OSError:
            return
        self.lost.append(Place(f"{how}: {Path(path).name}", data))


def _is_unnamed(flags: int) -> bool:
    unnamed = getattr(os, "O_TMPFILE", 0)
    return bool(unnamed) and flags & unnamed == unnamed


def _is_kept(path: str) -> bool:
    if "__pycache__" in path:
        return False
    return not path.startswith(_NOT_FILES) or path.startswith(_MEMORY_DISK)


_watching: list[Written] = []
_hooked: list[bool] = []
_busy = threading.local()
"""Set while the hook itself reads a file, in the thread that does."""


@contextmanager
def watching() -> Iterator[Written]:
    """Watch what this process does to files, in every thread, as long as the block runs."""
    if not _hooked:  # Python gives no way to take a hook away again.
        sys.addaudithook(_hook)
        _hooked.append(True)
    written = Written()
    _watching.append(written)
    try:
        yield written
    finally:
        _watching.remove(written)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _watching or getattr(_busy, "now", False) or event not in _HEARD:
        return
    _busy.now = True
    try:
        for written in list(_watching):
            _HEARD[event](written, *arguments)
    finally:
        _busy.now = False


def _path(path: object, folder: object = -1) -> str:
    """Return the whole path, also where it is told as a name in a folder that is open."""
    if isinstance(path, int) or not isinstance(path, str | bytes | os.PathLike):
        return ""
    name = os.fsdecode(path)
    if isinstance(folder, int) and folder >= 0 and not name.startswith("/"):
        try:
            return str(Path(f"/proc/self/fd/{folder}").readlink() / name)
        except OSError:
            return name
    return str(Path(name).absolute())


def _on_open(written: Written, path: object, mode: object, flags: object) -> None:
    if (name := _path(path)) and isinstance(flags, int):
        written.opened(name, flags)


def _on_remove(written: Written, path: object, folder: object) -> None:
    written.removed(_path(path, folder))


def _on_rename(written: Written, source: object, target: object, source_folder: object, folder: object) -> None:
    written.renamed(_path(source, source_folder), _path(target, folder))


_HEARD: dict[str, Callable[..., None]] = {"open": _on_open, "os.remove": _on_remove, "os.rename": _on_rename}
