"""A steward takes a number back: readers of the publisher and of its mirror get a notice, at once and by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from romduol.knowledge.releases.queries.folder import pinned_root
from tests.journeys.conftest import DESK, PHONE, Visit, romduol, running
from tests.journeys.desk_at_work import published

pytestmark = pytest.mark.journey

NUMBER = "1280"
REASON = {"en": "Invented for a test.", "km": "សម្រាប់សាកល្បងប៉ុណ្ណោះ។"}
NOTICE = {"en": "Do not call", "km": "កុំហៅ"}
POLLS = 30


@dataclass(frozen=True, slots=True)
class Copies:
    """A publisher and its mirror, each with a data folder and a server of its own."""

    data: Path
    publisher: str
    mirror: str


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    """A publisher of the tiny country, and a mirror that polls it."""
    data = tmp_path_factory.mktemp("publisher")
    published(data)
    mirrored = tmp_path_factory.mktemp("mirror")
    with running(data, "serve") as publisher:
        root = pinned_root(data / "releases")
        assert root is not None
        with running(mirrored, "mirror", publisher, "--root", root, "--every", "5") as mirror:
            yield Copies(data, publisher, mirror)


def looked_at(page: Page, lang: str) -> None:
    """See that the number is gone and the notice stands in its place."""
    expect(page.locator(".notice.stop", has_text=REASON[lang]).first).to_be_visible()
    expect(page.locator("main")).to_contain_text(NOTICE[lang])
    expect(page.locator(f'a[href="tel:{NUMBER}"]')).to_have_count(0)
    assert NUMBER not in page.inner_text("main")


def test_a_number_that_is_taken_back_is_gone_from_both_and_the_reason_stands_there(
    copies: Copies, visit: Callable[..., Visit]
) -> None:
    windows = {lang: visit(PHONE if lang == "km" else DESK) for lang in ("km", "en")}
    for lang, window in windows.items():
        for copy in (copies.publisher, copies.mirror):
            window.page.goto(f"{copy}/{lang}/e")
            assert window.page.locator(f'a[href="tel:{NUMBER}"]').count(), f"{copy} has no such button to begin with"
    reasons = ("--reason", REASON["en"], "--reason-km", REASON["km"])
    assert "Taken back" in romduol(copies.data, "withdraw", "line", NUMBER, *reasons, "--yes", "--no-publish")
    for lang, window in windows.items():
        window.page.goto(f"{copies.publisher}/{lang}/e")
        looked_at(window.page, lang)
        window.keep(f"taken-back-{lang}")
    page = windows["km"].page
    for _ in range(POLLS):
        page.goto(f"{copies.mirror}/km/e")
        if not page.locator(f'a[href="tel:{NUMBER}"]').count():
            break
        time.sleep(0.5)
    for lang, window in windows.items():
        window.page.goto(f"{copies.mirror}/{lang}/l")
        looked_at(window.page, lang)


def test_the_mirror_answers_about_the_number_without_a_database(copies: Copies, visit: Callable[..., Visit]) -> None:
    window = visit(PHONE)
    window.page.goto(f"{copies.mirror}/en/n")
    window.page.fill("#number", NUMBER)
    window.page.click("button[type=submit]")
    expect(window.page.locator(".notice.stop").first).to_contain_text("Do not call this number.")
    expect(window.page.locator("main")).to_contain_text(REASON["en"])
    window.keep("mirror-answers-en")
