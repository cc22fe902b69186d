"""Throws away what no kept release needs, and never what a live one does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from romduol.knowledge.releases.actions.folder import publishing
from romduol.knowledge.releases.queries.folder import (
    NothingPublished,
    PageDamaged,
    entries_of,
    kept_releases,
    last_good,
)
from romduol.knowledge.releases.records import Manifest
from romduol.knowledge.releases.rules.naming import HALF_WRITTEN, manifest_path
from romduol.knowledge.releases.rules.pruning import KEEP, kept

GRACE = timedelta(hours=1)
"""What is younger stays: a mirror may be pulling it, and another process of this server may still show it."""
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was thrown away."""

    releases: int
    blobs: int
    half_written: int
    size: int
    """Bytes."""


def prune(
    folder: Path, *, keep: int = KEEP, now: datetime, grace: timedelta = GRACE, progress: Progress = lambda _: None
) -> Pruned:
    """Keep the current release and the newest others, `keep` in all; remove every other manifest and blob.

    A current release that cannot be read stops it before anything is removed; an old one that cannot be read cannot be
    shown again either, and goes. Raises `NothingPublished`, `PageDamaged`, `Refused`,
    `AlreadyPublishing` and OSError.
    """
    with publishing(folder):
        current = last_good(folder)
        if current is None:
            raise NothingPublished("nothing is published here, so nothing tells what is needed; nothing was removed")
        releases = kept_releases(folder)
        stay, needed = _needed(folder, kept(releases, current, keep, since=now - grace))
        before = (now - grace).timestamp()
        # Manifests go first: cut off after that, the blobs are still there and go the next time.
        gone = _remove_manifests(folder, releases, stay)
        sizes = [size for path in folder.glob("blobs/*/*") if (size := _removed(path, needed, before)) is not None]
        progress(len(sizes))
        half = [path for path in folder.rglob(f"{HALF_WRITTEN}*") if _is_old(path, before)]
        for path in half:
            path.unlink(missing_ok=True)
    return Pruned(gone, len(sizes), len(half), sum(sizes))


def _needed(folder: Path, releases: Sequence[Manifest]) -> tuple[Sequence[Manifest], set[str]]:
    """Return the releases that stay and the blobs that they need; the first one is the current one."""
    stay: list[Manifest] = []
    needed: set[str] = set()
    for manifest in releases:
        try:
            blobs = {entry.blob for entry in entries_of(folder, manifest).values()}
        except PageDamaged:
            if manifest == releases[0]:
                raise
            continue
        stay.append(manifest)
        needed |= blobs | set(manifest.listings.values())
    return stay, needed


def _remove_manifests(folder: Path, releases: Sequence[Manifest], stay: Sequence[Manifest]) -> int:
    gone = {manifest.serial for manifest in releases} - {manifest.serial for manifest in stay}
    for serial in gone:
        (folder / manifest_path(serial)).unlink(missing_ok=True)
    return len(gone)


def _removed(path: Path, needed: set[str], before: float) -> int | None:
    """Remove a blob that nothing needs; returns its size, or None where it stays."""
    if path.name in needed or path.name.startswith(HALF_WRITTEN) or not _is_old(path, before):
        return None
    size = path.stat().st_size
    path.unlink()
    return size


def _is_old(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False
