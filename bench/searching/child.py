"""Builds or asks one index, in a process of its own: its time, and the memory that it holds, are nobody else's."""

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from bench.growth import stay_on_one_core
from bench.memory import MEGABYTE, peak_mb
from bench.searching.directory import invented
from bench.searching.others import ENGINES, Absent, Engine, Postgres, Row
from bench.searching.questions import kept_questions
from romduol.channels.web.kept_lines import LineRenderer
from romduol.knowledge.answers.jobs import AdviceRenderer, IndexRenderer, UnderstandingRenderer
from romduol.knowledge.answers.queries.answering import answer
from romduol.knowledge.answers.queries.searching import search, services_for
from romduol.knowledge.answers.rules.indexing.documents import documents_of
from romduol.knowledge.answers.rules.indexing.places import Places
from romduol.knowledge.answers.rules.indexing.postings import TITLE
from romduol.knowledge.answers.rules.indexing.rows import weighed
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.folder import entries_of
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Page

OURS = "the release"
Asking = Callable[[], object]
BETWEEN_REPORTS = 2_000
PAGES_OF_A_SERVICE = 3
"""Web pages and documents of programs, both languages: so many does a large release hold for each service."""
ROUNDS = 3
MOST_SECONDS = 60.0
"""After so long no new round of questions begins: a slow engine is not asked again and again."""


def main() -> None:
    """Do one step of the measuring and tell what it found."""
    step, services, home = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    stay_on_one_core()
    Postgres.url = os.environ.get("DATABASE_URL", "")
    try:
        _tell(done=STEPS[step](services, home))
    except Absent as problem:
        _tell(absent=str(problem))


def _build(services: int, home: Path) -> dict[str, float]:
    """Publish the index, and what else answers are made of, into a release folder."""
    kept_questions(home)
    begun = perf_counter()
    manifest = publish(
        invented(services),
        renderers=[IndexRenderer(), AdviceRenderer(), UnderstandingRenderer(), LineRenderer(), Others(services)],
        folder=home / "releases",
        facts="bench",
        progress=lambda pages: _tell(doing=f"{pages} pages") if pages % BETWEEN_REPORTS == 0 else None,
    )
    took = perf_counter() - begun
    entries = {
        path: entry for path, entry in entries_of(home / "releases", manifest).items() if path.startswith("_/s/")
    }
    sizes: dict[str, float] = {}
    for path, entry in entries.items():
        sizes[path[4]] = sizes.get(path[4], 0) + entry.size
    parts = {f"bytes {name}": sizes.get(letter, 0) for name, letter in PARTS.items()}
    pages = {f"pages {name}": sum(path[4] == letter for path in entries) for name, letter in PARTS.items()}
    return {"seconds": took, "mb": peak_mb(), "bytes": sum(sizes.values()), "pages": len(entries), **parts, **pages}


class Others:
    """Stands for all other pages of a release: their bytes say nothing, but each has a row in a listing."""

    def __init__(self, services: int) -> None:
        self._count = PAGES_OF_A_SERVICE * services

    def render(self, _: Edition) -> Iterator[Page]:
        """Yield the pages, all alike."""
        return (Page(f"en/x{number}", "text/html", b"page") for number in range(self._count))


PARTS = {"lists": "t", "cut": "p", "documents": "d"}


def _build_other(name: str, services: int, home: Path) -> dict[str, float]:
    engine = ENGINES[name](home)
    begun = perf_counter()
    size = engine.build(_told(_rows(services)))
    return {"seconds": perf_counter() - begun, "bytes": size}


def _told(rows: Iterator[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number % BETWEEN_REPORTS == 0:
            _tell(doing=f"{number} documents")
        yield row


def _rows(services: int) -> Iterator[Row]:
    """Yield the same tokens that the release is made of, and the places around as more tokens."""
    edition = invented(services)
    places = Places.of(edition)
    for document in documents_of(edition):
        found = weighed(document)
        title = [token for token, (weight, _) in found.items() if weight == TITLE]
        body = [token for token, (weight, _) in found.items() if weight != TITLE]
        around = dict.fromkeys(f"at:{one}" for code in document.places for one in places.within(code))
        yield document.key, title, [*body, *around]


def _ask(services: int, home: Path) -> dict[str, float]:
    shelf = Shelf(home / "releases")
    asked = kept_questions(home)
    calls = [partial(search, one.text, "en", shelf) for one in asked.questions]
    wanted = [partial(services_for, shelf, (one.need,), (one.category,), (one.place,)) for one in asked.needs]
    spoken = [partial(answer, text, lang, shelf) for text, lang in asked.spoken]
    return _timed(search=calls, services=wanted, answers=spoken)


def _ask_other(name: str, services: int, home: Path) -> dict[str, float]:
    engine: Engine = ENGINES[name](home)
    engine.open()
    asked = kept_questions(home)
    calls = [partial(engine.ask, one.tokens, [f"at:{one.place}"] if one.place else []) for one in asked.questions]
    wanted = [partial(engine.ask, (), [f"c:{one.category}", f"at:{one.place}"]) for one in asked.needs]
    found = _timed(search=calls, services=wanted)
    engine.close()
    return found


def _timed(**groups: Sequence[Asking]) -> dict[str, float]:
    """Ask everything round after round; the first round warms the disk's cache and is not counted."""
    found: dict[str, float] = {}
    for name, asked in groups.items():
        times: list[tuple[float, float]] = []
        answered = sum(bool(call()) for call in asked)
        gc.collect()
        begun = perf_counter()
        for _ in range(ROUNDS):
            if perf_counter() - begun < MOST_SECONDS:
                times += map(_time, asked)
        wall, cpu = sorted(one for one, _ in times), sorted(one for _, one in times)
        middle, late = len(times) // 2, int(len(times) * 0.99)
        found |= {f"{name} p50": wall[middle], f"{name} p99": wall[late], f"{name} mean": sum(wall) / len(wall)}
        found |= {f"{name} cpu p50": cpu[middle], f"{name} cpu p99": cpu[late]}
        found |= {f"{name} asked": len(asked), f"{name} answered": answered}
    return {**found, "mb": _resident_mb()}


def _time(call: Asking) -> tuple[float, float]:
    """Return the milliseconds that one question took, and those that this process worked for it."""
    begun, worked = perf_counter(), process_time()
    call()
    return (perf_counter() - begun) * 1000, (process_time() - worked) * 1000


def _resident_mb() -> float:
    """Return what the process holds just now, in MB; the most that it ever held where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return peak_mb()
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def _tell(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


STEPS: dict[str, Callable[[int, Path], dict[str, float]]] = {
    f"build {OURS}": _build,
    f"ask {OURS}": _ask,
    **{f"build {name}": partial(_build_other, name) for name in ENGINES},
    **{f"ask {name}": partial(_ask_other, name) for name in ENGINES},
}

if __name__ == "__main__":
    main()
