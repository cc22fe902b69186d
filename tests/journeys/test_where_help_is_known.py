"""Given the map of the provinces, when somebody looks where help is known, then each way to read it tells the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.journey

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
LANGS = pytest.mark.parametrize("lang", ["km", "en"])
MAPS = ("w", "w2", "w7")
FINGER = 44
LETTERS = 11

# Of every tile: what a finger hits, whether each word lies within, on how many lines, and how the lines are set.
TILES = """() => [...document.querySelectorAll('.land a')].map(tile => {
  const box = tile.getBoundingClientRect(), name = tile.lastElementChild, words = document.createRange();
  words.selectNodeContents(name);
  const lines = [...words.getClientRects()], style = getComputedStyle(name);
  return {
    name: name.textContent, width: box.width, height: box.height,
    within: lines.every(at => at.left >= box.left && at.right <= box.right && at.bottom <= box.bottom)
      && tile.querySelector('b').getBoundingClientRect().top >= box.top,
    lines: new Set(lines.map(at => Math.round(at.top))).size,
    letters: parseFloat(style.fontSize), leading: parseFloat(style.lineHeight) / parseFloat(style.fontSize),
  };
})"""


@LANGS
@SIZES
def test_from_home_over_the_map_to_a_province(visit: Callable[..., Visit], lang: str, size: tuple[int, int]):
    reader = visit(size)
    page = reader.open(f"/{lang}/")
    page.locator(f"main a[href='/{lang}/w']").click()
    reader.keep(f"{lang}-map-{size[0]}")
    page.locator(f".land a[href='/{lang}/p15']").click()
    expect(page).to_have_url(f"{reader.server}/{lang}/p15")
    assert reader.strangers() == []


@LANGS
def test_a_kind_of_help_is_chosen_without_a_script(visit: Callable[..., Visit], lang: str):
    reader = visit(PHONE)
    page = reader.open(f"/{lang}/w")
    page.locator(".needs summary").click()
    page.locator(f".needs a[href='/{lang}/w7']").click()
    expect(page).to_have_url(f"{reader.server}/{lang}/w7")
    expect(page.locator(".land li")).to_have_count(25)
    reader.keep(f"{lang}-map-legal-320")


@LANGS
@SIZES
def test_every_kind_of_help_can_be_seen_or_opened(visit: Callable[..., Visit], lang: str, size: tuple[int, int]):
    page = visit(size).open(f"/{lang}/w")
    choice = page.locator(".needs a").nth(1)
    if not choice.is_visible():
        page.locator(".needs summary").click()
    expect(choice).to_be_visible()


@LANGS
@SIZES
def test_nothing_is_wider_than_the_screen_and_no_name_is_cut(
    visit: Callable[..., Visit], lang: str, size: tuple[int, int]
):
    reader = visit(size, scripts=True)
    for path in MAPS:
        page = reader.open(f"/{lang}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        tiles = page.evaluate(TILES)
        assert len(tiles) == 25
        for tile in tiles:
            assert min(tile["width"], tile["height"]) >= FINGER, tile
            assert tile["within"], tile
            assert tile["lines"] <= 2, tile
            assert tile["letters"] >= LETTERS, tile
            assert tile["leading"] >= (1.6 if lang == "km" else 1.25), tile


@LANGS
def test_large_letters_push_no_part_of_the_map_off_the_screen(visit: Callable[..., Visit], lang: str):
    reader = visit(PHONE, scripts=True)
    page = reader.open(f"/{lang}/w")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    parts = "document.querySelectorAll('h1, .needs, .beside, .beside *')"
    assert page.evaluate(f"Math.max(...[...{parts}].map(part => part.getBoundingClientRect().right))") <= PHONE[0]


@LANGS
def test_the_keyboard_reaches_the_tiles_in_the_order_in_which_they_are_read(visit: Callable[..., Visit], lang: str):
    reader = visit(DESK, scripts=True)
    page = reader.open(f"/{lang}/w")
    order = page.locator(".land a").evaluate_all("tiles => tiles.map(tile => tile.getAttribute('href'))")
    page.locator(".land a").first.focus()
    for href in order:
        assert page.evaluate("document.activeElement.getAttribute('href')") == href
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Tab")
    page.locator(f".land a[href='/{lang}/p15']").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{reader.server}/{lang}/p15")


@LANGS
def test_a_screen_reader_hears_what_the_table_says(visit: Callable[..., Visit], lang: str):
    page = visit(PHONE, scripts=True).open(f"/{lang}/w")
    rows = page.locator("tbody tr").evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText))")
    for name, number in rows:
        expect(page.locator(".land").get_by_role("link", name=f"{name}: {number}", exact=True)).to_have_count(1)
    expect(page.locator("table").get_by_role("rowheader")).to_have_count(len(rows) + 2)


@LANGS
def test_on_a_desk_the_table_stands_beside_the_map_and_on_a_phone_below_it(visit: Callable[..., Visit], lang: str):
    for size, beside in ((DESK, True), (PHONE, False)):
        page = visit(size).open(f"/{lang}/w")
        land, table = page.locator(".land").bounding_box(), page.locator("table").bounding_box()
        assert land
        assert table
        assert (table["x"] >= land["x"] + land["width"]) is beside
        assert (table["y"] >= land["y"] + land["height"]) is not beside


def test_without_colours_a_dash_still_looks_unlike_a_number(visit: Callable[..., Visit]):
    page = visit(PHONE, scripts=True).open("/en/w")
    page.emulate_media(forced_colors="active")
    styles = page.locator(".land a").evaluate_all(
        "tiles => tiles.map(tile => [tile.querySelector('b').innerText, getComputedStyle(tile).borderTopStyle])"
    )
    assert {style for seen, style in styles if seen == "–"} == {"dashed"}
    assert {style for seen, style in styles if seen != "–"} == {"solid"}


def test_where_nothing_is_known_there_are_lines_to_call(visit: Callable[..., Visit]):
    reader = visit(PHONE)
    page = reader.open("/km/w10")
    expect(page.locator("main a[href^='tel:']").first).to_be_visible()
    reader.keep("km-map-nothing-320")
