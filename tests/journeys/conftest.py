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
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "tests" / "artefacts"
PHONE = (320, 568)
DESK = (1280, 900)
START_SECONDS = 120

Size = tuple[int, int]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as `make run` leaves it: the real pack loaded and published, once for all workers. Copy it."""
    return once(tmp_path_factory.getbasetemp(), "prepared", _prepare)


def _prepare(data: Path) -> None:
    with running(data, "serve", "--prepare"):
        pass


def once(own: Path, name: str, make: Callable[[Path], object]) -> Path:
    """Return a data folder that is made once for all workers, in the folder that their own ones share. Copy it."""
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    shared.mkdir(exist_ok=True)
    data, done = shared / "data", shared / "done"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            make(data)
            done.touch()
    return data


@pytest.fixture(scope="session")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on what `make run` left, with a data folder of its own."""
    with running(shutil.copytree(prepared, tmp_path_factory.mktemp("served") / "data"), "serve") as address:
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

    def __init__(self, context: BrowserContext, server: str, *, pictures: bool = False) -> None:
        self.context = context
        self.server = server
        self.pictures = pictures
        self.page = context.new_page()
        self.asked: list[str] = []
        context.on("request", self._note)

    def end(self) -> None:
        """Close the windows and forget what was set, so that the next reader finds the browser as a new one."""
        self.context.remove_listener("request", self._note)
        self.context.unroute_all()
        self.context.set_offline(False)
        for page in self.context.pages:
            page.close()
        self.context.clear_cookies()

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def open(self, path: str) -> Page:
        """Open a path of the server."""
        answer = self.page.goto(f"{self.server}{path}")
        assert answer is not None
        return self.page

    def keep(self, name: str) -> None:
        """Keep a picture of the whole page among the artefacts, where somebody wants to look at them."""
        if not self.pictures:
            return
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    def strangers(self) -> list[str]:
        """Return every request that went anywhere but to the server."""
        return [url for url in self.asked if not url.startswith((self.server, "data:"))]


class Browsers:
    """Windows for readers who come one after another: making one takes longer than most pages do."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self._browser = browser
        self._options = options
        self._free: dict[tuple[Size, bool], list[BrowserContext]] = {}

    def take(self, size: Size, scripts: bool) -> BrowserContext:
        """Return one in which nobody is."""
        free = self._free.setdefault((size, scripts), [])
        return free.pop() if free else self.new(size, scripts)

    def new(self, size: Size, scripts: bool) -> BrowserContext:
        """Return one in which nobody ever was."""
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        context = self._browser.new_context(viewport=viewport, java_script_enabled=scripts, **self._options)
        context.set_default_timeout(15_000)
        return context

    def give_back(self, size: Size, scripts: bool, context: BrowserContext) -> None:
        """Let the next reader have it."""
        self._free.setdefault((size, scripts), []).append(context)

    def close(self) -> None:
        """Close them all."""
        for context in (one for free in self._free.values() for one in free):
            context.close()


@contextmanager
def visits(browsers: Browsers, server: str, *, pictures: bool = False) -> Iterator[Callable[..., Visit]]:
    """Open windows: `begin(size=PHONE, scripts=False)`; `alone` where the test changes the browser for good."""
    begun: list[tuple[Size, bool, bool, Visit]] = []

    def begin(size: Size = PHONE, *, scripts: bool = False, alone: bool = False) -> Visit:
        context = browsers.new(size, scripts) if alone else browsers.take(size, scripts)
        begun.append((size, scripts, alone, visit := Visit(context, server, pictures=pictures)))
        return visit

    yield begin
    for size, scripts, alone, visit in begun:
        if alone:
            visit.context.close()
        else:
            visit.end()
            browsers.give_back(size, scripts, visit.context)


@pytest.fixture(scope="session")
def browsers(browser: Browser) -> Iterator[Browsers]:
    """Windows of the usual browser."""
    found = Browsers(browser, locale="km-KH")
    yield found
    found.close()


@pytest.fixture
def visit(browsers: Browsers, server: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Opens windows: `visit(size=PHONE, scripts=False)`."""
    with visits(browsers, server, pictures=request.config.getoption("--pictures")) as begin:
        yield begin
