"""Pulls a release from another copy, proves all of it, and only then shows it: whatever fails, the last good stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from romduol.knowledge.releases.actions.crew import Crew
from romduol.knowledge.releases.actions.fetching import Fetcher, listing_here
from romduol.knowledge.releases.actions.folder import (
    Blobs,
    keep,
    publishing,
    room_for,
    swap,
    write_surely,
)
from romduol.knowledge.releases.actions.heeding import Heeded, document_of, heed
from romduol.knowledge.releases.actions.pruning import prune
from romduol.knowledge.releases.queries.folder import PageDamaged, is_whole, last_good, proved_manifest, read_keyring
from romduol.knowledge.releases.queries.origins import Origin, OriginGone
from romduol.knowledge.releases.queries.proving import holds
from romduol.knowledge.releases.records import Entry, Manifest
from romduol.knowledge.releases.rules.naming import CURRENT, blob_path
from romduol.knowledge.releases.rules.trust import Refused, Why, prove_manifest, require_fresh, require_newer

NEW, NOTHING_NEW = "new", "nothing new"
KEEP = 3
"""How many releases another copy keeps: it has no use for old ones but to stand in for a damaged one."""
WORKERS = 4
LOOK_AGAIN = 60.0
"""Seconds after which keys and withdrawals are asked for again while a release is pulled: over a slow line that takes
hours, and a dangerous number cannot wait for it."""
CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pulling:
    """How far a pull is; sizes in bytes."""

    blobs: int
    of_blobs: int
    size: int
    of_size: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came of a pull."""

    what: str
    """`NEW` or `NOTHING_NEW`."""
    manifest: Manifest
    """The release that is served now."""
    blobs: int
    """How many came."""
    size: int
    """Bytes of blobs that came."""
    withdrawn: bool
    """True where another list of what was taken back came."""
    keyring: bool
    """True where a newer keyring came."""
    warnings: tuple[str, ...]


def pull(
    origin: Origin,
    folder: Path,
    *,
    now: datetime,
    progress: Callable[[Pulling], None] = lambda _: None,
    tell: Callable[[str], None] = lambda _: None,
    workers: int = WORKERS,
    proving: bool = False,
) -> Pulled:
    """Pull keys, withdrawals and the newest release, in this order; each counts as soon as it is proved.

    `tell` gets a line at once for what matters even if the release is then refused. With `proving`, every blob that is
    here already is proved by its hash too, and pulled again where it is damaged. Raises `Refused`, `OriginGone`,
    `AlreadyPublishing`, `DiskFull` and OSError: then the last good release is served on, and the next pull goes on from
    where this one ended.
    """
    with publishing(folder):
        pulled = _Pull(origin, folder, now, progress, tell, workers, proving).run()
    if pulled.what == NEW:
        _prune(folder, max(now, pulled.manifest.made_on), tell)
    return pulled


def _prune(folder: Path, now: datetime, tell: Callable[[str], None]) -> None:
    """Let go of old releases; `now` is never before the newest was made: to a clock that is behind, none would be old.

    The new release is served already, so nothing that goes wrong here may look like a pull that failed.
    """
    try:
        prune(folder, keep=KEEP, now=now)
    except (PageDamaged, OSError) as problem:
        tell(f"old releases cannot be removed: {problem}")


