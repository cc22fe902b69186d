"""The tiny country, ready to be edited."""

from pathlib import Path

import pytest
from tests.desk.copies import TINY, PackCopy


@pytest.fixture
def tiny(tmp_path: Path) -> PackCopy:
    """A copy of the tiny pack."""
    return PackCopy.of(TINY, tmp_path / "tiny")
