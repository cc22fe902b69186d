"""Measures reports in a process of its own: against plain rows, many at once, killed in the middle, and page bytes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

from bench.growth import ChildFailed
from bench.rendering import HOME

SEALED, PLAIN, UNSEALED = "sealed in the browser", "plain row", "without a script"
TABLE = "bench_plain"


@dataclass(frozen=True, slots=True)
class Taken:
    """One way of taking something in: how many a second, and milliseconds of the server's processor for each."""

    way: str
    bytes: int
    """Of the request."""
    a_second: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class AtOnce:
    """So many who sent in the same moment: how many failed, how many reports were lost, the slowest."""

    way: str
    senders: int
    failed: int
    lost: int
    slowest: float
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Killed:
    """A server that was killed while it took reports in, so many times."""

    times: int
    answered: int
    """How many were told that theirs was kept."""
    lost: int
    """Of those, how many are not there."""
    halves: int
    """Reports without a receipt, receipts without a report, records that do not open."""


@dataclass(slots=True)
class Reports:
    """One run."""

    database: str = ""
    taken: list[Taken] = field(default_factory=list)
    at_once: list[AtOnce] = field(default_factory=list)
    killed: Killed | None = None
    pages: dict[str, int] = field(default_factory=dict)
    """Address or script -> bytes in gzip."""
    notes: list[str] = field(default_factory=list)

    def ratio(self, way: str = SEALED) -> float:
        """Return how many of one way there are a second for each plain row."""
        rate = {one.way: one.a_second for one in self.taken}
        return rate[way] / rate[PLAIN] if way in rate and rate.get(PLAIN) else 0.0


def measure_reports(progress: Callable[[str], None], *, quick: bool) -> Reports:
    """Measure all of it; raises `ChildFailed`."""
    progress("reports: against plain rows, 50 and 500 at once, killed")
    with TemporaryDirectory(prefix="romduol-bench-") as folder:
        command = [sys.executable, "-m", "bench.reports.child", folder, *(["quick"] if quick else [])]
        paths = os.pathsep.join([str(HOME), str(HOME / "src")])
        environment = {**os.environ, "PYTHONPATH": paths, "ROMDUOL_SECRET_KEY": "only-for-the-bench"}
        # The command is a module of ours, a folder and a word.
        done = subprocess.run(  # noqa: S603
            command, cwd=HOME, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ChildFailed(f"reports ended with code {done.returncode}: {done.stderr[-600:]}")
        return read(json.loads(done.stdout.splitlines()[-1]))


def read(told: dict[str, object]) -> Reports:
    """Return a run as a child told it."""
    found = Reports(**told)  # type: ignore[arg-type]
    found.taken = [Taken(**one) for one in found.taken]  # type: ignore[arg-type]
    found.at_once = [AtOnce(**one) for one in found.at_once]  # type: ignore[arg-type]
    found.killed = Killed(**found.killed) if found.killed else None  # type: ignore[arg-type]
    return found
