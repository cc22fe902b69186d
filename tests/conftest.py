"""What every run of the tests knows: which of them can turn out otherwise on another database."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import emptied, worked_out_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# What is tried is the same in every run: a test that fails for one person fails for all.
settings.register_profile("repeatable", derandomize=True, database=None)
settings.load_profile("repeatable")

DATABASE = frozenset({"db", "transactional_db", "django_db_reset_sequences"})
"""Fixtures through which a test gets at a database."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WITHOUT_A_WINDOW = shutil.which("chromium-headless-shell") or CHROMIUM
"""The same engine, built without tabs, menus and what they remember: it takes half as long over each page."""
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic")
"""What keeps a browser under test from drawing on hardware and from asking others for anything."""


YOUNG = 20_000
"""How many new objects there may be before the collector looks through them; Python's own 700 costs a tenth here."""


def pytest_collection(session: pytest.Session) -> None:
    """Nothing that is made while tests are looked up is ever thrown away, so nothing is looked through."""
    gc.disable()
    worked_out_once.begin()
    emptied.begin()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there now stays to the end: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let only the tests run that use a database; keep pictures of the pages that journeys come by."""
    parser.addoption("--with-database", action="store_true", help="only the tests that use a database")
    parser.addoption("--pictures", action="store_true", help="keep pictures of journeys in tests/artefacts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is the same on every database, where that was asked for."""
    if not config.getoption("--with-database"):
        return
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        (kept if _uses_one(item) else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def _uses_one(item: pytest.Item) -> bool:
    if item.get_closest_marker("any_database"):
        return False
    fixtures = frozenset(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE)


@pytest.fixture(scope="session")
def tiny_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny country as readers get it: a folder of releases that tests read, and none changes."""
    from romduol.channels.web.rendering import WebRenderer
    from romduol.knowledge.releases.actions.publishing import publish
    from tests.web.editions import TINY, edition_of

    made = tmp_path_factory.mktemp("tiny") / "releases"
    publish(edition_of(TINY), renderers=[WebRenderer()], folder=made, facts="for tests")
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, one for all that is tried in it; without it these tests skip, and say so."""
    from playwright.sync_api import sync_playwright

    if WITHOUT_A_WINDOW is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=WITHOUT_A_WINDOW, args=QUIET)
        yield found
        found.close()
