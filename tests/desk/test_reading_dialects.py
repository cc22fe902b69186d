"""What ORServices, Open Referral UK and HSDS 2 write is recognised by its tables and fields, and read as the same."""

from __future__ import annotations

import pytest
from tests.desk.feeds import ndjson, uid
from tests.desk.readings import read, said, tables, value

HSDS2 = {
    "organizations": "id,name,description,url\no1,House,It helps.,https://example.org\n",
    "services": "id,organization_id,name,status,fees\ns1,o1,Listening,active,Nothing\n",
    "phones": "id,organization_id,service_id,number,type\np1,o1,,099 000 101,voice\np2,,s1,1280,\n",
    "locations": "id,organization_id,name,latitude\nl1,o1,Office,11.5\n",
    "physical_addresses": "id,location_id,address_1,city,state_province\na1,l1,12 Quiet Lane,,Siem Reap\n",
    "services_at_location": "id,service_id,location_id\nx1,s1,l1\n",
    "service_areas": "id,service_id,service_area\nr1,s1,Kampong Thom\n",
    "taxonomy": "id,name,vocabulary\nt1,STI test,ours\n",
    "services_taxonomy": "id,service_id,taxonomy_id\nq1,s1,t1\n",
}
ORSERVICES = {
    "organizations": "id,name,description,url,organization_tag\n1203024767725850,House,It helps.,https://example.org,\n",
    "services": "id,organization_id,name,description,status\n"
    "1225681361275050,1203024767725850,Listening,,active\n1225681361275051,1203024767725850,Walking,,active\n",
    "phones": "id,location_id,service_id,organization_id,number,type,language,description\n"
    '1,"7,8","1225681361275050,1225681361275051",1203024767725850,099 000 101,voice,,\n'
    "2,,,1203024767725850,099 000 102,fax,,\n",
    "locations": "id,organization_id,name\n7,1203024767725850,Office\n8,1203024767725850,Hut\n",
    "physical_addresses": "id,location_id,address_1,city,state_province\n1,7,12 Quiet Lane,,Siem Reap\n"
    "2,8,x,,Kampong Thom\n",
    "services_at_location": "id,service_id,location_id,description\n1,1225681361275050,7,\n2,1225681361275051,8,\n",
    "taxonomy_terms": "id,term,name,parent_id\n4,,HIV test,\n",
    "taxonomy_terms_types": "id,taxonomy_type\n1,a\n",
    "service_attributes": "id,service_id,taxonomy_term_id\n1,1225681361275050,4\n",
    "service_tags": "id,tag\n1,x\n",
}


def test_hsds_2_is_recognised_by_its_tables_and_read():
    got = read(tables(**HSDS2), "feed.zip")
    assert got.finding("read_as").cause == "this is read as HSDS 2, since it has `services_at_location.csv`"
    assert "not" in got.finding("own_checks_only").cause or "HSDS 3" in got.finding("own_checks_only").cause
    service, house = got.one("service"), got.one("organization")
    assert (service.key, house.key) == ("s1", "o1")
    assert said(service, "category") == ["sti_test"]
    assert said(service, "serves") == ["06", "17"]
    assert service.links[0].key == "o1"
    assert said(house, "website") == ["https://example.org"]
    assert said(house, "phone") == ["+85599000101", "1280"]
    assert said(house, "works_in") == ["17"]
    assert {one.severity for one in got.findings} <= {"note", "warning"}


def test_orservices_is_recognised_and_its_cells_with_many_ids_are_taken_apart():
    got = read(tables(**ORSERVICES), "datapackage.zip")
    assert "ORServices" in got.finding("read_as").cause
    first, house = got.one("service", "1225681361275050"), got.one("organization")
    assert said(first, "category") == ["hiv_test"]
    assert said(first, "serves") == ["17"]
    assert said(got.one("service", "1225681361275051"), "serves") == ["06"]
    assert said(house, "phone") == ["+85599000101"], "one number, though it stands at four places"
    assert said(house, "works_in") == ["17", "06"]
    assert "fax" in got.codes
    assert not [one for one in got.findings if one.severity == "error"]


def test_the_older_columns_and_link_tables_of_orservices_are_read():
    got = read(
        tables(
            organizations="organization_recordid,organization_name,organization_description\n5,House,It helps.\n",
            services="service_recordid,service_name,service_organization,service_locations,service_phones,"
            'service_taxonomy,service_status\n6,Listening,5,"7,8",9,4,Verified\n',
            locations="location_recordid,location_name\n7,Siem Reap\n8,Kampong Thom\n",
            phones="phone_recordid,phone_number\n9,099 000 101\n10,099 000 102\n",
            service_phones="id,service_recordid,phone_recordid\n1,6,10\n",
            taxonomy_terms="taxonomy_recordid,taxonomy_name\n4,HIV test\n",
        ),
        "export.zip",
    )
    assert got.finding("read_as").cause.endswith("since it has `service_phones.csv`")
    service = got.one("service")
    assert said(service, "serves") == ["17", "06"]
    assert said(service, "category") == ["hiv_test"]
    assert service.links[0].key == "5"
    assert said(got.one("organization"), "phone") == ["+85599000101", "+85599000102"]


