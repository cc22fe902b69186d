"""A large file from disk to disk: ours piece by piece, age's own file functions, a sealed box that holds all of it."""

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from bench.growth import ChildFailed
from bench.rendering import HOME
from bench.vault.given import OPEN, SEAL
from bench.vault.handling import PLAIN, Handled
from bench.vault.ways import OURS, PACKAGES, NotTheSame

SIZE = 20 * 1024 * 1024
ROUNDS, ROUNDS_QUICKLY = 5, 1


def measure_files(progress: Callable[[str], None], *, quick: bool) -> list[Handled]:
    """Seal and open the file each way in turns; raises `ChildFailed`, and `NotTheSame` where another file came out."""
    names = [OURS, *(name for name, package in PACKAGES.items() if find_spec(package))]
    found: dict[tuple[str, str], list[Handled]] = {(name, act): [] for name in names for act in (SEAL, OPEN)}
    with TemporaryDirectory(prefix="romduol-bench-") as place:
        folder = Path(place)
        (folder / PLAIN).write_bytes(Random(9).randbytes(SIZE))  # noqa: S311
        for turn in range(ROUNDS_QUICKLY if quick else ROUNDS):
            progress(f"a file of {SIZE >> 20} MB, round {turn + 1}")
            for (name, act), handled in found.items():
                handled.append(_in_a_child(folder, name, act))
        for name in names:
            if _digest(folder / f"{name} opened") != _digest(folder / PLAIN):
                raise NotTheSame(f"{name} gave back another file")
    return [_middle(handled) for handled in found.values()]


def _middle(handled: list[Handled]) -> Handled:
    grown = median(one.grown_mb for one in handled)
    return Handled(handled[0].way, handled[0].act, median(one.cpu for one in handled), grown)


def _digest(path: Path) -> bytes:
    return sha256(path.read_bytes()).digest()


def _in_a_child(folder: Path, way: str, act: str) -> Handled:
    command = [sys.executable, "-m", "bench.vault.handling", str(folder), way, act]
    # The command is a module of ours and three words.
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ChildFailed(f"{way}, {act} ended with code {done.returncode}: {done.stderr[-300:]}")
    return Handled(**json.loads(done.stdout))
