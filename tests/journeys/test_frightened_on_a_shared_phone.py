"""Given a small shared phone, when somebody is in danger, then the first screen helps and leaves little behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit

pytestmark = pytest.mark.journey
LANGUAGES = ("km", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_is_one_tap_away_and_needs_no_script(visit: Callable[..., Visit], lang: str):
    reader = visit(PHONE, scripts=False)
    page = reader.open(f"/{lang}/")
    page.locator("main a[href$='/e']").first.click()
    expect(page).to_have_url(f"{reader.server}/{lang}/e")
    page.locator(".tiles a").nth(3).click()
    section = page.locator("section.situation").nth(3)
    expect(section).to_be_in_viewport()
    numbers = section.locator("a[href^='tel:']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert numbers
    assert not {"tel:117", "tel:1288"} & set(numbers), "the police tile must hold no police number"
    reader.keep(f"{lang}-emergency-320")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_tile_is_seen_without_scrolling(visit: Callable[..., Visit], lang: str):
    page = visit(PHONE).open(f"/{lang}/e")
    boxes = [tile.bounding_box() for tile in page.locator(".tiles a").all()]
    assert len(boxes) == 8
    for box in boxes:
        assert box is not None
        assert box["y"] + box["height"] <= PHONE[1]
        assert box["height"] >= 44


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tiles_still_work_once_the_signal_is_gone(visit: Callable[..., Visit], lang: str):
    reader = visit(PHONE)
    page = reader.open(f"/{lang}/e")
    reader.context.set_offline(True)
    for place in range(8):
        page.locator(".tiles a").nth(place).click()
        expect(page.locator("section.situation").nth(place)).to_be_in_viewport()


@pytest.mark.parametrize("scripts", [True, False])
def test_one_tap_leaves(visit: Callable[..., Visit], scripts: bool):
    reader = visit(PHONE, scripts=scripts)
    reader.context.route("https://**", lambda route: route.fulfill(body="<p>elsewhere", content_type="text/html"))
    page = reader.open("/km/e")
    page.mouse.wheel(0, 900)
    page.locator("#exit").click()
    page.wait_for_url("https://www.google.com/**")


def test_escape_three_times_leaves_and_back_does_not_return(visit: Callable[..., Visit]):
    reader = visit(PHONE, scripts=True)
    reader.context.route("https://**", lambda route: route.fulfill(body="<p>elsewhere", content_type="text/html"))
    reader.open("/km/")
    page = reader.open("/km/p15")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.google.com/**")
    page.go_back()
    assert page.url == f"{reader.server}/km/"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_stored_on_the_phone(visit: Callable[..., Visit], lang: str):
    reader = visit(PHONE, scripts=True)
    for path in ("", "e", "p15", "l", "n"):
        page = reader.open(f"/{lang}/{path}")
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert reader.context.cookies() == []
    assert reader.strangers() == []
