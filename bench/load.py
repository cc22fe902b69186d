"""Asks a server for pages as fast as it answers, for a short while, over a few connections."""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench.rendering import HOME
from bench.servers import HOST, Server, on_core

CONNECTIONS = 16
MOST_SECONDS = 10.0
SLOWEST_ANSWER = "10s"
WRK = """
local asked = {%s}
local turn = 0

function request()
  turn = turn %% #asked + 1
  return asked[turn]
end

function done(summary, latency, requests)
  local failed = summary.errors
  io.write(string.format(
    '{"requests": %%d, "seconds": %%f, "p50": %%f, "p99": %%f, "failed": %%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
"""


class LoadFailed(RuntimeError):
    """A server gave other answers than it was asked for, or none."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: a path and what goes with it; one with a body is a POST of JSON in plain letters."""

    path: str
    headers: Mapping[str, str]
    body: str = ""

    def as_sent(self, port: int) -> str:
        """Return the request as it goes over the wire."""
        sent = {"Content-Type": "application/json", "Content-Length": str(len(self.body))} if self.body else {}
        lines = {"Host": f"{HOST}:{port}", **self.headers, **sent}
        begins = f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1\r\n"
        return begins + "".join(f"{name}: {text}\r\n" for name, text in lines.items()) + "\r\n" + self.body


@dataclass(frozen=True, slots=True)
class Answers:
    """What one run of load got: answers a second, latencies in ms, processor time."""

    rate: float
    p50: float
    p99: float
    server_cpu: float
    """Processor seconds of the server for one answer; 0 where the system does not tell."""
    load_busy: float
    """Which part of its core the load itself took: near 1, the server could have answered more."""


def generator() -> str:
    """Return what will draw the load: wrk where it is installed, else a client of our own."""
    return "wrk" if shutil.which("wrk") else "our own client"


def run_load(
    server: Server,
    asks: Sequence[Ask],
    seconds: float,
    folder: Path,
    core: int | None,
    connections: int = CONNECTIONS,
) -> Answers:
    """Ask for these in turn over and over for so many seconds (at most 10); raises `LoadFailed`."""
    script = folder / "asked"
    sent = [ask.as_sent(server.port) for ask in asks]
    wrk = shutil.which("wrk")
    script.write_text(WRK % ", ".join(map(json.dumps, sent)) if wrk else json.dumps(sent))
    seconds = min(seconds, MOST_SECONDS)
    arguments = (server, seconds, script, connections)
    command = [wrk, *_wrk_arguments(*arguments)] if wrk else _our_client(*arguments)
    before, began, worked = server.cpu(), perf_counter(), _children_cpu()
    with on_core(core):
        # The command is wrk or our own module; a run that hangs ends here.
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=seconds + 60, cwd=HOME
        )
    took, worked, served = perf_counter() - began, _children_cpu() - worked, server.cpu() - before
    # A server goes on with what the load no longer waits for; the next one is to have the core to itself.
    server.get(asks[0].path, asks[0].headers)
    return _answers(done, served, worked / took, server.name)


def _wrk_arguments(server: Server, seconds: float, script: Path, connections: int) -> list[str]:
    # wrk takes whole seconds.
    length = f"{max(1, round(seconds))}s"
    plan = ["--threads", "1", "--connections", str(connections), "--duration", length, "--timeout", SLOWEST_ANSWER]
    return [*plan, "--latency", "--script", str(script), f"http://{HOST}:{server.port}/"]


def _our_client(server: Server, seconds: float, script: Path, connections: int) -> list[str]:
    return [sys.executable, "-m", "bench.client", str(server.port), str(connections), str(seconds), str(script)]


def _answers(done: subprocess.CompletedProcess[str], server_cpu: float, busy: float, name: str) -> Answers:
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise LoadFailed(f"the load on {name} ended with code {done.returncode}: {(done.stderr or done.stdout)[-300:]}")
    told = json.loads(lines[-1])
    if told["failed"] or not told["requests"]:
        raise LoadFailed(f"{name}: {told['failed']} of {told['requests']} answers failed")
    per_answer = server_cpu / told["requests"]
    return Answers(told["requests"] / told["seconds"], told["p50"], told["p99"], per_answer, busy)


def _children_cpu() -> float:
    """Return the processor seconds of all children that have ended: the servers have not."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
