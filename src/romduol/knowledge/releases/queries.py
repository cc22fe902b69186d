"""Every read of the release folder."""

from pathlib import Path

import brotli

from romduol.knowledge.releases.records import Entry, Manifest
from romduol.knowledge.releases.rules import blob_path, manifest_from


class NothingPublished(Exception):
    """No release has been made yet."""


def current_manifest(folder: Path) -> Manifest | None:
    """Return the manifest that is being served, or None before the first release."""
    try:
        serial = int((folder / "current").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    return manifest_from((folder / "manifests" / f"{serial:08d}.json").read_bytes())


def readable_manifest(folder: Path) -> Manifest | None:
    """Return the current manifest, or None where there is none or it is broken."""
    try:
        return current_manifest(folder)
    except (OSError, ValueError):
        return None


def last_serial(folder: Path) -> int:
    """Return the highest serial ever written, so that no serial is used twice."""
    return max((int(path.stem) for path in (folder / "manifests").glob("[0-9]*.json")), default=0)


def stored_bytes(folder: Path, entry: Entry) -> bytes:
    """Return a blob as stored: brotli."""
    return (folder / blob_path(entry.blob)).read_bytes()


def plain_bytes(folder: Path, entry: Entry) -> bytes:
    """Return a blob unpacked."""
    return bytes(brotli.decompress(stored_bytes(folder, entry)))


class Shelf:
    """The current release, read again only when the pointer changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: tuple[int, int] = (0, 0)
        self._manifest: Manifest | None = None

    def manifest(self) -> Manifest:
        """Return the current manifest; raises `NothingPublished`."""
        try:
            state = (self.folder / "current").stat()
        except FileNotFoundError:
            raise NothingPublished("nothing is published yet; run: romduol publish") from None
        seen = (state.st_mtime_ns, state.st_ino)
        if seen != self._seen:
            self._seen, self._manifest = seen, self._next_manifest()
        if self._manifest is None:
            raise NothingPublished("no release can be read; run: romduol publish")
        return self._manifest

    def _next_manifest(self) -> Manifest | None:
        """Return the manifest that the pointer names; a broken one never replaces the last good one."""
        return readable_manifest(self.folder) or self._manifest

    def page(self, path: str) -> bytes | None:
        """Return the plain bytes of a path, private ones too; None where the release has none."""
        entry = self.manifest().entries.get(path)
        return plain_bytes(self.folder, entry) if entry else None
