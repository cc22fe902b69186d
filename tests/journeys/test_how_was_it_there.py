"""Given somebody who went to a service, when they tap how it was, then it is kept, with no script and no account."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE, Visit

CASES = [("km", PHONE, False), ("en", DESK, False), ("en", PHONE, True)]


def a_service(page: Page, lang: str) -> str:
    """Return the path of a service that stands in the list."""
    code = re.compile(rf"/{lang}/s[a-z2-7]{{10}}$")
    return next(path for link in page.locator("main a").all() if code.match(path := link.get_attribute("href") or ""))


@pytest.mark.journey
@pytest.mark.parametrize(("lang", "size", "scripts"), CASES)
def test_it_is_told_by_taps_alone(visit: Callable[..., Visit], lang: str, size: tuple[int, int], scripts: bool) -> None:
    who = visit(size, scripts=scripts)
    page = who.open(f"/{lang}/s")
    path = a_service(page, lang)
    who.open(path)
    page.locator(f'a[href$="/in/{lang}/v/{path.rpartition("/")[2]}"]').click()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    who.keep(f"how-was-it-{lang}-{size[0]}{'-scripts' if scripts else ''}")
    for name in ("opened", "respected", "cost"):
        page.locator(f'input[name="{name}"]').first.check()
    page.locator('input[name="conduct"]').first.check()
    # A slip on the card is told, and what was tapped is there still.
    page.locator("#code").fill("4812 0933 7710")
    page.locator('form.card button[type="submit"]').click()
    assert page.locator("#p-code").is_visible()
    assert page.locator('input[name="cost"]').first.is_checked()
    page.locator("#code").fill("")
    page.locator('form.card button[type="submit"]').click()
    who.keep(f"how-was-it-{lang}-{size[0]}-thanks{'-scripts' if scripts else ''}")
    assert page.locator("main .urgent").is_visible()
    assert page.locator("form").count() == 0
    assert who.context.cookies() == []
    assert who.strangers() == []
    assert all("4812" not in url for url in who.asked)
