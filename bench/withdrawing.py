"""Milliseconds from taking a line back to the first page that is served without its number."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any

from bench.inventing import Invented
from bench.mirroring import REAL
from bench.rendering import PACK
from bench.servers import HOST, ROMDUOL, STARTS_WITHIN, granian, with_real_pack
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.directory.records import Edition, Line
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Kind, Withdrawn
from romduol.knowledge.releases.views.serving import ReleaseServer

TIMES = 7
POLL = 0.002
"""Seconds between two looks at the page."""
PATIENCE = 10.0
IN_PROCESS, LOOPBACK = "in process", "over loopback"
REASON = {"en": "Invented reason.", "km": "ហេតុផលសាកល្បង។"}
Page = Callable[[str], bytes]
"""Returns what a path shows now."""


class StillThere(RuntimeError):
    """A number was taken back and its page goes on showing it, or never showed it."""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """How long it took in one directory, seen from one place; milliseconds."""

    directory: str
    seen: str
    """`in process` or `over loopback`."""
    times: int
    middle: float
    worst: float


def measure_withdrawing(invented: Callable[[], Invented], progress: Callable[[str], None]) -> list[Withdrawing]:
    """Take lines back one after another, of the real pack and of a large directory; raises `StillThere`."""
    return [*_real(progress), _large(invented(), progress)]


def _real(progress: Callable[[str], None]) -> Iterator[Withdrawing]:
    edition = edition_of_pack(read_pack(PACK), datetime.now(UTC).date())
    lines = shown_lines(edition)
    half = min(TIMES, len(lines) // 2)
    with TemporaryDirectory(prefix="romduol-bench-") as home:
        progress("loading and publishing the real pack")
        environment = with_real_pack(Path(home) / "data")
        folder = Path(home) / "data" / "releases"
        progress("taking back lines of the real pack")
        yield _measured(REAL, IN_PROCESS, lines[:half], folder, in_process(folder))
        with granian("romduol", ROMDUOL, environment, Path(home)) as server:
            connection = HTTPConnection(HOST, server.port, timeout=STARTS_WITHIN)
            yield _measured(REAL, LOOPBACK, lines[half : 2 * half], folder, over_loopback(connection))
            connection.close()


def _large(invented: Invented, progress: Callable[[str], None]) -> Withdrawing:
    name = f"{invented.given.services:,} services"
    progress(f"taking back lines of {name}")
    lines = shown_lines(invented.edition)[:TIMES]
    return _measured(name, IN_PROCESS, lines, invented.folder, in_process(invented.folder))


def shown_lines(edition: Edition) -> list[Line]:
    """Return the lines whose own page has a call button."""
    return [line for line in edition.lines.values() if line.urgent]


def _measured(directory: str, seen: str, lines: Sequence[Line], folder: Path, page: Page) -> Withdrawing:
    taken = [taken_back(line, folder, page) for line in lines]
    return Withdrawing(directory, seen, len(taken), median(taken), max(taken))


def taken_back(line: Line, folder: Path, page: Page) -> float:
    """Take one line back while its page is looked at every 2 ms; returns milliseconds. Raises `StillThere`."""
    path = f"/en/{line.entity.code}"
    watcher = Watcher(lambda: not shows(page(path), line))
    if watcher.look():
        raise StillThere(f"{path} shows no call button that could be taken back")
    watcher.start()
    began = perf_counter()
    now = datetime.now(UTC)
    withdraw([withdrawn(line, now)], folder=folder, now=now)
    return 1000 * (watcher.first(path) - began)


def shows(html: bytes, line: Line) -> bool:
    """Tell whether a page offers to call a number; raises `StillThere` where it is no page."""
    if b"<main" not in html:
        raise StillThere("what was served is no page")
    return f'"tel:{line.value}"'.encode() in html


def withdrawn(line: Line, now: datetime) -> Withdrawn:
    """Return a line as it is taken back."""
    digits = {"value": line.value, "national": line.national, "masked": line.masked}
    return Withdrawn(Kind.LINE, line.key, line.entity.code, now.date(), REASON, **digits)


class Watcher(Thread):
    """Looks every 2 ms until what it waits for has come, and remembers when."""

    def __init__(self, look: Callable[[], bool]) -> None:
        super().__init__(daemon=True)
        self.look = look
        self._came = 0.0
        self._first = Event()
        self._problem: Exception | None = None
        self._looking = Event()

    def start(self) -> None:
        """Begin; returns once it has looked for the first time."""
        super().start()
        self._looking.wait(PATIENCE)

    def run(self) -> None:
        """Look, and look again."""
        until = perf_counter() + PATIENCE
        try:
            while perf_counter() < until:
                seen, at = self.look(), perf_counter()
                self._looking.set()
                if seen:
                    self._came = at
                    return
                sleep(POLL)
        except Exception as problem:  # told to the thread that waits
            self._problem = problem
        finally:
            self._looking.set()
            self._first.set()

    def first(self, path: str) -> float:
        """Return when it came; raises `StillThere` where it did not."""
        self._first.wait(2 * PATIENCE)
        if not self._came:
            raise StillThere(f"{path} was not without its number within {PATIENCE:g} s") from self._problem
        return self._came


def in_process(folder: Path) -> Page:
    """Return what a server in this process shows."""
    server = ReleaseServer(Shelf(folder), _nothing_beyond)

    def page(path: str) -> bytes:
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_ACCEPT_ENCODING": "identity"}
        return b"".join(server(asked, lambda *_: None))

    return page


def over_loopback(connection: HTTPConnection) -> Page:
    """Return what a server shows over one connection that stays open."""

    def page(path: str) -> bytes:
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        return connection.getresponse().read()

    return page


def _nothing_beyond(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    raise LookupError(f"the release does not answer for {environ['PATH_INFO']}")
