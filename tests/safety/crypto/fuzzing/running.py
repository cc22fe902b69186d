"""Feeds each target for so many runs and prints what came of it: `python -m tests.safety.crypto.fuzzing.running`.

Each target runs in a process of its own, from what the vectors give it to begin with, the same each time for the same
seed. Nothing stays on the disk: bytes that break a target are printed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.safety.crypto.fuzzing.targets import target, targets

INSIDE = "tests.safety.crypto.fuzzing.inside"
ROOT = Path(__file__).parents[4]
MOST_MEMORY_MB = 300
SLOWEST_S = 10
_COVERED = re.compile(r"cov: (\d+) ft: (\d+)")
_STATS = re.compile(r"stat::(\w+):\s+(\d+)")


@dataclass(frozen=True)
class Outcome:
    """What came of one target. `said` is what the fuzzer printed, where the target broke."""

    name: str
    held: bool
    runs: int = 0
    a_second: int = 0
    branches: int = 0
    memory_mb: int = 0
    said: str = ""


def feed(name: str, runs: int, seed: int = 1, seconds: int = 600) -> Outcome:
    """Feed one target in a process of its own, for at most so many seconds and so many runs, fewer where it is slow."""
    asked = target(name)
    longest, runs = asked.longest, runs // asked.weight
    with TemporaryDirectory() as folder:
        for number, data in enumerate(asked.seeds()):
            (Path(folder) / f"{number:04d}").write_bytes(data[:longest])
        limits = (f"-runs={runs}", f"-seed={seed}", f"-max_total_time={seconds}", f"-max_len={longest}")
        guards = (f"-timeout={SLOWEST_S}", f"-rss_limit_mb={MOST_MEMORY_MB}", f"-artifact_prefix={folder}/")
        command = (sys.executable, "-m", INSIDE, name, *limits, *guards, "-print_final_stats=1", folder)
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    return _outcome(name, done.returncode == 0, done.stderr + done.stdout)


def _outcome(name: str, held: bool, said: str) -> Outcome:
    stats = {key: int(value) for key, value in _STATS.findall(said)}
    covered = _COVERED.findall(said)
    return Outcome(
        name,
        held and "number_of_executed_units" in stats,
        stats.get("number_of_executed_units", 0),
        stats.get("average_exec_per_sec", 0),
        int(covered[-1][0]) if covered else 0,
        stats.get("peak_rss_mb", 0),
        said,
    )


def table(outcomes: Iterator[Outcome]) -> bool:
    """Print a line for each target; tell whether all of them held."""
    print(f"{'target':12}{'runs':>9}{'a second':>10}{'branches':>10}{'MB':>6}")
    held = True
    for one in outcomes:
        held &= one.held
        print(f"{one.name:12}{one.runs:9}{one.a_second:10}{one.branches:10}{one.memory_mb:6}", flush=True)
        if not one.held:
            print(one.said)
    return held


def main(arguments: Sequence[str] | None = None) -> int:
    """Feed the targets that were named, or all."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("names", nargs="*", help="targets; all of them where none is named")
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=600, help="at most so long for each target")
    asked = parser.parse_args(arguments)
    names = asked.names or sorted(targets())
    return 0 if table(feed(name, asked.runs, asked.seed, asked.seconds) for name in names) else 1


if __name__ == "__main__":
    sys.exit(main())
