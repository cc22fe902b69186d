"""The pack of Cambodia carries the research whole, in its own words, and hints at no venue."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
import yaml
from tests.desk.copies import KH, ROOT, PackCopy, untouched

SHARED = ROOT.parent / "shared"
RESEARCH, GUIDES = SHARED / "facts" / "claims.yaml", SHARED / "guides"
needs_research = pytest.mark.skipif(not RESEARCH.exists(), reason="the research notes are not beside the repository")
needs_guides = pytest.mark.skipif(not GUIDES.is_dir(), reason="the guides are not beside the repository")

# Kinds of venues, streets and areas where people work; naming one would help to find them.
VENUES = re.compile(
    r"\b(karaoke|ktv|massages?|guest ?houses?|beer gardens?|river ?front|river ?side|national road|casinos?|bars?"
    r"|night ?clubs?|red.light|hotels?|saunas?|discos?)\b"
    r"|ខារ៉ាអូខេ|ម៉ាស្សា|ផ្ទះសំណាក់|ហាងស្រាបៀរ|សួនស្រាបៀរ|មាត់ទន្លេ|មាត់ស្ទឹង|ផ្លូវជាតិ|កាស៊ីណូ|ក្លឹប|សណ្ឋាគារ",
    re.IGNORECASE,
)
WORD = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*")


NEVER_SHOWN = ("words.yaml", "lexicon/")
"""Lists of words that are not used, and of words that people ask in: no page shows them."""


@lru_cache
def files() -> dict[str, Any]:
    copy = PackCopy(KH)
    names = [path.relative_to(KH).as_posix() for path in KH.rglob("*.yaml")]
    return {name: copy.data(name) for name in names if not name.startswith(NEVER_SHOWN)}


@lru_cache
def research() -> tuple[dict[str, Any], ...]:
    """Every entry of the notes, with its id."""
    notes = yaml.load(RESEARCH.read_text("utf-8"), yaml.BaseLoader)
    parts = [part for name, part in notes.items() if name != "sources" and isinstance(part, list)]
    return tuple(entry for part in parts for entry in part if isinstance(entry, dict))


def refs(node: Any) -> list[str]:
    found = node.get("ref", [])
    return [found] if isinstance(found, str) else found


@lru_cache
def carried() -> frozenset[str]:
    """Every id of the notes that some subject, statement or source carries."""
    return frozenset(ref for body in files().values() for node in nodes(body) for ref in refs(node))


@lru_cache
def left_out() -> frozenset[str]:
    return frozenset(entry["ref"] for entry in files()["left_out.yaml"]["left_out"])


def nodes(body: Any) -> Iterator[dict[str, Any]]:
    """Every table in a file that may carry a `ref`; those of the left-out lists do not."""
    for key in ("subjects", "sources", "needs", "categories", "topics", "situations", "places"):
        for entry in body.get(key, ()) if isinstance(body, dict) else ():
            yield entry
            yield from entry.get("statements", ())


def lines_of(locator: str) -> set[str]:
    """The lines that a locator names: "lines 9, 25" is 9 and 25, "lines 9-11" is 9 to 11."""
    found: set[str] = set()
    if not locator.startswith("line"):
        return found
    for first, last in re.findall(r"(\d+)(?:\s*[-–]\s*(\d+))?", locator):
        found |= {str(number) for number in range(int(first), int(last or first) + 1)}
    return found


@lru_cache
def located() -> frozenset[tuple[str, str]]:
    """Every (guide, line) that some claim is located at."""
    claims = untouched(KH).claims
    return frozenset((claim.source, line) for claim in claims for line in lines_of(claim.locator))


def cited(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every (guide, line) that an entry of the notes cites."""
    for node in (entry, *(part for part in entry.get("claims", ()) if isinstance(part, dict))):
        for source, lines in node.get("src", {}).items():
            for line in lines:
                yield source, line


@needs_research
def test_every_fact_of_the_research_is_carried_or_named_as_left_out():
    ids = {entry["id"] for entry in research()}
    assert len(ids) > 200
    assert sorted(ids - carried() - left_out()) == []
    assert sorted(left_out() - ids) == []


@needs_research
def test_nothing_is_both_carried_and_left_out():
    assert sorted(carried() & left_out()) == []


@needs_research
def test_every_line_that_a_carried_fact_cites_is_some_claims_locator():
    missing = {
        (entry["id"], *pair)
        for entry in research()
        if entry["id"] not in left_out()
        for pair in cited(entry)
        if pair not in located()
    }
    assert sorted(missing) == []


@needs_research
def test_what_must_not_be_published_is_not_carried():
    kept_back = {entry["id"] for entry in research() if entry.get("publish") == "false"}
    assert kept_back
    assert not kept_back & carried()


IDS = frozenset({"id", "source", "ref", "lineage", "speaks_for", "url", "rests_on"})
NAMES = frozenset({"title", "name", "alternate_name"})


def texts(node: Any, without: frozenset[str]) -> Iterator[str]:
    """Every text of a file, without keys and without what stands under some of them."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from texts(value, without) if key not in without else ()
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, without)
    else:
        yield str(node)


def all_texts(without: frozenset[str] = IDS) -> Iterator[tuple[str, str]]:
    for name, body in files().items():
        for text in texts(body, without):
            yield name, text


def test_no_text_names_a_kind_of_venue_or_a_street():
    assert [(name, text) for name, text in all_texts() if VENUES.search(text)] == []


def test_the_check_for_venues_finds_them():
    assert VENUES.search("near the riverfront")
    assert VENUES.search("នៅហាងខារ៉ាអូខេ")
    assert not VENUES.search("A barrier for a barber.")


@lru_cache
def sequences() -> frozenset[tuple[str, ...]]:
    """Every run of six words in the guides."""
    return frozenset(run for path in GUIDES.glob("*.txt") for run in runs(path.read_text("utf-8")))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    for start in range(len(words) - 5):
        yield tuple(words[start : start + 6])


@needs_guides
def test_no_text_copies_six_words_in_a_row_from_a_guide():
    assert sequences()
    # The names of laws and departments are what they are.
    ours = all_texts(IDS | NAMES)
    copied = {(name, " ".join(run)) for name, text in ours for run in runs(text) if run in sequences()}
    assert sorted(copied) == []


@needs_guides
def test_no_title_of_a_guide_stands_in_the_pack():
    titles = {entry["title"] for entry in yaml.safe_load(RESEARCH.read_text("utf-8"))["sources"]}
    everything = " ".join(text for _, text in all_texts()).lower()
    assert not [title for title in titles if title.lower() in everything]


def test_no_guide_is_linked():
    for source in untouched(KH).sources:
        assert source.lineage != "guides-a" or (source.url, source.grade, source.date) == ("", "D", None)


def test_a_shelter_has_no_number_of_its_own():
    shelters = {claim.subject for claim in untouched(KH).claims if claim.value == "shelter"}
    assert shelters
    assert not [claim for claim in untouched(KH).claims if claim.subject in shelters and claim.property == "phone"]
