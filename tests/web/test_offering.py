"""Which lines are offered where: what a page is about decides, and police are never a default."""

import re
from dataclasses import replace

import pytest
from tests.web.editions import REAL, edition_of, html_of, pages_of

from romduol.channels.web.line_cards import card
from romduol.channels.web.offering import in_order_of_use, lines_first
from romduol.channels.web.reader import NATIONAL, Reader, offered_in
from romduol.channels.web.telling import Teller

LEGAL_AID, HELPLINE, APLE, OFFICE_OF_APLE = "85523864201", "1280", "85592311511", "85523996351"


def called(html: str) -> list[str]:
    """Return the lines that a page offers to call, in their order."""
    return re.findall(r'href="tel:\+?(\d+)"', html)


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("t1", [LEGAL_AID, HELPLINE]),
        ("t2", [LEGAL_AID, HELPLINE]),
        ("t5", [APLE, HELPLINE]),
        ("t6", [APLE, HELPLINE]),
        ("t7", [APLE, HELPLINE]),
        ("t3", [HELPLINE, "855236366991", APLE]),
    ],
)
def test_a_topic_offers_the_lines_that_help_with_it(page, lines):
    assert called(html_of(REAL, f"en/{page}")) == lines


def test_no_topic_offers_police():
    edition = edition_of(REAL)
    for topic in edition.topics.values():
        for line in called(html_of(REAL, f"en/{topic.code}")):
            assert not edition.lines[line].police, topic.id


def test_no_line_page_offers_police_instead():
    edition = edition_of(REAL)
    seen = 0
    for line in edition.lines.values():
        _, found, instead = html_of(REAL, f"en/{line.entity.code}").partition("Lines to call instead")
        seen += bool(found)
        assert not [key for key in called(instead) if edition.lines[key].police]
    assert seen


def test_no_service_of_the_law_offers_police():
    edition = edition_of(REAL)
    legal = [
        service
        for service in edition.services.values()
        if (kind := service.first("category")) and edition.categories[kind.value].need == "legal_aid_rights"
    ]
    assert legal
    for service in legal:
        lines = called(html_of(REAL, f"en/{service.code}"))
        assert LEGAL_AID in lines
        assert not [key for key in lines if edition.lines[key].police]


def test_on_a_place_page_police_come_after_all_others():
    edition = edition_of(REAL)
    for place in edition.places.values():
        if f"en/p{place.code}" not in pages_of(REAL):
            continue
        lines = called(html_of(REAL, f"en/p{place.code}"))
        assert lines[-1] == "117"
        assert len(lines) > 1
        assert not [key for key in lines[:-1] if edition.lines[key].police]


def test_in_the_list_of_lines_police_come_after_all_others_that_somebody_answers():
    edition = edition_of(REAL)
    lines = called(html_of(REAL, "en/l"))
    before = lines[: lines.index("117")]
    assert {HELPLINE, APLE, LEGAL_AID} <= set(before)
    assert not [key for key in before if edition.lines[key].police]


def test_a_line_with_a_caution_is_never_among_the_first():
    edition = edition_of(REAL)
    assert edition.lines["115"].entity.caution
    reader = Reader(edition, "en")
    for about in ("", *edition.topics, *edition.needs):
        for place in ("12", "17"):
            assert not [line for line in lines_first(reader, [place], 99, about=about) if line.entity.caution]


def test_a_page_always_has_a_line_even_where_none_is_known_for_its_subject():
    edition = edition_of(REAL)
    kept = {key: replace(edition.lines[key], purposes=("health",)) for key in ("855236366991",)}
    reader = Reader(replace(edition, lines=kept), "en")
    assert [line.key for line in lines_first(reader, (), about="law")] == ["855236366991"]


def test_a_line_of_another_place_is_offered_only_where_a_subject_needs_it_most():
    reader = Reader(edition_of(REAL), "en")
    assert LEGAL_AID not in offered_in(reader.edition)[NATIONAL]
    assert LEGAL_AID in {line.key for line in lines_first(reader, (), about="law")}
    assert LEGAL_AID not in {line.key for line in lines_first(reader, ["17"])}


def test_of_one_body_the_line_for_reports_comes_before_its_office():
    edition = edition_of(REAL)
    both = [edition.lines[OFFICE_OF_APLE], edition.lines[APLE]]
    assert [line.key for line in in_order_of_use(both, edition)] == [APLE, OFFICE_OF_APLE]
    for subject in (edition.organizations["org-aple"], edition.services["svc-national-child-abuse-reporting"]):
        lines = called(html_of(REAL, f"en/{subject.code}"))
        assert lines.index(APLE) < lines.index(OFFICE_OF_APLE)


def test_a_line_that_nobody_owns_shows_who_lists_it():
    edition = edition_of(REAL)
    teller = Teller(Reader(edition, "en"))
    for key in ("118", "119", "666"):
        line = edition.lines[key]
        assert not line.owned
        told = card(line, teller).told
        assert told is not None
        assert told.said
        assert str(told.said[0].name) in html_of(REAL, f"en/{line.entity.code}")
    for path in ("en/e", "en/l"):
        shown = html_of(REAL, path).partition('href="tel:119"')[2]
        assert "libphonenumber" in shown[: shown.index("</details>")], path


def test_a_number_that_only_a_list_names_has_its_button_on_its_own_page_alone():
    edition = edition_of(REAL)
    for key in ("118", "666"):
        own = f"{edition.lines[key].entity.code}"
        for path, page in pages_of(REAL).items():
            assert (f'href="tel:{key}"' in page.body.decode()) == (path in (f"en/{own}", f"km/{own}")), path
        assert f'<span class="digits">{key}</span>' in html_of(REAL, "en/l")
    assert 'href="tel:119"' in html_of(REAL, "en/l")


def test_a_card_says_who_may_call():
    assert "Who can call: Children and young people up to 25" in html_of(REAL, "en/t3")
    assert "អ្នកណាអាចហៅ: កុមារ និងយុវជន" in html_of(REAL, "km/e")
