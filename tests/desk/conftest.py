"""The tiny country, ready to be edited; and a desk on it, where somebody hands lists in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from tests.desk.copies import TINY, TODAY, PackCopy, load_tiny
from tests.desk.handing import DESCRIBED, ROOT, SOURCE
from tests.safety.cast import signed_in

from romduol.config import outlets as config_outlets


@pytest.fixture
def tiny(tmp_path: Path) -> PackCopy:
    """A copy of the tiny pack."""
    return PackCopy.of(TINY, tmp_path / "tiny")


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was begun in a process of its own: here it is only noted."""
    found: list[list[str]] = []
    monkeypatch.setattr(config_outlets.DeskOutlets, "start", lambda self, arguments: found.append(list(arguments)))
    return found


@pytest.fixture
def kept(db: None, tmp_path: Path, begun: list[list[str]]) -> Iterator[Path]:
    """The tiny country, and a data folder."""
    load_tiny(by="test", on=TODAY)
    with override_settings(DATA=tmp_path, RELEASES=tmp_path / "releases"):
        yield tmp_path


@pytest.fixture
def bopha(kept: Path, client: Client) -> Client:
    """Bopha, who described a source already."""
    signed_in(client, "bopha")
    assert client.post(f"{ROOT}/supplier", DESCRIBED)["Location"] == f"{ROOT}/from/{SOURCE}"
    return client
