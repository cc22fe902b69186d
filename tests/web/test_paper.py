"""What stands on paper, until when, and where its code leads."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import brotli
import html5lib
import pytest
import segno
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from tests.knowledge.taking import ON, REASON, line_taken
from tests.web.changes import country_of
from tests.web.editions import REAL, TINY, TODAY, WEB, drawn, edition_of, html_of
from tests.web.test_budget import HEAD, MOST
from tests.web.test_incremental import Before
from tests.web.test_taken_back import NONE, notices_of, survives

from romduol.channels.web import qr
from romduol.channels.web.expiry import MONTHS, last_month, month_of, months_after
from romduol.channels.web.pages.paper import FORMS, lines_on_paper, may_be_printed, services_on_paper
from romduol.channels.web.reader import has_page
from romduol.config.address import address_from
from romduol.knowledge.releases.records import Draft, Edition, Kind, Line, Showing, Withdrawn
from romduol.knowledge.releases.rules.withdrawing import without
from romduol.ui.words import words_of

ADDRESS = "https://lantern.example.org"
LANGUAGES = ("km", "en")
DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))
PAPER = re.compile(r"(km|en)/k(\d*)(?:-([23]))?")


@cache
def addressed(pack: Path) -> Edition:
    """Return the edition of a pack whose operator told where the site is found."""
    edition = edition_of(pack)
    return replace(edition, info=replace(edition.info, address=ADDRESS))


def papers_of(edition: Edition) -> dict[str, str]:
    """Return the paper pages of an edition."""
    drafts = [page for page in WEB.render(edition) if isinstance(page, Draft) and PAPER.fullmatch(page.path)]
    return {draft.path: draft.make().decode() for draft in drafts}


@cache
def papers(pack: Path) -> dict[str, str]:
    """Return the paper pages of a pack whose address is told."""
    return papers_of(addressed(pack))


def codes(edition: Edition) -> list[str]:
    """Return the codes of the places with a page; nothing for the whole country."""
    return ["", *(place.code for place in edition.places.values() if has_page(place))]


def printed(html: str) -> str:
    """Return what comes out of the printer."""
    return html.partition('<div class="paper')[2].partition("</main>")[0]


def read(html: str) -> str:
    """Return the words of a piece of a page, its parts by lines."""
    return re.sub(r"<[^>]+>", "\n", re.sub(r"<!--.*?-->", "", html))


def slips(html: str) -> list[str]:
    """Return each strip of a page of strips."""
    return re.findall(r"(?s)<li(?: aria-hidden=\"true\")?><ul>(.*?</ul><p>[^<]*</p>)</li>", printed(html))


def pages_and_codes() -> Iterator[tuple[Path, str]]:
    for pack in (TINY, REAL):
        for code in codes(edition_of(pack)):
            yield pack, code


class TestHowLong:
    """Paper ends with a month."""

    def test_six_months_where_nothing_ends_sooner(self):
        assert last_month(date(2026, 11, 27), []) == "2027-05"
        assert last_month(date(2026, 7, 1), [None, date(2017, 1, 1), date(2030, 1, 1)]) == "2027-01"

    def test_sooner_where_something_on_it_stops_being_fresh(self):
        assert last_month(date(2026, 11, 27), [date(2027, 3, 2), date(2027, 1, 31)]) == "2027-01"
        assert last_month(date(2026, 11, 27), [date(2026, 11, 27)]) == "2026-11"

    @given(DAYS, st.lists(st.none() | DAYS, max_size=6))
    def test_never_before_this_month_nor_more_than_six_after_nor_beyond_what_is_fresh(self, today, untils):
        found = last_month(today, untils)
        assert month_of(today) <= found <= months_after(month_of(today), MONTHS)
        assert all(found <= month_of(until) for until in untils if until is not None and until >= today)

    @given(DAYS, st.lists(st.none() | DAYS, max_size=6))
    def test_it_is_the_end_of_something(self, today, untils):
        ends = {months_after(month_of(today), MONTHS), *(month_of(until) for until in untils if until is not None)}
        assert last_month(today, untils) in ends

    @given(DAYS, st.lists(DAYS, max_size=6), DAYS)
    def test_more_on_it_never_makes_it_last_longer(self, today, untils, another):
        assert last_month(today, [*untils, another]) <= last_month(today, untils)

    @given(DAYS)
    def test_the_day_of_the_month_counts_for_nothing(self, today):
        assert last_month(today, []) == last_month(today.replace(day=1), [])

    @given(DAYS, st.integers(0, 40))
    def test_months_are_counted_over_years(self, day, count):
        month = months_after(month_of(day), count)
        assert (int(month[:4]) - day.year) * 12 + int(month[5:]) - day.month == count
        assert re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month)

    def test_what_is_printed_says_both_months(self):
        for lang, known, ends in (
            ("en", "As known in November 2026.", "Throw away after May 2027."),
            ("km", "ក្នុងខែវិច្ឆិកា 2026", "ក្រោយខែឧសភា 2027"),
        ):
            for path in (f"{lang}/k15", f"{lang}/k15-2"):
                assert known in printed(papers(REAL)[path])
                assert ends in printed(papers(REAL)[path])
            assert "05/2027" in printed(papers(REAL)[f"{lang}/k15-3"])

    def test_a_value_that_lapses_in_january_ends_the_paper_in_january(self):
        edition = addressed(REAL)
        key = lines_on_paper(edition, "15")[0]
        line = edition.lines[key]
        soon = replace(line.owned[0], fresh_until=date(2027, 1, 9))
        lines = {**edition.lines, key: replace(line, owned=(soon, *line.owned[1:]))}
        found = papers_of(replace(edition, lines=lines))
        assert "Throw away after January 2027." in found["en/k15"]
        assert "01/2027" in found["en/k15-3"]


@pytest.fixture(scope="module")
def november(tmp_path_factory) -> Before:
    return Before(country_of(TINY).edition(), tmp_path_factory.mktemp("november"))


class TestRedrawn:
    """Paper is drawn anew once a month, not once a day."""

    def made(self, november: Before, day: date) -> set[str]:
        _, made = november.after(replace(country_of(TINY), today=day).edition())
        return {path for path in made if PAPER.fullmatch(path)}

    @pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(2026, 11, 30)])
    def test_not_on_another_day(self, november, day):
        assert self.made(november, day) == set()

    def test_in_another_month(self, november):
        assert self.made(november, date(2026, 12, 1)) == papers(TINY).keys()


class TestWhatStandsOnIt:
    """The lines that a place's page offers first, and never police."""

    @pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
    def test_every_place_and_the_country_have_three_in_each_language(self, pack):
        wanted = {(lang, code, form) for lang in LANGUAGES for code in codes(edition_of(pack)) for form in "123"}
        found = [PAPER.fullmatch(path) for path in papers(pack)]
        assert {(one[1], one[2], one[3] or "1") for one in found if one} == wanted
        assert len(FORMS) == 3

    def test_the_numbers_are_those_that_the_page_of_the_place_lets_people_call(self):
        for pack, code in pages_and_codes():
            edition = edition_of(pack)
            if code:
                offered = re.findall(r'href="tel:\+?(\d+)"', html_of(pack, f"en/p{code}"))
                wanted = [key for key in offered if may_be_printed(edition.lines[key])]
                assert lines_on_paper(edition, code) == wanted, code
            digits = [edition.lines[key].national for key in lines_on_paper(edition, code)]
            for lang in LANGUAGES:
                for page in ("", "-2", "-3"):
                    paper = printed(papers(pack)[f"{lang}/k{code}{page}"])
                    assert all(number in paper for number in digits), (lang, code, page)

    def test_no_number_stands_on_it_that_is_not_offered(self):
        for pack, code in pages_and_codes():
            edition = addressed(pack)
            others = [line for key, line in edition.lines.items() if key not in lines_on_paper(edition, code)]
            for page in ("", "-2", "-3"):
                html = papers(pack)[f"en/k{code}{page}"]
                assert not [line.masked for line in others if survives(line, printed(html))], (code, page)

    def test_police_are_on_no_paper_though_the_page_of_the_place_has_them_last(self):
        assert 'href="tel:117"' in html_of(REAL, "en/p15")
        police = [line for line in edition_of(REAL).lines.values() if line.police]
        assert police
        for path, html in papers(REAL).items():
            assert not [line.masked for line in police if f"line:{line.key}-->" in html or survives(line, html)], path

    @pytest.mark.parametrize(
        "showing", [one for one in Showing if one.value not in ("call", "call_unconfirmed", "second")]
    )
    def test_what_needs_a_tap_or_a_mask_is_not_printed(self, showing):
        assert not may_be_printed(replace(self.a_line(), showing=showing))

    def test_what_must_be_read_before_a_call_is_not_printed(self):
        line = self.a_line()
        assert may_be_printed(line)
        words = {"en": "Invented."}
        assert not may_be_printed(replace(line, entity=replace(line.entity, caution=words)))
        assert not may_be_printed(replace(line, withdrawn=words))
        assert not may_be_printed(replace(line, gone="closed"))
        assert not may_be_printed(replace(line, police=True))
        assert not may_be_printed(replace(line, owned=()))

    def a_line(self) -> Line:
        edition = edition_of(REAL)
        return edition.lines[lines_on_paper(edition, "")[0]]

    def test_each_says_who_answers_and_how_far_to_rely_on_it_and_since_when(self):
        for page in ("", "-2"):
            paper = printed(papers(REAL)[f"en/k15{page}"])
            assert "Child Helpline Cambodia and 1 more say so. We have not called." in paper
            assert "True in 2016, not checked since." in paper
            assert "date unknown" in paper
            assert "Hours: 24 hours a day" in paper
            assert "Cost: free" in paper

    def test_each_says_where_nobody_has_confirmed_who_answers(self):
        key = lines_on_paper(edition_of(REAL), "15")[0]
        assert edition_of(REAL).lines[key].showing is Showing.CALL_UNCONFIRMED
        for lang in LANGUAGES:
            words = words_of(lang).gettext("(not confirmed)")
            for page, copies in (("", 1), ("-2", 5), ("-3", 1)):
                assert papers(REAL)[f"{lang}/k15{page}"].count(words) == copies, (lang, page)

    def test_a_strip_is_digits_and_nothing_else(self):
        for pack, code in pages_and_codes():
            for lang in LANGUAGES:
                found = slips(papers(pack)[f"{lang}/k{code}-3"])
                assert len(found) == (40 if lines_on_paper(edition_of(pack), code) else 0)
                assert len(set(found)) <= 1
                assert all(re.fullmatch(r"[\d\s()/]+", read(strip)) for strip in found), (lang, code)

    def test_a_lapsed_number_has_its_year_also_on_a_strip(self):
        assert re.findall(r"\([^)]*\)", read(slips(papers(REAL)["km/k15-3"])[0])) == ["(2016)"]

    def test_the_page_of_strips_tells_whose_they_are_and_does_not_print_it(self):
        screen, _, paper = papers(REAL)["en/k15-3"].partition('<div class="paper')
        assert "TPO Cambodia" in screen
        assert "TPO Cambodia" not in paper.partition("</main>")[0]

    def test_nothing_on_it_is_a_link(self):
        for pack in (TINY, REAL):
            assert not [path for path, html in papers(pack).items() if "<a " in printed(html)]

    def test_services_are_some_of_the_place_and_none_with_a_bed(self):
        edition = edition_of(REAL)
        beds = replace(
            edition, categories={key: replace(kind, residential=True) for key, kind in edition.categories.items()}
        )
        assert 0 < len(services_on_paper(edition, "15")) <= 6
        for code in codes(edition):
            assert services_on_paper(beds, code) == []
            kinds = [edition.services[one].first("category") for one in services_on_paper(edition, code)]
            assert not [kind for kind in kinds if kind and edition.categories[kind.value].residential]

    def test_a_service_of_no_known_kind_may_have_a_bed(self):
        country = country_of(TINY)
        edition = country.without(*(one for one in country.claims if one.property == "category")).edition()
        assert [code for code in codes(country.edition()) if services_on_paper(country.edition(), code)]
        assert edition.services
        assert not [code for code in codes(edition) if services_on_paper(edition, code)]

    def test_its_words_are_those_of_the_urgent_screens(self):
        assert "If nobody answers, do not wait: ask people near you to help." in printed(papers(REAL)["en/k15"])

    def test_that_nobody_keeps_it_up_and_nobody_read_its_words_stands_there_too(self):
        assert "Trial copy" in printed(papers(REAL)["en/k15"])
        assert "ម៉ាស៊ីនព្រាង" in printed(papers(REAL)["km/k15"])

    def test_a_place_without_a_line_has_a_page_that_says_so(self):
        found = papers_of(replace(addressed(TINY), lines={}))
        for page in ("", "-2", "-3"):
            assert "We know of no number here that may stand on paper." in found[f"en/k01{page}"]
            html5lib.HTMLParser(strict=True).parse(found[f"en/k01{page}"])


