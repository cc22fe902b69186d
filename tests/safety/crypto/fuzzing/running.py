"""Feeds each target for so many runs and prints what came of it: `python -m tests.safety.crypto.fuzzing.running`.

Each target runs in a child of its own, from what the vectors give it to begin with, the same each time for the same
seed. Nothing stays on the disk: bytes that break a target are printed.
"""

from __future__ import annotations

import argparse
import json
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


def feed(names: Sequence[str], runs: int, seed: int = 1, seconds: int = 600) -> list[Outcome]:
    """Feed targets one after the other, each for at most so many seconds and so many runs, fewer where it is slow."""
    with TemporaryDirectory() as house:
        asked = [_asked(name, Path(house) / name, runs, seed, seconds) for name in names]
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        command = (sys.executable, "-m", INSIDE, json.dumps(asked))
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
        return [_outcome(name, _said(Path(said)) or done.stderr) for name, said, _ in asked]


def _asked(name: str, folder: Path, runs: int, seed: int, seconds: int) -> tuple[str, str, list[str]]:
    asked = target(name)
    folder.mkdir()
    for number, data in enumerate(asked.seeds()):
        (folder / f"{number:04d}").write_bytes(data[: asked.longest])
    limits = (f"-runs={runs // asked.weight}", f"-seed={seed}", f"-max_total_time={seconds}")
    guards = (f"-timeout={SLOWEST_S}", f"-rss_limit_mb={MOST_MEMORY_MB}", f"-artifact_prefix={folder}/")
    most = f"-max_len={asked.longest}"
    return name, f"{folder}.said", [*limits, most, *guards, "-print_final_stats=1", str(folder)]


def _said(file: Path) -> str:
    return file.read_text("utf-8", "replace") if file.exists() else ""


def _outcome(name: str, said: str) -> Outcome:
    held = said.endswith("\nended: 0\n")
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
    return 0 if table(feed([name], asked.runs, asked.seed, asked.seconds)[0] for name in names) else 1


if __name__ == "__main__":
    sys.exit(main())
