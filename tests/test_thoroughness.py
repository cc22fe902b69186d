"""Given tests that are left out somewhere, when one is written, then it still runs where it has to."""

from __future__ import annotations

import re
from pathlib import Path

from tests import thoroughness

HOME = Path(__file__).parents[1]
MARKED = re.compile(r"^(?:pytestmark = .*|@)\bpytest\.mark\.journey\b", re.MULTILINE)


def test_every_journey_lies_where_make_looks_for_journeys():
    makefile = (HOME / "Makefile").read_text("utf-8")
    found = re.search(r"^JOURNEYS := (.+)$", makefile, re.MULTILINE)
    assert found
    folders = [HOME / folder for folder in found[1].split()]
    for file in (HOME / "tests").rglob("test_*.py"):
        if MARKED.search(file.read_text("utf-8")):
            assert any(folder in file.parents for folder in folders), f"{file} is in no folder of JOURNEYS"


def test_a_sample_begins_with_the_first_and_thorough_is_all(monkeypatch):
    for thorough, sample, number in ((False, [0, 4, 8], 2), (True, list(range(9)), 10)):
        monkeypatch.setattr(thoroughness, "THOROUGH", thorough)
        assert thoroughness.every(4, range(9)) == sample
        assert thoroughness.tried(2, 10) == number