class TestCode:
    """A QR code leads to the page of the place, and to no invented address."""

    @given(st.text("abcdefghijklmnopqrstuvwxyz0123456789./:-", min_size=1, max_size=90))
    def test_its_path_is_the_matrix_that_segno_makes(self, text):
        code = qr.code_of(text)
        assert self.painted(code) == [list(row) for row in segno.make(text, error="m", micro=False).matrix]

    def painted(self, code: qr.Code) -> list[list[int]]:
        """Return the modules that a path paints, without the quiet zone; raises where it leaves the picture."""
        rows = [[0] * code.size for _ in range(code.size)]
        start = re.match(r"M(\d+) (\d+)\.5", code.path)
        assert start
        x, y = int(start[1]), int(start[2])
        for across, down, length in re.findall(r"m(-?\d+) (\d+)h(\d+)", code.path[start.end() :]):
            x, y = x + int(across), y + int(down)
            for _ in range(int(length)):
                rows[y][x] = 1
                x += 1
        quiet = qr.QUIET
        assert sum(map(sum, rows)) == sum(sum(row[quiet:-quiet]) for row in rows[quiet:-quiet])
        return [row[quiet:-quiet] for row in rows[quiet:-quiet]]

    def test_it_leads_to_the_page_of_the_place_in_the_language_of_the_paper(self):
        for code in codes(edition_of(REAL)):
            for lang in LANGUAGES:
                to = f"{ADDRESS}/{lang}/p{code}" if code else f"{ADDRESS}/{lang}/"
                for page in ("", "-2"):
                    paper = printed(papers(REAL)[f"{lang}/k{code}{page}"])
                    assert set(re.findall(r'aria-label="[^"]*(https:[^"]*)"', paper)) == {to}
                    assert f'<p class="url">{to}</p>' in paper
                    assert set(re.findall(r'stroke="#000" d="([^"]*)"', paper)) == {qr.code_of(to).path}

    def test_it_is_coarse_enough_for_an_old_camera(self):
        assert min(qr.CARD, qr.SHEET) >= 0.5
        code = qr.code_of(f"{ADDRESS}/km/p15")
        assert f'width="{code.millimetres(qr.CARD)}"' in papers(REAL)["km/k15-2"]
        assert float(code.millimetres(qr.CARD).removesuffix("mm")) / code.size >= 0.5
        assert code.size == len(segno.make(code.text, error="m", micro=False).matrix) + 8

    def test_a_strip_has_none(self):
        assert "<svg" not in printed(papers(REAL)["km/k15-3"])

    @pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
    def test_without_an_address_there_is_none_and_the_page_says_why(self, pack):
        for path, html in papers_of(edition_of(pack)).items():
            assert "<svg" not in printed(html), path
            assert "https://" not in printed(html), path
            assert "ROMDUOL_ADDRESS" in html.partition('<div class="paper')[0], path
        assert not [path for path, html in papers(pack).items() if "ROMDUOL_ADDRESS" in html]


