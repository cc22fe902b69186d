"""A release and an inbox for whoever reports without a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings
from tests.care.reporting_world import open_queue
from tests.care.staffed import Staffed


@pytest.fixture
def released(tiny_release: Path, monkeypatch):
    """Every test reads that release, and makes receipts in a hundredth of the time; how, the vault's tests prove."""
    monkeypatch.setattr("romduol.safety.crypto.receipts.ROUNDS", 2_000)
    with override_settings(RELEASES=tiny_release):
        yield


@pytest.fixture
def queue() -> Staffed:
    return open_queue()