@dataclass(slots=True)
class _Pull:
    """One pull, by one who holds the folder."""

    origin: Origin
    folder: Path
    now: datetime
    progress: Callable[[Pulling], None]
    tell: Callable[[str], None]
    workers: int
    proving: bool
    good: Manifest | None = None
    heeded: list[Heeded] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    came: list[int] = field(default_factory=lambda: [0, 0])
    """Blobs and bytes that came."""
    looked: float = 0.0
    busy: set[str] = field(default_factory=set)
    """Blobs that are being pulled: two pages may have the same bytes."""

    def run(self) -> Pulled:
        """Do all of it."""
        self._heed()
        self.good = last_good(self.folder)
        document = document_of(self.origin, CURRENT)
        manifest = self._acceptable(document)
        if self.good is None or manifest.serial > self.good.serial:
            self._require_fresh(manifest)
            self._take(manifest, document)
            return self._pulled(NEW, manifest)
        if manifest != self.good:
            self._warn(f"two releases have the serial {manifest.serial}: two copies publish with one root key")
        elif self.proving:
            self._take(manifest, document)
        else:
            self._mend_pointer(manifest, document)
        return self._pulled(NOTHING_NEW, self.good)

    def _heed(self) -> None:
        self.heeded.append(heed(self.origin, self.folder, tell=self._warn))
        self.looked = monotonic()

    def _pulled(self, what: str, manifest: Manifest) -> Pulled:
        withdrawn = any(heeded.new_list for heeded in self.heeded)
        keyring = any(heeded.new_keyring for heeded in self.heeded)
        blobs, size = self.came
        return Pulled(what, manifest, blobs, size, withdrawn, keyring, tuple(self.warnings))

    def _warn(self, text: str) -> None:
        self.warnings.append(text)
        self.tell(text)

    def _acceptable(self, document: bytes) -> Manifest:
        """Return the manifest if it may follow, or is, the one that is served here; raises `Refused`."""
        manifest = prove_manifest(document, read_keyring(self.folder))
        pack = self.heeded[-1].listed.pack
        if manifest.pack != pack:
            raise Refused(Why.OTHER_PACK, f"release {manifest.release} is not of the pack {pack}")
        require_newer(manifest, self.good)
        return manifest

    def _require_fresh(self, manifest: Manifest) -> None:
        try:
            require_fresh(manifest, self.now)
        except Refused as problem:
            raise Refused(problem.why, f"{problem}{self._other_clock()}") from None
        if manifest.made_on > self.now + CLOCKS_DIFFER:
            # A clock that is behind must not cut a copy off.
            told = f"release {manifest.release} was made on {manifest.made_on:%Y-%m-%d}, and the clock of this machine"
            self._warn(f"{told} says {self.now:%Y-%m-%d}: set the clock{self._other_clock()}")

    def _other_clock(self) -> str:
        clock = self.origin.clock
        if clock is None:
            return ""
        told = f"; the origin's clock says {clock:%Y-%m-%d %H:%M} UTC"
        differ = abs(clock - self.now) > CLOCKS_DIFFER
        return f"{told}: one of the two is wrong; set the clock of this machine if it is this one" if differ else told

    def _mend_pointer(self, manifest: Manifest, document: bytes) -> None:
        """Put `current` back where something else has taken its place, so that the next copy can pull from here."""
        try:
            named = proved_manifest(self.folder / CURRENT, read_keyring(self.folder))
        except (OSError, Refused):
            named = None
        if named != manifest:
            write_surely(self.folder / CURRENT, document)

    def _take(self, manifest: Manifest, document: bytes) -> None:
        """Pull all that is missing, and show the release in one step."""
        store = Blobs(self.folder)
        with room_for(store):
            self._pull_all(manifest, Fetcher(self.origin, self.folder, store))
            # Its key may have been revoked while it was pulled.
            prove_manifest(document, read_keyring(self.folder))
            if self.good is not None:
                # A crash may have come between the last swap and the copy that is kept.
                self._keep_current(self.good)
            swap(self.folder, manifest.serial, document)

    def _keep_current(self, good: Manifest) -> None:
        current = self.folder / CURRENT
        if current.exists():
            keep(self.folder, good.serial, current.read_bytes())

    def _pull_all(self, manifest: Manifest, fetcher: Fetcher) -> None:
        names = [name for name in dict.fromkeys(manifest.listings.values()) if listing_here(self.folder, name) is None]
        with Crew(self.workers, fetcher.listing) as crew:
            for done in crew.done(names):
                self._count(done is not None, done[1] if done else 0, len(names), 0)
        of_blobs, of_size = self._missing(manifest)
        of_blobs, of_size = of_blobs + self.came[0], of_size + self.came[1]
        with Crew(self.workers, fetcher.blob) as crew_of_blobs:
            for found in crew_of_blobs.done(self._wanted(manifest)):
                if found is not None:
                    self.busy.discard(found[0].blob)
                self._count(found is not None, found[1] if found else 0, of_blobs, of_size)

    def _count(self, is_done: bool, size: int, of_blobs: int, of_size: int) -> None:
        self.came[0] += is_done
        self.came[1] += size
        self.progress(Pulling(self.came[0], max(of_blobs, self.came[0]), self.came[1], max(of_size, self.came[1])))
        if monotonic() - self.looked >= LOOK_AGAIN:
            self._look_again()

    def _look_again(self) -> None:
        try:
            self._heed()
        except (Refused, OriginGone) as problem:
            self.looked = monotonic()
            self._warn(f"while a release is pulled: {problem}")

    def _missing(self, manifest: Manifest) -> tuple[int, int]:
        """Return how many blobs are missing by their sizes alone, and their bytes: a guess that costs little."""
        missing = [0, 0]
        for name in manifest.listings.values():
            for entry in self._read_listing(name).values():
                if not is_whole(self.folder / blob_path(entry.blob), entry.size):
                    missing[0] += 1
                    missing[1] += entry.size
        return missing[0], missing[1]

    def _wanted(self, manifest: Manifest) -> Iterator[Entry]:
        """Yield what is to be pulled, listing by listing, so that memory stays flat."""
        for digits, name in manifest.listings.items():
            known = self._known_blobs(digits)
            for entry in self._read_listing(name).values():
                if entry.blob not in self.busy and not self._is_here(entry, known):
                    self.busy.add(entry.blob)
                    yield entry

    def _known_blobs(self, digits: str) -> frozenset[str]:
        name = self.good.listings.get(digits) if self.good else None
        return (
            frozenset(entry.blob for entry in (listing_here(self.folder, name) or {}).values()) if name else frozenset()
        )

    def _is_here(self, entry: Entry, known: frozenset[str]) -> bool:
        """Tell whether a blob is here. One of the release that is served was proved when it came; any other may be what
        a power cut left of a pull: of the right size, and with other bytes."""
        path = self.folder / blob_path(entry.blob)
        return is_whole(path, entry.size) and ((entry.blob in known and not self.proving) or holds(path, entry))

    def _read_listing(self, name: str) -> Mapping[str, Entry]:
        found = listing_here(self.folder, name)
        if found is None:
            raise Refused(Why.DAMAGED, f"listing {name} is not what the manifest says")
        return found
