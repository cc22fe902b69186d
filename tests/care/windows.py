"""A server in this process and windows of a real browser beside it: every body that arrives is kept, to be searched.

with serving() as server:                  # Django as it serves, on the database of this test
    page = Window(browser, server, "en")   # notes what it asked, what it told and what it holds
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, Request

PHONE, DESK = (320, 568), (1280, 900)
HELD = """async () => JSON.stringify([document.title, location.href, document.cookie, history.length, history.state,
  {...localStorage}, {...sessionStorage}, (await indexedDB.databases()).map((one) => one.name), await caches.keys(),
  window.name])"""
"""What of a page outlives it, but the memory of its script."""


class Server:
    """A server, what arrived there, and where it is."""

    def __init__(self) -> None:
        self.arrived: list[bytes] = []
        self.address = ""

    def noting(self, app: Callable[..., Any]) -> Callable[..., Any]:
        """Return an application that keeps what arrives, before it passes it on."""

        def passing(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            body = environ["wsgi.input"].read(length) if length else b""
            told = "\n".join(f"{name}: {value}" for name, value in environ.items() if isinstance(value, str))
            self.arrived.append(told.encode() + b"\n\n" + body)
            found: Iterable[bytes] = app({**environ, "wsgi.input": io.BytesIO(body)}, start)
            return found

        return passing


@contextmanager
def serving() -> Iterator[Server]:
    """Serve the application in a thread that shares the database of this test."""
    server, shared = Server(), connections["default"]
    # It is called with the application, as a class of Django's would be.
    noting: Any = server.noting
    shared.inc_thread_sharing()
    thread = LiveServerThread("localhost", noting, connections_override={"default": shared})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    try:
        if thread.error:
            raise thread.error
        server.address = f"http://localhost:{thread.port}"
        yield server
    finally:
        thread.terminate()
        shared.dec_thread_sharing()


class Window:
    """One window, what it asked for and what it told its console."""

    def __init__(self, browser: Browser, server: Server, lang: str, size: tuple[int, int] = PHONE) -> None:
        self.server, self.lang = server, lang
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="km-KH")
        self.context.set_default_timeout(8_000)
        self.page: Page = self.context.new_page()
        self.asked: list[Request] = []
        self.told: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request))
        self.page.on("pageerror", lambda problem: self.told.append(str(problem)))
        self.page.on("console", lambda message: self.told.append(message.text))

    def open(self, path: str) -> Page:
        """Open a page of those who report."""
        self.page.goto(f"{self.server.address}/in/{self.lang}/{path}")
        return self.page

    def begin(self, about: str = "me", kind: str = "violence") -> Page:
        """Go to the last step, as somebody does who presses what is nearest."""
        self.open("r")
        self.page.locator(f"[name=about][value={about}]").click()
        self.page.locator(f"[name=kind][value={kind}]").click()
        self.page.locator("form[data-ready] [name=what]").wait_for()
        return self.page

    def come_back(self, code: str, word: str = "") -> Page:
        """Come back with a code, and wait until the thread is there, or why not."""
        self.open("r/b")
        self.page.locator("form[data-ready]").wait_for()
        self.page.fill("#code", code)
        self.page.fill("#word", word)
        self.page.click("form[data-seals=back] button[type=submit]")
        self.page.locator("main section.answers, [role=alert]").first.wait_for()
        return self.page

    def held(self) -> str:
        """Return all that this page leaves: title, address, cookies, history and stores."""
        held: str = self.page.evaluate(HELD)
        return held + repr(self.context.cookies())
