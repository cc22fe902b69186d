"""While a directory is loaded nobody else can write: pages open all the same, and a form is told so and kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from romduol.config.busy import is_busy

ROOT = Path(__file__).resolve().parents[2]
LOADING = "Somebody is loading a directory just now."


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the desk answered while another connection held the lock."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.desk.locked_desk", str(tmp_path_factory.mktemp("locked"))],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("page", ["record", "own"])
def test_whoever_only_looks_waits_for_nobody(told, page):
    assert told[page]["status"] == 200
    assert "Harbour" in told[page]["page"]


def test_a_form_is_told_kindly_that_somebody_loads_and_keeps_what_was_typed(told):
    answer = told["form"]
    assert (answer["status"], answer["again"]) == (503, "20")
    assert LOADING in answer["page"]
    assert "What you sent is not written down yet, or not all of it. Nothing is lost." in answer["page"]
    assert "Days&#34; &amp; nights" in answer["page"]
    assert told["kept"]
    assert told["written"][0] == 0


def test_where_nobody_loads_it_says_that_the_database_is_busy(told):
    assert told["other"]["status"] == 503
    assert LOADING not in told["other"]["page"]
    assert "The database is busy" in told["other"]["page"]


def test_sent_again_it_counts_once(told):
    assert told["after"]["status"] == told["twice"]["status"] == 303
    assert told["written"][1:] == [1, 1]


def test_a_password_comes_back_in_no_page(told):
    assert told["password"]["status"] == 503
    assert "a secret of hers" not in told["password"]["page"]
    assert "have to be given anew" in told["password"]["page"]


@pytest.mark.parametrize(
    ("problem", "busy"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("database table is locked: claims"), True),
        (OperationalError("no such table: claims"), False),
        (ValueError("database is locked"), False),
        (None, False),
    ],
)
def test_only_what_may_succeed_in_a_while_is_asked_for_again(problem, busy):
    assert is_busy(problem) is busy
