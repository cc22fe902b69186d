"""What the API adds to a publish: seconds, pages and bytes of each part, the first time and after one change.

`python -m bench.feeding SERVICES FOLDER` publishes an invented directory below a folder twice, for `measure_feeding`.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.directories import edition_of, synthetic, with_one_change
from bench.growth import ChildFailed, stay_on_one_core
from bench.memory import peak_mb
from bench.publishing import publish_in
from bench.rendering import HOME
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.queries.folder import entries_of

RECORDS, INDEX, TABULAR, CLAIMS, REST = "HSDS records", "HSDS index", "tabular export", "claims", "all the rest"
BEGINS = {"_/h/index": INDEX, "_/h/tabular/": TABULAR, "_/h/": RECORDS, "_/c/": CLAIMS}
"""How the paths of a part begin; the first that fits counts."""
PARTS = (RECORDS, INDEX, TABULAR, CLAIMS, REST)
PAGES_BETWEEN_REPORTS = 2_000


@dataclass(slots=True)
class Part:
    """One part of a release: processor seconds to draw, pack and store it; its pages and their bytes as stored."""

    name: str
    cpu: float = 0
    pages: int = 0
    size: int = 0


@dataclass(slots=True)
class Publish:
    """One publish, part by part."""

    what: str
    cpu: float = 0
    wall: float = 0
    peak_mb: float = 0
    parts: list[Part] = field(default_factory=list)

    def part(self, name: str) -> Part:
        """Return a part by its name."""
        return next(part for part in self.parts if part.name == name)


@dataclass(slots=True)
class Feeding:
    """Both publishes of one directory."""

    services: int
    publishes: list[Publish] = field(default_factory=list)


def measure_feeding(services: int, folder: Path, progress: Callable[[str], None]) -> Feeding:
    """Publish below a folder in a child process, and leave the release there; raises `ChildFailed`."""
    command = [sys.executable, "-m", "bench.feeding", str(services), str(folder)]
    found: dict[str, Any] = {}
    # The command is this very module, a number and a folder of ours.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOME) as child:  # noqa: S603
        for line in child.stdout or ():
            found = json.loads(line)
            progress(str(found.get("doing", "published")))
    if child.returncode or "publishes" not in found:
        raise ChildFailed(f"publishing {services} services with their feeds ended with code {child.returncode}")
    publishes = [Publish(**{**one, "parts": [Part(**part) for part in one["parts"]]}) for one in found["publishes"]]
    return Feeding(services, publishes)


def part_of(path: str) -> str:
    """Return which part of a release a path belongs to."""
    return next((part for begins, part in BEGINS.items() if path.startswith(begins)), REST)


def _published(what: str, folder: Path, edition: Edition) -> Publish:
    """Publish, and count for each page what passed since the page before: drawing, packing and storing it."""
    wall, begun = perf_counter(), process_time()
    spent: defaultdict[str, float] = defaultdict(float)
    last = begun

    def stored(path: str) -> None:
        nonlocal last
        now = process_time()
        spent[part_of(path)] += now - last
        last = now

    def progress(pages: int) -> None:
        if pages % PAGES_BETWEEN_REPORTS == 0:
            _tell(doing=f"{what}: {pages} pages")

    made = publish_in(folder, edition, progress, stored)
    cpu = process_time() - begun
    parts = {name: Part(name, spent[name]) for name in PARTS}
    # What belongs to no page: the listings, signing, the state of the build.
    parts[REST].cpu = cpu - sum(part.cpu for name, part in parts.items() if name != REST)
    for path, entry in entries_of(folder, made.manifest).items():
        part = parts[part_of(path)]
        part.pages += 1
        part.size += entry.size
    return Publish(what, cpu, perf_counter() - wall, peak_mb(), list(parts.values()))


def _walk(services: int, home: Path) -> Iterator[Publish]:
    given = synthetic(services)
    yield _published("first", home / "releases", edition_of(given))
    given = with_one_change(given)
    yield _published("after one change", home / "releases", edition_of(given))


def _tell(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def feeding_lines(found: Feeding | None) -> Iterator[str]:
    """Yield the table: what each part of a release costs, beside all that is not the API's."""
    if found is None:
        return
    yield ""
    yield f"Publishing {found.services:,} invented services; processor seconds, pages and bytes as stored, part by part"
    yield f"{'publish':<18}{'part':<16}{'cpu s':>9}{'x rest':>8}{'pages':>9}{'MB':>8}"
    for publish in found.publishes:
        rest = publish.part(REST)
        for part in publish.parts:
            figures = f"{part.cpu:>9.2f}{part.cpu / rest.cpu:>8.2f}{part.pages:>9}{part.size / 1e6:>8.1f}"
            yield f"{publish.what:<18}{part.name:<16}{figures}"
        yield f"{publish.what:<18}{'the whole':<16}{publish.cpu:>9.2f}; peak {publish.peak_mb:.0f} MB"


if __name__ == "__main__":
    stay_on_one_core()
    done = Feeding(int(sys.argv[1]), list(_walk(int(sys.argv[1]), Path(sys.argv[2]))))
    _tell(**asdict(done))
