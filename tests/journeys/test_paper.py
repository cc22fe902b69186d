"""Given somebody with a browser and a printer, when they print a place's paper, then one A4 each comes out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ARTEFACTS, DESK, PHONE, Visit, once, romduol, running

pytestmark = pytest.mark.journey

ADDRESS = "https://romduol.example.org"
FORMS = ("", "-2", "-3")
A4 = (595.28, 841.89)
"""Points."""
POLICE = "117"
CUT_OFF = """() => [...document.querySelectorAll('.side, .back ul, .slips > li')]
  .filter(box => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1).length"""


@pytest.fixture(scope="module")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose operator told where people find it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROMDUOL_ADDRESS", ADDRESS)
        made = once(tmp_path_factory.getbasetemp(), "addressed", lambda data: _publish_anew(data, prepared))
        with running(shutil.copytree(made, tmp_path_factory.mktemp("addressed") / "data"), "serve") as address:
            yield address


def _publish_anew(data: Path, prepared: Path) -> None:
    """Every paper tells the address, so all is published once more; once for all workers."""
    shutil.copytree(prepared, data, dirs_exist_ok=True)
    romduol(data, "publish")


def pdf(page: Page) -> bytes:
    """Return what the browser's own printing makes of a page."""
    return page.pdf(prefer_css_page_size=True)


def sheets(document: bytes) -> int:
    """Return the number of pages of a PDF, whose page objects Chromium leaves uncompressed."""
    return len(re.findall(rb"/Type\s*/Page\b", document))


def places(page: Page) -> list[str]:
    """Return the code of every place with a page, and nothing for the country."""
    found = page.locator("main .places a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return ["", *(href.rpartition("/p")[2] for href in found)]


@pytest.mark.parametrize("lang", ["km", "en"])
@pytest.mark.parametrize("form", FORMS)
def test_each_paper_of_each_place_is_one_a4_and_nothing_is_cut_off(visit: Callable[..., Visit], lang: str, form: str):
    """Khmer ones are all looked at; the country's, the shortest and the two longest in each language, and printed."""
    reader = visit(DESK, scripts=True)
    codes = places(reader.open(f"/{lang}/p"))
    assert len(codes) > 25
    lengths = {code: len(reader.page.request.get(f"{reader.server}/{lang}/k{code}{form}").body()) for code in codes}
    by_length = sorted(codes, key=lambda code: lengths[code])
    printed = {"", by_length[0], *by_length[-2:]}
    reader.page.emulate_media(media="print")
    for code in codes if lang == "km" else printed:
        page = reader.open(f"/{lang}/k{code}{form}")
        assert page.evaluate(CUT_OFF) == 0, f"{lang}/k{code}{form} is cut off"
        if code in printed:
            assert_one_a4(page, f"{lang}/k{code}{form}")
    assert reader.strangers() == []


def assert_one_a4(page: Page, name: str) -> None:
    document = pdf(page)
    assert sheets(document) == 1, name
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", document)
    assert box
    assert [float(side) for side in box.groups()] == pytest.approx(A4, abs=1)


@pytest.mark.parametrize("lang", ["km", "en"])
@pytest.mark.parametrize("form", FORMS)
def test_only_the_paper_is_printed_black_on_white(visit: Callable[..., Visit], lang: str, form: str):
    reader = visit(DESK)
    page = reader.open(f"/{lang}/k15{form}")
    expect(page.locator("#exit")).to_be_visible()
    if reader.pictures:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        page.pdf(path=ARTEFACTS / f"{lang}-paper{form}.pdf", prefer_css_page_size=True)
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in ("#exit", "header", "footer", "nav", "h1", "main a", "summary", ".strip"):
        for found in page.locator(hidden).all():
            expect(found).not_to_be_visible()
    paper = page.locator(".paper")
    expect(paper).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert paper.evaluate("box => getComputedStyle(box).color") == "rgb(0, 0, 0)"
    words = paper.inner_text()
    assert "1280" in words
    assert POLICE not in re.findall(r"\d+", words)
    if form != "-3":
        assert bool(re.search("[\u1780-\u17b3]", words)) == (lang == "km")


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_strips_have_the_numbers_that_the_page_of_the_place_lets_people_call(
    visit: Callable[..., Visit], lang: str
):
    reader = visit(DESK)
    called = reader.open(f"/{lang}/p15").locator("main a.btn[href^='tel:'] b").all_inner_texts()
    assert called.pop() == POLICE, "police come last on the page of a place"
    page = reader.open(f"/{lang}/k15-3")
    page.emulate_media(media="print")
    strips = page.locator(".slips > li")
    assert strips.count() == 40
    for strip in (strips.first, strips.last):
        assert strip.locator("b").all_inner_texts() == called
        assert re.fullmatch(r"[\d\s()/]+", strip.inner_text())


def test_a_card_has_the_size_of_a_bank_card_and_its_code_is_coarse_enough(visit: Callable[..., Visit]):
    page = visit(DESK).open("/km/k15-2")
    page.emulate_media(media="print")
    millimetre = 96 / 25.4
    side = page.locator(".side").first.bounding_box()
    assert side
    assert (side["width"] / millimetre, side["height"] / millimetre) == pytest.approx((85.6, 54), abs=0.5)
    code = page.locator(".side svg").first
    modules = int((code.get_attribute("viewBox") or "").split()[-1])
    box = code.bounding_box()
    assert box
    assert box["width"] / millimetre / modules >= 0.5


def test_from_the_page_of_a_place_on_a_phone_to_the_strips(visit: Callable[..., Visit]):
    reader = visit(PHONE)
    page = reader.open("/km/p15")
    page.locator("main a[href='/km/k15']").click()
    page.locator(".choices a[href='/km/k15-3']").click()
    expect(page.locator(".choices [aria-current]")).to_have_count(1)
    expect(page.locator(".slips")).to_be_visible()
    for form in FORMS:
        page = reader.open(f"/km/k15{form}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        reader.keep(f"km-paper{form}-320")
    page.locator("main a[href='/km/p15']").click()
    expect(page.locator("h1")).to_have_count(1)


def test_any_page_prints_without_what_only_a_screen_can_use(visit: Callable[..., Visit]):
    page = visit(DESK).open("/km/p15")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in ("#exit", ".ways", "details:not([open], .lvl) summary"):
        expect(page.locator(hidden).first).not_to_be_visible()
    button = page.locator("main a.btn").first
    expect(button).to_be_visible()
    assert button.evaluate("box => getComputedStyle(box).color") == "rgb(0, 0, 0)"
    assert button.evaluate("box => getComputedStyle(box).backgroundColor") == "rgba(0, 0, 0, 0)"
    # No number leaves without how far to rely on it, though who says so stays folded.
    for card in page.locator("main .card:has(a.btn)").all():
        expect(card.locator(".lvl").first).to_be_visible()
