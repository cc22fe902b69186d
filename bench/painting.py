"""Shows pages to a browser that has never been there, and asks it when it drew the first words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import Browser, Route, sync_playwright
from tests.web.typed import Fields

from bench.link import SLOW_PHONE, first_view

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
WITHIN = 20_000
"""Milliseconds that a page may take to be there."""
FORM = "application/x-www-form-urlencoded"
TIMES = """async () => {
  const seen = () => performance.getEntriesByName("first-contentful-paint")[0]
  while (!seen()) await new Promise(requestAnimationFrame)
  const [page] = performance.getEntriesByType("navigation")
  return [seen().startTime, page.responseEnd,
    performance.getEntriesByType("resource").length]
}"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to be shown; with fields it is the answer to a form."""

    path: str
    size: int
    """Bytes of the answer, headers counted: a browser tells a script none of the headers'."""
    fields: Fields | None = None


@dataclass(frozen=True, slots=True)
class Paint:
    """When a browser had a page and drew its first words, in seconds from the start; beside what the model says."""

    path: str
    size: int
    """Bytes of the answer, headers counted."""
    modelled: float
    arrived: float
    painted: float
    requests: int
    """How many, the page counted in."""


def painted(chromium: str, site: str, wanted: Sequence[Wanted], progress: Callable[[str], None]) -> Iterator[Paint]:
    """Yield what came of each page, each in a window of its own with nothing stored and no connection open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        try:
            for one in wanted:
                progress(f"looking at /{one.path}")
                yield _look(browser, site, one)
        finally:
            browser.close()


def _look(browser: Browser, site: str, wanted: Wanted) -> Paint:
    context = browser.new_context(viewport={"width": 320, "height": 568}, locale="km-KH")
    try:
        page = context.new_page()
        page.set_default_timeout(WITHIN)
        if wanted.fields is not None:
            page.route("**/*", _as_form(urlencode(wanted.fields)))
        page.goto(f"{site}/{wanted.path}")
        drawn, arrived, others = page.evaluate(TIMES)
    finally:
        context.close()
    return Paint(
        wanted.path, wanted.size, first_view(wanted.size, SLOW_PHONE), arrived / 1000, drawn / 1000, 1 + others
    )


def _as_form(body: str) -> Callable[[Route], None]:
    """Return what turns the opening of an address into the sending of a form, so that it is the first of its window."""

    def send(route: Route) -> None:
        route.continue_(method="POST", post_data=body, headers={**route.request.headers, "content-type": FORM})

    return send
