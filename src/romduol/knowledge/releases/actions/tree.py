"""Writes the files of an export; what did not change is the very file of the export before."""

import gzip
import os
import shutil
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import brotli

from romduol.knowledge.releases.actions.publishing import QUALITY
from romduol.knowledge.releases.queries.folder import blob_bytes
from romduol.knowledge.releases.rules.headers import PREFIX
from romduol.knowledge.releases.rules.naming import blob_path

GZIP_BEST = 9


class TwoPagesOneFile(Exception):
    """Two pages want a file of the same name."""


@dataclass(slots=True)
class Tree:
    """A tree while it is written, beside the one that it is going to replace."""

    new: Path
    old: Path
    written: int = 0
    _folders: set[Path] = field(default_factory=set)

    def page(self, name: str, plain: bytes, stored: bytes | None) -> None:
        """Write a page plain, as brotli and as gzip. `stored` is its blob, where it is shown as it was frozen."""
        names = (name, f"{name}.br", f"{name}.gz")
        if self._is_same(names, plain, stored):
            for each in names:
                self._keep(each)
            return
        self.written += 1
        packed = brotli.compress(plain, quality=QUALITY) if stored is None else stored
        for each, data in zip(names, (plain, packed, gzip.compress(plain, GZIP_BEST, mtime=0)), strict=True):
            self.file(each, data)

    def blob(self, folder: Path, name: str) -> None:
        """Write a blob of the release, once."""
        below = PREFIX + blob_path(name)
        if (self.new / below).exists():
            return
        data = blob_bytes(folder, name)
        if bytes_at(self.old / below) == data:
            self._keep(below)
        else:
            self.file(below, data)

    def file(self, name: str, data: bytes) -> None:
        """Write a file that is new or changed."""
        path = self._place(name)
        try:
            write_open(path, data)
        except FileExistsError:
            raise TwoPagesOneFile(name) from None
        with suppress(FileNotFoundError):
            # Web servers make an ETag of time and size: a page that changed within a second, digit by digit, must
            # not get the old one. Nor where the clock went back, as it does on a small board without a battery.
            before = int((self.old / name).stat().st_mtime)
            if int(path.stat().st_mtime) <= before:
                os.utime(path, (before + 1, before + 1))

    def _is_same(self, names: tuple[str, str, str], plain: bytes, stored: bytes | None) -> bool:
        """Tell whether all three files of a page are there and right already; the disk may have spoilt them."""
        found, packed, zipped = (bytes_at(self.old / name) for name in names)
        if found != plain or packed is None or zipped is None:
            return False
        try:
            same = packed == stored if stored is not None else brotli.decompress(packed) == plain
            return bool(same and gzip.decompress(zipped) == plain)
        except (OSError, EOFError, zlib.error, brotli.error):
            return False

    def _keep(self, name: str) -> None:
        path = self._place(name)
        try:
            os.link(self.old / name, path)
        except FileExistsError:
            raise TwoPagesOneFile(name) from None
        except OSError:  # A memory stick has no hard links; a copy keeps the time, and with it the ETag.
            shutil.copy2(self.old / name, path)

    def _place(self, name: str) -> Path:
        path = self.new / name
        if path.parent not in self._folders:
            _make_folders(path.parent, self.new)
            self._folders.add(path.parent)
        return path


def _make_folders(folder: Path, top: Path) -> None:
    for each in reversed([folder, *folder.parents]):
        if each.is_relative_to(top) and not each.exists():
            each.mkdir()
            _open_to_all(each, 0o755)


def write_open(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, and let everybody read it. Raises OSError."""
    with path.open("xb") as file:
        file.write(data)
    _open_to_all(path, 0o644)


def _open_to_all(path: Path, mode: int) -> None:
    """Let the web server read it, whatever this user's habits are; a memory stick knows no such thing."""
    with suppress(PermissionError):
        path.chmod(mode)


def bytes_at(path: Path) -> bytes | None:
    """Return a file's bytes, or None where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None
