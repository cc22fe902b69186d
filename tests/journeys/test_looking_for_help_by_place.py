"""Given any province, when somebody looks for help there, then they find what is known, or are told and led on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.journey

PAGES = ("", "e", "p", "p15", "p09", "p0106", "o", "s", "l", "n", "t1", "t3", "c", "d", "h", "a")


@pytest.mark.parametrize("lang", ["km", "en"])
def test_from_home_to_a_place(visit: Callable[..., Visit], lang: str):
    reader = visit(PHONE)
    page = reader.open(f"/{lang}/")
    page.locator("main a[href$='/p15']").first.click()
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main a[href^='tel:']").first).to_be_visible()
    page.locator("main details summary").first.click()
    reader.keep(f"{lang}-pursat-320")


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_province_with_nothing_known_is_no_dead_end(visit: Callable[..., Visit], lang: str):
    reader = visit(PHONE)
    page = reader.open(f"/{lang}/p09")
    expect(page.locator("main a[href^='tel:']").first).to_be_visible()
    expect(page.locator(f"main a[href^='/{lang}/p']").first).to_be_visible()
    reader.keep(f"{lang}-nothing-known-320")


@pytest.mark.parametrize(("size", "lang"), [(PHONE, "en"), (DESK, "km")])
def test_no_page_is_wider_than_the_screen(visit: Callable[..., Visit], lang: str, size: tuple[int, int]):
    """Khmer pages on a phone are looked at more closely, all that unfolds unfolded, in test_accessible."""
    reader = visit(size, scripts=True)
    for path in PAGES:
        page = reader.open(f"/{lang}/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0], f"/{lang}/{path} is {width} px wide"
        reader.keep(f"{lang}-{path or 'home'}-{size[0]}")
    assert reader.strangers() == []


def test_the_other_language_opens_the_same_page(visit: Callable[..., Visit]):
    reader = visit(PHONE)
    page = reader.open("/km/p15")
    page.locator(".tongue").click()
    expect(page).to_have_url(f"{reader.server}/en/p15")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_an_address_that_is_not_there_leads_on(visit: Callable[..., Visit]):
    reader = visit(PHONE)
    page = reader.open("/km/nothing-here")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main a[href^='/km/']").first).to_be_visible()
    reader.keep("km-404-320")
