"""A release folder for each test, with its keys beside it."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A release folder that is not there yet; its keys will lie beside it."""
    return tmp_path / "releases"
