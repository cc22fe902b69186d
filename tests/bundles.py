"""Makes the scripts for browsers, for tests that need them."""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_FETCHED = 3


def make_bundles() -> None:
    """Make the scripts where they are missing or old; without npm's packages the tests that ask for them skip."""
    with (ROOT / ".venv" / ".bundles-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = subprocess.run([ROOT / "tools" / "bundles.sh"], capture_output=True, text=True)
    if made.returncode == NOT_FETCHED:
        pytest.skip(f"no bundles: {made.stderr.strip().splitlines()[-1]}")
    assert made.returncode == 0, made.stderr
