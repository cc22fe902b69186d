"""Each text says which language it is in: no English is left on a Khmer page but names and quotations."""

import re

import pytest
from tests.thoroughness import every
from tests.web.editions import REAL, edition_of, html_of, pages_of
from tests.web.languages import told, told_in_a_browser, unmarked

from romduol.base.khmer import sort_key
from romduol.ui import formatting

ENGLISH_MONTHS = re.compile(
    r"\b\d{1,2} (?:" + "|".join(formatting.MONTHS["en"]) + r")\b|\b(?:Jan|Feb|Mar|Apr|Jun|Jul)\b"
)
NESTED = re.compile(r"<a\b[^>]*>(?:(?!</a>).)*?<a\b[^>]*>", re.DOTALL)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_page_marks_what_is_in_another_language(lang):
    found: dict[str, str] = {}
    for path, page in pages_of(REAL).items():
        if path.startswith(f"{lang}/"):
            found.update(dict.fromkeys(unmarked(page.body.decode()), path))
    assert found == {}


def test_pages_are_read_as_a_browser_reads_them():
    for path in every(20, sorted(pages_of(REAL))):
        assert told(html_of(REAL, path)) == told_in_a_browser(html_of(REAL, path)), path


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<html lang="km"><body><p>សួស្តី hello', {"hello: សួស្តី hello"}),
        ('<html lang="km"><body><p>សួស្តី <span lang="en">hello</span> HIV', set()),
        ('<html lang="km"><title>Find', {"Find: Find"}),
        ('<html lang="km"><body><nav aria-label="Ways"></nav>', {"Ways: Ways"}),
        ('<html lang="en"><body><p>We say អ្នក', {"អ: We say អ្នក"}),
        ('<html lang="en"><body><a lang="km">ខ្មែរ</a>', set()),
    ],
)
def test_what_is_not_marked_is_found(html, found):
    assert unmarked(html) == found


def test_no_link_stands_within_another():
    assert {path: hit[0] for path, page in pages_of(REAL).items() if (hit := NESTED.search(page.body.decode()))} == {}


def test_khmer_pages_write_months_in_khmer():
    pages = {path: page.body.decode() for path, page in pages_of(REAL).items() if path.startswith("km/")}
    english = {
        path: hit[0] for path, html in pages.items() if (hit := ENGLISH_MONTHS.search(_without_quotations(html)))
    }
    assert english == {}
    assert any(month in html for html in pages.values() for month in formatting.MONTHS["km"])


def _without_quotations(html):
    return re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", html, flags=re.DOTALL)


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_has_a_khmer_name(month):
    said = formatting.period(f"2026-{month:02}-03", "km")
    assert re.fullmatch("3 [\u1780-\u17dd]+ 2026", said)


def listed(path, selector):
    return [re.sub(r"<[^>]+>", "", name).strip() for name in re.findall(selector, html_of(REAL, path), re.DOTALL)]


@pytest.mark.parametrize("path", ["km/", "km/p", "en/p"])
def test_provinces_stand_in_the_order_of_a_dictionary(path):
    codes = re.findall(r'<li><a href="/\w\w/p(\d\d)">', html_of(REAL, path))
    lang = path[:2]
    names = [edition_of(REAL).places[code].name[lang] for code in codes]
    assert len(names) == 25
    assert names == sorted(names, key=sort_key)


def test_the_provinces_to_choose_from_stand_in_the_order_of_a_dictionary():
    names = listed("km/q", r"<option value=\"\d\d\">(.*?)</option>")
    assert len(names) == 25
    assert names == sorted(names, key=sort_key)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_organisations_stand_in_the_order_of_a_dictionary(lang):
    names = listed(f"{lang}/o", r"<li><a href=\"/\w\w/o\w+\">(.*?)</a>")
    assert len(names) > 20
    assert names == sorted(names, key=sort_key)
