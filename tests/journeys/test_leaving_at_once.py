"""Given somebody comes near, when the reader leaves, then the page is gone at once, wherever on it they were."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.leaving import ELSEWHERE, until
from tests.thoroughness import every

pytestmark = pytest.mark.journey
PATHS = ("", "e", "p", "p15", "l", "o", "s", "t1", "g8", "c", "d", "h", "q", "n", "f", "a", "x", "not-here")
ABOVE_A_KEYBOARD = (320, 256)
WAY_OUT = "https://www.google.com/**"
MISSED = """() => {
  const exit = document.getElementById("exit"), missed = [];
  for (let y = 0; y <= document.documentElement.scrollHeight; y += innerHeight * 0.7) {
    scrollTo(0, y);
    const box = exit.getBoundingClientRect();
    for (const [x, z] of [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]]) {
      const hit = document.elementFromPoint(box.x + box.width * x, box.y + box.height * z);
      if (!exit.contains(hit)) missed.push([y, x, hit && hit.outerHTML.slice(0, 80)]);
    }
    if (box.width < 44 || box.height < 44) missed.push([box.width, box.height]);
  }
  if (exit.closest("header").getBoundingClientRect().height > innerHeight / 3) missed.push("the header hides the page");
  return missed;
}"""


def leads_elsewhere(reader: Visit) -> None:
    reader.context.route("https://**", lambda route: route.fulfill(body=ELSEWHERE, content_type="text/html"))


def assert_in_reach(page: Page, name: str) -> None:
    """On each kind of screen, and on a phone with letters twice as large; the page is opened once for all."""
    for size in (DESK, ABOVE_A_KEYBOARD, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate(MISSED) == [], (name, size)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(MISSED) == [], (name, "large letters")


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_way_out_is_in_reach_at_every_place_of_every_page(visit: Callable[..., Visit], lang):
    """On all pages in Khmer; the head of English ones is the same with other words, so it is on each third."""
    reader = visit(PHONE, alone=True)
    for path in PATHS if lang == "km" else every(3, PATHS):
        assert_in_reach(reader.open(f"/{lang}/{path}"), path)
    for path, box, words in (("", "question", "tired pursat"), ("n", "number", "1280"), ("f", "words", "pursat")):
        page = reader.open(f"/{lang}/{path}")
        page.locator(f"#{box}").fill(words)
        page.locator(f"form:has(#{box}) button").first.click()
        page.wait_for_load_state()
        assert_in_reach(page, f"the answer of {path}")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_way_out_is_the_second_stop_of_the_tab_key(visit: Callable[..., Visit], scripts):
    page = visit(DESK, scripts=scripts).open("/en/g8")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.locator("#exit")).to_be_focused()
    hint = page.evaluate("getComputedStyle(document.getElementById('exit'), '::after').content")
    assert ("Escape" in hint) is scripts, "the hint is for those for whom it works"


@pytest.mark.parametrize("box", ["#question", ".go select"])
def test_escape_three_times_leaves_from_inside_a_form(visit: Callable[..., Visit], box):
    reader = visit(PHONE, scripts=True)
    leads_elsewhere(reader)
    page = reader.open("/km/")
    page.locator(box).focus()
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(WAY_OUT)


def test_two_escapes_or_slow_ones_do_not_leave(visit: Callable[..., Visit]):
    page = visit(PHONE, scripts=True, alone=True).open("/km/")
    for key in ("Escape", "Escape", "Tab", "Escape", "Escape"):
        page.keyboard.press(key)
    page.clock.install()
    page.clock.fast_forward(3_000)
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("path", ["g8", "e"])
def test_the_page_is_empty_at_once_and_stays_so_where_nothing_answers(visit: Callable[..., Visit], path):
    reader = visit(PHONE, scripts=True)
    reader.context.route("https://**", lambda route: route.fulfill(status=204))
    page = reader.open(f"/km/{path}")
    taken, boxes = page.evaluate(
        """() => {
          const taken = [1, 2, 3, 4].map(() => {
            const key = new KeyboardEvent("keydown", {key: "Escape", bubbles: true, cancelable: true});
            document.body.dispatchEvent(key);
            return key.defaultPrevented;
          });
          return [taken, document.documentElement.getClientRects().length];
        }"""
    )
    assert boxes == 0
    # A browser stops what is on its way at an Escape that no page took for itself.
    assert taken == [False, False, True, True]
    page.wait_for_timeout(500)
    assert page.url.startswith(reader.server)
    assert page.evaluate("document.documentElement.getClientRects().length") == 0


def test_without_a_signal_nothing_of_the_page_stays(visit: Callable[..., Visit]):
    reader = visit(PHONE, scripts=True)
    page = reader.open("/km/g8")
    told, before = page.locator("h1").inner_text(), page.evaluate("history.length")
    reader.context.set_offline(True)
    page.locator("#exit").click()
    until(lambda: told not in page.content())
    assert page.evaluate("history.length") == before, "the page left is replaced, not kept before the next one"


def test_a_browser_that_knows_no_such_events_leaves_too(visit: Callable[..., Visit]):
    reader = visit(PHONE, scripts=True, alone=True)
    leads_elsewhere(reader)
    reader.context.add_init_script("delete window.Event")
    page = reader.open("/km/g8")
    page.locator("#exit").click()
    page.wait_for_url(WAY_OUT, timeout=5_000)


def test_leaving_tells_the_next_site_nothing(visit: Callable[..., Visit]):
    reader = visit(PHONE, scripts=True)
    leads_elsewhere(reader)
    for path in ("g8", "q"):
        page = reader.open(f"/km/{path}")
        with page.expect_request(WAY_OUT) as asked:
            page.locator("#exit").click()
        page.wait_for_url(WAY_OUT)
        assert "referer" not in asked.value.headers
        assert asked.value.url == "https://www.google.com/"
