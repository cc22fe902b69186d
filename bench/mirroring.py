"""What another copy pulls: requests and bytes for the whole release, after one change, and on another day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import BinaryIO

from bench.directories import edition_of, with_one_change
from bench.inventing import Invented
from bench.publishing import publish_in
from bench.rendering import PACK
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.releases.actions.keys import pin_root
from romduol.knowledge.releases.actions.mirroring import pull
from romduol.knowledge.releases.queries.folder import pinned_root
from romduol.knowledge.releases.queries.origins import FolderOrigin

REAL = "real pack"
WHOLE, ONE_CHANGE, NEXT_DAY = "whole", "one change", "next day"


@dataclass(frozen=True, slots=True)
class Pull:
    """What one pull of one directory took, headers not counted; bytes as stored."""

    directory: str
    what: str
    """`whole`, `one change` or `next day`."""
    requests: int
    size: int
    pages: int
    """How many pages the release has."""
    changed: int
    """How many of its blobs the copy did not have: pages and listings."""


@dataclass(slots=True)
class CountingOrigin:
    """A release folder that counts what is asked of it as a web server would send it."""

    origin: FolderOrigin
    requests: int = 0
    size: int = 0
    clock: datetime | None = None
    _sent: dict[str, bytes] = field(default_factory=dict)
    _counting: Lock = field(default_factory=Lock)

    def read(self, name: str, most: int) -> bytes:
        """Return a small file; one that is as it was the last time is answered without its bytes (304)."""
        found = self.origin.read(name, most)
        self._count(0 if self._sent.get(name) == found else len(found))
        self._sent[name] = found
        return found

    def fetch(self, name: str, size: int, into: BinaryIO) -> int:
        """Hand out a blob."""
        came = self.origin.fetch(name, size, into)
        self._count(came)
        return came

    def _count(self, size: int) -> None:
        # Several of a copy's workers ask at once.
        with self._counting:
            self.requests += 1
            self.size += size


@dataclass(frozen=True, slots=True)
class Mirror:
    """Another copy of a release folder."""

    name: str
    origin: CountingOrigin
    folder: Path

    def pull(self, what: str) -> Pull:
        """Pull what is new, and tell what it took; raises whatever pulling raises."""
        before = self.origin.requests, self.origin.size
        done = pull(self.origin, self.folder, now=datetime.now(UTC))
        took = self.origin.requests - before[0], self.origin.size - before[1]
        return Pull(self.name, what, *took, pages=done.manifest.pages, changed=done.blobs)


def measure_mirroring(invented: Callable[[], Invented], progress: Callable[[str], None]) -> list[Pull]:
    """Pull the real pack, and it again on the next day; then a large directory, and it again after one change."""
    return [*_on_the_next_day(progress), *_after_one_change(invented(), progress)]


def _on_the_next_day(progress: Callable[[str], None]) -> Iterator[Pull]:
    pack, today = read_pack(PACK), datetime.now(UTC).date()
    with TemporaryDirectory(prefix="romduol-bench-") as home:
        folder = Path(home) / "releases"
        progress("publishing the real pack")
        publish_in(folder, edition_of_pack(pack, today))
        with _mirror_of(folder, REAL) as mirror:
            yield mirror.pull(WHOLE)
            progress("publishing the real pack for the next day")
            publish_in(folder, edition_of_pack(pack, today + timedelta(days=1)))
            yield mirror.pull(NEXT_DAY)


def _after_one_change(invented: Invented, progress: Callable[[str], None]) -> Iterator[Pull]:
    name = f"{invented.given.services:,} services"
    with _mirror_of(invented.folder, name) as mirror:
        progress(f"pulling {name}")
        yield mirror.pull(WHOLE)
        progress(f"publishing {name} after one change")
        publish_in(invented.folder, edition_of(with_one_change(invented.given)))
        progress(f"pulling {name} after one change")
        yield mirror.pull(ONE_CHANGE)


@contextmanager
def _mirror_of(folder: Path, name: str) -> Iterator[Mirror]:
    """Begin another copy that trusts the same root key; it is removed at the end."""
    with TemporaryDirectory(prefix="romduol-bench-") as home:
        copy = Path(home) / "releases"
        copy.mkdir()
        pin_root(copy, pinned_root(folder) or "")
        yield Mirror(name, CountingOrigin(FolderOrigin(folder)), copy)
