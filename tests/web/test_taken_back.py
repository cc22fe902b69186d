"""What was taken back is gone from every page: as pages are served, and as the next release draws them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import html5lib
import orjson
import pytest
from tests.desk.copies import TINY as TINY_PACK
from tests.desk.copies import PackCopy
from tests.knowledge.taking import ON, REASON, line_taken
from tests.web.editions import REAL, TINY, TODAY, drawn, edition_of, pages_of

from romduol.channels.api.rendering import ApiRenderer
from romduol.channels.web import addresses
from romduol.channels.web.reader import has_page
from romduol.channels.web.rendering import NOTICES
from romduol.desk.packs.queries import edition_of_pack
from romduol.knowledge.directory.rules.taking_back import page_of_place, page_of_service
from romduol.knowledge.releases.records import Edition, Kind, Line, Page, Withdrawn
from romduol.knowledge.releases.rules.drawn import drawn_ids
from romduol.knowledge.releases.rules.withdrawing import expired, without

LANGUAGES = ("en", "km")
DO_NOT_CALL = {"en": "Do not call", "km": "កុំហៅលេខ"}
NONE: frozenset[str] = frozenset()


@cache
def notices_of(pack: Path) -> dict[str, dict[str, str]]:
    """Return the notices that a release carries."""
    body = next(page.body for page in drawn(edition_of(pack)) if page.path == NOTICES)
    found: dict[str, dict[str, str]] = orjson.loads(body)
    return found


def served(pack: Path, path: str, items: Iterable[Withdrawn]) -> str:
    """Return a page of a pack as readers see it once these were taken back."""
    page = pages_of(pack)[path]
    return without(page.body, page.media_type, path, list(items), NONE, notices_of(pack)).decode()


@lru_cache(4)
def words_of(html: str) -> str:
    """Return what a reader reads."""
    return re.sub(r"<[^>]+>", "\n", re.sub(r"(?s)<(style|script)\b.*?</\1>|<!--.*?-->", "\n", html))


@lru_cache(4)
def joined_words_of(html: str) -> str:
    """Return what a reader reads, the groups of each number put together."""
    return re.sub(r"(?<=\d)[ \u00a0.\-–]+(?=\d)", "", words_of(html))


def survives(line: Line, html: str) -> bool:
    """Tell whether a line's number can still be found in a page, by a search that is not the one of the rules."""
    if f"tel:{line.value}" in html or (line.value.startswith("+") and line.key in html):
        return True
    joined, digits = words_of(html) if line.short else joined_words_of(html), line.national.replace(" ", "")
    return digits in joined and bool(re.search(rf"(?<![0-9A-Za-z,.]){digits}(?![0-9A-Za-z]|[,.]\d)", joined))


@pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
def test_no_number_that_was_taken_back_survives_on_any_page_and_a_notice_stands_where_its_card_stood(pack):
    lines = edition_of(pack).lines
    items = [line_taken(line) for line in lines.values()]
    for path, page in pages_of(pack).items():
        lang = path.partition("/")[0] or edition_of(pack).info.languages[0]
        before, after = page.body.decode(), served(pack, path, items)
        assert not [line.masked for line in lines.values() if survives(line, after)], path
        assert "<!--w:line" not in after, path
        own = [line for line in lines.values() if path.partition("/")[2] == line.entity.code]
        for line in own or lines.values():
            if own or f"<!--w:line:{line.key}-->" in before or f"<!--w:line:{line.entity.code}-->" in before:
                assert f'{DO_NOT_CALL[lang]} <span class="digits">{line.masked}' in after, (path, line.masked)


def test_each_line_by_itself_is_gone_from_the_pages_that_offer_it():
    edition, pages = edition_of(REAL), pages_of(REAL)
    offering = [path for path in pages if path.partition("/")[2] in ("e", "l", "p15", "")]
    for line in edition.lines.values():
        for path in (*offering, *(f"{lang}/{line.entity.code}" for lang in LANGUAGES)):
            assert not survives(line, served(REAL, path, [line_taken(line)])), (path, line.masked)


