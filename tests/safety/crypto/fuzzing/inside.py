"""Feeds targets, with our modules read once so that the fuzzer sees where they branch, each in a child of its own.

What it imports it imports here, so that nothing of ours is read before.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

INSTRUMENTED = ["romduol.safety.crypto", "romduol.care.reports", "tests.safety.crypto.fuzzing"]


def main(asked: list[tuple[str, str, list[str]]]) -> None:
    """Feed each target: its name, a file for what is said and then how it ended, the fuzzer's arguments."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=INSTRUMENTED, enable_loader_override=False):
        targets = import_module("tests.safety.crypto.fuzzing.targets")
        for name, _, _ in asked:
            targets.target(name)
    for name, said, arguments in asked:
        child = os.fork()
        if child == 0:
            with Path(said).open("wb") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            _feed(atheris, targets, name, arguments)
        _, status = os.waitpid(child, 0)
        with Path(said).open("a") as file:
            file.write(f"\nended: {os.waitstatus_to_exitcode(status)}\n")


def _feed(atheris: Any, targets: Any, name: str, arguments: list[str]) -> None:
    """Feed a target; never returns."""
    target = targets.target(name)
    if target.small:
        targets.cut_small()
    atheris.Setup([name, *arguments], target.tries)
    atheris.Fuzz()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
