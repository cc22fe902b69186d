"""What a reader is told: levels in words, who says so, what is gone, and which line comes first."""

import re
from dataclasses import replace

import pytest
from tests.web.editions import REAL, TINY, drawn, edition_of, html_of

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import card
from romduol.channels.web.offering import lines_first
from romduol.channels.web.reader import Reader
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Showing


def card_of(showing):
    """Return a page of one line of the tiny country, shown in this way."""
    edition = edition_of(TINY)
    line = replace(edition.lines["85599000102"], showing=showing)
    lines = {**edition.lines, line.key: line}
    pages = {page.path: page for page in drawn(replace(edition, lines=lines))}
    return pages[f"en/{line.entity.code}"].body.decode().split("<h2>")[0]


@pytest.mark.parametrize(
    ("showing", "button", "digits", "words"),
    [
        (Showing.CALL, True, True, "Call"),
        (Showing.CALL_UNCONFIRMED, True, True, "Call"),
        (Showing.SECOND, True, True, "2026"),
        (Showing.AFTER_TAP, True, True, "Listen first."),
        (Showing.TWO_OWNERS, False, True, "Sources name different owners"),
        (Showing.WITHHELD, False, False, "Is this number safe?"),
        (Showing.DO_NOT_CALL, False, False, "Do not call this number."),
    ],
)
def test_a_line_is_shown_as_its_showing_allows(showing, button, digits, words):
    html = card_of(showing)
    assert ('href="tel:' in html) == button
    assert ("099 000 102" in html) == digits
    assert words in html


def test_digits_after_a_tap_are_inside_the_fold():
    html = card_of(Showing.AFTER_TAP)
    assert html.index("<details>") < html.index("Listen first.") < html.index("099 000 102") < html.index("</details>")
    assert "099 000 102" not in html[: html.index("<details>")]


def test_police_are_never_the_first_line_that_somebody_is_offered():
    edition = edition_of(REAL)
    reader = Reader(edition, "en")
    for place in edition.places:
        lines = lines_first(reader, [place])
        assert lines
        assert not lines[0].police
    listed = re.findall(r'class="btn" href="tel:\+?(\d+)"', html_of(REAL, "en/l"))
    assert not edition.lines[listed[0]].police


def test_a_line_that_police_may_answer_says_so_wherever_it_stands():
    edition = edition_of(REAL)
    police = [line for line in edition.lines.values() if line.police]
    assert police
    for line in police:
        assert "police" in html_of(REAL, f"en/{line.entity.code}").lower()
        assert card(line, Teller(Reader(edition, "en"))).police


def test_a_body_that_left_is_marked_wherever_its_services_are_listed():
    edition = edition_of(REAL)
    reader = Reader(edition, "en")
    gone = [org for org in edition.organizations.values() if reader.gone(org.id)]
    assert gone
    for body in gone:
        assert str(reader.gone(body.id)) in html_of(REAL, f"en/{body.code}")
        for service in edition.services_of.get(body.id, ()):
            assert str(reader.gone(body.id)) in html_of(REAL, f"en/{edition.services[service].code}")


def test_a_statement_that_sources_deny_is_never_headed_as_if_it_were_so():
    edition = edition_of(REAL)
    law = edition.topics["law"]
    denied = [
        edition.statements[one]
        for one in edition.statements_of["law"]
        if (value := edition.statements[one].first("holds")) and value.value == "false"
    ]
    assert denied
    pages = [html_of(REAL, f"en/{law.code}{sheet}") for sheet in ("", "-2", "-3")]
    for statement in denied:
        label = statement.label["en"].replace("'", "&#39;")
        heading = next(found for page in pages for found in re.findall(r"<h2>.*?</h2>", page) if label in found)
        assert heading.startswith('<h2><span class="eyebrow">')


def test_a_level_is_told_in_words_and_its_shape_is_hidden_from_ears():
    html = html_of(REAL, "en/l")
    levels = re.findall(r'class="lvl (\w+)">(?:<summary>)?<i aria-hidden="true"></i><span>(.*?)</span>', html)
    assert levels
    assert len(levels) == html.count('class="lvl ')
    assert all(words for _, words in levels)


def test_a_check_is_told_with_its_day():
    edition = edition_of(TINY)
    html = html_of(TINY, f"en/{edition.lines['85599000102'].entity.code}")
    assert "We called on 15 September 2026." in html


def test_unsigned_guides_are_named_as_such_and_never_linked():
    edition = edition_of(REAL)
    for source in edition.sources.values():
        if source.lineage == "guides-a":
            assert source.title["en"].startswith("Unsigned web guide")
            assert source.url == ""
            assert source.title["en"] in html_of(REAL, f"en/{addresses.source('kh', source.id)}")


def test_a_place_is_shown_by_the_name_that_people_look_for():
    assert "<h1>Sisophon (Serei Saophoan)</h1>" in html_of(REAL, "en/p0106")
    assert "<h1>ស៊ីសុផុន (សិរីសោភ័ណ)</h1>" in html_of(REAL, "km/p0106")


def test_a_place_shows_only_grave_disagreements():
    edition = edition_of(REAL)
    mild = [one for one in edition.disagreements if one.severity not in ("critical", "high")]
    assert mild
    shown = set()
    for place in edition.places.values():
        if place.level == "province" or place.town_of_guide:
            shown |= set(re.findall(r'<li class="card" id="d(\w+)"', html_of(REAL, f"en/p{place.code}")))
    assert shown
    assert not {one.id[:8] for one in mild} & shown


def test_a_link_to_a_source_says_what_the_phone_keeps():
    edition = edition_of(REAL)
    for source in edition.sources.values():
        html = html_of(REAL, f"en/{addresses.source('kh', source.id)}")
        assert ("Opening it leaves its address in this phone" in html) == bool(source.url)
