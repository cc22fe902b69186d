"""Given an address from which too much was asked, when a reader there asks, nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from romduol.safety.limits.rules import NUMBERS
from tests.test_busy_minute import FAR, Running, form, serving


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("busy") / "data") as running:
        yield running


@contextmanager
def others_asking(busy: Running) -> Iterator[None]:
    """Let a neighbour of the reader ask so much that nothing is left for anybody there."""
    raw, enough, used_up = form("/en/n", "number", "099 000 177"), Event(), Event()

    def ask() -> None:
        while not enough.is_set():
            if busy.send(raw)[9:12] == b"429":
                used_up.set()

    neighbour = Thread(target=ask)
    neighbour.start()
    try:
        assert used_up.wait(60)
        yield
    finally:
        enough.set()
        neighbour.join()


@contextmanager
def reader(browser: Browser, busy: Running, *, scripts: bool) -> Iterator[Page]:
    """Open a window on the form, filled in."""
    context = browser.new_context(java_script_enabled=scripts, extra_http_headers={"X-Forwarded-For": FAR[0]})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{busy.port}/en/n")
    page.locator("main [name=number]").fill("099 000 101")
    yield page
    context.close()


@pytest.mark.journey
def test_a_reader_waits_loads_again_and_is_answered(browser: Browser, busy: Running) -> None:
    """With and without scripts: both readers wait at the same time."""
    with reader(browser, busy, scripts=True) as one, reader(browser, busy, scripts=False) as other:
        with others_asking(busy):
            for page in (one, other):
                page.locator("main form:has([name=number]) button[type=submit]").click()
                expect(page.locator("h1")).to_have_text("Please wait a little")
        for page in (one, other):
            expect(page.locator("main a.urgent")).to_have_attribute("href", "/en/e")
            expect(page.locator("#exit")).to_be_visible()
        time.sleep(2 / NUMBERS.a_second)  # They share an address, so the second of them waits twice as long.
        for page in (one, other):
            page.reload()
            expect(page.locator("h1")).not_to_have_text("Please wait a little")
            assert "099 000 101" in page.content()
