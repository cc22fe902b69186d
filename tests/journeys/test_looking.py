"""Given a page with one fault, when it is looked at, then the fault is found."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys import looking
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.journey

FAULTS = [
    (looking.headings, "<h1>One</h1><h3>Three</h3>", "h3"),
    (looking.headings, "<h1>One</h1><h1>Two</h1>", "2 headings of the first level"),
    (looking.landmarks, "<main></main><footer></footer>", "header"),
    (looking.landmarks, "<header></header><main></main><footer></footer><nav></nav>", "nav"),
    (looking.small_targets, "<p><a href='#'>More</a></p>", "More"),
    (looking.small_targets, "<button style='height: 30px'>Send</button>", "Send"),
    (looking.beyond_the_edge, "<p style='width: 400px'>" + "word " * 40, "scrolls to"),
    (looking.cut_off, "<p style='height: 20px; overflow: hidden'>one<br>two", "p"),
    (looking.covered, "<p>under</p><div style='position: absolute; inset: 0; background: red'></div>", "under"),
    (looking.low_lines, "<p style='line-height: 1.4'>ខ្មែរ", "p"),
    (looking.torn_clusters, "<p style='width: 5px; word-break: break-all'>" + "ឱ្យប្រភព" * 9, "|"),
]
SOUND = """<header><a href="#" style="display: block; min-height: 44px">Out</a></header>
<main><h1>One</h1><h2>Two</h2><p style="line-height: 1.7">A sentence with <a href="#">a link</a> within.</p>
<p style="line-height: 1.7">ខ្ញុំត្រូវការជំនួយ</p></main><footer>End</footer>"""


@pytest.fixture(scope="module")
def page(browser: Browser):
    """An empty window of the smallest phone."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("look", "html", "found"), FAULTS)
def test_a_fault_is_found(page, look, html, found):
    page.set_content(f"<!doctype html><html lang=en><body>{html}")
    assert any(found in one for one in look(page))


@pytest.mark.parametrize("look", list(dict.fromkeys(look for look, _, _ in FAULTS)))
def test_a_sound_page_is_left_alone(page, look):
    page.set_content(f"<!doctype html><html lang=en><body>{SOUND}")
    assert look(page) == []


@pytest.mark.parametrize(
    ("text", "at", "torn"), [("ខ្មែរ", 1, True), ("ខ្មែរ", 4, False), ("ខ្មែរ", 3, True), ("ខ ញ", 1, False)]
)
def test_a_break_within_a_cluster_is_told_from_one_between(text, at, torn):
    assert looking.tears(text, at) is torn
