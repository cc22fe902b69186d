"""Feeds one target in this process, with our modules read so that the fuzzer sees where they branch.

What it imports it imports here, so that nothing of ours is read before.
"""

from __future__ import annotations

import sys
from importlib import import_module

INSTRUMENTED = ["romduol.safety.crypto", "tests.safety.crypto.fuzzing"]


def main(name: str, arguments: list[str]) -> None:
    """Feed a target; never returns."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=INSTRUMENTED, enable_loader_override=False):
        targets = import_module("tests.safety.crypto.fuzzing.targets")
        target = targets.target(name)
    if target.small:
        targets.cut_small()
    atheris.Setup([name, *arguments], target.tries)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
