"""The whole stack under a mixture of everything for a while: does anything fail, and does its memory stay as it is?"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bench.load import CONNECTIONS, SLOWEST_ANSWER, LoadFailed
from bench.rendering import HOME
from bench.servers import HOST, ROMDUOL, Server, cores, granian, on_core, with_real_pack
from romduol.channels.api.claims import BUCKETS, HEAD
from romduol.knowledge.releases.queries.folder import entries_of, last_good, plain_bytes

SECONDS, SECONDS_QUICKLY = 60, 15
SLICES = 6
"""How many times memory is looked at."""
WARMING = 5
"""Seconds before it is looked at for the first time: caches fill, each page is asked for."""
EACH_PAGE_IN = 8
"""One page of so many is asked for."""
GOAL_GROWTH = 1.05
"""How many times what it was in the middle the memory may be at the end."""
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
WRK = """
local asked = {%s}
local meant = {%s}
local turn = 0
local threads = {}
told = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  told = {}
end

function request()
  turn = turn %% #asked + 1
  return asked[turn]
end

function response(status, headers, body)
  told[status] = (told[status] or 0) + 1
end

function done(summary, latency, requests)
  local failed, other, parts = summary.errors, 0, {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("told")) do
      if not meant[status] then other = other + count end
      table.insert(parts, string.format('"%%d": %%d', status, count))
    end
  end
  io.write(string.format(
    '{"requests": %%d, "seconds": %%f, "p99": %%f, "broken": %%d, "other": %%d, "told": {%%s}}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(99) / 1e3,
    failed.connect + failed.read + failed.write + failed.timeout, other, table.concat(parts, ", ")))
end
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request of the mixture, how often it stands in it, and the status that is meant to come back."""

    path: str
    body: str = ""
    kind: str = ""
    status: int = 200
    times: int = 1
    coding: str = "br"

    def as_sent(self, port: int) -> str:
        """Return the request as it goes over the wire."""
        lines = [f"{'POST' if self.kind else 'GET'} {self.path} HTTP/1.1", f"Host: {HOST}:{port}"]
        lines += [f"Accept-Encoding: {self.coding}", *([f"Content-Type: {self.kind}"] if self.kind else [])]
        lines += [f"Content-Length: {len(self.body.encode())}"] if self.kind else []
        return "\r\n".join([*lines, "", ""]) + self.body


def form(path: str, status: int = 200, **fields: str) -> Wanted:
    """Return a form that somebody sends."""
    return Wanted(path, urlencode(fields), FORM, status)


def program(path: str, status: int = 200, **fields: str) -> Wanted:
    """Return what a program sends."""
    return Wanted(path, json.dumps(fields), JSON, status)


MIXTURE = (
    Wanted("/km/e", times=4),
    Wanted("/en/e", coding="gzip", times=4),
    Wanted("/", coding="identity"),
    Wanted("/api/disagreements", coding="gzip"),
    Wanted("/api/disagreements"),
    Wanted("/release/current", coding="identity"),
    Wanted("/healthz"),
    Wanted("/en/nothing-here", status=404),
    form("/km/q", question="ស្រោមអនាម័យរហែក នៅពោធិ៍សាត់"),
    form("/en/q", question="condom broke. where pursat"),
    form("/en/q", question="my boyfriend is beating me now"),
    form("/km/q", question="", status=422),
    form("/en/f", words="pursat"),
    form("/km/f", words="ភ្នំពេញ"),
    form("/en/n", number="099 000 101"),
    form("/km/n", number="១២៨០"),
    program("/api/answers", question="hiv test in kampong thom", lang="en"),
    program("/api/answers", question="ខ្ញុំចង់ធ្វើតេស្តអេដស៍", lang="km"),
    program("/api/answers", lang="en", status=422),
    program("/api/numbers", number="1280", lang="en"),
    program("/api/numbers", number="", status=422),
    Wanted("/api/hsds/en/services?full=true&per_page=50", coding="gzip"),
    Wanted("/api/hsds/km/services?per_page=20&page=2"),
    Wanted("/api/hsds/en/organizations?full=true&full_service=true"),
    Wanted("/api/hsds/en/services?minimal=true&modified_after=2001-01-01", coding="identity"),
    Wanted("/api/hsds/km/service_at_locations?postcode=15&format=ndjson", coding="gzip"),
    Wanted("/api/hsds/en/taxonomy_terms?top_only=true"),
    Wanted("/api/hsds/en/services?per_page=none", status=400),
    Wanted("/api/hsds/en/tabular.zip", coding="identity"),
    program("/api/hsds/en/services", search="hiv test pursat"),
    program("/api/hsds/km/organizations", search="មណ្ឌលសុខភាព"),
)
"""What is asked beside the pages; whoever adds a door for programs adds it here."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One stretch of load: answers a second, the slowest of a hundred in ms, memory of the server after it in MB."""

    rate: float
    p99: float
    cpu_ms: float
    """Processor milliseconds of the server for one answer; 0 where the system does not tell."""
    memory: float


