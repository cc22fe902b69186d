"""HSDS 3 is read into listings: what our directory has a property for is taken, all else is told once."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.desk.feeds import ndjson, package, uid, zipped
from tests.desk.readings import HOW, OFFICIAL, body, help_with, read, said, value

from romduol.desk.imports.listings import Link

official = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official schemas and examples are not beside the repository (../shared/hsds)"
)


def term(code: str, name: str) -> dict[str, object]:
    return {"id": uid(90), "taxonomy_term": {"id": uid(91), "code": code, "name": name, "description": name}}


def area(name: str, **more: object) -> dict[str, object]:
    return {"id": uid(80), "name": name, **more}


def at(**location: object) -> dict[str, object]:
    return {"id": uid(70), "location": {"id": uid(71), "location_type": "physical", **location}}


# A service and whoever gives it


def test_a_nested_service_becomes_a_service_and_its_body():
    got = read(
        help_with(
            description=" Somebody listens. ",
            assured_date="2026-10-01",
            phones=[{"id": uid(5), "number": "099 000 101", "languages": [{"id": uid(6), "code": "khm"}]}],
            service_areas=[area("Kampong Thom")],
            attributes=[term("x", "HIV test"), term("free", "Free")],
        )
    )
    service, house = got.one("service"), got.one("organization")
    assert (service.key, house.key) == (uid(11), uid(1))
    assert value(service, "description").words == {"en": "Somebody listens."}
    assert service.observed_on == date(2026, 10, 1)
    assert said(service, "serves") == ["06"]
    assert said(service, "category") == ["hiv_test"]
    assert said(service, "access") == ["free"]
    assert service.links == (Link("provided_by", uid(1), "/organization"),)
    phone = value(house, "phone")
    assert (phone.value, phone.purpose, phone.as_given) == ("+85599000101", "office", "099 000 101")
    language = value(house, "languages")
    assert (language.value, language.line) == ("km", "+85599000101")
    assert house.observed_on is None, "what the service says of its date is not said of the body"


def test_a_body_says_its_own_names_numbers_site_places_and_what_it_is_a_part_of():
    house = body(
        alternate_name="The House",
        website="https://example.org",
        parent_organization_id=uid(2),
        phones=[{"id": uid(5), "number": "1280"}, {"id": uid(6), "number": "099 000 102", "type": "text"}],
        locations=[{"id": uid(7), "location_type": "physical", "name": "Siem Reap province"}],
    )
    got = read([house, body(2, name="Roof")], "organizations.json")
    listing = got.one("organization", uid(1))
    assert said(listing, "alternate_name") == ["The House"]
    assert said(listing, "website") == ["https://example.org"]
    assert said(listing, "phone") == ["1280", "+85599000102"]
    assert said(listing, "channels") == ["sms"]
    assert said(listing, "works_in") == ["17"]
    assert listing.links == (Link("part_of", uid(2), "/parent_organization_id"),)


def test_a_body_that_many_services_nest_comes_once_and_last():
    got = read(ndjson(*(help_with(number) for number in range(11, 31))))
    assert [one.kind for one in got.listings] == ["service"] * 20 + ["organization"]
    assert got.listings[-1].at.record == 1
    assert "told_differently" not in got.codes


def test_a_body_told_in_two_ways_is_told_and_the_first_stands():
    other = body(name="Hut", website="https://example.org")
    got = read(ndjson(help_with(11), help_with(12, organization=other)))
    house = got.one("organization")
    assert said(house, "name") == ["House"]
    assert said(house, "website") == ["https://example.org"], "what only one of them says is no contradiction"
    found = got.finding("told_differently")
    assert (found.record, found.kind, found.key) == (2, "organization", uid(1))
    assert found.pointer.endswith("/organization/name")


def test_a_record_with_an_error_gives_no_listing_and_is_told_before_the_next():
    got = read(ndjson(help_with(11, minimum_age=-1), help_with(12)))
    assert [one.key for one in got.listings] == [uid(12), uid(1)]
    assert got.finding("ages").record == 1
    assert got.told.index(got.finding("ages")) < got.told.index(got.listings[0])


def test_what_is_wrong_with_the_text_of_one_record_keeps_only_that_one_out():
    spoiled = json.dumps(help_with(11)).replace('"Listening"', '"Listening", "name": "Other"')
    got = read(f"[{spoiled}, {json.dumps(help_with(12))}]".encode(), "services.json")
    assert [one.key for one in got.listings if one.kind == "service"] == [uid(12)]
    assert got.finding("duplicate_key").record == 1


def test_a_service_that_is_not_offered_is_left_out_and_told():
    got = read(help_with(status="defunct"))
    assert [one.kind for one in got.listings] == ["organization"]
    assert got.finding("not_running").pointer == "/status"


@pytest.mark.parametrize(("fields", "code"), [({"name": ""}, "no_name"), ({"id": ""}, "no_key")])
def test_a_record_without_name_or_id_is_set_aside(fields, code):
    got = read({**help_with(), **fields}, kind="service")
    assert got.finding(code).severity == "error"
    assert not [one for one in got.listings if one.kind == "service"]


def test_wrong_types_are_told_without_official_schemas():
    got = read([help_with(11, phones={"number": 1}), help_with(12, name=["x"]), help_with(13)])
    assert [one.pointer for one in got.findings if one.code == "wrong_type"] == ["/phones", "/name"]
    assert [one.key for one in got.listings if one.kind == "service"] == [uid(13)]


def test_a_day_to_come_is_no_observation():
    got = read(help_with(assured_date="2027-01-01"), latest=date(2026, 11, 27))
    assert got.one("service").observed_on is None
    assert got.finding("in_the_future").pointer == "/assured_date"


# Numbers


def test_a_number_that_cannot_be_dialled_is_left_out_and_the_rest_loads():
    got = read(help_with(phones=[{"id": uid(5), "number": "call us"}, {"id": uid(6), "number": "099 000 103"}]))
    assert said(got.one("organization"), "phone") == ["+85599000103"]
    assert got.finding("phone").pointer == "/phones/0/number"


def test_two_numbers_in_one_field_are_two_and_a_fax_is_none():
    got = read(help_with(phones=[{"number": "099 000 101 / 099 000 102"}, {"number": "099 000 103", "type": "fax"}]))
    assert said(got.one("organization"), "phone") == ["+85599000101", "+85599000102"]
    assert got.finding("fax").severity == "warning"


def test_a_number_without_a_body_cannot_be_told():
    alone = {**help_with(phones=[{"number": "099 000 101"}])}
    del alone["organization"]
    got = read(alone)
    assert got.one("service").links == ()
    assert got.finding("no_body").pointer == "/phones/0/number"
    elsewhere = read({**alone, "organization_id": uid(1)})
    assert elsewhere.finding("no_body").key == uid(1), "the body is in another file"


# Places


@pytest.mark.parametrize(
    ("name", "code"),
    [("KH-17", "17"), ("Siem Reap", "17"), ("Cambodia", "national"), ("Kampot, Kampot", "0708"), ("កម្ពុជា", "national")],
)
def test_an_area_is_known_by_its_name_or_code(name, code):
    assert said(read(help_with(service_areas=[area(name)])).one("service"), "serves") == [code]


def test_a_place_is_never_guessed():
    got = read(help_with(service_areas=[area("Siem Raep"), area("Kampot")]))
    assert said(got.one("service"), "serves") == []
    assert got.finding("unknown_place").pointer == "/service_areas/0/name"
    assert got.finding("ambiguous_place").pointer == "/service_areas/1/name"


def test_an_address_gives_its_place_and_nothing_nearer():
    address = {"address_1": "12 Quiet Lane", "city": "Kampot", "state_province": "Kampot", "postal_code": "1"}
    got = read(help_with(service_at_locations=[at(addresses=[address], latitude=11.5, longitude=104.9)]))
    assert said(got.one("service"), "serves") == ["0708"]
    assert not [one for listing in got.listings for one in listing.said if "Quiet" in one.value]
    left_out = {one.pointer.rpartition("/")[2] for one in got.findings if one.code == "address_left_out"}
    assert left_out == {"address_1", "postal_code", "latitude", "longitude"}


# What is left out


def test_what_we_have_no_room_for_is_told_once_for_a_field_and_not_for_each_record():
    more = {"fees_description": "Nothing", "contacts": [{"name": "Somebody"}], "metadata": [{"id": uid(9)}]}
    got = read(ndjson(*(help_with(number, **more) for number in range(11, 16))))
    for code in ("not_taken", "personal_name", "metadata"):
        assert got.codes.count(code) == 1
    assert got.finding("not_taken").severity == "note"
    assert len([one for one in got.listings if one.kind == "service"]) == 5
    assert "Somebody" not in "".join(one.cause + one.pointer for one in got.findings)


def test_only_one_kind_of_help_is_taken_and_an_unknown_one_told():
    got = read(help_with(attributes=[term("?", "Massage"), term("legal", "L"), term("a.hiv_test", "H")]))
    assert said(got.one("service"), "category") == ["lawyer"], "a need with one kind of help stands for it"
    assert got.finding("unknown_term").pointer == "/attributes/0"
    assert got.finding("more_categories").pointer == "/attributes/2"
    theirs = read(help_with(attributes=[term("?", "Blood")]), terms={"blood": "hiv_test"})
    assert said(theirs.one("service"), "category") == ["hiv_test"]


def test_a_text_of_any_length_and_a_site_of_any_kind_are_not_taken():
    got = read([body(description="x" * 20_000, website="http://example.org")], "organizations.json")
    assert said(got.one("organization"), "description") == []
    assert got.finding("too_long").pointer == "/description"
    assert got.finding("website").pointer == "/website"


# What only the whole feed shows


def test_late_findings_name_the_record_that_a_listing_stands_at():
    roofs = [body(1, parent_organization_id=uid(2)), body(2, parent_organization_id=uid(1)), body(3), body(3)]
    got = read(ndjson(*roofs), "organizations.ndjson")
    found = {one.code: (one.file, one.record) for one in got.findings}
    assert found["duplicate_id"] == ("organizations.ndjson", 4)
    assert found["cyclic_parents"][1] in (1, 2)
    places = {(one.at.file, one.at.record) for one in got.listings}
    assert found["cyclic_parents"] in places


# Tables


TABLES = {
    "phones.csv": f"id,organization_id,service_id,number\n{uid(31)},,{uid(11)},099 000 101\n"
    f"{uid(32)},{uid(1)},,'=SUM(1)\n",
    "languages.csv": f"id,phone_id,code\n{uid(61)},{uid(31)},km\n",
    "attributes.csv": f"id,link_id,link_entity,taxonomy_term_id\n{uid(41)},{uid(11)},service,{uid(42)}\n",
    "taxonomy_terms.csv": f"id,code,name,description\n{uid(42)},t,HIV test,Test\n",
    "addresses.csv": f"id,location_id,address_1,city,state_province,postal_code,country,address_type\n"
    f"{uid(51)},{uid(52)},12 Quiet Lane,Kampot,Kampot,1,KH,physical\n",
    "service_at_location.csv": f"id,service_id,location_id\n{uid(53)},{uid(11)},{uid(52)}\n",
    "locations.csv": f"id,location_type,name\n{uid(52)},physical,Office\n",
    "services.csv": f"id,organization_id,name,status\n{uid(11)},{uid(1)},Listening,active\n",
    "organizations.csv": f"id,name,description\n{uid(1)},House,It helps.\n",
}


@pytest.mark.parametrize("described", [True, False])
@pytest.mark.parametrize("order", [1, -1])
def test_tables_are_joined_whatever_their_order(described, order):
    given = dict(list(TABLES.items())[::order])
    feed = package(given, named={name: KINDS[name] for name in given}) if described else zipped(given)
    got = read(feed, "package.zip")
    service, house = got.one("service"), got.one("organization")
    assert said(service, "category") == ["hiv_test"]
    assert said(service, "serves") == ["0708"]
    assert service.at.file == "services.csv"
    assert said(house, "phone") == ["+85599000101"]
    assert value(house, "languages").line == "+85599000101"
    found = got.finding("phone")
    assert (found.file, found.pointer) == ("organizations.csv", "phones.csv:2/number")


KINDS = {
    "phones.csv": "phone",
    "languages.csv": "language",
    "attributes.csv": "attribute",
    "taxonomy_terms.csv": "taxonomy_term",
    "addresses.csv": "address",
    "service_at_location.csv": "service_at_location",
    "locations.csv": "location",
    "services.csv": "service",
    "organizations.csv": "organization",
}


def test_a_row_that_is_wrong_is_set_aside_and_what_it_leads_to_is_missed():
    given = {**TABLES, "services.csv": f"id,organization_id,name,status\n{uid(11)},{uid(77)},Listening,active\n"}
    got = read(package(given, named={name: KINDS[name] for name in given}), "package.zip")
    found = got.finding("dangling_reference")
    assert (found.file, found.record, found.pointer) == ("services.csv", 1, "organization_id")


def test_a_record_with_rows_without_end_is_cut_and_told():
    numbers = "".join(f"{uid(1000 + number)},{uid(1)},099 000 101\n" for number in range(600))
    given = {
        "organizations.csv": TABLES["organizations.csv"],
        "phones.csv": "id,organization_id,number\n" + numbers,
    }
    got = read(package(given, named={name: KINDS[name] for name in given}), "package.zip")
    assert got.finding("too_many").file == "organizations.csv"
    assert said(got.one("organization"), "phone") == ["+85599000101"]


# How it is read


def test_what_was_recognised_is_said_with_its_sign():
    got = read(help_with())
    assert got.finding("read_as").cause == "this is read as HSDS 3, since it has `organization`"
    assert got.finding("own_checks_only").severity == "note"
    chosen = read(help_with(), format="hsds-json")
    assert "as was chosen" in chosen.finding("read_as").cause


def test_records_that_nobody_can_tell_apart_are_asked_for():
    bare = {"id": uid(1), "name": "x", "description": "y"}
    assert read([bare], "things.json").finding("which_type").severity == "error"
    assert read([bare], "things.json", kind="organization").one("organization").key == uid(1)


def test_a_list_of_services_at_locations_gives_each_service_once():
    there = [
        {"id": uid(20), "service": help_with(), **at(name="Siem Reap")},
        {"id": uid(21), "service": help_with(), **at(name="Kampong Thom")},
    ]
    got = read(there, "service_at_locations.json", kind="service_at_location")
    assert said(got.one("service"), "serves") == ["17", "06"]


@official
@pytest.mark.parametrize("name", ["service_full", "service_list", "organization_full", "organization_list"])
def test_the_official_examples_are_read(name):
    path = OFFICIAL / "examples" / f"{name}.json"
    got = read(path, schemas=OFFICIAL / "schema")
    errors = {one.code for one in got.findings if one.severity == "error"}
    assert errors <= {"coordinates", "schema"}, "the examples have a latitude of 100, and a number for a time zone"
    assert read(path, schemas=None).codes


@official
def test_the_official_schema_is_applied_in_the_same_pass():
    got = read([help_with(11, status="open"), help_with(12)], schemas=OFFICIAL / "schema")
    assert got.finding("schema").pointer == "/status"
    assert [one.key for one in got.listings if one.kind == "service"] == [uid(12)]
    assert HOW.schemas is None
