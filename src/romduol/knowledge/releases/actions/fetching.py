"""Pulls single blobs of another copy's release: nothing takes its place in the folder before it is proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from romduol.knowledge.releases.actions.folder import FULL, Blobs, write_whole
from romduol.knowledge.releases.queries.folder import PageDamaged, listing
from romduol.knowledge.releases.queries.origins import NotThere, Origin, TooLong
from romduol.knowledge.releases.queries.proving import holds
from romduol.knowledge.releases.records import Entry
from romduol.knowledge.releases.rules.naming import HALF_WRITTEN, blob_name, blob_path
from romduol.knowledge.releases.rules.trust import Refused, Why

LARGEST_LISTING = 1_000_000
LARGEST_BLOB = 256_000_000
"""Bytes. Far more than any of ours: a stolen signing key must not fill every copy's disk with one blob."""
TWICE = range(2)
"""What an earlier pull left, perhaps of another origin, may be what is wrong: so all of a blob is pulled once more."""


def listing_here(folder: Path, name: str) -> Mapping[str, Entry] | None:
    """Return a listing by its name, or None where it is not here, or not whole."""
    try:
        return listing(folder, name)
    except PageDamaged:
        return None


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches into one release folder, and notes what it stored, so that it can be taken back."""

    origin: Origin
    folder: Path
    store: Blobs

    def listing(self, name: str) -> int:
        """Pull a listing; returns how many bytes came. Raises `Refused`, `OriginGone` and OSError."""
        came = 0
        for _ in TWICE:
            try:
                stored = self.origin.read(blob_path(name), LARGEST_LISTING)
            except TooLong:
                break
            except NotThere as problem:
                raise _missing(name, problem) from problem
            came += len(stored)
            if blob_name(stored) == name:
                path = self.folder / blob_path(name)
                write_whole(path, stored)
                self.store.written.append(path)
                return came
        raise Refused(Why.DAMAGED, f"listing {name} is not what the manifest says")

    def blob(self, entry: Entry) -> int:
        """Pull a blob, or the rest of it; returns how many bytes came. Raises `Refused`, `OriginGone` and OSError."""
        if max(entry.size, entry.plain_size) > LARGEST_BLOB:
            raise Refused(Why.DAMAGED, f"blob {entry.blob} is larger than any may be")
        path = self.folder / blob_path(entry.blob)
        half = path.with_name(f"{HALF_WRITTEN}{entry.blob}")
        path.parent.mkdir(parents=True, exist_ok=True)
        came = 0
        for _ in TWICE:
            came += self._into(half, entry)
            if holds(half, entry):
                half.chmod(0o644)
                half.replace(path)
                self.store.written.append(path)
                return came
            half.unlink()
        raise Refused(Why.DAMAGED, f"blob {entry.blob} is not what the manifest says")

    def _into(self, half: Path, entry: Entry) -> int:
        try:
            with half.open("a+b") as file:
                return self.origin.fetch(blob_path(entry.blob), entry.size, file)
        except NotThere as problem:
            raise _missing(entry.blob, problem) from problem
        except OSError as problem:
            if problem.errno in FULL:
                half.unlink(missing_ok=True)
            raise


def _missing(name: str, problem: NotThere) -> Refused:
    return Refused(Why.DAMAGED, f"blob {name} is missing at the origin ({problem})")