class TestAddress:
    """Only the operator knows where the site is found."""

    @pytest.mark.parametrize("given", ["", "  ", "https://romduol.example.org", "https://a.b.example.org:8443"])
    def test_nothing_or_a_name_of_the_open_net(self, given):
        assert address_from(given) == given.strip()

    def test_a_slash_behind_it_is_no_mistake(self):
        assert address_from("https://romduol.example.org/") == "https://romduol.example.org"

    @pytest.mark.parametrize(
        "given",
        [
            "romduol.example.org",
            "http://romduol.example.org",
            "https://romduol.example.org/km",
            "https://romduol.example.org?x=1",
            "https://romduol.example.org/?",
            "https://romduol.example.org#x",
            "https://someone@romduol.example.org",
            "https://localhost",
            "https://localhost:8000",
            "https://127.0.0.1",
            "https://[::1]",
            "https://romduol",
            "https://romduol.local",
            "https://romduol..example.org",
            "https://romduol.example.org:99999",
            "https://romduol.example.org:0",
            "https://",
            "https://exa mple.org",
            'https://example.org"><b>',
        ],
    )
    def test_anything_else_is_refused_with_the_form_that_is_wanted(self, given):
        with pytest.raises(ImproperlyConfigured, match=r"ROMDUOL_ADDRESS .* https://romduol\.example\.org"):
            address_from(given)


