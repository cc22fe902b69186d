"""The map and the table beside it say the same, and what they say is what the pages of the provinces list."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest
from tests.desk.copies import TINY as TINY_PACK
from tests.desk.copies import PackCopy
from tests.web.changes import country_of, service_added
from tests.web.editions import REAL, TINY, TODAY, drawn, edition_of, html_of, pages_of

from romduol.base.khmer import sort_key
from romduol.channels.web.pages import map as maps
from romduol.channels.web.pages.places import own_services
from romduol.channels.web.pages.services import need_of
from romduol.channels.web.reader import NATIONAL, tiled
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.releases.records import Edition, Place
from romduol.ui.words import words_of

LANGUAGES = ("km", "en")
PACKS = pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
LISTED = "Help that sources name here"
NOT_RELIED = "not_relied"


def map_paths(pack: Path) -> list[str]:
    """Return the path of every map, in every language."""
    return [path for path in pages_of(pack) if re.fullmatch(r"(km|en)/w\d*", path)]


def need_at(path: str, edition: Edition) -> str:
    """Return the need that a map is about."""
    number = path.partition("/w")[2]
    return list(edition.needs)[int(number) - 1] if number else ""


def tiles_of(html: str) -> dict[str, tuple[str, str, str]]:
    """Return link -> what is read aloud on a tile: name and number in words; and the number that is seen."""
    found = re.findall(r'<li class="r\d+ c\d"><a class="n\d" href="([^"]+)">(.*?)</a></li>', html)
    return {href: (*_text(inner, "vh").rsplit(": ", 1), _text(inner, None)) for href, inner in found}  # type: ignore[misc]


def _text(inner: str, cls: str | None) -> str:
    pattern = rf'<span class="{cls}">(.*?)</span>' if cls else r'<b aria-hidden="true">(.*?)</b>'
    found = re.search(pattern, inner)
    assert found
    return found[1]


def rows_of(html: str) -> dict[str, tuple[str, str]]:
    """Return link -> name and number of each row of the table, in its order."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    found = re.findall(r'<th scope="row"><a href="([^"]+)">(.*?)</a></th><td[^>]*>(.*?)</td>', body)
    return {href: (name, number) for href, name, number in found}


def foot_of(html: str) -> list[str]:
    """Return the numbers below the table: the whole country, and where no source tells a place."""
    return re.findall(r"<td[^>]*>(.*?)</td>", html.partition("<tfoot>")[2].partition("</tfoot>")[0])


class Listed(HTMLParser):
    """Gathers the services that a province's page lists as its own, each with whether it can be relied on."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.heading = heading
        self.found: dict[str, bool] = {}
        self._own = self._in_h2 = self._for_all = False
        self._row = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self._own, self._in_h2 = False, True
        if tag == "h3":
            self._for_all, self._row = False, ""
        if tag == "ul" and dict(attrs).get("class") == "rows":
            self._row = ""
        if NOT_RELIED in (dict(attrs).get("class") or "").split() and self._own:
            if self._row:
                self.found[self._row] = False
            else:  # One level stands for all the rows below it.
                self._for_all = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self._in_h2 = False

    def handle_data(self, data: str) -> None:
        if self._in_h2 and data.strip() == self.heading:
            self._own = True

    def handle_comment(self, data: str) -> None:
        if data.startswith("w:service:") and self._own:
            self._row = data.removeprefix("w:service:")
            self.found[self._row] = not self._for_all


@cache
def relied_on(pack: Path, path: str) -> frozenset[str]:
    """Return the services that a place's page lists, over all its sheets, without "do not rely on this"."""
    heading = words_of(path.partition("/")[0]).gettext(LISTED)
    found: dict[str, bool] = {}
    for sheet in pages_of(pack):
        if sheet == path or re.fullmatch(re.escape(path) + r"-\d+", sheet):
            reading = Listed(heading)
            reading.feed(html_of(pack, sheet))
            found |= reading.found
    return frozenset(one for one, relied in found.items() if relied)


def answering(services: frozenset[str], need: str, edition: Edition) -> int:
    """Return how many of these services answer a need."""
    return sum(not need or need_of(edition.services[one], edition) == need for one in services)


def drawn_maps(pack: Path) -> Iterator[tuple[str, str]]:
    """Yield path and page of each map that has tiles."""
    for path in map_paths(pack):
        html = html_of(pack, path)
        if 'class="land"' in html:
            yield path, html


@PACKS
def test_every_tile_says_what_its_row_says_in_words_and_in_figures(pack):
    for path, html in drawn_maps(pack):
        tiles, rows = tiles_of(html), rows_of(html)
        none = words_of(path[:2]).gettext("none known")
        assert tiles.keys() == rows.keys(), path
        for href, (name, told, seen) in tiles.items():
            assert rows[href] == (name, told), (path, href)
            assert seen == ("–" if told == none else told), (path, href)


@PACKS
def test_the_maps_and_the_pages_of_the_provinces_agree(pack):
    edition = edition_of(pack)
    counted = 0
    for path, html in drawn_maps(pack):
        need, none = need_at(path, edition), words_of(path[:2]).gettext("none known")
        for href, (_, told) in rows_of(html).items():
            known = answering(relied_on(pack, href.lstrip("/")), need, edition)
            assert told == (str(known) if known else none), (path, href)
            counted += known
    assert counted > 0


@PACKS
def test_every_province_is_on_the_map_once_and_under_its_whole_name(pack):
    edition = edition_of(pack)
    for path, html in drawn_maps(pack):
        lang = path[:2]
        named = {f"/{lang}/p{one.code}": one.name[lang] for one in edition.places.values() if one.level == "province"}
        assert {href: name for href, (name, _, _) in tiles_of(html).items()} == named
        assert len(re.findall(r'<li class="r', html)) == len(named)


def test_tiles_are_read_row_by_row_and_the_table_by_the_alphabet():
    for path, html in drawn_maps(REAL):
        places = re.findall(r'<li class="r(\d+) c(\d)">', html)
        assert [(int(row), int(column)) for row, column in places] == sorted((int(r), int(c)) for r, c in places)
        names = [name for name, _ in rows_of(html).values()]
        assert names == sorted(names, key=sort_key), path


def test_there_is_a_map_for_each_need_that_a_service_can_answer_and_one_for_all():
    edition = edition_of(REAL)
    for lang in LANGUAGES:
        needs = {need_at(path, edition) for path in map_paths(REAL) if path.startswith(lang)}
        assert needs == {"", *(kind.need for kind in edition.categories.values())} - {"emergency"}


def test_every_map_leads_to_every_other_and_tells_which_it_is():
    for path in map_paths(REAL):
        html, lang = html_of(REAL, path), path[:2]
        choice = re.search(r'(?s)<details class="needs">.*?</details>', html)
        assert choice
        assert re.findall(r'href="/([^"]+)"', choice[0]) == [one for one in map_paths(REAL) if one.startswith(lang)]
        assert re.findall(r'href="/([^"]+)" aria-current="page"', choice[0]) == [path]


def test_the_history_shows_neither_need_nor_place():
    for lang in LANGUAGES:
        titles = {
            re.findall(r"<title>(.*?)</title>", html_of(REAL, path))[0] for path in map_paths(REAL) if path[:2] == lang
        }
        assert titles == {words_of(lang).gettext("Places") + " · Romduol"}


def test_the_whole_country_stands_beside_the_map_and_on_no_tile():
    edition = edition_of(REAL)
    national = set(edition.services_in[NATIONAL])
    for path, html in drawn_maps(REAL):
        need = need_at(path, edition)
        listed = re.findall(r"<!--w:service:([\w-]+)-->", html)
        assert set(listed) <= national
        assert len(listed) == answering(frozenset(listed), need, edition)
        assert int(foot_of(html)[0]) == len(listed) if listed else not foot_of(html)[0].isdigit()


def test_no_service_is_lost_between_the_tiles():
    edition = edition_of(REAL)
    placed = {one for services in edition.services_in.values() for one in services}
    _, nowhere = foot_of(html_of(REAL, "en/w"))
    # Each of them can be relied on, as far as it goes: somebody gives it, and nobody says otherwise.
    assert int(nowhere) == len(edition.services.keys() - placed)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nothing_is_known_anywhere_there_are_lines_to_call_and_the_reason(lang):
    edition = edition_of(REAL)
    number = list(edition.needs).index("shelter") + 1
    html, words = html_of(REAL, f"{lang}/w{number}"), words_of(lang)
    assert 'class="land"' not in html
    assert "<table" not in html
    assert 'href="tel:' in html
    assert "That does not mean" in html or "មិនមានន័យថា" in html
    assert (
        words.gettext(
            "Sources also name care with a bed. We list such a place only when someone other than its "
            "operator says that people are free to leave. Nobody has said so yet."
        )
        in html
    )


def test_a_dash_is_explained_on_every_map():
    for path, html in drawn_maps(REAL):
        words = words_of(path[:2])
        assert (
            words.gettext("A dash does not mean that there is no help. It means that nobody has told us of any.")
            in html
        )


def test_a_map_tells_nothing_nearer_than_a_province():
    edition = edition_of(REAL)
    inner = [place for place in edition.places.values() if place.parent]
    for path, html in drawn_maps(REAL):
        links = set(re.findall(r'href="/(?:km|en)/(p\d+)"', html))
        assert not links & {f"p{place.code}" for place in inner}, path


def test_care_with_a_bed_that_is_held_back_is_on_no_tile():
    edition = edition_of(REAL)
    held = {one for services in edition.held_back.values() for one in services}
    assert held
    assert not held & edition.services.keys()


def test_the_colours_of_a_number_are_the_same_on_every_map():
    for _, html in drawn_maps(REAL):
        for shade, seen in re.findall(r'<a class="n(\d)"[^>]*>.*?<b aria-hidden="true">(.*?)</b>', html):
            count = 0 if seen == "–" else int(seen)
            assert int(shade) == sum(count >= step for step in (1, 3, 10))


@PACKS
def test_the_pages_are_valid_and_carry_no_style_of_their_own(pack):
    for path in map_paths(pack):
        html = html_of(pack, path)
        html5lib.HTMLParser(strict=True).parse(html)
        assert " style=" not in html


def test_one_service_more_is_one_more_on_its_tile():
    before, after = country_of(TINY).edition(), service_added(country_of(TINY)).edition()
    changed = {need for need in ("", *before.needs) if maps.known_in(before, need) != maps.known_in(after, need)}
    assert "" in changed
    assert len(changed) == 2
    assert sum(maps.known_in(after, "").values()) > sum(maps.known_in(before, "").values())


def test_a_service_of_no_known_kind_counts_once():
    country = country_of(TINY)
    edition = country.without(*(one for one in country.claims if one.property == "category")).edition()
    assert {need_of(one, edition) for one in edition.services.values()} == {""}
    listed = {code: len(own_services(edition, code)) for code in tiled(edition)}
    assert sum(listed.values()) > 0
    assert maps.known_in(edition, "") == {code: count for code, count in listed.items() if count}


def test_a_pack_without_tiles_has_no_map_and_no_link_to_one(tmp_path):
    copy = PackCopy(shutil.copytree(TINY_PACK, tmp_path / "pack"))
    text = (copy.folder / "places.yaml").read_text("utf-8")
    (copy.folder / "places.yaml").write_text(re.sub(r"\n    (tile|short): .*", "", text), "utf-8")
    pages = {
        page.path: page.body.decode()
        for page in drawn(edition_of_pack(read_pack(copy.folder), TODAY))
        if not page.private
    }
    assert not [path for path in pages if re.fullmatch(r"(km|en)/w\d*", path)]
    assert not [path for path, html in pages.items() if re.search(r'href="/(km|en)/w\d*"', html)]


@PACKS
def test_the_home_page_and_the_list_of_places_lead_to_the_map(pack):
    for lang in LANGUAGES:
        for path in (f"{lang}/", f"{lang}/p"):
            assert f'href="/{lang}/w"' in html_of(pack, path)


def test_no_two_provinces_share_a_tile_and_neighbours_touch():
    provinces = {one.code: one for one in edition_of(REAL).places.values() if one.level == "province"}
    tiles = [one.tile for one in provinces.values()]
    assert None not in tiles
    assert len(set(tiles)) == len(tiles) == 25
    pairs = [(one, provinces[code]) for one in provinces.values() for code in one.neighbours if code > one.code]
    apart = [(one.code, other.code) for one, other in pairs if not _touch(one, other)]
    assert len(apart) <= 2, f"these share a border and do not touch: {apart} of {len(pairs)}"


def _touch(one: Place, other: Place) -> bool:
    assert one.tile
    assert other.tile
    return max(abs(one.tile[0] - other.tile[0]), abs(one.tile[1] - other.tile[1])) == 1


def test_the_corners_of_the_country_are_the_corners_of_the_map():
    tile = {place.code: place.tile for place in edition_of(REAL).places.values() if place.tile}
    rows, columns = [row for row, _ in tile.values()], [column for _, column in tile.values()]
    assert tile["16"] == (min(rows), max(columns)), "Ratanakiri is in the north-east"
    assert tile["01"][0] < tile["02"][0] < tile["09"][0], "from Banteay Meanchey south along the west"
    assert tile["20"][1] == max(columns), "Svay Rieng is in the south-east"
    assert tile["18"][0] >= max(rows) - 1
    assert tile["23"][0] == max(rows), "Kep is the southernmost"


def test_short_names_are_short():
    for place in edition_of(REAL).places.values():
        for lang, short in place.short.items():
            plain = re.sub("[\u00ad\u200b]", "", short)
            assert len(plain) <= len(place.name[lang])
            if lang == "km":
                assert plain == place.name["km"], "the Khmer name is whole; it only breaks where it may"


def test_a_tile_without_a_short_name_shows_the_whole_one():
    edition = edition_of(TINY)
    assert not edition.places["02"].short
    assert 'aria-hidden="true">Southland</span>' in html_of(TINY, "en/w")
    assert 'aria-hidden="true">North</span>' in html_of(TINY, "en/w")


def test_a_place_that_came_later_is_no_reason_to_fail():
    edition = edition_of(TINY)
    more = replace(edition, places={**edition.places, "99": Place("99", "99", None, "province", {"en": "Newland"})})
    html = next(page.body.decode() for page in drawn(more) if page.path == "en/w")
    assert len(tiles_of(html)) == len(rows_of(html)) == 2
