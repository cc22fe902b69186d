"""The real country as programs get it, published once for all tests that ask it."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first release of the real country: tests read it, and none changes it."""
    from tests.api.test_feeds import published

    return published(tmp_path_factory.mktemp("first") / "releases").folder
