"""A record that turned out to be another one: its page leads on, and lists, numbers and search know one of them."""

import brotli
import pytest
from tests.knowledge.taking import ON, REASON
from tests.web.changes import Country, country_of
from tests.web.editions import REAL, TINY, drawn
from tests.web.test_pages import parse
from tests.web.test_taken_back import notices_of

from romduol.knowledge.answers.jobs import IndexRenderer
from romduol.knowledge.releases.records import Kind, Page, Withdrawn
from romduol.knowledge.releases.rules.finding import find_withdrawable
from romduol.knowledge.releases.rules.withdrawing import without

LANTERN, HARBOUR, LEGAL, TALK = "org-lantern", "org-harbour", "svc-lantern-legal", "svc-lantern-talk"
TOLD = {"en": "This is told on another page now", "km": "ឥឡូវរឿងនេះនៅលើទំព័រផ្សេង"}


def tiny_joined() -> Country:
    return country_of(TINY).joined(HARBOUR, LANTERN).joined(TALK, LEGAL)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {path: page.body.decode() for path, page in drawn_of(tiny_joined()).items()}


def drawn_of(country: Country) -> dict[str, Page]:
    return {page.path: page for page in drawn(country.edition()) if not page.private}


@pytest.mark.parametrize("lang", ["km", "en"])
@pytest.mark.parametrize(("record", "into"), [(HARBOUR, LANTERN), (TALK, LEGAL)])
def test_the_page_of_the_other_leads_on_within_its_budget(pages, record, into, lang):
    before, after = country_of(TINY).edition(), tiny_joined().edition()
    old = {**before.organizations, **before.services}[record]
    new = {**after.organizations, **after.services}[into]
    html = pages[f"{lang}/{old.code}"]
    parse(html)
    assert TOLD[lang] in html
    assert f'href="/{lang}/{new.code}"' in html
    assert len(brotli.compress(html.encode(), quality=5)) < 12_000


@pytest.mark.parametrize("lang", ["km", "en"])
def test_lists_know_the_one_that_stays_alone_and_its_page_has_both_numbers(pages, lang):
    before, after = country_of(TINY).edition(), tiny_joined().edition()
    gone, stays = before.organizations[HARBOUR].code, after.organizations[LANTERN].code
    leading = [path for path, html in pages.items() if path.startswith(lang) and f'href="/{lang}/{gone}"' in html]
    assert leading == []
    assert f'href="/{lang}/{stays}"' in pages[f"{lang}/o"]
    lines = after.lines_of[LANTERN]
    assert {"1280", "85599000111"} <= set(lines)
    assert "85599000111" not in before.lines_of[LANTERN]


def test_search_finds_the_one_that_stays_by_both_names():
    edition = tiny_joined().edition()
    told = b"".join(page.body for page in drawn(edition, IndexRenderer()))
    assert edition.organizations[LANTERN].uuid.encode() in told or LANTERN.encode() in told
    assert HARBOUR.encode() not in told


def test_no_link_is_dead_once_two_of_the_real_country_are_one():
    country = country_of(REAL)
    marked = [one for guide in country.frame.guides for one in guide.rests_on if one.startswith("org-")]
    record = marked[0]
    into = next(one for one in country.edition().organizations if one != record and one not in marked)
    joined = country.joined(record, into).about(languages=("en",)).edition()
    told = {page.path: page.body.decode() for page in drawn(joined) if not page.private and page.path.startswith("en/")}
    code = country.edition().organizations[record].code
    assert TOLD["en"] in told[f"en/{code}"]
    assert not [path for path, html in told.items() if f'href="/en/{code}"' in html and path != f"en/{code}"]


@pytest.mark.parametrize("lang", ["km", "en"])
def test_where_the_one_that_stays_is_taken_back_the_page_of_the_other_says_so(lang):
    country = tiny_joined()
    other, one = country.edition().joined[TALK], country.edition().services[LEGAL]
    drawn_page = drawn_of(country)[f"{lang}/{other.code}"]
    item = Withdrawn(Kind.SERVICE, LEGAL, one.code, ON, REASON)
    told = without(drawn_page.body, drawn_page.media_type, drawn_page.path, [item], frozenset(), notices_of(TINY))
    assert REASON[lang] in told.decode()
    assert f'href="/{lang}/{one.code}"' not in told.decode()

    next_release = country.without_record(LEGAL, "service")
    assert LEGAL not in next_release.edition().services
    html = drawn_of(next_release)[f"{lang}/{other.code}"].body.decode()
    assert {"en": "Do not use this service", "km": "កុំប្រើសេវានេះ"}[lang] in html


def test_a_service_is_taken_back_by_the_code_of_the_one_that_it_turned_out_to_be():
    edition = tiny_joined().edition()
    for name in (edition.joined[TALK].code, edition.joined[TALK].uuid, TALK):
        assert find_withdrawable(Kind.SERVICE, name, edition).key == LEGAL
