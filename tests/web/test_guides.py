"""Pages of guides: each fact with its level, its disagreement beside it, and who says so at the foot."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from tests.web.changes import country_of, guide_with
from tests.web.editions import REAL, TINY, drawn, edition_of, html_of, pages_of

from romduol.channels.web.pages.guides import one
from romduol.channels.web.reader import Reader
from romduol.channels.web.sheets import Turn
from romduol.channels.web.telling import Teller
from romduol.knowledge.guides.records import Translation
from romduol.knowledge.guides.rules.sheets import MOST, parted, path_of
from romduol.knowledge.releases.records import Edition

EN, KM = "en/g1", "km/g1"


def drawn_of(edition: Edition) -> Mapping[str, str]:
    """Return the pages of guides of an edition, by path."""
    return {page.path: page.body.decode() for page in drawn(edition) if re.match(r"(en|km)/g", page.path)}


def text_of(html: str) -> str:
    """Return a page as the words that are read, tags taken out."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2]).split())


def with_guide(**more: object) -> Edition:
    """Return the tiny edition with its guide changed."""
    edition = edition_of(TINY)
    return replace(edition, guides={"singing": replace(edition.guides["singing"], **more)})  # type: ignore[arg-type]


def test_the_title_is_neutral_and_the_heading_is_the_guides():
    html = html_of(TINY, EN)
    assert "<title>Guide 1 · Romduol</title>" in html
    assert "<h1>Singing in Tinyland</h1>" in html


def test_no_section_id_and_no_word_stands_in_an_anchor():
    for pack in (TINY, REAL):
        for path, page in pages_of(pack).items():
            if re.match(r"(en|km)/g", path):
                ids = re.findall(r'\bid="([^"]+)"', page.body.decode())
                assert [found for found in ids if not re.fullmatch(r"(s|w|n)\d+|main|exit", found)] == [], path


def test_a_sentence_has_a_small_mark_that_leads_to_who_says_so():
    html = html_of(TINY, EN)
    marks = re.findall(r'<sup><a class="mk (\w+)" href="#(w\d+)" aria-label="\d+: ([^"]+)">', html)
    assert ("said", "w2", "said, not checked") in marks
    for _, anchor, _ in marks:
        assert html.count(f'id="{anchor}"') == 1


def test_a_disagreement_stands_beside_its_sentence_and_not_only_folded():
    assert re.search(r'Sing by day\.<sup>.*?</sup> <a class="torn" href="#w1">Sources disagree</a>', html_of(TINY, EN))
    assert re.search(r'សូមច្រៀងពេលថ្ងៃ។<sup>.*?</sup> <a class="torn" href="#w1">ប្រភពមិនស្របគ្នា</a>', html_of(TINY, KM))


def test_the_foot_tells_who_says_so_when_and_who_says_otherwise():
    foot = html_of(TINY, EN).partition('id="w1"')[2].partition('id="w2"')[0]
    assert "Some say so, some say not:" in foot or "Sources say that this is not so:" in foot
    assert "Who says otherwise:" in foot
    assert foot.count('<ul class="voices">') == 2


def test_a_line_stands_as_a_card_with_marks_of_withdrawal():
    html = html_of(TINY, EN)
    assert "<!--w:line:1280-->" in html
    assert 'href="tel:1280"' in html


def test_a_service_that_is_named_can_be_taken_back_as_it_is_served():
    assert "<!--w:service:svc-lantern-talk-->" in html_of(TINY, EN)


def test_a_line_that_was_taken_back_has_no_button():
    edition = country_of(TINY).without_record("line-1280", "line").edition()
    html = drawn_of(edition)[EN]
    assert 'href="tel:1280"' not in html
    assert "Do not call" in html


def test_links_between_pages_stay_in_the_language():
    assert 'href="/en/t1">the law</a>' in html_of(TINY, EN)
    assert 'href="/km/t1">ច្បាប់</a>' in html_of(TINY, KM)


def test_a_link_to_a_section_leads_to_the_sheet_on_which_it_stands():
    edition = edition_of(REAL)
    guide = next(guide for guide in edition.guides.values() if len(parted(guide)) > 1)
    last = guide.texts["en"].sections[-1]
    other = next(one for one in edition.guides.values() if one.code != guide.code)
    text = replace(
        other.texts["en"], sections=(replace(last, body=f"[There]({guide.code}#{last.anchor}).", rests_on=()),)
    )
    changed = replace(edition, guides={guide.id: guide, other.id: replace(other, texts={"en": text})})
    assert f'href="/en/{path_of(guide, last.id)}#{last.anchor}">There' in drawn_of(changed)[f"en/{other.code}"]


