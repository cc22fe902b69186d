"""What a pack would otherwise lose without a word, or grow out of hand, is refused with file, line and field."""

import pytest
from tests.desk.copies import TODAY, problems

from romduol.desk.packs.reading import read_pack
from romduol.desk.packs.yaml_files import PackErrors

SOURCES = "sources/all.yaml"


@pytest.mark.parametrize(
    ("says", "cause"),
    [
        ({"phone": {"value": {"en": "099 000 113"}, "purpose": "office"}}, "phone takes a plain value"),
        ({"body_type": {"en": "a house on a street"}}, "body_type takes a plain value"),
        ({"works_in": {"en": "01"}}, "works_in takes a plain value"),
        ({"part_of": {"en": "org-watch"}}, "part_of takes a plain value"),
        ({"has_hotline": {"value": {"en": "yes"}, "stance": "denies"}}, "has_hotline takes a plain value"),
    ],
)
def test_a_text_where_a_code_belongs_is_named(tiny, says, cause):
    tiny.add("org-harbour", "organization", says)
    (found,) = problems(tiny)
    assert cause in found.cause


def test_a_source_that_speaks_for_nobody_is_named(tiny):
    tiny.add_source(id="lost-page", speaks_for="org-lantem")
    (found,) = problems(tiny)
    assert (found.field, found.cause) == ("sources[0].speaks_for", "no organization is called org-lantem")


def test_a_check_of_what_a_kind_does_not_have_is_named(tiny):
    tiny.find("8-17", subject="org-harbour", property="hours")
    (found,) = problems(tiny)
    assert (found.field, found.cause) == ("checks[0].property", "a organization has no hours")


def test_a_file_that_nothing_reads_is_named(tiny):
    (tiny.folder / "withdrawal.yaml").write_text("withdrawals: []\n")
    (tiny.folder / "sources" / "more.yml").write_text("sources: []\n")
    assert [(found.file, found.cause) for found in problems(tiny)] == [
        ("sources/more.yml", "no part of a pack has this name"),
        ("withdrawal.yaml", "no part of a pack has this name"),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("withdrawals.yaml", "on: 2026-09-20", "on: 2036-09-20", "withdrawals[0].on"),
        ("checks.yaml", "on: 2026-09-15", "on: 2036-09-15", "checks[0].on"),
        (SOURCES, "2026-08-01", "2030", "sources[3].date"),
    ],
)
def test_what_is_dated_ahead_is_named(tiny, file, old, new, field):
    tiny.replace(file, old, new)
    if file == "checks.yaml":
        tiny.replace(file, "holds_until: 2027-03-15", "holds_until: 2037-03-15")
    with pytest.raises(PackErrors) as caught:
        read_pack(tiny.folder, TODAY)
    (found,) = caught.value.problems
    assert (found.file, found.field) == (file, field)
    assert "lies ahead" in found.cause


def test_an_alias_is_refused_before_it_can_grow(tiny):
    levels = "".join(f"  - &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 30))
    (tiny.folder / "topics.yaml").write_text("topics:\n  - &l0 [x]\n" + levels)
    assert "packs use no YAML aliases: write the value out" in {found.cause for found in problems(tiny)}


@pytest.mark.parametrize("code", ["e", "p01", "t", "T1"])
def test_a_topic_that_would_stand_on_another_page_is_named(tiny, code):
    text = (tiny.folder / "topics.yaml").read_text("utf-8")
    (tiny.folder / "topics.yaml").write_text(text.replace("code: t1", f"code: {code}", 1), "utf-8")
    assert problems(tiny)[0].field == "topics[0].code"


def test_bytes_that_are_no_text_name_their_line(tiny):
    (tiny.folder / "topics.yaml").write_bytes(b"topics:\n  - id: law\n    name: \xff\n")
    (found,) = problems(tiny)
    assert (found.file, found.line) == ("topics.yaml", 3)
