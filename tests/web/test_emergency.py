"""The urgent page offers only lines whose evidence allows it, and never police where police are the danger."""

import re
from dataclasses import replace

import pytest
from tests.web.editions import REAL, TINY, drawn, edition_of, html_of

from romduol.channels.web.pages.emergency import lines_of
from romduol.knowledge.directory.rules.urgent import MOST_LINES
from romduol.knowledge.releases.records import Showing

PACKS = pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])


@PACKS
def test_a_situation_offers_at_most_three_lines_that_may_be_called(pack):
    edition = edition_of(pack)
    for place in range(len(edition.situations)):
        lines = lines_of(place, edition)
        assert len(lines) <= MOST_LINES
        assert all(line.urgent for line in lines)


@PACKS
def test_no_police_line_is_offered_where_police_are_the_danger(pack):
    edition = edition_of(pack)
    places = [place for place, situation in enumerate(edition.situations) if situation.no_police]
    assert places
    for place in places:
        everything = replace(edition.situations[place], lines=tuple(edition.lines))
        tempted = replace(edition, situations=(everything,))
        for line in lines_of(0, tempted):
            assert not line.police
            assert line.owned, "nobody says who answers: it may be police"


def test_the_police_section_of_the_page_holds_no_police_number():
    edition = edition_of(REAL)
    place = next(place for place, situation in enumerate(edition.situations) if situation.no_police)
    sections = html_of(REAL, "en/e").split('<section class="situation"')
    buttons = re.findall(r'href="tel:\+?(\d+)"', sections[place + 1])
    assert not [key for key in buttons if edition.lines[key].police]


def test_a_line_that_lost_its_button_leaves_the_page_and_the_page_says_so():
    edition = edition_of(TINY)
    lines = {key: replace(line, showing=Showing.WITHHELD) for key, line in edition.lines.items()}
    pages = {page.path: page for page in drawn(replace(edition, lines=lines))}
    html = pages["en/e"].body.decode()
    assert "tel:" not in html
    assert "We know of no line that we can offer for this." in html


def test_each_tile_leads_to_its_section_and_the_address_tells_nothing():
    html = html_of(REAL, "km/e")
    tiles = re.findall(r'<li><a href="#(n\d)">', html)
    assert tiles == [f"n{number}" for number in range(1, 9)]
    assert all(f'id="{anchor}"' in html for anchor in tiles)


def test_no_fact_on_the_page_stands_without_its_level():
    for section in html_of(REAL, "en/e").split('<section class="situation"')[1:]:
        assert section.count('href="tel:') <= section.count('class="lvl')


def test_what_an_advice_rests_on_is_never_told_as_if_it_were_so_where_sources_deny_it():
    edition = edition_of(REAL)
    label = edition.statements["law-02"].label["en"]
    item = next(one for one in html_of(REAL, "en/e").split("<li>") if label in one)
    assert item.startswith('<span class="eyebrow">Sources say that this is not so:</span>')
    assert "Sources that say it is so: 3. Sources that say it is not so: 9." in item
    assert "say that it is not so. We have not checked." in item


def test_a_child_who_is_ill_gets_care_first_and_nobody_has_to_report():
    edition = edition_of(REAL)
    situation = next(one for one in edition.situations if one.id == "under_18")
    assert "your child" in situation.more[0]["en"]
    assert "care comes first" in situation.more[0]["en"]
    assert "កូនរបស់អ្នក" in situation.more[0]["km"]
    assert situation.more[0]["en"] in html_of(REAL, "en/e")


def test_health_care_is_a_choice_on_the_first_page():
    guide = edition_of(REAL).guides["testing"]
    for lang, words in (("en", "HIV, infections, tests"), ("km", "អេដស៍ ជំងឺកាមរោគ ការធ្វើតេស្ត")):
        found = re.search(rf'<li><a href="/({lang}/\w+)"><svg.*?</svg>{words}</a>', html_of(REAL, f"{lang}/"))
        assert found
        assert found[1] == f"{lang}/{guide.code}"
    assert "HIV, infections, tests" not in html_of(TINY, "en/"), "no guide and no service for it is known there"
