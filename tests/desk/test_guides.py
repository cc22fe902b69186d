"""The reader of guides: what it makes of a text, and every kind of mistake named with file, line and cause."""

import pytest
from tests.desk.copies import KH, TINY, PackCopy, problems, untouched

from romduol.base.sentences import sentences
from romduol.knowledge.guides.records import Guide, Translation

LEAD, KM = "guides/singing.en.md", "guides/singing.km.md"


def the_guide(copy: PackCopy) -> Guide:
    """Return the one guide of a copy of the tiny pack."""
    (guide,) = copy.read().guides
    return guide


def causes(copy: PackCopy) -> list[tuple[str, int, str]]:
    """Return what is wrong with a copy: file, line, cause."""
    return [(found.file, found.line, found.cause) for found in problems(copy)]


def test_a_guide_is_read_section_by_section(tiny):
    guide = the_guide(tiny)
    english, khmer = guide.texts["en"], guide.texts["km"]
    assert (guide.id, guide.code, guide.icon, guide.needs) == ("singing", "g1", "heart", ("legal_aid_rights",))
    assert english.title == "Singing in Tinyland"
    assert [(one.id, one.anchor) for one in english.sections] == [("now", "s1"), ("after", "s2")]
    assert [one.id for one in khmer.sections] == ["now", "after"]
    assert english.sections[0].heading == "What to do now"
    assert english.sections[0].rests_on == ("law-1", "org-lantern", "law-2", "health-1")
    assert guide.rests_on[-1] == "svc-lantern-talk"


def test_a_lead_is_plain_words_without_marks_and_emphasis(tiny):
    now = the_guide(tiny).texts["en"].sections[0]
    assert now.lead == "Sing by day. Ask Lantern before you sing at night."
    assert the_guide(tiny).texts["km"].sections[0].lead == "សូមច្រៀងពេលថ្ងៃ។ សូមសួរប្រទីបមុនច្រៀងពេលយប់។"


def test_a_pack_without_guides_has_none(tiny):
    for file in (LEAD, KM):
        (tiny.folder / file).unlink()
    assert tiny.read().guides == ()


def test_a_translation_of_the_text_as_it_is_now_is_machine_drafted_until_a_person_reads_it(tiny):
    assert the_guide(tiny).texts["en"].translation is Translation.ORIGINAL
    assert the_guide(tiny).texts["km"].translation is Translation.MACHINE_DRAFTED
    reviewed = "state: reviewed\nreviewed_by: steward\nreviewed_on: 2026-11-01"
    tiny.replace(KM, "state: machine-drafted", reviewed)
    assert the_guide(tiny).texts["km"].translation is Translation.REVIEWED


def test_a_change_of_the_first_text_makes_the_translation_outdated(tiny):
    tiny.replace(LEAD, "Rest. Some", "Rest well. Some")
    assert the_guide(tiny).texts["km"].translation is Translation.OUTDATED


def test_blanks_at_ends_of_lines_and_other_newlines_change_no_revision(tiny):
    before = the_guide(tiny).texts["en"].revision
    tiny.replace(LEAD, "Rest. Some people", "Rest. Some people")
    path = tiny.folder / LEAD
    path.write_bytes(path.read_bytes().replace(b"\n", b"  \r\n").replace(b"---  \r\n", b"---\r\n") + b"\r\n\r\n")
    assert the_guide(tiny).texts["en"].revision == before
    assert the_guide(tiny).texts["km"].translation is Translation.MACHINE_DRAFTED


