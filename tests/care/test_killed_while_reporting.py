"""A process that is killed while it takes something in leaves a report with its receipt, or neither."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
BEFORE = {"submit": "nothing", "add": "nothing", "withdraw": "all"}
AFTER = {"submit": "all", "add": "all", "withdraw": "nothing"}


@pytest.fixture(scope="module")
def acts(tmp_path_factory) -> dict[str, list[dict[str, object]]]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HOME), str(HOME / "src")]), "ROMDUOL_SECRET_KEY": "x"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.care.killed_reports", str(tmp_path_factory.mktemp("killed"))],
        env=environ,
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("act", BEFORE)
def test_killed_at_any_statement_it_is_a_receipt_and_a_report_or_neither(acts, act):
    steps = acts[act]
    kept = [step["kept"] for step in steps]
    turned = kept.index(AFTER[act])
    assert len(steps) > 5
    assert set(kept[:turned]) == {BEFORE[act]}, "all of it stands as it was"
    assert set(kept[turned:]) == {AFTER[act]}, "and then all of it is there at once"
    assert all(step["killed"] for step in steps[:-1])
    assert steps[-1] == {"step": len(steps), "killed": False, "code": 0, "kept": AFTER[act]}
