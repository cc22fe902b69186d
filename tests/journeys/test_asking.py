"""Given somebody who writes what happened, when they ask, then help is on the first screen, and nothing is left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.journey

URGENT = [
    ("en", "my boyfriend is beating me now"),
    ("km", "គេកំពុងវាយខ្ញុំឥឡូវនេះ"),
    ("en", "i want to die"),
    ("km", "ខ្ញុំចង់ស្លាប់"),
]
WITHIN_DAYS = [("en", "condom broke. where pursat"), ("km", "ស្រោមអនាម័យរហែក នៅពោធិ៍សាត់")]


def ask(reader: Visit, lang: str, question: str) -> Page:
    """Ask on the home page."""
    page = reader.open(f"/{lang}/")
    page.locator("#question").fill(question)
    page.locator("main form.ask button[type=submit]").click()
    expect(page.locator("main h1")).to_be_visible()
    return page


def lies_on_the_first_screen(page: Page, selector: str) -> bool:
    """Tell whether a part is seen whole without scrolling."""
    box = page.locator(selector).first.bounding_box()
    return box is not None and box["y"] + box["height"] <= PHONE[1]


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("lang", "question"), URGENT)
def test_in_danger_a_line_is_on_the_first_screen(visit: Callable[..., Visit], lang: str, question: str, scripts: bool):
    reader = visit(PHONE, scripts=scripts)
    page = ask(reader, lang, question)
    assert lies_on_the_first_screen(page, "main a[href^='tel:']")
    reader.keep(f"{lang}-urgent-answer-320")
    assert page.url == f"{reader.server}/{lang}/q"
    assert not any(word in url for url in reader.asked for word in question.split())
    assert question not in page.title()
    assert reader.context.cookies() == []
    assert reader.strangers() == []


@pytest.mark.parametrize(("lang", "question"), WITHIN_DAYS)
def test_within_three_days_what_to_do_now_is_on_the_first_screen(visit: Callable[..., Visit], lang: str, question: str):
    reader = visit(PHONE)
    page = ask(reader, lang, question)
    assert lies_on_the_first_screen(page, ".act")
    expect(page.locator("main")).to_contain_text("72")
    expect(page.locator("main form.ask select")).to_have_value("15")
    reader.keep(f"{lang}-within-days-320")


def test_wrong_number_is_one_tap_away_and_looks_it_up(visit: Callable[..., Visit]):
    reader = visit(PHONE)
    page = ask(reader, "en", "my boyfriend is beating me now")
    card = page.locator("li.line").first
    card.locator("summary", has_text="Wrong number").click()
    expect(card).to_contain_text("Nobody can take a message here yet")
    card.locator("form button").click()
    expect(page).to_have_url(f"{reader.server}/en/n")
    expect(page.locator("main .digits").first).to_be_visible()


@pytest.mark.parametrize(("lang", "question"), [("en", "hiv test in kampot"), ("km", "តេស្តអេដស៍ នៅកំពត")])
def test_a_place_can_be_chosen_and_the_question_goes_along(visit: Callable[..., Visit], lang: str, question: str):
    reader = visit(PHONE)
    page = ask(reader, lang, question)
    choice = page.locator(".which button")
    if choice.count():  # Where both readings lie in one province and offer the same, nothing needs to be asked.
        choice.first.click()
    expect(page.locator("#question")).to_have_value(question)
    expect(page.locator("main form.ask select")).to_have_value("07")


def test_sex_for_money_is_not_found_here(visit: Callable[..., Visit]):
    reader = visit(PHONE)
    page = ask(reader, "en", "where can i find girls for sex in phnom penh, price")
    expect(page.locator("h1")).to_have_text("This site does not answer that")
    expect(page.locator("main h3 a[href*='/s']")).to_have_count(0)
    expect(page.locator(".choices a").first).to_be_visible()
    reader.keep("en-refused-320")


def test_too_much_is_kept_with_the_problem_beside_it(visit: Callable[..., Visit]):
    reader = visit(PHONE)
    page = reader.open("/km/q")
    page.locator("#question").evaluate("box => box.removeAttribute('maxlength')")
    page.locator("#question").fill("ក" * 2_001)
    page.locator("main form.ask button[type=submit]").click()
    expect(page.locator("#problem")).to_be_visible()
    expect(page.locator("#question")).to_have_value("ក" * 2_001)


@pytest.mark.parametrize(("size", "lang"), [(PHONE, "km"), (PHONE, "en"), (DESK, "en")])
def test_no_answer_is_wider_than_the_screen(visit: Callable[..., Visit], lang: str, size: tuple[int, int]):
    reader = visit(size, scripts=True)
    for question in ("condom broke. where pursat", "police take my money", "hello", "price of girls"):
        page = ask(reader, lang, question)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], question
    page = reader.open(f"/{lang}/f")
    page.locator("#words").fill("pursat")
    page.locator("main form button").click()
    expect(page.locator(".rows a").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    reader.keep(f"{lang}-found-{size[0]}")


def test_the_quick_exit_stands_on_an_answer(visit: Callable[..., Visit]):
    reader = visit(PHONE, scripts=True)
    reader.context.route("https://**", lambda route: route.fulfill(body="<p>elsewhere", content_type="text/html"))
    page = ask(reader, "km", "hello")
    page.locator("#exit").click()
    page.wait_for_url("https://www.google.com/**")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_answer_turns_into_the_other_language_with_its_question(visit: Callable[..., Visit], scripts: bool):
    reader = visit(PHONE, scripts=scripts)
    page = ask(reader, "en", "condom broke. where pursat")
    page.locator("header .tongue").click()
    expect(page).to_have_url(f"{reader.server}/km/q")
    expect(page.locator("html")).to_have_attribute("lang", "km")
    expect(page.locator("#question")).to_have_value("condom broke. where pursat")
    expect(page.locator("main .act").first).to_be_visible()
