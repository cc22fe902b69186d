"""Publishes for every half that needs a release, in one place, and counts what that drew and stored."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from bench.rendering import renderers
from romduol.channels.api.hsds.rendering import nothing
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.jobs import BuildState
from romduol.knowledge.releases.queries.folder import last_good
from romduol.knowledge.releases.queries.shelf import Served
from romduol.knowledge.releases.records import Draft, Manifest, Page, Renderer
from romduol.knowledge.releases.rules.manifests import manifest_payload

STATE = "build.sqlite3"
"""What each page was made of: beside the release folder, as on a server."""


@dataclass(frozen=True, slots=True)
class Blobs:
    """The blobs of a release folder: how many, and their bytes as stored."""

    count: int
    size: int

    def since(self, before: "Blobs") -> "Blobs":
        """Return what came since: publishing takes no blob away."""
        return Blobs(self.count - before.count, self.size - before.size)


@dataclass(frozen=True, slots=True)
class Published:
    """One publish: the release, how many pages were drawn for it, and a word about pages that are missing."""

    manifest: Manifest
    drawn: int
    note: str


@dataclass(slots=True)
class Counting:
    """Draws what another renderer draws, counts the pages that were asked for, and tells of each once it is stored."""

    renderer: Renderer
    stored: Callable[[str], None]
    drawn: int = field(default=0, init=False)

    def render(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield every page; one that comes as a draft counts only once it is made."""
        for page in self.renderer.render(edition):
            if isinstance(page, Draft):
                yield replace(page, make=self._counted(page.make))
            else:
                self.drawn += 1
                yield page
            self.stored(page.path)

    def _counted(self, make: Callable[[], bytes]) -> Callable[[], bytes]:
        def made() -> bytes:
            self.drawn += 1
            return make()

        return made


def publish_in(
    folder: Path,
    edition: Edition,
    progress: Callable[[int], None] = lambda _: None,
    stored: Callable[[str], None] = lambda _: None,
) -> Published:
    """Publish an edition into a release folder as `romduol publish` does, a first time or again.

    The keys and the build state lie beside the folder. `progress` is told the pages so far, `stored` each one's path.
    """
    current = last_good(folder)
    drawn_by, note = renderers(edition, Served(folder, current, {}).page if current else nothing)
    counting: Sequence[Counting] = [Counting(renderer, stored) for renderer in drawn_by]
    build = BuildState.open(folder.parent / STATE, code="bench", of=_mark(current) if current else None)
    try:
        manifest = publish(edition, renderers=counting, folder=folder, facts="bench", progress=progress, build=build)
        build.keep(*_mark(manifest))
    finally:
        build.close()
    return Published(manifest, sum(renderer.drawn for renderer in counting), note)


def _mark(manifest: Manifest) -> tuple[int, str]:
    """Return what the build state knows a release by."""
    return manifest.serial, sha256(manifest_payload(manifest)).hexdigest()


def blobs_in(folder: Path) -> Blobs:
    """Return what the blobs of a release folder take, those of earlier releases too."""
    sizes = [file.stat().st_size for file in (folder / "blobs").glob("*/*")]
    return Blobs(len(sizes), sum(sizes))
