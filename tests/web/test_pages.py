"""Every page: valid, neutral, complete, without third parties, and never a dead link."""

import re
from collections import Counter
from xml.etree.ElementTree import Element

import html5lib
import pytest
from tests.desk.copies import PackCopy
from tests.web.editions import REAL, TINY, TODAY, drawn, edition_of, html_of, pages_of

from romduol.channels.api.giving.choosing import choice_of
from romduol.channels.api.giving.told import told_of, told_page
from romduol.channels.web import addresses
from romduol.channels.web.addresses import FILES
from romduol.desk.packs.queries import edition_of_pack

PATHS = sorted(pages_of(TINY))
ONE_OF_EACH = [f"{lang}/{path}" for lang in ("km", "en") for path in ("", "e", "p", "p01", "o", "s", "l", "n", "t1")]
ONE_OF_EACH += [
    f"{lang}/{path}" for lang in ("km", "en") for path in ("c", "d", "h", "a", "404", "405", "413", "429", "500")
]


def parse(html: str) -> Element:
    """Return the page's tree; raises where a browser would have to guess."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return tree


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole(path):
    tree = parse(html_of(TINY, path))
    lang = path.partition("/")[0] or "en"
    assert tree.get("lang") == lang
    assert len(tree.findall(".//h1")) == 1
    assert "Romduol" in (tree.findtext(".//title") or "")
    assert tree.find(".//main") is not None
    ids = Counter(node.get("id") for node in tree.iter() if node.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("path", ONE_OF_EACH)
def test_a_page_of_the_real_country_is_valid(path):
    parse(html_of(REAL, path))


@pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
def test_every_link_leads_to_a_page_and_every_anchor_to_a_place_on_it(pack):
    pages = pages_of(pack)
    dead = set()
    for path, page in pages.items():
        for link, anchor in re.findall(r'href="(/[^"#]*)?(?:#([^"]*))?"', page.body.decode()):
            if re.fullmatch(r"/in/(km|en)/r", link):
                # Where somebody tells what happened is drawn when it is asked for.
                continue
            if link.startswith("/in/"):
                # Where readers say what is wrong, or how it was, is no page of the release: it is about one.
                lang, _, about = link.removeprefix("/in/").replace("/v/", "/s/").partition("/s/")
                link, anchor = f"/{lang}/{about}", ""
            if link.startswith(FILES):
                # A file is made when somebody asks; the API has to know it by this very name.
                if choice_of(link.removeprefix(FILES), told_of(told_page(edition_of(pack)).body)) is None:
                    dead.add((path, link, anchor))
                continue
            target = link[1:] if link else path
            if target not in pages or (anchor and f'id="{anchor}"' not in html_of(pack, target)):
                dead.add((path, link, anchor))
    assert dead == set()


@pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
def test_no_page_asks_another_site_for_anything(pack):
    for path, page in pages_of(pack).items():
        html = page.body.decode()
        assert not re.search(r'\ssrc=|<iframe|<img|@import|<form[^>]+action="http', html), path
        assert all(icon.startswith("data:") for icon in re.findall(r'<link[^>]+href="([^"]+)"', html)), path
        assert "url(" not in html, path
        assert "document.cookie" not in html, path
        assert "localStorage" not in html, path


@pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
def test_the_way_out_and_the_trial_note_stand_on_every_page(pack):
    edition = edition_of(pack)
    for path, page in pages_of(pack).items():
        html = page.body.decode()
        assert f'id="exit" href="{edition.info.exit_url}" rel="noreferrer nofollow"' in html, path
        assert "#trial" in html, path
        if path.startswith("km/"):
            assert "ម៉ាស៊ីនព្រាង" in html, path


def test_each_page_leads_to_itself_in_the_other_language():
    pages = pages_of(REAL)
    for path in pages:
        lang, _, rest = (path or "km/").partition("/")
        other = "en" if lang == "km" else "km"
        assert f'href="/{other}/{rest}"' in html_of(REAL, path), path


def test_titles_tell_nobody_what_is_read():
    names = {"sex", "police", "traffick", "hiv", "violence", "rape", "abuse", "danger"}
    for path, page in pages_of(REAL).items():
        title = re.findall(r"<title>(.*?)</title>", page.body.decode())[0].lower()
        assert not names & set(re.findall(r"\w+", title)), (path, title)
        assert len(title) < 60, (path, title)


def test_paths_are_short_and_neutral():
    for path in pages_of(REAL):
        assert re.fullmatch(r"(km|en)/(|404|405|413|429|500|[a-z][a-z0-9]{0,11}(-\d+)?)|", path), path


@pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
def test_a_number_that_is_held_back_stands_nowhere_in_full(pack):
    edition = edition_of(pack)
    held_back = [line for line in edition.lines.values() if line.showing in ("withheld", "do_not_call")]
    assert held_back
    for path, page in pages_of(pack).items():
        digits = re.sub(r"(?<=\d)[ .\-–]+(?=\d)", "", re.sub(r"<[^>]+>", " ", page.body.decode()))
        for line in held_back:
            own = line.national.replace(" ", "")
            assert own not in digits or not re.search(rf"(?<!\d){own}(?!\d)", digits), (path, line.masked)
            assert line.key not in digits, (path, line.masked)


def test_a_number_with_two_owners_never_has_a_button():
    edition = edition_of(REAL)
    contested = [line for line in edition.lines.values() if line.showing == "two_owners"]
    assert contested
    for page in pages_of(REAL).values():
        for line in contested:
            assert f'href="tel:{line.value}"' not in page.body.decode()
    for line in contested:
        html = html_of(REAL, f"en/{line.entity.code}")
        assert line.national in html
        for value in line.owned:
            name = edition.organizations[value.subject].first("name")
            assert name is not None
            assert name.words["en"] in html


def test_residential_care_that_nobody_vouches_for_is_explained_and_not_named():
    edition = edition_of(REAL)
    codes = [code for code in edition.held_back if code in edition.places and f"en/p{code}" in pages_of(REAL)]
    assert codes
    for code in codes:
        assert "free to leave" in html_of(REAL, f"en/p{code}")
        for service in edition.held_back[code]:
            assert service not in html_of(REAL, f"en/p{code}")


def test_a_place_of_which_nothing_is_known_is_no_dead_end():
    edition = edition_of(REAL)
    empty = [
        place.code
        for place in edition.places.values()
        if place.level == "province"
        and not any(edition.services_in.get(code) for code in edition.places if code.startswith(place.code))
        and not edition.organizations_in.get(place.code)
    ]
    assert empty
    for code in empty:
        html = html_of(REAL, f"en/p{code}")
        assert "does not mean there is none" in html
        assert 'href="tel:' in html


def test_text_in_another_language_says_which():
    # Publishers' names have no Khmer form; a screen reader has to switch voices for them.
    assert '<span lang="en">' in html_of(REAL, "km/c")


def test_the_bare_address_is_the_home_page_of_the_first_language():
    assert pages_of(REAL)[""].body == pages_of(REAL)["km/"].body


def test_a_source_page_does_not_list_the_beds_that_are_held_back():
    edition = edition_of(REAL)
    held_back = {service for services in edition.held_back.values() for service in services}
    spoken = {source for source, claims in edition.claims_of.items() if {one.subject for one in claims} & held_back}
    assert spoken
    for source in spoken:
        html = html_of(REAL, "en/" + addresses.source(edition.info.id, source))
        assert "A service that is not listed" not in html


def test_a_denied_value_is_told_as_not_so(tmp_path):
    copy = PackCopy.of(TINY, tmp_path / "tiny")
    copy.add("org-lantern", "organization", {"works_in": {"value": "01", "stance": "denies"}})
    pages = {page.path: page.body.decode() for page in drawn(edition_of_pack(copy.read(), TODAY))}
    assert "Not so:" in pages["en/d"]
