"""The vault in a browser: the two bundles on a page of their own, and their functions called from here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser
from tests.bundles import make_bundles
from tests.safety.crypto.browser.vault_page import VaultPage

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
BUNDLES = ROOT / "src" / "romduol" / "safety" / "crypto" / "browser" / "bundles"
POLICY = "default-src 'none'; script-src 'self'; connect-src 'none'"


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the bundles, made where they are missing or old; without npm's packages these tests skip."""
    make_bundles()
    return BUNDLES


class _Pages(SimpleHTTPRequestHandler):
    """The page, its script and the bundles, under a policy that lets a page load scripts and ask for nothing."""

    def translate_path(self, path: str) -> str:
        """Return the file of a path."""
        folder = BUNDLES if path.startswith("/bundles/") else HERE
        return str(folder / (Path(path).name or "page.html"))

    def end_headers(self) -> None:
        """Add the policy to every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def chance() -> Random:
    """The same chance in every run."""
    return Random(20261128)


@pytest.fixture(scope="session")
def vault_page(browser: Browser, bundles: Path) -> Iterator[VaultPage]:
    """A page with both bundles."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, directory=str(HERE))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        context = browser.new_context()
        try:
            page = VaultPage(context, f"http://127.0.0.1:{server.server_port}/")
            yield page
            assert page.strangers() == [], "the vault asked the network for something"
            assert page.told == [], "the vault told the console something"
        finally:
            context.close()
            server.shutdown()
            thread.join()