class TestTakenBack:
    """A number that was taken back is off the paper at once."""

    def served(self, path: str, *items: Withdrawn) -> str:
        body = papers(REAL)[path].encode()
        return without(body, "text/html; charset=utf-8", path, items, NONE, notices_of(REAL)).decode()

    @pytest.mark.parametrize("path", ["km/k15", "en/k15", "km/k15-2", "en/k15-2", "km/k15-3", "en/k15-3", "en/k"])
    def test_each_line_goes_and_the_others_and_the_code_stay(self, path):
        edition = edition_of(REAL)
        lines = [edition.lines[key] for key in lines_on_paper(edition, "15")]
        assert len(lines) > 1
        for line in lines:
            html = self.served(path, line_taken(line))
            assert not survives(line, html), line.masked
            assert line.masked in html
            assert all(survives(other, printed(html)) or other.national in html for other in lines if other is not line)
            assert html.count("<svg") == papers(REAL)[path].count("<svg")
            assert re.findall(r' d="[^"]*"', html) == re.findall(r' d="[^"]*"', papers(REAL)[path])
            html5lib.HTMLParser(strict=True).parse(html)

    def test_a_strip_has_then_fewer_digits_and_no_word(self):
        line = edition_of(REAL).lines[lines_on_paper(edition_of(REAL), "15")[0]]
        strip = slips(self.served("en/k15-3", line_taken(line)))[0]
        shown = re.sub(r'(?s)<p class="notice stop">.*?</p>', "", strip)  # Its look hides it there.
        assert re.fullmatch(r"[\d\s()/]+", read(shown))

    def test_a_place_goes_as_a_whole(self):
        html = self.served("km/k15", Withdrawn(Kind.PLACE, "15", "p15", ON, REASON))
        assert REASON["km"] in html
        assert 'class="no"' not in html

    def test_a_service_goes(self):
        service = edition_of(REAL).services[services_on_paper(edition_of(REAL), "15")[0]]
        html = self.served("en/k15", Withdrawn(Kind.SERVICE, service.id, service.code, ON, REASON))
        assert "Do not use this service." in html
        assert f"w:service:{service.id}-->" not in html

    def test_the_next_release_has_no_paper_of_a_place_that_was_taken_back(self):
        found = papers_of(country_of(TINY).without_record("place-01", "place").edition())
        assert not [path for path in found if re.fullmatch(r"../k01(-\d)?", path)]
        assert "en/k02" in found


def test_every_page_fits_the_budget_with_its_codes():
    sizes = {path: len(brotli.compress(html.encode(), quality=5)) + HEAD for path, html in papers(REAL).items()}
    assert {path: size for path, size in sizes.items() if size > MOST["br"]} == {}


def test_every_page_is_valid_with_its_codes():
    for html in (*papers(TINY).values(), papers(REAL)["km/k15"], papers(REAL)["km/k15-2"], papers(REAL)["km/k"]):
        html5lib.HTMLParser(strict=True).parse(html)
        assert "style=" not in html


def test_the_page_of_a_place_and_the_list_of_lines_lead_to_it():
    for lang in LANGUAGES:
        assert f'href="/{lang}/k15"' in html_of(REAL, f"{lang}/p15")
        assert f'href="/{lang}/k"' in html_of(REAL, f"{lang}/l")
    assert {page.path for page in drawn(edition_of(TINY))} >= papers(TINY).keys()
