"""A process that is killed while it loads leaves all of what was said before, or all of what the file says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def test_killed_at_any_statement_it_is_all_or_nothing(tmp_path):
    home = Path(__file__).resolve().parents[2]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(home), str(home / "src")]), "ROMDUOL_SECRET_KEY": "x"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.desk.killed_imports", str(tmp_path)],
        env=environ,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    steps = json.loads(done.stdout.splitlines()[-1])
    assert len(steps) > 10
    assert {step["said"] for step in steps[:-1]} == {"before"}
    assert all(step["killed"] for step in steps[:-1])
    assert steps[-1]["said"] == "after"