def test_the_state_of_a_translation_is_told():
    assert "ម៉ាស៊ីនព្រាង មិនទាន់មានមនុស្សអានទេ។" in html_of(TINY, KM)
    assert "Machine-drafted" not in text_of(html_of(TINY, EN))
    outdated = guide_with(country_of(TINY), "km", translation=Translation.OUTDATED).edition()
    assert "អត្ថបទដើមបានប្តូរ" in drawn_of(outdated)[KM]
    reviewed = guide_with(country_of(TINY), "km", translation=Translation.REVIEWED).edition()
    assert "ម៉ាស៊ីនព្រាង មិនទាន់មានមនុស្សអានទេ។" not in drawn_of(reviewed)[KM]


def test_a_guide_that_nobody_translated_is_shown_as_it_was_written_and_says_so():
    texts = edition_of(TINY).guides["singing"].texts
    html = drawn_of(with_guide(texts={"en": texts["en"]}))[KM]
    assert "មិនទាន់មានអ្នកបកប្រែទេ។" in html
    assert '<h1 lang="en">Singing in Tinyland</h1>' in html


def test_what_no_person_read_against_its_facts_says_so():
    said = "No person has read this text against its facts yet."
    assert said in html_of(TINY, EN)
    assert said not in drawn_of(with_guide(read_by="steward", read_on="2026-11-20"))[EN]


def test_facts_that_changed_since_are_named():
    html = drawn_of(with_guide(changed=("health-2",), read_by="steward"))[EN]
    assert "Facts changed since this text was last read." in html
    assert "How many have slept badly" in html.partition("<section")[0]


def test_words_that_look_like_tags_stay_words():
    edition = edition_of(TINY)
    guide = edition.guides["singing"]
    section = replace(guide.texts["en"].sections[0], body="<script>x</script> <!--w:line:1280-->", rests_on=())
    text = replace(guide.texts["en"], sections=(section,))
    changed = replace(edition, guides={"singing": replace(guide, texts={"en": text})})
    html = drawn_of(changed)[EN]
    assert "&lt;script&gt;" in html
    assert "<!--w:line:1280-->" not in html


def test_the_list_names_every_guide_with_a_picture_and_words():
    for pack in (TINY, REAL):
        html = html_of(pack, "en/g")
        for guide in edition_of(pack).guides.values():
            assert f'href="/en/{guide.code}"' in html
        rows = html[html.index("<h1") : html.index("<footer")]
        assert rows.count('<svg class="icon"') == len(edition_of(pack).guides)
        assert '<path d=""/>' not in html


def test_home_topics_and_needs_lead_to_guides():
    assert 'href="/en/g"' in html_of(TINY, "en/")
    assert 'href="/en/g1"' in html_of(TINY, "en/t1")
    assert 'href="/en/g1"' in html_of(TINY, "en/s")


def test_a_pack_without_guides_has_no_list_and_no_link_to_it():
    edition = replace(edition_of(TINY), guides={})
    pages = {page.path: page.body.decode() for page in drawn(edition)}
    assert not [path for path in pages if re.match(r"(en|km)/g", path)]
    assert 'href="/en/g"' not in pages["en/"]


def test_a_long_guide_is_parted_alike_in_every_language_and_loses_no_section():
    for guide in edition_of(REAL).guides.values():
        parts = parted(guide)
        sections = guide.texts["en"].sections
        assert [one for part in parts for one in part] == [one.id for one in sections]
        for number, part in enumerate(parts, 1):
            for section in part:
                path = path_of(guide, section)
                assert path == (guide.code if number == 1 else f"{guide.code}-{number}")
                anchor = guide.texts["en"].section(section)
                assert anchor is not None
                assert f'id="{anchor.anchor}"' in html_of(REAL, f"en/{path}")
                assert f'id="{anchor.anchor}"' in html_of(REAL, f"km/{path}")


def test_a_guide_of_one_heavy_section_after_another_has_a_sheet_for_each():
    guide = edition_of(TINY).guides["singing"]
    heavy = tuple(replace(one, body="a" * MOST * 6) for one in guide.texts["en"].sections)
    texts = {"en": replace(guide.texts["en"], sections=heavy)}
    assert parted(replace(guide, texts=texts)) == (("now",), ("after",))


@pytest.mark.parametrize("lang", ["en", "km"])
def test_a_sheet_is_made_of_the_edition_alone(lang):
    teller = Teller(Reader(edition_of(TINY), lang))
    sheet = one(teller, "g1", "singing", Turn(1, 1, "g1"), ("now", "after"))
    assert len(sheet.shows["sections"]) == 2
    assert edition_of(TINY).today == date(2026, 11, 22)
