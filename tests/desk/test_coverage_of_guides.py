"""Whatever the five seed guides tell can be found here, in our own words, or is left out for a reason that is given."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from tests.desk.copies import KH, untouched
from tests.desk.test_coverage import GUIDES, needs_guides, runs, sequences

from romduol.desk.packs.guide_files import read_guide_file
from romduol.desk.packs.guides import sections_of
from romduol.desk.packs.passages import passages
from romduol.desk.packs.schema import shape_problems
from romduol.desk.packs.yaml_files import PackProblem, YamlFile, read_yaml
from romduol.knowledge.claims.rules.evidence import line_id
from romduol.knowledge.claims.rules.properties import PROPERTIES

SEEDS = ("g000", "g001", "g002", "g003", "g004")


@lru_cache
def coverage() -> YamlFile:
    return read_yaml(KH / "coverage.yaml", "coverage.yaml")


def sections(guide: str) -> list[dict[str, Any]]:
    (found,) = [entry["sections"] for entry in coverage().data["guides"] if entry["guide"] == guide]
    return list(found)


def parts() -> Iterator[tuple[str, dict[str, Any]]]:
    for guide in SEEDS:
        for section in sections(guide):
            for part in section["parts"]:
                yield guide, part


def numbers(lines: str) -> set[int]:
    """The numbers that "3, 5-7" names."""
    spans = re.findall(r"(\d+)(?:-(\d+))?", lines)
    return {number for first, last in spans for number in range(int(first), int(last or first) + 1)}


@lru_cache
def targets() -> frozenset[str]:
    """All that an entry may point at."""
    pack = untouched(KH)
    lines = (line_id(claim.value) for claim in pack.claims if PROPERTIES[claim.property].one_owner)
    places = (f"place:{place.code}" for place in pack.places if place.level == "province" or place.town_of_guide)
    return frozenset({*(subject.id for subject in pack.subjects), *lines, *places, *sections_of(pack.guides)})


def test_the_file_has_the_shape_that_the_page_on_packs_tells():
    assert shape_problems(coverage(), "coverage") == []
    assert [entry["guide"] for entry in coverage().data["guides"]] == list(SEEDS)


def test_every_place_that_an_entry_points_at_is_there():
    missing = [
        (guide, part["lines"], one) for guide, part in parts() for one in part.get("in", ()) if one not in targets()
    ]
    assert missing == []


def test_nothing_is_left_out_without_a_reason():
    assert [part for _, part in parts() if len(part.get("left_out", part.get("tells", "")).split()) < 3] == []


def test_most_of_what_is_told_is_told_by_a_guide():
    told = [part for _, part in parts() if "in" in part]
    by_a_guide = [part for part in told if any("#" in one for one in part["in"])]
    assert len(by_a_guide) > len(told) * 0.8


def test_the_parts_of_a_section_are_its_lines():
    for guide in SEEDS:
        for section in sections(guide):
            covered = set().union(*(numbers(part["lines"]) for part in section["parts"]))
            assert covered <= numbers(section["lines"]), (guide, section["lines"])


@needs_guides
@pytest.mark.parametrize("guide", SEEDS)
def test_every_line_of_a_seed_guide_is_told_somewhere_or_left_out(guide):
    (path,) = GUIDES.glob(f"{guide[1:]}_*.txt")
    written = {number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line.strip()}
    covered = set().union(*(numbers(part["lines"]) for of, part in parts() if of == guide))
    assert sorted(written - covered) == []
    assert max(covered) <= max(written)


@needs_guides
def test_no_guide_of_ours_copies_six_words_in_a_row_from_a_seed_guide():
    ours = [(one.file, one.line, one.text) for one in passages(KH) if one.file.startswith("guides/")]
    assert len(ours) > 500
    assert [row for row in ours if any(run in sequences() for run in runs(row[2]))] == []


def test_the_sections_that_answers_point_to_stand_in_both_languages():
    problems: list[PackProblem] = []
    files = [read_guide_file(path, path.name, problems) for path in sorted((KH / "guides").glob("*.md"))]
    assert problems == []
    assert len([file for file in files if file and file.leads]) * 2 == len(files)
