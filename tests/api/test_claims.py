"""Each claim has a document: who says what, and how far it can be relied on; nothing that is held back stands in it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.knowledge.shelves import taken_back
from tests.web.editions import REAL, TINY, drawn, edition_of

from romduol.channels.api.claims import BUCKETS, FULL, HEAD, claim_document
from romduol.channels.api.rendering import ApiRenderer
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.jobs import BuildState
from romduol.knowledge.releases.queries.shelf import NothingPublished, Shelf
from romduol.knowledge.releases.records import Claim, Edition, Kind, Page, Withdrawn

SHAPE = [
    "id", "subject", "property", "value", "words", "stance", "purpose", "scope", "line", "source", "locator",
    "observed_on", "hedged", "rank", "reason", "recorded_on", "standing", "checked_on", "agrees", "against", "license",
]  # fmt: skip


def buckets(edition: Edition) -> dict[str, bytes]:
    """Return each bucket of claims by its path."""
    pages = [page for page in drawn(edition, ApiRenderer()) if page.path.startswith(BUCKETS)]
    assert all(page.private for page in pages)
    return {page.path: page.body for page in pages if page.path != HEAD}


def documents(edition: Edition) -> list[dict[str, Any]]:
    """Return every document."""
    return [orjson.loads(line) for body in buckets(edition).values() for line in body.splitlines()]


def claims(edition: Edition) -> Iterator[Claim]:
    """Yield every claim of an edition."""
    return (claim for said in edition.claims_of.values() for claim in said)


def claim_of(edition: Edition, **wanted: str) -> Claim:
    """Return the first claim that is like this."""
    return next(
        claim for claim in claims(edition) if all(getattr(claim, name) == value for name, value in wanted.items())
    )


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A server that has published the tiny country."""
    return published(edition_of(TINY), tmp_path)


def published(edition: Edition, home: Path) -> Shelf:
    publish(edition, renderers=[ApiRenderer()], folder=home / "releases", facts="for tests")
    return Shelf(home / "releases")


def told(claim: Claim, shelf: Shelf) -> dict[str, Any]:
    """Return the document of a claim, which must be there."""
    found = claim_document(claim.id, shelf.served())
    assert found is not None
    document: dict[str, Any] = orjson.loads(found)
    return document


@pytest.mark.parametrize("pack", [TINY, REAL])
def test_every_claim_about_what_is_listed_has_one_document(pack):
    edition = edition_of(pack)
    held_back = {service for services in edition.held_back.values() for service in services}
    wanted = {claim.id for claim in claims(edition) if claim.subject not in held_back}
    found = documents(edition)
    assert {document["id"] for document in found} == wanted
    assert len(found) == len(wanted)
    assert all(list(document) == SHAPE for document in found)


def test_a_bucket_is_small():
    found = buckets(edition_of(REAL))
    assert sum(len(body.splitlines()) for body in found.values()) / len(found) <= FULL
    assert max(len(body.splitlines()) for body in found.values()) <= 2 * FULL


def test_a_claim_tells_who_says_so_and_how_far_it_can_be_relied_on(shelf):
    edition = edition_of(TINY)
    line = edition.lines["85599000102"]
    value = line.owned[0]
    document = told(value.claims[0], shelf)
    source = edition.sources[value.claims[0].source]
    assert (document["value"], document["standing"]) == ("+85599000102", "checked")
    assert document["checked_on"] == "2026-09-15"
    assert document["source"] == {
        "id": source.id,
        "title": dict(source.title),
        "grade": str(value.grades[0]),
        "date": source.date_text or None,
    }
    assert document["line"]["showing"] == "call"
    assert document["subject"]["urls"]["en"] == f"/en/{edition.organizations[value.subject].code}"


def test_claims_that_agree_and_that_do_not_name_one_another():
    found = {document["id"]: document for document in documents(edition_of(REAL))}
    agreeing = [document for document in found.values() if document["agrees"]]
    against = [document for document in found.values() if document["against"]]
    assert agreeing
    assert against
    for document in agreeing:
        for other in document["agrees"]:
            assert document["id"] in found[other]["agrees"]
            assert found[other]["standing"] == document["standing"]
    assert all(other in found for document in against for other in document["against"])


def test_who_only_denies_stands_for_no_value_and_is_against_those_who_say_so():
    edition = edition_of(REAL)
    denying = [one for one in documents(edition) if one["stance"] == "denies" and one["standing"] is None]
    assert all(document["against"] for document in denying)
    unclear = [one for one in documents(edition) if one["stance"] == "unclear"]
    assert {document["standing"] for document in unclear} <= {None}