def test_several_bodies_in_one_cell_all_give_the_service():
    services = 'id,organization_id,name,status\n6,"5,55",Listening,active\n'
    bodies = "id,name,description\n5,House,x\n55,Hut,y\n"
    got = read(tables(organizations=bodies, services=services, service_tags="id\n1\n"), "export.zip")
    assert [link.key for link in got.one("service").links] == ["5", "55"]


ORUK = {
    "id": uid(11),
    "name": "Listening",
    "status": "active",
    "organization": {"id": uid(1), "name": "House", "description": "It helps.", "url": "https://example.org"},
    "service_taxonomys": [{"id": "1", "taxonomy": {"id": "esd:1", "name": "HIV test", "vocabulary": "esd"}}],
    "service_areas": [{"id": "2", "service_area": "Kampong Thom"}],
    "service_at_locations": [
        {
            "id": "3",
            "location": {
                "id": "4",
                "name": "Office",
                "latitude": 11.5,
                "physical_addresses": [{"address_1": "12 Quiet Lane", "state_province": "Siem Reap"}],
            },
        }
    ],
    "contacts": [{"id": "5", "name": "Somebody", "phones": [{"id": "6", "number": "099 000 101"}]}],
    "eligibilitys": [{"id": "7", "eligibility": "adult"}],
    "regular_schedules": [{"id": "8", "opens_at": "08:00"}],
}


@pytest.mark.parametrize("form", ["page", "one", "lines"])
def test_open_referral_uk_1_is_recognised_by_its_page_or_its_fields(form):
    if form == "lines":
        got = read(ndjson(ORUK, {**ORUK, "id": uid(12)}), "services.ndjson")
        assert len([one for one in got.listings if one.kind == "service"]) == 2
    elif form == "one":
        got = read(ORUK, "service.json")
    else:
        page = {"totalElements": 1, "totalPages": 1, "number": 1, "size": 50, "first": True, "content": [ORUK]}
        got = read(page, "services.json")
    sign = "content" if form == "page" else "service_taxonomys"
    assert got.finding("read_as").cause == f"this is read as Open Referral UK, since it has `{sign}`"
    service, house = next(one for one in got.listings if one.kind == "service"), got.one("organization")
    assert said(service, "category") == ["hiv_test"]
    assert said(service, "serves") == ["06", "17"]
    assert said(house, "website") == ["https://example.org"]
    assert value(house, "phone").value == "+85599000101"
    assert "Somebody" not in repr(got.listings)


def test_open_referral_uk_3_is_hsds_3():
    page = {"total_items": 1, "total_pages": 1, "contents": [{"id": uid(11), "name": "L", "status": "active"}]}
    assert "HSDS 3" in read(page, "services.json").finding("read_as").cause


def test_documents_of_hsds_2_are_read():
    got = read(
        [
            {
                "id": "s1",
                "name": "Listening",
                "status": "active",
                "organization": {"id": "o1", "name": "House", "description": "x", "url": "https://example.org"},
                "regular_schedules": [],
                "taxonomy": [{"id": "t", "name": "STI test"}],
                "locations": [{"id": "l", "physical_addresses": [{"state_province": "Siem Reap"}]}],
                "phones": [{"id": "p", "number": "1280"}],
            }
        ],
        "services.json",
    )
    assert "HSDS 2" in got.finding("read_as").cause
    assert said(got.one("service"), "category") == ["sti_test"]
    assert said(got.one("service"), "serves") == ["17"]
    assert said(got.one("organization"), "phone") == ["1280"]


def test_files_that_a_mac_adds_to_an_archive_are_passed_over():
    more = {**HSDS2, "__MACOSX/._services": "junk"}
    assert read(tables(**more), "feed.zip").one("service").key == "s1"


@pytest.mark.parametrize(
    ("feed", "name", "chosen"),
    [(tables(**HSDS2), "feed.zip", "hsds-json"), (b'[{"id": "1"}]', "services.json", "orservices")],
)
def test_a_file_in_another_format_than_was_chosen_is_refused(feed, name, chosen):
    got = read(feed, name, format=chosen)
    assert got.listings == []
    found = got.finding("two_formats")
    assert (found.record, found.severity) == (None, "error")


def test_a_plain_table_is_read_from_a_path_and_from_a_stream(tmp_path):
    raw = b"name,phone,province\nHouse,099 000 101,Siem Reap\n"
    path = tmp_path / "list.csv"
    path.write_bytes(raw)
    for got in (read(path), read(raw, "list.csv", format="csv")):
        assert said(got.one("organization"), "name") == ["House"]
