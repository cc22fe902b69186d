"""Bytes that nobody would think of break no reader of the vault: a short feeding; `make fuzz` is the long one."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from tests.safety.crypto.fuzzing.running import feed
from tests.safety.crypto.fuzzing.targets import PROBE, targets

pytestmark = pytest.mark.skipif(find_spec("atheris") is None, reason="there is no atheris for this Python or system")
RUNS = 1_000


def test_every_target_holds():
    outcomes = feed(sorted(targets()), RUNS)
    assert [one.name for one in outcomes] == sorted(targets())
    for outcome in outcomes:
        assert outcome.held, outcome.said
        assert outcome.runs >= RUNS // targets()[outcome.name].weight
        assert outcome.branches > 5


def test_what_breaks_is_found():
    """Else a fuzzer that feeds nothing would pass for readers that hold."""
    (outcome,) = feed([PROBE], 200_000)
    assert not outcome.held
    assert "ZeroDivisionError" in outcome.said