def test_the_search_of_these_tests_finds_what_is_there():
    edition = edition_of(REAL)
    shown = [line for line in edition.lines.values() if line.urgent]
    assert shown
    for line in shown:
        assert survives(line, pages_of(REAL)[f"en/{line.entity.code}"].body.decode())


def test_a_page_with_a_notice_is_still_valid():
    edition = edition_of(REAL)
    items = [line_taken(line) for line in edition.lines.values()]
    items += [Withdrawn(Kind.SERVICE, one.id, one.code, ON, REASON) for one in edition.services.values()]
    service = next(iter(edition.services.values()))
    for path in ("en/e", "km/l", "en/s", "km/p15", f"km/{service.code}"):
        html5lib.HTMLParser(strict=True).parse(served(REAL, path, items))


def test_the_row_of_a_service_is_gone_from_every_list():
    edition = edition_of(TINY)
    service = edition.services["svc-lantern-legal"]
    item = Withdrawn(Kind.SERVICE, service.id, service.code, ON, REASON)
    for path in ("en/s", "en/p01", "en/p02", f"en/{edition.organizations['org-lantern'].code}"):
        assert f'href="/en/{service.code}"' in pages_of(TINY)[path].body.decode(), path
        html = served(TINY, path, [item])
        assert f'href="/en/{service.code}"' not in html, path
        assert "Do not use this service. It was taken back: It rings at a private home." in html, path


def test_a_whole_page_gives_way_to_a_notice_with_ways_on():
    item = Withdrawn(Kind.PLACE, "01", "p01", ON, REASON)
    html = served(TINY, "km/p01", [item])
    for way in ("e", "l", "p"):
        assert f'href="/km/{way}"' in html
    assert 'href="/en/p01"' in html
    assert REASON["km"] in html
    assert "ដែនជើង" not in html


def test_every_page_has_a_place_for_the_banner_of_an_old_copy():
    for path, page in pages_of(TINY).items():
        shown = expired(page.body, path, notices_of(TINY), "1 January 2027")
        assert b"1 January 2027" in shown, path
        html5lib.HTMLParser(strict=True).parse(shown)
    assert "This copy is out of date" in expired(pages_of(TINY)["en/"].body, "en/", notices_of(TINY), "x").decode()


@pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
def test_no_mark_gives_away_a_number_that_is_masked(pack):
    masked = [line for line in edition_of(pack).lines.values() if line.showing in ("withheld", "do_not_call")]
    assert masked
    for path, page in pages_of(pack).items():
        html = page.body.decode()
        assert not [line.masked for line in masked if f"w:line:{line.key}" in html], path


def test_the_notices_are_there_in_every_language_with_what_is_to_be_filled_in():
    for lang in LANGUAGES:
        found = notices_of(TINY)[lang]
        assert set(found) == {"line", "service", "place", "page", "old"}
        assert "<!--w:number-->" in found["line"]
        assert all("<!--w:reason-->" in found[kind] for kind in ("line", "service", "place"))
        assert "<!--w:notice-->" in found["page"]
        assert "<!--w:old-->" in found["page"]
        assert "<!--w:day-->" in found["old"]


