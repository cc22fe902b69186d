"""Given a number on a scrap of paper, when somebody types it in, then they learn who is said to answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visit

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("lang", "typed"), [("en", "1288"), ("km", "១២៨៨")])
def test_two_owners_are_told(visit: Callable[..., Visit], lang: str, typed: str, scripts: bool):
    reader = visit(PHONE, scripts=scripts)
    page = reader.open(f"/{lang}/n")
    page.locator("#number").fill(typed)
    page.locator("main button[type=submit]").click()
    expect(page.locator("h3").nth(1)).to_be_visible()
    assert page.url == f"{reader.server}/{lang}/n"
    assert typed not in page.title()
    assert not any(typed in url for url in reader.asked)
    reader.keep(f"{lang}-number-320")


def test_a_withheld_number_is_explained_and_the_operators_own_is_offered(visit: Callable[..., Visit]):
    page = visit().open("/en/n")
    page.locator("#number").fill("(+855) 23 987 910")
    page.locator("main button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("092 311 511")


def test_no_number_is_said_beside_the_field_and_nothing_is_lost(visit: Callable[..., Visit]):
    page = visit().open("/km/n")
    page.locator("#number").fill("hello <b>")
    page.locator("main button[type=submit]").click()
    expect(page.locator("#problem")).to_be_visible()
    expect(page.locator("#number")).to_have_value("hello <b>")


def test_an_unknown_number_is_not_called_safe(visit: Callable[..., Visit]):
    page = visit().open("/en/n")
    page.locator("#number").fill("099 000 101")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".notice").first).to_contain_text("does not mean that it is safe")
