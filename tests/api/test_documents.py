"""`/api/sources` and `/api/places`: who speaks, and where; what must not be findable from here is not in them."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from tests.web.editions import REAL, TINY, WEB, drawn, edition_of

from romduol.channels.api.rendering import ApiRenderer
from romduol.knowledge.releases.records import Edition

SOURCE = [
    "id", "title", "publisher", "kind", "grade", "lineage", "date", "date_inferred", "language", "url", "urls",
]  # fmt: skip
PLACE = ["code", "iso", "level", "name", "parent", "neighbours", "spellings", "urls"]


def document(path: str, edition: Edition) -> dict[str, Any]:
    """Return a document as the release holds it."""
    page = next(page for page in drawn(edition, ApiRenderer()) if page.path == path)
    assert (page.media_type, page.private) == ("application/json", False)
    found: dict[str, Any] = orjson.loads(page.body)
    assert list(found) == ["license", "contents"]
    assert found["license"] == "CC-BY-SA-4.0"
    return found


@pytest.mark.parametrize("pack", [TINY, REAL])
def test_every_source_is_there_in_one_shape(pack):
    edition = edition_of(pack)
    found = document("api/sources", edition)["contents"]
    assert {source["id"] for source in found} == set(edition.sources)
    assert all(list(source) == SOURCE for source in found)
    assert all(source["title"] and source["lineage"] for source in found)


def test_an_unsigned_source_is_named_by_our_title_and_leads_nowhere():
    unsigned = [one for one in document("api/sources", edition_of(REAL))["contents"] if one["grade"] == "D"]
    assert len(unsigned) > 5
    assert {(one["publisher"], one["url"]) for one in unsigned} == {(None, None)}
    assert any(one["title"]["en"].startswith("Unsigned web guide") for one in unsigned)


def test_a_signed_source_is_told_in_full():
    signed = next(
        one for one in document("api/sources", edition_of(REAL))["contents"] if one["id"] == "aple-report-page"
    )
    assert (signed["publisher"], signed["grade"]) == ("APLE Cambodia", "B")
    assert signed["url"].startswith("https://")


@pytest.mark.parametrize("pack", [TINY, REAL])
def test_the_page_of_a_source_or_place_is_where_the_document_says(pack):
    edition = edition_of(pack)
    paths = {page.path for page in WEB.render(edition)}
    for path in ("api/sources", "api/places"):
        for one in document(path, edition)["contents"]:
            assert {address.lstrip("/") for address in one["urls"].values()} <= paths


def test_every_place_is_there_with_its_other_spellings():
    edition = edition_of(REAL)
    found = {place["code"]: place for place in document("api/places", edition)["contents"]}
    assert set(found) == set(edition.places)
    assert all(list(place) == PLACE for place in found.values())
    assert found["15"]["iso"] == "KH-15"
    assert found["15"]["name"]["en"] == "Pursat"
    assert found["15"]["spellings"]
    assert all(place["parent"] in found for place in found.values() if place["parent"])
    assert all(near in found for place in found.values() for near in place["neighbours"])


def test_the_same_facts_are_the_same_bytes_in_the_next_release():
    edition = edition_of(TINY)
    for path in ("api/sources", "api/places"):
        assert document(path, edition) == document(path, replace(edition, release="next"))
