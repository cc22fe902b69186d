"""Words that stigmatise or hint at venues, figures without a claim and phone numbers are found, in both languages."""

from datetime import date

import pytest
from tests.desk.copies import KH, PackCopy, untouched

from romduol.desk.packs.seen import NOBODY, digests_of, note_as_seen
from romduol.desk.packs.words import figure_in, word_problems
from romduol.ui.words import LOCALE

LEAD, KM = "guides/singing.en.md", "guides/singing.km.md"
DAY = date(2026, 11, 22)


def found(copy: PackCopy) -> list[str]:
    """Return what is wrong with the words of a copy."""
    return [str(problem) for problem in word_problems(copy.folder)]


@pytest.fixture
def worded(tiny: PackCopy) -> PackCopy:
    """A copy of the tiny pack that has the word list of the real one."""
    (tiny.folder / "words.yaml").write_text((KH / "words.yaml").read_text("utf-8"), "utf-8")
    return tiny


def test_no_word_of_the_real_pack_and_of_the_pages_is_out_of_place():
    assert [str(problem) for problem in word_problems(KH, LOCALE)] == []


def test_the_tiny_pack_is_clean(worded):
    assert found(worded) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Some prostitutes rest.", "prostitute"),
        ("PROSTITUTION is a word.", "prostitute"),
        ("They were rescued.", "rescue"),
        ("A so-called **rescue** ended.", "rescue"),
        ("A high risk group rests.", "high-risk"),
        ("Tell the authorities.", "authorities"),
        ("Near the riverfront.", "riverfront"),
        ("In a night-club.", "nightclub"),
        ("Behind bars and bar's.", "bar"),
    ],
)
def test_an_english_word_is_found_in_every_shape(worded, text, term):
    worded.replace(LEAD, "Rest. Some", f"{text} Some")
    (problem,) = found(worded)
    assert problem.startswith(f"{LEAD}:19: after: “{term}”: ")
    assert "Write: " in problem


@pytest.mark.parametrize(
    "text", ["A barrier for a barber.", "A prosecutor embarks.", "They handle hotelling, perhaps."]
)
def test_another_word_is_left_alone(worded, text):
    worded.replace(LEAD, "Rest. Some", f"{text} Some")
    assert found(worded) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("ស្រីខូច", "ស្រីខូច"),
        ("ស្រី ខូច", "ស្រីខូច"),
        ("ស្រី\u200bខូច", "ស្រីខូច"),
        ("ការស្ដារនីតិសម្បទា", "ស្តារនីតិសម្បទា"),
        ("ជួយសង្គ្រោះគេ", "សង្គ្រោះ"),
        ("នៅហាងខារ៉ាអូខេ", "ខារ៉ាអូខេ"),
        ("នាងសម្រាក", "នាង"),
    ],
)
def test_a_khmer_word_is_found_however_it_is_spelt_or_spaced(worded, text, term):
    worded.replace(KM, "សូមសម្រាក។", f"{text}។")
    assert [problem for problem in found(worded) if f"“{term}”" in problem], found(worded)


@pytest.mark.parametrize("text", ["ការសង្គ្រោះបន្ទាន់", "ការសង្គ្រោះ បឋម"])
def test_a_khmer_phrase_in_which_it_is_something_else_is_left_alone(worded, text):
    worded.replace(KM, "សូមសម្រាក។", f"{text}។")
    assert found(worded) == []


def test_a_word_may_stand_exactly_where_the_list_allows_it(worded):
    worded.replace(LEAD, "Rest. Some", "They were rescued. Some")
    worded.replace(
        "words.yaml",
        "      - {file: guides/words.en.md, section: words}\n      - {file: guides/communities.en.md",
        (f"      - {{file: {LEAD}, section: after}}\n      - {{file: guides/communities.en.md"),
    )
    assert found(worded) == []
    worded.replace(LEAD, "Sing by day.", "They were rescued.")
    assert [problem for problem in found(worded) if problem.startswith(f"{LEAD}:10: now: “rescue”")]


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("topics.yaml", "", "", ""),
        ("statements/facts.yaml", "Whistling at night is an offence.", "Prostitution at night.", "law-1"),
    ],
)
def test_other_texts_are_looked_at_too(worded, file, old, new, where):
    if not old:
        worded.write(
            "topics.yaml",
            {"topics": [{"id": "law", "code": "t1", "name": {"en": "Law"}, "intro": {"en": "A hooker."}}]},
        )
        where = "law"
    else:
        worded.replace(file, old, new)
    (problem,) = found(worded)
    assert problem.startswith(f"{file}:")
    assert f" {where}: “" in problem


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Most of 300 people rest.", "300"),
        ("មនុស្ស ៣០០ នាក់សម្រាក។", "300"),
        ("About 3.2 in 100 rest.", "3.2"),
        ("In 2015, under 18, article 24, within 72 hours.", ""),
        ("Within 3 days (72 hours), 24 hours a day.", ""),
        ("ក្រោម 18 ឆ្នាំ មាត្រា 24 ក្នុង 3 ថ្ងៃ (72 ម៉ោង)។", ""),
        ("A page called “t1”.", ""),
    ],
)
def test_a_figure_is_told_from_a_year_an_age_and_hours(text, figure):
    assert figure_in(text) == figure


def test_a_figure_rests_on_a_mark_in_its_sentence_or_the_next(worded):
    worded.replace(LEAD, "Rest. Some", "Ask 7 people. Then rest. Go. Some")
    assert [problem for problem in found(worded) if "the figure 7 rests on no claim" in problem]
    worded.replace(LEAD, "Ask 7 people. Then rest.", "Ask 7 people. Then rest. [^health-2]")
    assert found(worded) == []


def test_a_phone_number_is_refused_also_outside_guides(worded):
    worded.replace("statements/facts.yaml", "Whistling at night is an offence.", "Ring 099 000 101.")
    assert [problem for problem in found(worded) if "099 000 101 looks like a phone number" in problem]


def test_a_changed_claim_puts_its_guide_up_for_review(tiny):
    pack = tiny.read()
    note_as_seen(tiny.folder, pack.guides, digests_of(pack.claims), by="steward", on=DAY)
    (guide,) = tiny.read().guides
    assert (guide.changed, guide.read_by, guide.read_on) == ((), "steward", "2026-11-22")
    tiny.add("health-2", "statement", {"figure": {"value": {"en": "4 in 10"}, "scope": "adults, 2025"}})
    (guide,) = tiny.read().guides
    assert guide.changed == ("health-2",)


def test_a_number_given_to_somebody_else_changes_its_line(tiny):
    before = digests_of(tiny.read().claims)
    tiny.add("org-harbour", "organization", {"phone": {"value": "1280", "purpose": "office"}})
    after = digests_of(tiny.read().claims)
    assert {one for one in after if after[one] != before.get(one)} == {"org-harbour", "line-1280"}


def test_nobody_is_said_to_have_read_what_nobody_read(tiny):
    (guide,) = tiny.read().guides
    assert (guide.read_by, guide.read_on) == ("", "")
    pack = tiny.read()
    note_as_seen(tiny.folder, pack.guides, digests_of(pack.claims), by="", on=DAY)
    assert NOBODY in (tiny.folder / "guides/seen.yaml").read_text("utf-8")
    assert tiny.read().guides[0].read_by == ""


def test_every_claim_that_a_real_guide_rests_on_was_noted_and_stands_unchanged():
    assert {guide.id: guide.changed for guide in untouched(KH).guides if guide.changed} == {}
