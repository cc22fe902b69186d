"""The two forms of a tabular package, a folder and a zip file, opened without trust."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Protocol

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.records import Limits
from romduol.desk.imports.rules.walking import printable
from romduol.ui.words import phrase

DESCRIPTION = "datapackage.json"
LEADS_OUT = phrase("%(name)s leads out of the package")
LARGER = phrase("%(name)s is larger than %(size)s MB")
DAMAGED_ZIP = phrase("this zip file is damaged")
_END = struct.Struct("<4s4H2LH")
_END_MARK, _LARGE_MARK = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 0x1


class PackageRefused(Exception):
    """A package, or a file in it, that is not opened: `code` is that of the finding."""

    def __init__(self, code: str, cause: str) -> None:
        super().__init__(cause)
        self.code = code
        self.cause = cause


class Package(Protocol):
    """Files by name."""

    def holds(self, name: str) -> bool:
        """Tell whether there is a file of this name, which is one that `safe_name` lets pass."""

    def names(self) -> list[str]:
        """Return the names of all files, sorted."""

    def open(self, name: str) -> IO[bytes]:
        """Open a file. Raises PackageRefused."""

    def close(self) -> None:
        """Let go of the file."""


class FolderPackage:
    """A package that lies in a folder; what leads out of the folder is refused."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder.resolve()
        self._limits = limits

    def holds(self, name: str) -> bool:
        """Tell whether there is such a file."""
        return (self._folder / name).is_file()

    def names(self) -> list[str]:
        """Return the names of the files that lie in the folder itself, no more than a package may have."""
        found = (path.name for path in self._folder.iterdir() if path.is_file())
        return sorted(islice(found, self._limits.files))

    def open(self, name: str) -> IO[bytes]:
        """Open a file of the folder."""
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            raise PackageRefused("unsafe_package", Cause(LEADS_OUT, name=printable(name)))
        if path.stat().st_size > self._limits.unpacked:
            raise PackageRefused("too_large", _larger(printable(name), self._limits.unpacked))
        return path.open("rb")

    def close(self) -> None:
        """There is nothing to let go of."""


class ZipPackage:
    """A package in a zip file; its names and its declared sizes are judged before a byte is unpacked."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        """Look at the list of names. Raises PackageRefused."""
        if not stream.seekable():
            raise PackageRefused(
                "unsafe_package", Cause(phrase("a zip file has to be given as a file, not through a pipe"))
            )
        _require_small_directory(stream, limits)
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as problem:
            raise PackageRefused("invalid_package", Cause(DAMAGED_ZIP)) from problem
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        _judge(entries, limits)
        self._prefix = _prefix(entries)
        self._entries = {entry.filename.removeprefix(self._prefix): entry for entry in entries}

    def holds(self, name: str) -> bool:
        """Tell whether there is such a file."""
        return name in self._entries

    def names(self) -> list[str]:
        """Return the names of all files."""
        return sorted(self._entries)

    def open(self, name: str) -> IO[bytes]:
        """Open a file of the archive; it is unpacked as it is read, never further than it says it goes."""
        try:
            return self._zip.open(self._entries[name])
        except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError) as problem:
            cause = Cause(phrase("%(name)s is damaged, or packed in an unusual way"), name=printable(name))
            raise PackageRefused("invalid_package", cause) from problem

    def close(self) -> None:
        """Close the archive."""
        self._zip.close()


def safe_name(name: str) -> bool:
    """Whether a name stays inside its package: relative, no `..`, no drive, no backslash."""
    path = PurePosixPath(name)
    return bool(name) and not (path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name)


def _require_small_directory(stream: BinaryIO, limits: Limits) -> None:
    """Refuse an archive whose list of names alone would fill the memory."""
    size = stream.seek(0, 2)
    if size > limits.archive:
        cause = Cause(phrase("the zip file is larger than %(size)s MB"), size=_size(limits.archive))
        raise PackageRefused("too_large", cause)
    stream.seek(max(0, size - _LONGEST_COMMENT - _END.size - 20))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise PackageRefused("invalid_package", Cause(phrase("this zip file is cut off or damaged")))
    if _LARGE_MARK in tail[max(0, at - 20) : at]:
        cause = Cause(phrase("the zip file is of the kind for very large archives (`ZIP64`)"))
        raise PackageRefused("unsafe_package", cause)
    _, _, _, _, _, length, _, _ = _END.unpack_from(tail, at)
    if length > limits.directory:
        raise PackageRefused("unsafe_package", Cause(phrase("the zip file lists far too many names")))


def _judge(entries: Iterable[zipfile.ZipInfo], limits: Limits) -> None:
    seen: set[str] = set()
    entries = list(entries)
    if len(entries) > limits.files:
        cause = Cause(phrase("the zip file holds more than %(most)s files"), most=limits.files)
        raise PackageRefused("unsafe_package", cause)
    if sum(entry.file_size for entry in entries) > limits.unpacked_in_all:
        cause = Cause(phrase("unpacked it is larger than %(size)s MB"), size=_size(limits.unpacked_in_all))
        raise PackageRefused("unsafe_package", cause)
    for entry in entries:
        told = _refusal(entry, seen, limits)
        if told:
            cause = Cause(phrase("%(name)s: %(reason)s"), name=printable(entry.filename), reason=told)
            raise PackageRefused("unsafe_package", cause)
        seen.add(entry.filename)


def _refusal(entry: zipfile.ZipInfo, seen: set[str], limits: Limits) -> Cause | None:
    tightly = entry.file_size > limits.ratio * max(entry.compress_size, 1)
    too_large = Cause(phrase("it is larger than %(size)s MB"), size=_size(limits.unpacked))
    bomb = Cause(phrase("it is packed more than %(times)s times, as bombs are"), times=limits.ratio)
    reasons = {
        Cause(phrase("the name leads out of the package")): not safe_name(entry.orig_filename),
        Cause(phrase("the name comes twice")): entry.filename in seen,
        Cause(phrase("it is a link, not a file")): stat.S_ISLNK(entry.external_attr >> 16),
        Cause(phrase("it is encrypted")): bool(entry.flag_bits & _ENCRYPTED),
        too_large: entry.file_size > limits.unpacked,
        bomb: tightly and entry.file_size > limits.ratio_from,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _prefix(entries: Iterable[zipfile.ZipInfo]) -> str:
    """Return the folder that all lies in, where the archive was made of a folder."""
    found = [name for name in (entry.filename for entry in entries) if PurePosixPath(name).name == DESCRIPTION]
    shortest = min(found, key=len, default=DESCRIPTION)
    return shortest.removesuffix(DESCRIPTION)


def _size(count: int) -> int:
    return count // 1_000_000


def _larger(name: str, most: int) -> Cause:
    return Cause(LARGER, name=name, size=_size(most))


def in_description(cause: str) -> Cause:
    """Return what is wrong with the description of a package."""
    return Cause(phrase("`datapackage.json`: %(cause)s"), cause=cause)


def described(package: Package, limits: Limits) -> bytes:
    """Return the bytes of the description. Raises PackageRefused."""
    if not package.holds(DESCRIPTION):
        raise PackageRefused("invalid_package", Cause(phrase("there is no `datapackage.json` in it")))
    with package.open(DESCRIPTION) as file:
        raw = file.read(limits.record + 1)
    if len(raw) > limits.record:
        raise PackageRefused("too_large", _larger(DESCRIPTION, limits.record))
    return raw
