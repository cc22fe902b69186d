"""Pages a second over loopback: Romduol, nginx with the same bytes, and the same page drawn when it is asked for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import brotli

from bench.load import CONNECTIONS, Answers, Ask, generator, run_load
from bench.nginx import nginx_of
from bench.servers import AS_SERVED, ROMDUOL, Server, cores, granian, nginx_program, on_core, with_real_pack
from romduol.knowledge.releases.queries.folder import entries_of, last_good
from romduol.knowledge.releases.records import Manifest

ROUNDS = 3
SECONDS = 2.0
SLOWER = 2
"""How many times as long the ORM is asked: in two seconds it gives too few answers to count."""
WARMING = 1.0
BROTLI = {"Accept-Encoding": "br"}
PLACE = "p15"
"""The page of a province of the guides: it has services, bodies, lines and disagreements."""
PAGES, AGAIN, ONE_PLACE = "pages", "304", "place"
FROZEN, NGINX, ORM, TEMPLATES = "romduol", "nginx", "ORM + templates", "templates"
LIVE = "bench.on_request:application"
FULL = 0.9
"""The part of its core above which the load, and not the server, set the pace."""


class OtherPage(RuntimeError):
    """Two servers that are compared do not give the same page."""


@dataclass(frozen=True, slots=True)
class Case:
    """What one server is asked."""

    asked: str
    server: Server
    asks: Sequence[Ask]
    name: str
    times: int = 1
    """How many times as long as the others it is asked."""
    connections: int = CONNECTIONS


@dataclass(frozen=True, slots=True)
class Served:
    """What one server did with one mixture of requests: the medians of all rounds."""

    asked: str
    server: str
    rate: float
    p50: float
    p99: float
    cpu_us: float
    """Microseconds of processor time for one answer; 0 where the system does not tell."""
    load_busy: float


@dataclass(slots=True)
class Serving:
    """One run of all servers."""

    generator: str
    rounds: int
    seconds: float
    served: list[Served] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def find(self, asked: str, server: str) -> Served | None:
        """Return what a server did with a mixture, or None where it was not measured."""
        return next((one for one in self.served if (one.asked, one.server) == (asked, server)), None)


def measure_serving(progress: Callable[[str], None], rounds: int = ROUNDS, seconds: float = SECONDS) -> Serving:
    """Start every server, let them take turns, round after round, and stop them. About a minute and a half at most.

    Raises `ServerFailed`, `LoadFailed` and `OtherPage`.
    """
    found = Serving(generator(), rounds, seconds)
    if found.generator != "wrk":
        found.notes.append("no wrk here: a client of our own draws the load, and is slower than nginx")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="romduol-bench-")))
        progress("loading and publishing the real pack")
        cases = list(_cases(stack, folder, found))
        found.served = take_turns(cases, folder, load_core(found.notes), rounds, seconds, progress)
    found.notes += limits(found.served)
    return found


def take_turns(
    cases: Sequence[Case], folder: Path, core: int | None, rounds: int, seconds: float, progress: Callable[[str], None]
) -> list[Served]:
    """Put every case under load, round after round; returns what each did, in their order. Raises `LoadFailed`."""
    for case in cases:
        progress(f"warming up {case.name}")
        run_load(case.server, case.asks, case.times * WARMING, folder, core, case.connections)
    answers: dict[int, list[Answers]] = {number: [] for number in range(len(cases))}
    for turn in range(rounds):
        # In turns, so that a machine that is busy for a while is so for all of them.
        for number, case in enumerate(cases):
            progress(f"round {turn + 1} of {rounds}: {case.name}, {case.asked}")
            length = case.times * seconds
            answers[number].append(run_load(case.server, case.asks, length, folder, core, case.connections))
    return [_middle(case, answers[number]) for number, case in enumerate(cases)]


def _cases(stack: ExitStack, folder: Path, found: Serving) -> Iterator[Case]:
    data = folder / "data"
    environment = with_real_pack(data)
    manifest = last_good(data / "releases")
    assert manifest is not None  # noqa: S101 (just published)
    pair = cores()
    with on_core(pair[0] if pair else None):
        ours = stack.enter_context(granian("romduol", ROMDUOL, environment, folder, threads=AS_SERVED))
        live = stack.enter_context(granian("on-request", LIVE, environment, folder, threads=1))
        theirs = _nginx(stack, folder, manifest, ours, found)
    mixed = [*_in_both("", "e", PLACE), *_in_both(_line(data / "releases", manifest))]
    place = _in_both(PLACE)
    frozen = {FROZEN: ours, **({NGINX: theirs} if theirs else {})}
    for asked, paths in ((PAGES, mixed), (ONE_PLACE, place)):
        for name, server in frozen.items():
            require_same_pages(ours, server, paths)
            yield Case(asked, server, [Ask(path, BROTLI) for path in paths], name)
    for name, server in frozen.items():
        yield Case(AGAIN, server, [_revalidating(server, path) for path in mixed], name)
    for name, prefix, times in ((ORM, "", SLOWER), (TEMPLATES, "/kept", 1)):
        require_same_pages(ours, live, place, prefix)
        yield Case(ONE_PLACE, live, [Ask(prefix + path, BROTLI) for path in place], name, times)


def _nginx(stack: ExitStack, folder: Path, manifest: Manifest, ours: Server, found: Serving) -> Server | None:
    program = nginx_program()
    if program is None:
        found.notes.append("no nginx here: nothing is compared with it (Debian: apt install nginx)")
        return None
    policy = ours.get("/en/")[1]["content-security-policy"]
    server, note = stack.enter_context(nginx_of(program, folder / "data" / "releases", manifest, policy, folder))
    found.notes += [note] if note else []
    return server


def _in_both(*pages: str) -> list[str]:
    return [f"/{lang}/{page}" for page in pages for lang in ("km", "en")]


def _line(releases: Path, manifest: Manifest) -> str:
    """Return the page of a phone line: the first by its code."""
    found = [
        path for path in entries_of(releases, manifest) if path.startswith("en/l") and len(path) == len("en/l") + 10
    ]
    return min(found).removeprefix("en/")


def _revalidating(server: Server, path: str) -> Ask:
    """Return the request of a browser that has the page already; raises `OtherPage` where it is sent all the same."""
    _, headers, _ = server.get(path, BROTLI)
    asked = {**BROTLI, "If-None-Match": headers["etag"]}
    status, _, _ = server.get(path, asked)
    if status != 304:
        raise OtherPage(f"{server.name} answers {status} to who has {path} already")
    return Ask(path, asked)


def require_same_pages(ours: Server, other: Server, paths: Sequence[str], prefix: str = "") -> None:
    """Raise `OtherPage` unless both servers give the same pages."""
    for path in paths:
        if _page(ours, path) != _page(other, prefix + path):
            raise OtherPage(f"{other.name} does not give the page of Romduol under {prefix}{path}")


def _page(server: Server, path: str) -> bytes:
    status, headers, body = server.get(path, BROTLI)
    if status != 200:
        raise OtherPage(f"{server.name} answers {status} to {path}")
    return bytes(brotli.decompress(body)) if headers.get("content-encoding") == "br" else body


def load_core(notes: list[str]) -> int | None:
    """Return the core of the load, and note where it has none of its own."""
    pair = cores()
    if pair is None:
        notes.append("nothing can be pinned to a core here: servers and load share all of them")
    elif pair[0] == pair[1]:
        notes.append("one core alone: the load takes its time from the servers")
    return pair[1] if pair else None


def _middle(case: Case, answers: Sequence[Answers]) -> Served:
    def middle(name: str) -> float:
        return float(median(getattr(one, name) for one in answers))

    times = (middle("rate"), middle("p50"), middle("p99"), 1e6 * middle("server_cpu"))
    return Served(case.asked, case.name, *times, middle("load_busy"))


def limits(served: Sequence[Served]) -> list[str]:
    """Return a note where the load, and not a server, set the pace."""
    full = [f"{one.server} ({one.asked})" for one in served if one.load_busy > FULL]
    return (
        [f"the load was at its own limit with {', '.join(full)}: more was possible there; see cpu us"] if full else []
    )
