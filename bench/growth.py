"""Times one synthetic directory after another, each in a process of its own, on one core."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, TypeVar

from bench.directories import Directory, edition_of, resolved, synthetic, with_one_change
from bench.memory import peak_mb
from bench.publishing import STATE, blobs_in, publish_in
from bench.rendering import HOME
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.directory.rules.assembling import assemble
from romduol.knowledge.releases.queries.folder import entries_of
from romduol.knowledge.releases.records import Entry

Done = TypeVar("Done")
PAGES_BETWEEN_REPORTS = 500


class ChildFailed(RuntimeError):
    """The process that measured one size did not come to its end."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step from claims to a release: wall and processor seconds; the process's peak memory in MB after it."""

    name: str
    wall: float
    cpu: float
    peak_mb: float


@dataclass(slots=True)
class Growth:
    """What one size cost, step by step."""

    services: int
    counts: dict[str, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    again: dict[str, int] = field(default_factory=dict)
    """What publishing again after one change drew and stored."""
    note: str = ""

    def step(self, name: str) -> Step | None:
        """Return a step by its name, or None where it was left out."""
        return next((step for step in self.steps if step.name == name), None)

    def time(self, name: str, work: Callable[[], Done]) -> Done:
        """Do one step and note what it took."""
        _tell(doing=name)
        wall, cpu = perf_counter(), process_time()
        done = work()
        self.steps.append(Step(name, perf_counter() - wall, process_time() - cpu, peak_mb()))
        return done


def measure(services: int, *, publishing: bool, progress: Callable[[str], None] = lambda _: None) -> Growth:
    """Measure one size in a child process, so that no other size's memory counts; raises `ChildFailed`."""
    command = [sys.executable, "-m", "bench.growth", str(services), "publish" if publishing else "resolve"]
    found: dict[str, Any] = {}
    # The command is this very module, and a number.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOME) as child:  # noqa: S603
        for line in child.stdout or ():
            told = json.loads(line)
            progress(told.get("doing", "done"))
            found = told
    if child.returncode or "steps" not in found:
        raise ChildFailed(f"measuring {services} services ended with code {child.returncode}")
    return Growth(**{**found, "steps": [Step(**step) for step in found["steps"]]})


def _walk(services: int, *, publishing: bool) -> Growth:
    """Go the whole way in this process."""
    growth = Growth(services)
    given = growth.time("make up", lambda: synthetic(services))
    edition = _edition(given, growth)
    if publishing:
        with TemporaryDirectory(prefix="romduol-bench-") as name:
            folder = Path(name) / "releases"
            _publish(folder, edition, growth)
            # Who publishes again has forgotten the edition of before.
            del edition
            given = with_one_change(given)
            _publish_again(folder, _edition_again(given, growth), growth)
    return growth


def _edition(given: Directory, growth: Growth) -> Edition:
    resolution = growth.time("resolve", lambda: resolved(given))
    edition = growth.time("assemble", lambda: assemble(resolution, given.frame, given.claims))
    growth.counts = {
        "claims": len(given.claims),
        "sources": len(given.frame.sources),
        "values": len(resolution.values),
        "disagreements": len(resolution.disagreements),
        "lines": len(edition.lines),
    }
    return edition


def _edition_again(given: Directory, growth: Growth) -> Edition:
    return growth.time("resolve again", lambda: edition_of(given))


def _publish(folder: Path, edition: Edition, growth: Growth) -> None:
    made = growth.time("publish", lambda: publish_in(folder, edition, _tell_pages))
    entries, stored = entries_of(folder, made.manifest), blobs_in(folder)
    growth.counts["pages"] = made.manifest.pages
    growth.counts["stored bytes"] = sum(entry.size for entry in entries.values())
    growth.counts["blobs"] = stored.count
    growth.counts["blob bytes"] = stored.size
    growth.counts["build state bytes"] = (folder.parent / STATE).stat().st_size
    growth.note = made.note or _heaviest(entries, growth.services)


def _publish_again(folder: Path, edition: Edition, growth: Growth) -> None:
    before = blobs_in(folder)
    made = growth.time("publish again", lambda: publish_in(folder, edition, _tell_pages))
    new = blobs_in(folder).since(before)
    growth.again = {"pages drawn": made.drawn, "of pages": made.manifest.pages}
    growth.again |= {"new blobs": new.count, "bytes of new blobs": new.size}


def _heaviest(entries: Mapping[str, Entry], services: int) -> str:
    """Return a word about the heaviest page for people, so that one that outgrows the budget is seen."""
    pages = {path: entry.size for path, entry in entries.items() if entry.media_type.startswith("text/html")}
    path = max(pages, key=pages.__getitem__)
    return f"{services} services: the heaviest page is /{path}, {pages[path]} bytes br without headers"


def _tell_pages(pages: int) -> None:
    if pages % PAGES_BETWEEN_REPORTS == 0:
        _tell(doing=f"publish: {pages} pages")


def _tell(**message: object) -> None:
    """Hand one line to the parent process."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def stay_on_one_core() -> None:
    """Keep this process on one core, where the system allows it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


if __name__ == "__main__":
    stay_on_one_core()
    _tell(**asdict(_walk(int(sys.argv[1]), publishing=sys.argv[2] == "publish")))