class TestDrawn:
    """The next release shows it by itself."""

    def published(self, tmp_path: Path, *withdrawals: dict[str, object]) -> tuple[Edition, dict[str, Page]]:
        copy = PackCopy.of(TINY_PACK, tmp_path / "tiny")
        reason = {"en": "It does harm.", "km": "វាបង្កគ្រោះថ្នាក់។"}
        entries = [{"on": "2026-11-20", "reason": dict(reason), **one} for one in withdrawals]
        copy.write("withdrawals.yaml", {"withdrawals": entries})
        edition = edition_of_pack(copy.read(), TODAY)
        pages = [*drawn(edition), *drawn(edition, ApiRenderer())]
        return edition, {page.path: page for page in pages if not page.private}

    def links(self, pages: dict[str, Page]) -> set[tuple[str, str]]:
        """Return every link to a page that is not there.

        The forms of the intake face are no pages of a release, and files are made when somebody takes them.
        """
        return {
            (path, link)
            for path, page in pages.items()
            for link in re.findall(r'href="/([^"#]*)', page.body.decode())
            if link not in pages
            and not link.startswith(("in/", "api/files/"))
            and page.media_type.startswith("text/html")
        }

    def test_a_service_is_in_no_list_and_its_page_says_why(self, tmp_path):
        edition, pages = self.published(tmp_path, {"subject": "svc-lantern-legal"})
        code = page_of_service("svc-lantern-legal", "tiny")
        assert code == edition_of(TINY).services["svc-lantern-legal"].code
        for lang, words in (("en", "It does harm."), ("km", "វាបង្កគ្រោះថ្នាក់។")):
            assert words in pages[f"{lang}/{code}"].body.decode()
        others = {path: page.body.decode() for path, page in pages.items() if path not in ("en/" + code, "km/" + code)}
        assert not [path for path, html in others.items() if code in html or "Legal aid from Lantern" in html]
        assert not [path for path, html in others.items() if "svc-lantern-legal" in html]
        assert self.links(pages) == set()
        assert drawn_ids(edition) == {"service:svc-lantern-legal"}

    def test_a_place_says_so_and_what_is_only_there_goes_with_it(self, tmp_path):
        edition, pages = self.published(tmp_path, {"place": "02"})
        for lang, words in (("en", "It does harm."), ("km", "វាបង្កគ្រោះថ្នាក់។")):
            html = pages[f"{lang}/p02"].body.decode()
            assert words in html
            assert "tel:" not in html
        assert "Southland" in pages["en/p02"].body.decode()
        assert "svc-harbour-beds" not in {one for held_back in edition.held_back.values() for one in held_back}
        # What also serves another place stays.
        assert "svc-lantern-legal" in edition.services
        assert drawn_ids(edition) == {"place:02", "service:svc-harbour-beds"}
        assert self.links(pages) == set()

    def test_a_line_is_taken_back_whoever_claims_it(self, tmp_path):
        edition, pages = self.published(tmp_path, {"subject": "line-1280"}, {"subject": "line-85599000101"})
        lines = [edition.lines["1280"], edition.lines["85599000101"]]
        assert drawn_ids(edition) == {"line:1280", "line:85599000101"}
        for path, page in pages.items():
            html = page.body.decode()
            if page.media_type.startswith("text/html"):
                assert not [line.masked for line in lines if survives(line, html)], path
        for line in lines:
            for lang in LANGUAGES:
                assert DO_NOT_CALL[lang] in pages[f"{lang}/{line.entity.code}"].body.decode()
        assert "It does harm." in pages[f"en/{lines[0].entity.code}"].body.decode()
        assert self.links(pages) == set()

    def test_what_is_drawn_is_left_as_it_is(self, tmp_path):
        edition, pages = self.published(
            tmp_path, {"subject": "svc-lantern-legal"}, {"subject": "line-1280"}, {"place": "02"}
        )
        items = [line_taken(edition.lines["1280"])]
        items += [Withdrawn(Kind(one.kind), one.key, one.code, ON, REASON) for one in edition.taken_back.values()]
        for path, page in pages.items():
            shown = without(page.body, page.media_type, path, items, drawn_ids(edition), notices_of(TINY))
            assert shown is page.body, path

    def test_the_day_before_it_is_still_there(self, tmp_path):
        copy = PackCopy.of(TINY_PACK, tmp_path / "tiny")
        entry = {"subject": "svc-lantern-legal", "on": "2026-11-20", "reason": {"en": "It does harm."}}
        copy.write("withdrawals.yaml", {"withdrawals": [entry]})
        pack = copy.read()
        assert "svc-lantern-legal" in edition_of_pack(pack, date(2026, 11, 19)).services
        assert "svc-lantern-legal" not in edition_of_pack(pack, date(2026, 11, 20)).services


def test_the_page_of_a_place_is_where_the_rules_say():
    for place in edition_of(REAL).places.values():
        assert page_of_place(place) == (addresses.place(place.code) if has_page(place) else "")


def test_an_unclaimed_number_that_was_taken_back_has_a_page_that_says_so():
    edition = edition_of(TINY)
    bare = replace(edition.lines["85599000119"], owned=(), withdrawn=REASON)
    pages = {page.path: page for page in drawn(replace(edition, lines={**edition.lines, bare.key: bare}))}
    assert REASON["en"] in pages[f"en/{bare.entity.code}"].body.decode()
