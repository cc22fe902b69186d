"""The tables of reports tell whether their goals were met, and what was measured is kept as it was told."""

from __future__ import annotations

import json
from dataclasses import asdict

from bench.reports.measuring import PLAIN, SEALED, UNSEALED, AtOnce, Killed, Reports, Taken, read
from bench.reports.tables import report_lines

FOUND = Reports(
    "sqlite",
    [Taken(SEALED, 7_000, 450.0, 2.0), Taken(PLAIN, 7_000, 500.0, 1.5), Taken(UNSEALED, 1_500, 20.0, 90.0)],
    [AtOnce(SEALED, 50, 0, 0, 0.5), AtOnce(SEALED, 500, 1, 0, 3.0)],
    Killed(8, 200, 0, 1),
    {"r": 7_000, "report.js": 40_001},
)


def test_the_tables_tell_whether_goals_were_reached():
    told = "\n".join(report_lines(FOUND))
    assert "goal sealed reports for each plain row: 0.9: reached (0.90)" in told
    assert "without a script: 0.04" in told
    assert "goal 50 at once, sealed in the browser, without one error or loss: 0: reached" in told
    assert "goal 500 at once, sealed in the browser, without one error or loss: 0: NOT reached (1 failed" in told
    assert "NOT reached (0 lost, 1 halves)" in told
    assert "goal r in gzip: at most 14,600: reached" in told
    assert "goal report.js in gzip: at most 40,000: NOT reached" in told


def test_nothing_measured_is_nothing_told():
    assert not list(report_lines(None))
    assert Reports().ratio() == 0


def test_a_run_is_read_as_a_child_told_it():
    assert read(json.loads(json.dumps(asdict(FOUND)))) == FOUND
