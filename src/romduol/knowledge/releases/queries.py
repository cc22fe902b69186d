"""Every read of the release folder."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock

import brotli

from romduol.knowledge.releases.records import Entry, Manifest, Withdrawn
from romduol.knowledge.releases.rules import blob_path, manifest_from, manifest_path


class NothingPublished(Exception):
    """No release has been made yet."""


class PageDamaged(OSError):
    """The stored bytes of a page are missing or not whole."""


def current_manifest(folder: Path) -> Manifest | None:
    """Return the manifest that is being served, or None before the first release."""
    try:
        serial = int((folder / "current").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    return manifest_from((folder / manifest_path(serial)).read_bytes())


def readable_manifest(folder: Path) -> Manifest | None:
    """Return the current manifest, or None where there is none or it is broken."""
    try:
        return current_manifest(folder)
    except (OSError, ValueError):
        return None


def last_serial(folder: Path) -> int:
    """Return the highest serial ever written, so that no serial is used twice."""
    return max((int(path.stem) for path in (folder / "manifests").glob("[0-9]*.json")), default=0)


def is_whole(path: Path, size: int) -> bool:
    """Tell whether a file is there and has so many bytes; a hash of each would read the whole folder."""
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def stored_bytes(folder: Path, entry: Entry) -> bytes:
    """Return a blob as stored: brotli. Raises `PageDamaged` where it is missing or cut off."""
    try:
        stored = (folder / blob_path(entry.blob)).read_bytes()
    except OSError as problem:
        raise PageDamaged(f"blob {entry.blob} cannot be read") from problem
    if len(stored) != entry.size:
        raise PageDamaged(f"blob {entry.blob} is not whole")
    return stored


def plain_bytes(folder: Path, entry: Entry) -> bytes:
    """Return a blob unpacked; raises `PageDamaged`."""
    try:
        return bytes(brotli.decompress(stored_bytes(folder, entry)))
    except brotli.error as problem:
        raise PageDamaged(f"blob {entry.blob} cannot be unpacked") from problem


@cache
def shelf_of(folder: Path) -> "Shelf":
    """Return the one view of a release folder that this process reads through, so that it holds one manifest."""
    return Shelf(folder)


class Shelf:
    """The current release, read again only when the pointer changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: tuple[int, int] = (0, 0)
        self._manifest: Manifest | None = None
        self._reading = Lock()

    def manifest(self) -> Manifest:
        """Return the current manifest; raises `NothingPublished`."""
        try:
            state = (self.folder / "current").stat()
        except FileNotFoundError:
            raise NothingPublished("nothing is published yet; run: romduol publish") from None
        seen = (state.st_mtime_ns, state.st_ino)
        if seen != self._seen:
            self._read(seen)
        if self._manifest is None:
            raise NothingPublished("no release can be read; run: romduol publish")
        return self._manifest

    def _read(self, seen: tuple[int, int]) -> None:
        """Let one thread read a new manifest while the others go on with the old one, or wait where there is none."""
        if not self._reading.acquire(blocking=self._manifest is None):
            return
        try:
            if seen != self._seen:
                # A broken manifest never replaces the last good one.
                self._manifest = readable_manifest(self.folder) or self._manifest
                self._seen = seen
        finally:
            self._reading.release()

    def page(self, path: str) -> bytes | None:
        """Return the plain bytes of a path, private ones too; None where the release has none."""
        entry = self.manifest().entries.get(path)
        return plain_bytes(self.folder, entry) if entry else None

    def withdrawn(self) -> Mapping[str, Withdrawn]:
        """Return what was taken back, by its id; nothing yet."""
        return {}
