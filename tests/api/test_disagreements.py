"""`/api/disagreements` has the shape that was promised, and says what the rules found."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from tests.desk.copies import KH, TINY, TODAY, PackCopy, untouched
from tests.web.editions import drawn

from romduol.channels.api.documents import disagreements_document
from romduol.channels.api.rendering import ApiRenderer
from romduol.desk.packs.queries import edition_of_pack
from romduol.knowledge.claims.records import Severity

PROMISED = ["id", "rule", "subject", "property", "purpose", "positions", "severity", "independent", "would_settle"]
SAID = ["id", "name", "lineage", "grade", "date", "locator"]


def document(pack=KH) -> dict[str, Any]:
    edition = replace(edition_of_pack(untouched(pack), TODAY), release="kh-2026-11-22-1")
    found: dict[str, Any] = orjson.loads(orjson.dumps(disagreements_document(edition)))
    return found


@pytest.mark.parametrize("pack", [KH, TINY])
def test_the_document_has_the_promised_shape(pack):
    found = document(pack)
    assert list(found) == ["release", "contents"]
    assert found["release"] == "kh-2026-11-22-1"
    for entry in found["contents"]:
        assert list(entry) == PROMISED
        assert entry["severity"] in list(Severity)
        assert isinstance(entry["independent"], bool)
        assert len(entry["positions"]) > 1
        for position in entry["positions"]:
            assert list(position) == ["value", "sources"]
            assert position["sources"]
            for source in position["sources"]:
                assert list(source) == SAID
                assert source["grade"] in ("A", "B", "C", "D")
                assert source["name"]
                assert source["locator"]


def test_it_tells_who_says_what():
    entry = next(one for one in document()["contents"] if one["subject"] == "line-1288")
    said = {
        position["value"]: [(source["id"], source["grade"], source["date"]) for source in position["sources"]]
        for position in entry["positions"]
    }
    assert said["org-ncct"] == [("g004", "D", None)]
    assert sorted(said["org-cnp"]) == [("aple-report-page", "B", None), ("g003", "D", None)]
    assert (entry["rule"], entry["purpose"], entry["severity"]) == ("two_owners", None, "critical")
    assert (entry["independent"], entry["would_settle"]) == (True, "call_the_line")


def test_five_guides_are_shown_as_one_lineage():
    entry = next(one for one in document()["contents"] if one["subject"] == "org-chabdai")
    lineages = {source["lineage"] for position in entry["positions"] for source in position["sources"]}
    assert (lineages, entry["independent"], entry["purpose"]) == ({"guides-a"}, False, "report")


def test_no_source_is_named_by_its_real_title():
    names = {
        source["name"] for one in document()["contents"] for side in one["positions"] for source in side["sources"]
    }
    assert any(name.startswith("Unsigned web guide") for name in names)


def test_the_gravest_comes_first_and_ids_are_unique():
    entries = document()["contents"]
    order = [list(Severity).index(Severity(entry["severity"])) for entry in entries]
    assert order == sorted(order)
    assert len({entry["id"] for entry in entries}) == len(entries)


def test_the_page_of_a_release_holds_the_document():
    edition = edition_of_pack(untouched(TINY), TODAY)
    page = next(page for page in drawn(edition, ApiRenderer()) if page.path == "api/disagreements")
    assert (page.media_type, page.private) == ("application/json", False)
    assert orjson.loads(page.body) == orjson.loads(orjson.dumps(disagreements_document(edition)))


def test_a_withheld_number_is_masked_unless_a_steward_asks_on_the_server():
    edition = edition_of_pack(untouched(KH), TODAY)
    for_readers = orjson.dumps(disagreements_document(edition)).decode()
    for_stewards = orjson.dumps(disagreements_document(edition, masked=False)).decode()
    assert "12822639" in for_stewards
    assert "12822639" not in for_readers
    assert "23987910" not in for_readers
    assert "+85592311511" in for_readers, "a number that readers may call is not masked"


def test_a_withheld_number_does_not_stand_in_what_a_disagreement_is_about():
    edition = edition_of_pack(untouched(KH), TODAY)
    line = edition.lines["85512822639"]
    about = replace(edition.disagreements[0], subject=f"line-{line.key}")

    def subject(*, masked: bool) -> str:
        found = disagreements_document(replace(edition, disagreements=(about,)), masked=masked)
        return str(found["contents"][0]["subject"])

    assert subject(masked=True) == f"line-{line.masked}"
    assert subject(masked=False) == f"line-{line.key}"


def test_a_denied_number_that_is_withheld_stays_masked_and_its_side_says_not(tmp_path):
    copy = PackCopy.of(KH, tmp_path / "kh")
    copy.add("org-ahtjpp", "organization", {"phone": {"value": "012 822 639", "purpose": "report", "stance": "denies"}})
    document = disagreements_document(edition_of_pack(copy.read(), TODAY))
    (found,) = [one for one in document["contents"] if (one["rule"], one["subject"]) == ("assert_deny", "org-ahtjpp")]
    assert [side["value"] for side in found["positions"]] == ["012 ... ..9", "not 012 ... ..9"]