@dataclass(slots=True)
class Soak:
    """One run; empty where there is nothing to draw the load with."""

    seconds: int = 0
    requests: int = 0
    failed: int = 0
    """Connections that broke, answers that never came, and statuses that nobody meant."""
    told: dict[str, int] = field(default_factory=dict)
    """Status -> how many answers."""
    before: float = 0
    """Memory after warming up, in MB."""
    slices: list[Slice] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Memory at the end against that in the middle; 0 where the system does not tell."""
        middle = self.slices[(len(self.slices) - 1) // 2].memory if self.slices else 0
        return self.slices[-1].memory / middle if middle else 0


def measure_soak(progress: Callable[[str], None], *, quick: bool = False) -> Soak:
    """Put the whole stack under load, about a minute and a half; raises `ServerFailed` and `LoadFailed`."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return Soak(notes=["no wrk here: the stack was not put under load (Debian: apt install wrk)"])
    found, pair = Soak(SECONDS_QUICKLY if quick else SECONDS), cores()
    with TemporaryDirectory(prefix="romduol-bench-") as home:
        progress("loading and publishing the real pack")
        environment = with_real_pack(Path(home) / "data")
        with ExitStack() as stack:
            with on_core(pair[0] if pair else None):
                server = stack.enter_context(granian("romduol", ROMDUOL, environment, Path(home)))
            releases = Path(home) / "data" / "releases"
            wanted = [*MIXTURE, *pages(releases), *claims(releases)]
            require_meant(server, wanted)
            progress("warming up")
            _slice(wrk, server, wanted, WARMING, Path(home), Soak())
            found.before = memory(server)
            for number in range(SLICES):
                progress(f"stretch {number + 1} of {SLICES}")
                length = max(1, found.seconds // SLICES)
                found.slices.append(_slice(wrk, server, wanted, length, Path(home), found))
    if not found.before:
        found.notes.append("this system does not tell how much memory a process holds")
    return found


def pages(releases: Path) -> Iterator[Wanted]:
    """Yield some of every type of page in every language."""
    manifest = last_good(releases)
    assert manifest is not None  # noqa: S101 (just published)
    entries = entries_of(releases, manifest)
    public = sorted(path for path, entry in entries.items() if not entry.private and path)
    for number, path in enumerate(public[::EACH_PAGE_IN]):
        yield Wanted(f"/{path}", coding=("br", "gzip", "br", "br")[number % 4])


def claims(releases: Path) -> Iterator[Wanted]:
    """Yield some of the claims: the first of one bucket of so many."""
    manifest = last_good(releases)
    assert manifest is not None  # noqa: S101 (just published)
    entries = entries_of(releases, manifest)
    buckets = sorted(path for path in entries if path.startswith(BUCKETS) and path != HEAD)
    for path in buckets[::EACH_PAGE_IN]:
        first = json.loads(plain_bytes(releases, entries[path]).splitlines()[0])
        yield Wanted(f"/api/claims/{first['id']}", coding="gzip")


def require_meant(server: Server, wanted: Sequence[Wanted]) -> None:
    """Raise `LoadFailed` unless each request gets the status that is meant: under load they are only counted."""
    for one in wanted:
        status = server.ask(one.path, one.body.encode() if one.kind else None, one.kind)
        if status != one.status:
            raise LoadFailed(f"{one.path} is answered {status}, and {one.status} is meant")


def memory(server: Server) -> float:
    """Return what the server with its workers holds in memory, in MB; 0 where the system does not tell."""
    return sum(map(_resident, server.family())) / 1024


def _resident(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def _slice(wrk: str, server: Server, wanted: Sequence[Wanted], seconds: int, folder: Path, into: Soak) -> Slice:
    script = folder / "soaked.lua"
    sent = [one.as_sent(server.port) for one in wanted for _ in range(one.times)]
    meant = ", ".join(f"[{status}] = true" for status in sorted({one.status for one in wanted}))
    script.write_text(WRK % (", ".join(map(_lua, sent)), meant))
    plan = ["--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", "--latency"]
    plan += ["--timeout", SLOWEST_ANSWER, "--script", str(script), f"http://{HOST}:{server.port}/"]
    pair, before = cores(), server.cpu()
    with on_core(pair[1] if pair else None):
        # The command is wrk with a script of ours; a run that hangs ends here.
        done = subprocess.run([wrk, *plan], capture_output=True, text=True, timeout=seconds + 60, cwd=HOME)  # noqa: S603
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise LoadFailed(f"wrk ended with code {done.returncode}: {(done.stderr or done.stdout)[-300:]}")
    told: Mapping[str, int | float | dict[str, int]] = json.loads(lines[-1])
    return _noted(told, into, server.cpu() - before, memory(server))


def _noted(told: Mapping[str, object], into: Soak, worked: float, held: float) -> Slice:
    counts = told["told"]
    assert isinstance(counts, dict)  # noqa: S101 (our own script wrote it)
    requests, seconds, p99 = (float(str(told[name])) for name in ("requests", "seconds", "p99"))
    into.requests += int(requests)
    into.failed += int(str(told["broken"])) + int(str(told["other"]))
    for status, count in counts.items():
        into.told[status] = into.told.get(status, 0) + int(count)
    return Slice(requests / seconds, p99, 1000 * worked / max(1, requests), held)


def _lua(text: str) -> str:
    """Write bytes as Lua reads them: it knows no escapes of four digits."""
    return '"' + "".join(f"\\{byte:03d}" for byte in text.encode()) + '"'
