"""One large invented directory, published once in a run, for every half that looks at a large release."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.directories import Directory, edition_of, synthetic
from bench.publishing import publish_in
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.records import Manifest


@dataclass(frozen=True, slots=True)
class Invented:
    """A directory, its edition, and the release folder that shows it."""

    given: Directory
    edition: Edition
    folder: Path
    manifest: Manifest


def publish_invented(services: int, home: Path, progress: Callable[[str], None]) -> Invented:
    """Make up so many services and publish them below a folder."""
    progress(f"resolving {services} services")
    given = synthetic(services)
    edition = edition_of(given)
    made = publish_in(
        home / "releases", edition, lambda pages: progress(f"publishing {services} services: {pages} pages")
    )
    return Invented(given, edition, home / "releases", made.manifest)
