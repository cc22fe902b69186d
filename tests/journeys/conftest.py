"""A running server on the real country pack, and a browser beside it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "tests" / "artefacts"
PHONE = (320, 568)
DESK = (1280, 900)
START_SECONDS = 120

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as `make run` leaves it: the real pack loaded and published, once for all workers. Copy it."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "prepared"
    shared.mkdir(exist_ok=True)
    data, done = shared / "data", shared / "done"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            with running(data, "serve", "--prepare"):
                done.touch()
    return data


@pytest.fixture(scope="session")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `romduol serve --prepare`, as `make run` starts it, with a data folder of its own."""
    with running(
        shutil.copytree(prepared, tmp_path_factory.mktemp("served") / "data"), "serve", "--prepare"
    ) as address:
        yield address


@contextmanager
def running(data: Path, *command: str) -> Iterator[str]:
    """Start a command of romduol that serves; gives its address once it answers, and stops it in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (data / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "romduol", *command, "--port", str(port)],
            cwd=ROOT,
            env=environment(data),
            stdout=log,
            stderr=log,
        )
        try:
            _await(f"http://127.0.0.1:{port}/healthz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def romduol(data: Path, *command: str) -> str:
    """Run a command of romduol on a data folder to its end; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "romduol", *command], cwd=ROOT, env=environment(data), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a command with a data folder of its own."""
    env = {**os.environ, "ROMDUOL_DATA": str(data), "DJANGO_SETTINGS_MODULE": "romduol.config.settings"}
    env.pop("DATABASE_URL", None)
    return env


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server stopped before it answered"
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("the server did not answer in time")


class Visit:
    """One reader's browser window, and everything that it asked for."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.context = context
        self.server = server
        self.page = context.new_page()
        self.asked: list[str] = []
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def open(self, path: str) -> Page:
        """Open a path of the server."""
        answer = self.page.goto(f"{self.server}{path}")
        assert answer is not None
        return self.page

    def keep(self, name: str) -> None:
        """Keep a screenshot of the whole page among the artefacts."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    def strangers(self) -> list[str]:
        """Return every request that went anywhere but to the server."""
        return [url for url in self.asked if not url.startswith((self.server, "data:"))]


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """Opens windows: `visit(size=PHONE, scripts=False)`."""
    contexts: list[BrowserContext] = []

    def begin(size: tuple[int, int] = PHONE, *, scripts: bool = False) -> Visit:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, locale="km-KH"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visit(context, server)

    yield begin
    for context in contexts:
        context.close()
