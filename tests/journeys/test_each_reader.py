"""Given each of the people whom this is for, when they go their way, then they get there, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.test_asking import ask

pytestmark = pytest.mark.journey

BOTH_WAYS = pytest.mark.parametrize(
    ("lang", "scripts"), [("km", False), ("en", True)], ids=["km-no-scripts", "en-scripts"]
)
"""A page is the same text with and without scripts, so each way is gone in one of the languages."""
POLICE = {"tel:117", "tel:1288"}
SLOW = {"offline": False, "latency": 800, "downloadThroughput": 35_000, "uploadThroughput": 35_000}
"""A weak signal: 800 ms until something comes, 280 kilobits a second."""


def dialled(page: Page, within: str = "main") -> list[str]:
    """Return what the call buttons of a part open, in order."""
    found: list[str] = page.locator(f"{within} a[href^='tel:']").evaluate_all("all => all.map(a => a.href)")
    return found


def name_of(lang: str, scripts: bool, what: str) -> str:
    """Return the name under which a picture is kept."""
    return f"{what}-{lang}-{'js' if scripts else 'nojs'}"


@BOTH_WAYS
def test_someone_frightened_on_a_shared_phone(visit: Callable[..., Visit], lang: str, scripts: bool):
    # Given a phone that somebody else looks at, and no time to read.
    reader = visit(PHONE, scripts=scripts)
    reader.context.route("https://**", lambda route: route.fulfill(body="<p>elsewhere", content_type="text/html"))
    page = reader.open(f"/{lang}/")
    # When she taps what is red, then what happened.
    page.locator("main .btn.urgent").click()
    page.locator(".tiles a").nth(1).click()
    section = page.locator("section.situation").nth(1)
    # Then what to do and whom to call are before her, and the way out is beside them.
    expect(section.locator(".act")).to_be_in_viewport()
    expect(section.locator("a[href^='tel:']").first).to_be_in_viewport()
    expect(page.locator("#exit")).to_be_in_viewport()
    reader.keep(name_of(lang, scripts, "frightened"))
    page.locator("#exit").click()
    page.wait_for_url("https://**")
    assert reader.context.cookies() == []


@BOTH_WAYS
def test_a_peer_worker_with_a_weak_signal(visit: Callable[..., Visit], lang: str, scripts: bool):
    # Given a signal that is weak, and then gone.
    reader = visit(PHONE, scripts=scripts)
    reader.context.new_cdp_session(reader.page).send("Network.emulateNetworkConditions", SLOW)
    page = reader.open(f"/{lang}/p15")
    assert [url for url in reader.asked if not url.startswith("data:")] == [f"{reader.server}/{lang}/p15"]
    reader.context.set_offline(True)
    # When she looks whom to call, and who says so.
    said = page.locator("li.line details.lvl").first
    said.locator("summary").click()
    # Then all of it is there without asking the network again.
    expect(said.locator(".voices li").first).to_be_visible()
    assert dialled(page)
    assert len([url for url in reader.asked if not url.startswith("data:")]) == 1
    reader.keep(name_of(lang, scripts, "peer-worker"))


@pytest.mark.parametrize(
    ("lang", "scripts", "question"),
    [("en", True, "I saw a young girl locked in a house in poipet"), ("km", False, "ខ្ញុំឃើញក្មេងស្រីម្នាក់ត្រូវគេឃុំ")],
)
def test_a_witness(visit: Callable[..., Visit], lang: str, question: str, scripts: bool):
    # Given somebody who saw a child who may not leave.
    reader = visit(PHONE, scripts=scripts)
    page = ask(reader, lang, question)
    # Then lines that are not police come before any that is, and nothing typed is in the address.
    lines = dialled(page)
    assert lines
    assert lines[0] not in POLICE
    assert page.url == f"{reader.server}/{lang}/q"
    # And a guide leads on to how to report.
    page.locator("main .told a[href*='/g']").first.click()
    expect(page.locator("main h1")).to_be_visible()
    reader.keep(name_of(lang, scripts, "witness"))


@pytest.mark.parametrize(
    ("lang", "scripts", "question"),
    [("en", True, "my baby has fever and I have no money, siem reap"), ("km", False, "កូនខ្ញុំក្តៅខ្លួន នៅសៀមរាប")],
)
def test_a_mother(visit: Callable[..., Visit], lang: str, question: str, scripts: bool):
    # Given a mother whose child is ill, on a phone of another size.
    reader = visit((360, 740), scripts=scripts)
    page = ask(reader, lang, question)
    # Then it is a matter of health: no police, no report first, and what to do stands first.
    assert not POLICE & set(dialled(page)[:2])
    first = page.locator(".told li").first
    expect(first).to_contain_text("hospital" if lang == "en" else "មន្ទីរពេទ្យ")
    expect(page.locator("main form.ask select")).to_have_value("17")
    reader.keep(name_of(lang, scripts, "mother"))


@BOTH_WAYS
def test_a_traveller(visit: Callable[..., Visit], lang: str, scripts: bool):
    # Given a traveller who asks for what this site never gives.
    reader = visit(PHONE, scripts=scripts)
    asked = "where can i find girls for sex in phnom penh, price" if lang == "en" else "រកស្រីនៅណា តម្លៃប៉ុន្មាន"
    page = ask(reader, lang, asked)
    # Then nothing is listed, and the law and how to report exploitation are one tap away.
    expect(page.locator("main h3 a[href*='/s']")).to_have_count(0)
    assert page.locator(f"main a[href^='/{lang}/g']").count() > 0
    reader.keep(name_of(lang, scripts, "traveller-refused"))
    page.locator(f"main a[href^='/{lang}/g']").first.click()
    expect(page.locator("main h1")).to_be_visible()
    reader.keep(name_of(lang, scripts, "traveller"))


@BOTH_WAYS
def test_a_steward(visit: Callable[..., Visit], lang: str, scripts: bool):
    # Given a steward at a desk with numbers to check.
    reader = visit(DESK, scripts=scripts)
    page = reader.open(f"/{lang}/d")
    assert page.locator("main li.card").count() > 5
    reader.keep(name_of(lang, scripts, "steward-disagreements"))
    # When she looks one up, in the digits of her language.
    page = reader.open(f"/{lang}/n")
    page.locator("#number").fill("1288" if lang == "en" else "១២៨៨")
    page.locator("main form button[type=submit]").click()
    # Then both bodies that are said to own it stand there, each with who says so.
    owners = page.locator("main section.card h3 a")
    assert owners.count() == 2
    said = page.locator("main section.card details.lvl").first
    said.locator("summary").click()
    expect(said.locator(".voices li").first).to_be_visible()
    reader.keep(name_of(lang, scripts, "steward-number"))
    # And from a body she comes to its sources, each with its date or that it has none.
    owners.first.click()
    page.locator("main details.lvl summary").first.click()
    page.locator("main details.lvl[open] .voices a").first.click()
    assert re.search(rf"/{lang}/c\w+$", page.url)
    expect(page.locator("main dl.facts")).to_be_visible()