@pytest.mark.parametrize(
    ("old", "new", "line", "cause"),
    [
        ("[^org-lantern]", "[^org-lantem]", 10, "no subject is called org-lantem"),
        ("needs: [legal_aid_rights]", "needs: [legal]", 6, "no need is called legal"),
        ("[line 1280]", "[line 1281]", 15, "nothing is said of line 1281"),
        ("[line 1280]", "Call: [line 1280]", 15, "`[line ...]` stands in a paragraph of its own"),
        ("Rest. Some", "Rest <b>well</b>. Some", 19, "raw HTML is not read"),
        ("### Beds", "<!--w:line:1280-->\n### Beds", 21, "raw HTML is not read"),
        ("Rest. Some", "![a picture](e) Some", 19, "a guide has no images"),
        ("(t1)", "(https://example.org/)", 23, "is no page of this site"),
        ("(t1)", "(//example.org)", 23, "is no page of this site"),
        ("(t1)", "(g1#s3)", 23, "g1#s3 is no page of this site"),
        ("(t1)", "(g9)", 23, "g9 is no page of this site"),
        ("Rest. Some", "Ring 099 000 101. Some", 19, "looks like a phone number"),
        ("Rest. Some", "Ring ០៩៩ ០០០ ១០១. Some", 19, "looks like a phone number"),
        ("Rest. Some", "Ring 1280. Some", 19, "looks like a phone number"),
        ("summary: Where you", "summary: 099000101 Where you", 3, "looks like a phone number"),
        ("Rest. Some", "- Rest. Some", 17, "a section begins with its lead"),
        ("Sing by day.", "One. Two. Sing by day.", 10, "the lead has 4 sentences"),
        ("## Afterwards {#after}", "## Afterwards", 17, "a section begins with `## Heading {#id}`"),
        ("## What", "Before.\n\n## What", 8, "text before the first section"),
        ("### Beds", "    beds", 21, "a guide is made of paragraphs"),
        ("### Beds", "[x]: e\n\n### Beds", 17, "this section defines a reference"),
        ("## Afterwards {", "## Afterwards [^law-1] {", 17, "a heading has no mark"),
    ],
)
def test_a_mistake_is_named_with_its_line(tiny, old, new, line, cause):
    tiny.replace(LEAD, old, new)
    assert [found for found in causes(tiny) if found[:2] == (LEAD, line) and cause in found[2]], causes(tiny)


@pytest.mark.parametrize("years", ["2012-13", "2015–2019", "Between 2008 and 2023", "Article 24, law of 2008"])
def test_years_are_no_phone_number(tiny, years):
    tiny.replace(LEAD, "Rest. Some", f"{years} is long ago. Some")
    assert the_guide(tiny).code == "g1"


def test_a_code_given_twice_is_named(tiny):
    text = (tiny.folder / LEAD).read_text("utf-8")
    (tiny.folder / "guides/dancing.en.md").write_text(text, "utf-8")
    assert (LEAD, 4, "g1 is already the code of guides/dancing.en.md") in causes(tiny)


def test_sections_in_another_order_are_named_with_those_of_the_first_text(tiny):
    tiny.replace(KM, "{#after}", "{#later}")
    ((file, line, cause),) = causes(tiny)
    assert (file, line) == (KM, 16)
    assert "now, later; those of guides/singing.en.md are now, after" in cause


def test_what_is_no_revision_is_answered_with_the_right_one(tiny):
    revision = the_guide(tiny).texts["en"].revision
    tiny.replace(KM, f'"{revision}"', '"soon"')
    ((file, line, cause),) = causes(tiny)
    assert (file, line) == (KM, 4)
    assert f'"{revision}"' in cause


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        ("state: reviewed\nreviewed_on: 2026-11-01", "a reviewed text says reviewed_by"),
        ("state: reviewed\nreviewed_by: steward", "a reviewed text says reviewed_on"),
        ("state: machine-drafted\nreviewed_by: steward", "was reviewed by nobody"),
    ],
)
def test_no_review_is_claimed_that_nobody_did(tiny, state, cause):
    tiny.replace(KM, "state: machine-drafted", state)
    assert cause in causes(tiny)[0][2]


def test_two_first_texts_are_named(tiny):
    tiny.replace(KM, 'translates: "c33b4719"\nstate: machine-drafted', "code: g2\nicon: heart\nneeds: [shelter]")
    assert "two texts of this guide were written first" in causes(tiny)[0][2]


@pytest.mark.parametrize("name", ["guides/singing.md", "guides/Sing.en.md", "singing.en.md", "guides/seen.en.yaml"])
def test_a_file_that_is_no_guide_is_named(tiny, name):
    (tiny.folder / name).write_text("words\n", "utf-8")
    assert causes(tiny) == [(name, 0, "no part of a pack has this name")]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Go now. [^a] Ask for PEP within 3 days (72 hours). You decide.", 3),
        ("See Art. 24 of the law. It is e.g. a start.", 2),
        ("ទៅឥឡូវ។ [^a] សួររក PEP។អ្នកសម្រេច។", 3),
        ("Really? Yes! Go.", 3),
        ("No stop at the end", 1),
        ("", 0),
    ],
)
def test_sentences_are_told_apart(text, count):
    assert len(sentences(text)) == count


@pytest.mark.parametrize("pack", [TINY, KH], ids=["tiny", "kh"])
def test_the_packs_can_be_read(pack):
    assert len({guide.code for guide in untouched(pack).guides}) == len(untouched(pack).guides)
