"""Every page leads to where somebody can tell what happened, in words that tell nobody else anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.web.editions import TINY, drawn, edition_of, pages_of

from romduol.channels.web.offering import GRAVE
from romduol.channels.web.rendering import Frame

LINK = 'href="/in/{}/r"'
WORDS = {"en": "Tell somebody safely", "km": "ប្រាប់អ្នកណាម្នាក់ដោយសុវត្ថិភាព"}
TELLING = ("report", "violence", "abuse", "traffick", "crime", "victim")


@pytest.mark.parametrize("lang", ["km", "en"])
def test_every_page_of_a_language_leads_there(lang):
    pages = {path: page.body.decode() for path, page in pages_of(TINY).items() if path.startswith(f"{lang}/")}
    # Paper has no links, and a page that says something broke is as small as can be.
    without = {
        path for path, html in pages.items() if LINK.format(lang) not in html and '<footer class="foot">' in html
    }
    assert pages
    assert without == set()


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_emergency_page_leads_there_beside_its_lines(lang):
    html = pages_of(TINY)[f"{lang}/e"].body.decode()
    assert html.count(LINK.format(lang)) == 2
    assert html.index(LINK.format(lang)) < html.index("</main>")
    assert WORDS[lang] in html


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_home_page_leads_there_among_its_choices(lang):
    html = pages_of(TINY)[f"{lang}/"].body.decode()
    assert html.index(LINK.format(lang)) < html.index("</main>")


@pytest.mark.parametrize(("need", "times"), [("violence_support", 2), ("legal_aid_rights", 1)])
def test_a_guide_to_what_is_grave_leads_there_beside_its_text(need, times):
    """The pictures of the home page lead to guides: whoever is beaten finds the way there, too."""
    edition = edition_of(TINY)
    guides = {name: replace(guide, needs=(need,)) for name, guide in edition.guides.items()}
    pages = {page.path: page for page in drawn(replace(edition, guides=guides))}
    assert pages["en/g1"].body.decode().count(LINK.format("en")) == times


def test_the_words_of_the_link_out_nobody():
    assert not [word for word in TELLING if word in WORDS["en"].lower()]


def test_what_is_grave_leads_there_as_plainly_as_to_a_line():
    assert {"violence_support", "trafficking", "trafficking_report", "child_protection", "signs"} <= GRAVE
    assert not GRAVE & {"law", "health_hiv_sti", "legal_aid_rights"}


def test_a_copy_leads_to_the_address_that_takes_reports():
    """As with what is wrong with a page: mirrors and plain files take nothing."""
    edition = edition_of(TINY)
    known = replace(edition, info=replace(edition.info, address="https://romduol.example.org"))
    assert Frame(known, "en").tell == "https://romduol.example.org/in/en/r"
    assert Frame(edition, "en").tell == "/in/en/r"