@pytest.mark.parametrize("pack", [TINY, REAL])
def test_a_number_that_is_held_back_stands_in_no_document(pack):
    edition = edition_of(pack)
    hidden = [line for line in edition.lines.values() if not line.shown_in_full and not line.short]
    assert hidden
    digits = re.sub(rb"[^0-9\n\"{}a-z]", b"", b"\n".join(buckets(edition).values()))
    for line in hidden:
        assert line.key.encode() not in digits
        assert line.key.removeprefix("855").encode() not in digits


def test_no_address_of_a_source_and_no_steward_is_told():
    for document in documents(edition_of(REAL)):
        assert set(document["source"]) == {"id", "title", "grade", "date"}
        assert "role" not in document


@pytest.mark.parametrize("claim_id", ["", "nothing", "_/c/head", "../current", "0" * 36, "\ud800", "0" * 10_000])
def test_an_id_that_no_claim_has_has_no_document(shelf, claim_id):
    assert claim_document(claim_id, shelf.served()) is None


def test_an_id_may_be_written_in_capitals(shelf):
    claim = next(claims(edition_of(TINY)))
    assert claim_document(claim.id.upper(), shelf.served()) == claim_document(claim.id, shelf.served())


def test_before_the_first_release_and_in_one_without_claims(tmp_path):
    with pytest.raises(NothingPublished):
        claim_document("0" * 36, Shelf(tmp_path).served())
    publish(edition_of(TINY), renderers=[], folder=tmp_path / "releases", facts="for tests")
    assert claim_document(next(claims(edition_of(TINY))).id, Shelf(tmp_path / "releases").served()) is None


class TestTakenBackSince:
    def test_a_number_is_masked_and_its_standing_says_withdrawn(self, shelf):
        line = edition_of(TINY).lines["85599000102"]
        withdraw([taken_back(line)], folder=shelf.folder, now=datetime.now(UTC))
        document = told(line.owned[0].claims[0], shelf)
        assert (document["value"], document["standing"]) == (line.masked, "withdrawn")
        assert document["line"]["showing"] == "do_not_call"

    def test_a_claim_about_a_service_is_gone(self, shelf):
        service = next(iter(edition_of(TINY).services.values()))
        claim = claim_of(edition_of(TINY), subject=service.id)
        assert claim_document(claim.id, shelf.served())
        gone = Withdrawn(Kind.SERVICE, service.id, service.code, edition_of(TINY).today, {"en": "It is closed."})
        withdraw([gone], folder=shelf.folder, now=datetime.now(UTC))
        assert claim_document(claim.id, shelf.served()) is None

    def test_other_claims_stay_as_they_were(self, shelf):
        line = edition_of(TINY).lines["85599000102"]
        claim = next(iter(edition_of(TINY).statements.values())).mentions or tuple(claims(edition_of(TINY)))
        other = next(one for one in claim if not one.value.startswith("+") and not one.subject.startswith("line-"))
        before = claim_document(other.id, shelf.served())
        withdraw([taken_back(line)], folder=shelf.folder, now=datetime.now(UTC))
        assert claim_document(other.id, shelf.served()) == before


class TestDrawnOnlyWhereSomethingChanged:
    def drawn_after(self, edition: Edition, tmp_path: Path) -> list[str]:
        """Return which buckets are drawn for an edition, once the tiny country is known."""
        state = BuildState.open(tmp_path / "build.sqlite3", code="x", of=None)
        for page in ApiRenderer().render(state.watch(edition_of(TINY))):
            if not isinstance(page, Page):
                state.draw(page)
        state.keep(1, "sha")
        again = BuildState.open(tmp_path / "build.sqlite3", code="x", of=(1, "sha"))
        renderer = ApiRenderer().render(again.watch(edition))
        return [page.path for page in renderer if not isinstance(page, Page) and not again.still_stands(page)]

    def test_nothing_on_another_day_with_the_same_facts(self, tmp_path):
        edition = edition_of(TINY)
        assert self.drawn_after(replace(edition, release="other"), tmp_path) == []

    def test_the_buckets_of_a_body_whose_facts_changed(self, tmp_path):
        edition = edition_of(TINY)
        name, body = next(iter(edition.organizations.items()))
        changed = replace(edition, organizations={**edition.organizations, name: replace(body, facts={})})
        paths = self.drawn_after(changed, tmp_path)
        assert paths
        assert "api/sources" not in paths
