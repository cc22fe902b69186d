"""What a source said goes out as HSDS 3.1 and comes in again to the letter; nothing in it is run by a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk.feeds import uid
from tests.desk.readings import CATEGORIES, OFFICIAL, PLACES, read
from tests.thoroughness import tried

from romduol.base.cells import FORMULA as RUN
from romduol.base.signs import first_seen
from romduol.desk.exports.hsds import About, Given, documents, ndjson, package, page
from romduol.desk.imports.listings import Link, Listing, Said
from romduol.desk.imports.records import Place
from romduol.desk.imports.rules.guarding import guarded, unguarded
from romduol.knowledge.claims.records import Claim, Rank, Stance, Subject

ABOUT = About(
    source="quiet-house",
    title="Quiet House",
    licence="CC BY-SA 4.0",
    release="42",
    day=date(2026, 11, 27),
    places={place.code: place.name["en"] for place in PLACES},
    categories={category.id: category.name["en"] for category in CATEGORIES},
)
HERE = Place("f", 1)
official = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official schemas and examples are not beside the repository (../shared/hsds)"
)


def subject_of(kind: str, key: str) -> str:
    return f"in-{uuid5(NAMESPACE_URL, kind + '/' + key).hex}"


def loaded(listings: Iterable[Listing]) -> tuple[list[Claim], dict[str, Subject]]:
    """Return the claims that listings are loaded as."""
    claims: dict[str, Claim] = {}
    subjects: dict[str, Subject] = {}

    def add(listing: Listing, subject: str, said: Said) -> None:
        name = (subject, said.property, said.value, said.purpose, listing.key)
        claims[repr(name)] = Claim(
            id=str(uuid5(NAMESPACE_URL, repr(name))),
            subject=subject,
            property=said.property,
            value=said.value,
            source=ABOUT.source,
            locator=f"{listing.kind}/{listing.key}",
            purpose=said.purpose,
            words=said.words,
            as_given=said.as_given,
            observed_on=listing.observed_on,
        )

    for listing in listings:
        own = subject_of(listing.kind, listing.key)
        subjects[own] = Subject(own, listing.kind)
        for said in listing.said:
            line = f"line-{said.line.removeprefix('+')}"
            subjects.setdefault(line, Subject(line, "line"))
            add(listing, line if said.line else own, said)
        for link in listing.links:
            add(listing, own, Said(link.property, subject_of("organization", link.key), ""))
    return list(claims.values()), subjects


def given_out(listings: Iterable[Listing]) -> Given:
    return documents(*loaded(listings), ABOUT)


def told(listing: Listing) -> object:
    """Return what a listing says, wherever it stood."""
    said = {
        (one.property, one.value, one.purpose, one.line, one.as_given, tuple(sorted(one.words.items())))
        for one in listing.said
    }
    return (listing.kind, listing.key, said, {(link.property, link.key) for link in listing.links}, listing.observed_on)


def in_english(*texts: tuple[str, str]) -> tuple[Said, ...]:
    return tuple(Said(name, text, "", {"en": text}) for name, text in texts)


NUMBER = "+85599000101"
HOUSE = Listing(
    "organization",
    "org 1",
    HERE,
    (
        *in_english(("name", "House"), ("description", "=1+1")),
        Said("phone", NUMBER, "", {}, "health", "099 000 101"),
        Said("phone", "1280", "", {}, "office"),
        Said("languages", "km", "", line=NUMBER),
        Said("hours", "24 hours", "", {"en": "24 hours", "km": "ពេញមួយថ្ងៃ"}, line=NUMBER),
        Said("works_in", "17", ""),
        Said("website", "https://example.org/a?b=1", ""),
    ),
)
ROOF = Listing("organization", uid(1), HERE, in_english(("name", " Roof")), (Link("part_of", "org 1", ""),))
TEST = Listing(
    "service",
    "s1",
    HERE,
    (
        Said("name", "Test", "", {"en": "Test", "km": "តេស្ត"}),
        Said("serves", "national", ""),
        Said("category", "hiv_test", ""),
        Said("access", "free", ""),
    ),
    (Link("provided_by", "org 1", ""),),
    date(2026, 10, 1),
)
TALK = Listing(
    "service",
    uid(2),
    HERE,
    in_english(("name", "'=Talk")),
    (Link("operated_by", "org 1", ""), Link("provided_by", uid(1), "")),
)
ALL = (HOUSE, ROOF, TALK, TEST)


def test_a_package_reads_back_into_the_same_listings():
    got = read(package(given_out(ALL)), "package.zip")
    assert sorted(map(repr, map(key, got.listings))) == sorted(map(repr, map(key, ALL)))
    assert {one.key: told(one) for one in got.listings} == {one.key: told(one) for one in ALL}
    assert set(got.codes) == {"read_as", "own_checks_only"}


def key(listing: Listing) -> tuple[str, str]:
    return listing.kind, listing.key


def test_documents_read_back_into_the_same_listings():
    made = given_out(ALL)
    for raw, name in ((ndjson(made.services), "services.ndjson"), (page(made.services, ABOUT), "services.json")):
        got = {key(one): told(one) for one in read(raw, name).listings}
        assert got == {key(one): told(one) for one in ALL}
    bodies = read(ndjson(made.organizations), "organizations.ndjson").listings
    assert {key(one): told(one) for one in bodies} == {key(one): told(one) for one in (HOUSE, ROOF)}


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), min_size=1, max_size=20).filter(str.strip)
FORMULA = st.builds(
    lambda quotes, sign, text: quotes + sign + text, st.sampled_from(["", "'", "''"]), st.sampled_from("=+-@"), TEXT
)
WORDS = TEXT | FORMULA
KEYS = st.sampled_from(["1", "org 2", uid(3), uid(4), "=key"])


@st.composite
def texts(draw, name):
    text, more = draw(WORDS), draw(st.none() | TEXT)
    return Said(name, text, "", {"en": text} if more is None else {"en": text, "km": more})


@st.composite
def bodies(draw, name):
    said = [draw(texts("name")), *draw(st.lists(texts("alternate_name") | texts("acronym"), max_size=2))]
    said += [Said("works_in", code, "") for code in draw(st.sets(st.sampled_from(["07", "0708", "17", "national"])))]
    for number in draw(st.sets(st.sampled_from(["+85599000101", "+85599000102", "1280"]))):
        purpose = draw(st.sampled_from(["office", "health", "legal"]))
        said.append(Said("phone", number, "", {}, purpose, draw(st.sampled_from(["", "099 000 1xx", "'99"]))))
        said += [
            Said("languages", code, "", line=number) for code in draw(st.sets(st.sampled_from(["km", "en", "xyz"])))
        ]
        if draw(st.booleans()):
            said.append(Said("tells", "nobody", "", line=number))
    links = [Link("part_of", draw(KEYS), "")] if draw(st.booleans()) else []
    return Listing("organization", name, HERE, tuple(said), tuple(links), draw(st.none() | st.just(date(2026, 1, 2))))


@st.composite
def services(draw, name):
    said = [draw(texts("name")), *draw(st.lists(texts("description") | texts("barrier"), max_size=2))]
    said += [Said("serves", code, "") for code in draw(st.sets(st.sampled_from(["07", "06", "national"])))]
    said += [Said("access", code, "") for code in draw(st.sets(st.sampled_from(["free", "no_id"])))]
    if draw(st.booleans()):
        said.append(Said("category", draw(st.sampled_from(["hiv_test", "lawyer"])), ""))
    links = {
        Link(draw(st.sampled_from(["provided_by", "operated_by"])), other, "")
        for other in draw(st.sets(KEYS, max_size=2))
    }
    return Listing("service", name, HERE, tuple(said), tuple(links), draw(st.none() | st.just(date(2026, 1, 2))))


@st.composite
def feeds(draw):
    found = [draw(bodies(name)) for name in draw(st.sets(KEYS, max_size=4))]
    known = {one.key for one in found}
    found += [draw(services(name)) for name in draw(st.sets(KEYS, max_size=3))]
    # Who names a body that is not there says nothing that could be loaded.
    return [replace(one, links=tuple(link for link in one.links if link.key in known)) for one in found]


@settings(max_examples=tried(40, 120), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(feeds())
def test_out_and_in_and_out_again_gives_the_same_bytes(listings):
    made = given_out(listings)
    out = package(made)
    got = read(out, "package.zip")
    assert not [one for one in got.findings if one.severity == "error" and one.code not in CIRCLES]
    again = given_out(got.listings)
    assert package(again) == out
    assert ndjson(again.services) == ndjson(made.services)
    assert ndjson(again.organizations) == ndjson(made.organizations)


CIRCLES = {"cyclic_parents", "empty"}
"""What invented claims may well be: bodies that are a part of one another, and no claims at all."""


@given(st.text() | FORMULA)
def test_the_guard_of_a_cell_comes_off_exactly(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple(RUN)
    assert first_seen(guarded(text)) not in tuple(RUN)


def test_no_cell_is_run_by_a_spreadsheet():
    with zipfile.ZipFile(io.BytesIO(package(given_out(ALL)))) as archive:
        names = archive.namelist()
        cells = [
            cell
            for name in names
            if name.endswith(".csv")
            for row in csv.reader(io.StringIO(archive.read(name).decode()))
            for cell in row
        ]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        described = json.loads(archive.read("datapackage.json"))
    assert "'=1+1" in cells
    assert f"tel:{NUMBER}" in cells
    assert not [cell for cell in cells if cell[:1] in tuple(RUN)]
    assert (described["licenses"], described["release"]) == ([{"title": "CC BY-SA 4.0"}], "42")
    assert [resource["path"] for resource in described["resources"]] == names[1:]


def test_what_hsds_cannot_say_is_left_out_and_counted():
    claims, subjects = loaded([HOUSE])
    first = claims[0]
    more = [
        replace(first, id="a", stance=Stance.DENIES),
        replace(first, id="b", hedged=True),
        replace(first, id="c", scope="07"),
        replace(first, id="d", rank=Rank.DEPRECATED, reason="old"),
        replace(first, id="e", source="somebody-else"),
        replace(first, id="f", ended_on=date(2026, 1, 1)),
    ]
    made = documents([*claims, *more], subjects, ABOUT)
    assert made.left_out == 6
    assert made.organizations == given_out([HOUSE]).organizations


def test_an_id_that_is_no_uuid_gets_one_that_stays_and_its_own_is_kept():
    [house] = given_out([HOUSE]).organizations
    assert house["romduol"]["key"] == "org 1"
    assert house["id"] == given_out([HOUSE, TEST]).organizations[0]["id"]
    [roof] = given_out([ROOF]).organizations
    assert roof["id"] == uid(1)
    assert "key" not in roof["romduol"]


def test_what_no_file_gave_is_known_by_the_id_of_its_published_record():
    claim = Claim("c", "org-x", "name", "X", ABOUT.source, "page 3", words={"en": "X"})
    about = replace(ABOUT, keys={"org-x": uid(9)})
    [made] = documents([claim], {"org-x": Subject("org-x", "organization")}, about).organizations
    assert made["id"] == uid(9)


def test_a_name_that_the_source_never_gave_is_not_read_back():
    number = replace(HOUSE, said=(Said("phone", "1280", "", {}, "office"),))
    [made] = given_out([number]).organizations
    assert made["name"] == "org 1"
    [again] = read(ndjson([made]), "organizations.ndjson").listings
    assert told(again) == told(number)


def test_standing_and_licence_go_with_each_record():
    claims, subjects = loaded([HOUSE])
    made = documents(claims, subjects, ABOUT, {claims[0].id: "checked"})
    profile = made.organizations[0]["romduol"]
    assert profile["standing"] == [{"property": "name", "value": "House", "standing": "checked"}]
    assert profile["given"] == {"licence": "CC BY-SA 4.0", "release": "42", "day": "2026-11-27"}
    assert read(package(made), "p.zip").one("organization").key == "org 1"


@official
def test_the_official_schemas_accept_what_is_given_out():
    made = given_out(ALL)
    schemas = OFFICIAL / "schema"
    for raw, name in (
        (ndjson(made.services), "services.ndjson"),
        (ndjson(made.organizations), "organizations.ndjson"),
        (page(made.services, ABOUT), "services.json"),
        (package(made), "package.zip"),
    ):
        got = read(raw, name, schemas=schemas)
        assert set(got.codes) <= {"read_as", "unknown_column"}, name
