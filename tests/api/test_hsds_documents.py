"""The HSDS documents: they are what the specification says, tell no more than is safe, and change with few facts."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.hsds_reading import (
    NAMES,
    Document,
    every_document,
    every_record,
    full_of,
    keys,
    objects,
    official,
    tells,
    texts,
    validator,
)
from tests.web.changes import Country, country_of
from tests.web.editions import REAL, TINY, edition_of

from romduol.channels.api.hsds.givers import HELD, LEGAL, need_of
from romduol.channels.api.hsds.hours import HSDS_3_1, Hours, schedules
from romduol.channels.api.hsds.organizations import is_web_address
from romduol.channels.api.hsds.profile import DEFINITIONS, PROFILE, fields_on
from romduol.channels.api.hsds.records import KINDS, Record, forms, records
from romduol.channels.api.hsds.speaking import Speaker, without_held_numbers
from romduol.knowledge.claims.records import Outcome
from romduol.knowledge.releases.records import Edition, Showing
from romduol.knowledge.releases.rules.tracing import Log, watched
from romduol.ui.words import words_of

NEVER = {"metadata", "contacts", "addresses", "address", "latitude", "longitude", "email", "assurer_email", "contact"}
LINK, TALK, LANTERN = "svc-lantern-legal", "svc-lantern-talk", "org-lantern"
PACKS = pytest.mark.parametrize("pack", [REAL, TINY], ids=["real", "tiny"])


def tiny() -> Country:
    return country_of(TINY)


@pytest.mark.parametrize("lang", ["en", "km"])
def test_every_document_of_the_real_country_keeps_to_the_official_schema(lang):
    count = 0
    for spoken, record, document in every_document(edition_of(REAL)):
        if spoken == lang:
            problems = [problem.message for problem in validator(NAMES[record.kind]).iter_errors(document)]
            assert problems == [], (record.kind, record.subject)
            count += 1
    assert count > 500


def test_the_validator_would_find_a_fault():
    document = full_of(edition_of(REAL), "en", "svc-national-child-helpline")
    assert not validator("service").is_valid({**document, "id": "no id"})
    phone = {**document["phones"][0]}
    del phone["number"]
    assert not validator("service").is_valid({**document, "phones": [phone]})


@PACKS
def test_every_field_is_one_of_hsds_or_of_our_profile_and_stands_in_their_order(pack):
    for _, record, document in every_document(edition_of(pack)):
        for name, one in objects(document, NAMES[record.kind]):
            theirs = list(official()[name]["properties"])
            ours = {field.name for field in fields_on(name)}
            assert one.keys() <= {*theirs, *ours}, name
            ranks = [theirs.index(key) if key in theirs else len(theirs) for key in one]
            assert ranks == sorted(ranks), (name, list(one))


@PACKS
def test_the_profile_says_what_its_fields_hold(pack):
    checks = {
        field.name: jsonschema_rs.Draft202012Validator(
            {**field.schema, "definitions": dict(DEFINITIONS)}, validate_formats=True
        )
        for field in PROFILE
    }
    for _, record, document in every_document(edition_of(pack)):
        for name, one in objects(document, NAMES[record.kind]):
            for field in fields_on(name):
                if field.name in one:
                    problems = [problem.message for problem in checks[field.name].iter_errors(one[field.name])]
                    assert problems == [], (name, field.name)


def test_no_field_of_the_profile_has_a_name_of_hsds():
    for field in PROFILE:
        for name in field.on:
            assert field.name not in official()[name]["properties"]
        assert field.description.endswith(".")
    assert len({(field.name, name) for field in PROFILE for name in field.on}) == sum(len(one.on) for one in PROFILE)


@PACKS
def test_lists_hold_single_values_and_one_to_one_records_only(pack):
    full_only = {field.name for field in PROFILE if field.full_only}
    edition = edition_of(pack)
    for record in every_record(edition):
        listed = forms(record, edition, "en").listed
        assert not [key for key, held in listed.items() if isinstance(held, list)]
        assert not listed.keys() & full_only
        nested = {key for key, held in listed.items() if isinstance(held, dict)}
        assert nested <= {"organization", "location", "taxonomy_detail", "translation"}


@PACKS
def test_nothing_is_left_empty(pack):
    def empty(value: Any) -> bool:
        if isinstance(value, dict):
            return not value or any(map(empty, value.values()))
        if isinstance(value, list):
            return not value or any(map(empty, value))
        return value is None or value == ""

    assert not [record.subject for _, record, document in every_document(edition_of(pack)) if empty(document)]


@PACKS
def test_nothing_that_could_lead_to_a_person_or_a_door_stands_anywhere(pack):
    for _, _, document in every_document(edition_of(pack)):
        assert not NEVER & set(keys(document))


@PACKS
def test_digits_are_given_only_of_lines_with_a_call_button(pack):
    edition = edition_of(pack)
    hidden = [line for line in edition.lines.values() if not line.urgent]
    assert hidden
    for _, record, document in every_document(edition):
        for text in texts(document):
            assert not [line.masked for line in hidden if tells(text, line)], record.subject


@PACKS
def test_a_line_that_is_withheld_or_taken_back_is_not_even_told_of(pack):
    edition = edition_of(pack)
    gone = {line.entity.uuid for line in edition.lines.values() if not line.urgent and line.showing not in HELD}
    assert gone
    for _, _, document in every_document(edition):
        found = chain(document.get("phones", ()), document.get("lines_held", ()))
        assert not gone & {one["line_id"] for one in found}


def test_a_number_in_a_text_has_its_mask_where_readers_get_no_button():
    edition = edition_of(REAL)
    for written in ("012 311 112", "+855 12 311 112", "០១២ ៣១១ ១១២", "00855-12-311-112", "012311112", "1288"):
        text = without_held_numbers(f"Call in 2016: {written}, or 1280.", edition)
        assert "..." in text or "1..." in text
        assert not [line.key for line in edition.lines.values() if not line.urgent and tells(text, line)]
        assert text.endswith(", or 1280.")
        assert "2016" in text
    assert without_held_numbers("In 2016, 1,234 people came to 12 places.", edition) == (
        "In 2016, 1,234 people came to 12 places."
    )


@PACKS
def test_police_never_come_before_others_and_are_called_police_in_words(pack):
    edition = edition_of(pack)
    lines = {line.entity.uuid: line for line in edition.lines.values()}
    for lang, record, document in every_document(edition):
        for name in ("phones", "lines_held"):
            police = [lines[one["line_id"]].police for one in document.get(name, ())]
            assert police == sorted(police), record.subject
        for one in document.get("phones", ()):
            if lines[one["line_id"]].police:
                assert one["description"].startswith(words_of(lang).gettext("Police answer this line."))
                assert one["answered_by"] == "police"


def police_too() -> Country:
    """Return the tiny country where police give the legal aid and the talks as well, and have a line with a button."""
    one = tiny()
    phone, giver = one.claim("phone"), one.claim("provided_by")
    with_line = one.and_claim(phone, subject="org-watch", value="117", purpose="emergency", source="lantern-page")
    giving = tuple(
        replace(giver, id=f"police-{service}", subject=service, value="org-watch", source="lantern-page")
        for service in (LINK, TALK)
    )
    return replace(with_line, claims=(*with_line.claims, *giving))


def test_legal_help_leads_to_no_line_of_police_and_other_help_has_them_last():
    edition = police_too().edition()
    assert edition.lines["117"].urgent
    assert edition.lines["117"].police
    assert need_of(edition.services[LINK], edition) in LEGAL
    legal, talk = full_of(edition, "en", LINK), full_of(edition, "en", TALK)
    numbers = [one["number"] for one in talk["phones"]]
    assert numbers[-1] == "117"
    assert len(numbers) > 1
    assert "117" not in [one["number"] for one in legal["phones"]]
    lines = {line.entity.uuid: line for line in edition.lines.values()}
    assert not any(lines[one["line_id"]].police for one in legal.get("lines_held", ()))


@PACKS
def test_a_source_that_nobody_signed_is_named_by_its_title_alone(pack):
    edition = edition_of(pack)
    unsigned = {source.id for source in edition.sources.values() if source.grade == "D"}
    urls = {source.url for source in edition.sources.values() if source.url}
    sites = {value.value for body in edition.organizations.values() for value in body.all("website")}
    seen = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("id") in unsigned:
                seen.add(value["id"])
                assert not value.keys() & {"url", "publisher"}
            for held in value.values():
                look(held)
        elif isinstance(value, list):
            for held in value:
                look(held)

    for _, _, document in every_document(edition):
        look(document)
        assert not (urls - sites) & set(texts(document))
    assert seen


def test_a_website_that_only_unsigned_words_give_is_no_link():
    one = tiny()
    unsigned = one.with_claim(one.claim("website"), source="guide-red-1").edition()
    assert "website" in full_of(one.edition(), "en", LANTERN, "o")
    assert "website" not in full_of(unsigned, "en", LANTERN, "o")


def test_a_website_whose_address_holds_a_number_that_is_not_given_is_no_link():
    one = tiny()
    chat = one.with_claim(one.claim("website"), value="https://chat.example/85599000101").edition()
    assert not chat.lines["85599000101"].urgent
    document = full_of(chat, "en", LANTERN, "o")
    assert "website" not in document
    assert "99000101" not in orjson.dumps(document).decode()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "//lantern.example",
        "https://",
        "https://a b.example",
        "http://[",
        "https://me:x@a.example",
    ],
)
def test_what_is_no_address_of_the_web_is_no_link(address):
    assert not is_web_address(address)


def a_shelter() -> Country:
    """Return the tiny country with a shelter that an outsider attests people may leave, in a town."""
    one = tiny()
    beds, town = "svc-harbour-beds", next(p for p in one.frame.places.values() if p.level != "province" and p.parent)
    attested = one.and_claim(
        one.claim("category"), subject=beds, property="free_to_leave", value="true", source="lantern-page"
    )
    serves = next(claim for claim in attested.claims if claim.subject == beds and claim.property == "serves")
    works = next(claim for claim in attested.claims if claim.subject == "org-harbour" and claim.property == "works_in")
    return attested.with_claim(serves, value=town.code).with_claim(works, value=town.code)


def test_of_a_shelter_nothing_nearer_than_its_province_is_told():
    country = a_shelter()
    edition = country.edition()
    assert "svc-harbour-beds" in edition.services
    town = next(value.value for value in edition.services["svc-harbour-beds"].all("serves"))
    province = edition.places[town].parent
    document = full_of(edition, "en", "svc-harbour-beds")
    assert [area["extent"] for area in document["service_areas"]] == [province]
    record = next(one for one in records(edition, "s") if one.subject == "svc-harbour-beds")
    assert record.places == (province,)
    name = edition.places[town].name["en"]
    assert name not in orjson.dumps(document).decode()
    assert not document.keys() & {"url", "additional_urls"}


@PACKS
def test_ids_are_unique_and_one_id_is_one_thing(pack):
    edition = edition_of(pack)
    uuids = [record.uuid for record in every_record(edition)]
    assert len(uuids) == len(set(uuids))
    for lang in edition.info.languages:
        known: defaultdict[str, set[str]] = defaultdict(set)
        for record in every_record(edition):
            parts = [(name, one["id"]) for name, one in objects(forms(record, edition, lang).full, NAMES[record.kind])]
            for name, one in parts:
                known[one].add(name)
            own = [one for name, one in parts if name in ("phone", "schedule", "language", "attribute")]
            assert len(own) == len(set(own)), record.subject
        assert all(len(names) == 1 for names in known.values())


def test_a_part_belongs_to_one_record_only():
    edition, owners = edition_of(REAL), defaultdict(set)
    for record in every_record(edition):
        full = forms(record, edition, "en").full
        for name in ("phones", "schedules", "attributes", "languages", "service_areas"):
            for one in full.get(name, ()):
                owners[one["id"]].add(record.uuid)
    assert owners
    assert all(len(one) == 1 for one in owners.values())


def test_ids_are_the_same_in_every_language_and_on_another_day():
    def ids(edition: Edition, lang: str) -> list[str]:
        return [
            one["id"]
            for record in every_record(edition)
            for _, one in objects(forms(record, edition, lang).full, NAMES[record.kind])
        ]

    country = tiny()
    later = replace(country, today=country.today + timedelta(days=1)).edition()
    first = ids(country.edition(), "en")
    assert first == ids(country.edition(), "km") == ids(later, "en")


def test_records_come_in_the_order_of_their_ids():
    edition = edition_of(REAL)
    for kind in KINDS:
        uuids = [record.uuid for record in records(edition, kind)]
        assert uuids == sorted(uuids)
        assert uuids


@PACKS
def test_a_record_names_what_stands_in_its_documents(pack):
    edition = edition_of(pack)
    services = {record.uuid: record for record in records(edition, "s")}
    lines = {line.entity.uuid: line.key for line in edition.lines.values()}
    for record in every_record(edition):
        full = forms(record, edition, "en").full
        assert full["id"] == record.uuid
        told = [lines[one["line_id"]] for name in ("phones", "lines_held") for one in full.get(name, ())]
        assert tuple(told) == record.lines
        carried = {one["taxonomy_term"]["id"] for one in full.get("attributes", ())}
        if record.kind == "s":
            assert carried == set(record.terms)
            assert full.get("organization_id") == next(iter(record.organizations), None)
            assert tuple(area["extent"] for area in full.get("service_areas", ())) == tuple(
                edition.info.country if place == "national" else place for place in record.places
            )
        if record.kind == "o":
            assert carried <= set(record.terms)
            assert all(record.uuid in services[one].organizations for one in record.services)
        if record.kind == "l":
            assert full["service_id"] == record.services[0]
            assert record.terms == services[record.services[0]].terms
        if record.kind == "t":
            assert (full["taxonomy_id"],) == record.taxonomies
            assert full.get("parent_id", "") == record.parent


def test_a_service_in_a_place_is_an_area_and_says_so():
    edition = edition_of(REAL)
    found = [forms(record, edition, "en").full for record in records(edition, "l")]
    assert len({one["id"] for one in found}) == len(found)
    for one in found:
        assert one["location"]["location_type"] == "physical"
        assert "not an address" in one["location"]["description"]
        assert one["location_id"] == one["location"]["id"]


def test_words_that_exist_in_another_language_only_are_given_and_named():
    document = full_of(edition_of(TINY), "km", TALK)
    assert document["name"] == "Someone to talk to"
    assert document["translation"] == {"language": "km", "state": "missing", "in_other_languages": {"name": "en"}}
    assert full_of(edition_of(TINY), "en", TALK)["translation"] == {"language": "en", "state": "original"}
    assert full_of(edition_of(TINY), "km", LINK)["translation"] == {"language": "km", "state": "machine-drafted"}


def test_a_service_that_nobody_gives_any_more_says_so_to_every_program():
    one = tiny()
    closed = one.and_claim(one.claim("body_type"), property="status", value="closed").edition()
    document = full_of(closed, "en", LINK)
    assert document["status"] == "defunct"
    assert document["plain_level"] == "not_relied"
    assert document["alert"] == "Do not rely on this. Lantern: closed."
    assert full_of(closed, "en", LANTERN, "o")["alert"] == "Lantern: closed"
    assert "phones" not in document
    assert full_of(one.edition(), "en", LINK)["status"] == "active"


def test_a_day_of_assurance_is_the_day_of_a_real_check():
    one = tiny()
    assert not [record for _, record, document in every_document(one.edition()) if "assured_date" in document]
    giver, called = one.claim("provided_by"), one.checked(Outcome.RIGHT).checks[-1]
    checked = replace(called, subject=giver.subject, property="provided_by", value=giver.value)
    document = full_of(replace(one, checks=(*one.checks, checked)).edition(), "en", giver.subject)
    assert document["assured_date"] == checked.on.isoformat()
    assert document["plain_level"] == "called"


def test_a_description_that_was_taken_back_is_not_given():
    one = tiny()
    giver = one.claim("provided_by")
    described = one.and_claim(
        giver, property="description", value="A lane by the river.", words={"en": "A lane by the river."}
    )
    assert full_of(described.edition(), "en", giver.subject)["description"] == "A lane by the river."
    back = described.withdrawn("description")
    assert "river" not in orjson.dumps(full_of(back.edition(), "en", giver.subject)).decode()


def test_hours_that_are_understood_become_a_schedule_and_others_stay_words():
    edition = edition_of(TINY)
    found = schedules("of", ["1280"], Speaker(edition, "en"))
    assert [one["byday"] for one in found] == ["MO,TU,WE,TH,FR,SA,SU"]
    assert (found[0]["opens_at"], found[0]["closes_at"]) == ("00:00", "23:59")
    assert schedules("of", ["1280"], Speaker(edition, "km"))[0]["byday"] == found[0]["byday"]
    assert HSDS_3_1(Hours("mornings, mostly")) == {"description": "mornings, mostly"}
    one = tiny()
    vague = one.with_claim(
        one.claim("hours"), value="24 hours, but for nights", words={"en": "24 hours, but for nights"}
    )
    assert schedules("of", ["1280"], Speaker(vague.edition(), "en"))[0]["description"] == "24 hours, but for nights"
    assert "freq" not in schedules("of", ["1280"], Speaker(vague.edition(), "en"))[0]


def test_another_form_of_hours_is_one_function_more():
    found = schedules("of", ["1280"], Speaker(edition_of(TINY), "en"), lambda hours: {"always_open": hours.always})
    assert found[0]["always_open"] is True


def test_hours_that_lapsed_are_not_given():
    one = tiny()
    later = replace(one, today=one.today + timedelta(days=1500)).edition()
    assert schedules("of", ["1280"], Speaker(later, "en")) == []


def test_an_open_eligibility_term_is_named_where_it_is_known():
    edition = edition_of(TINY)
    named = {one.subject: forms(one, edition, "en").full.get("open_eligibility_id") for one in records(edition, "t")}
    assert named["need/legal_aid_rights"] == "Legal"
    assert {subject for subject, found in named.items() if found} == {"need/legal_aid_rights"}


def test_a_category_has_its_need_above_it():
    edition = edition_of(TINY)
    terms = {record.subject: record for record in records(edition, "t")}
    assert terms["category/helpline"].parent == terms["need/violence_support"].uuid
    assert terms["need/violence_support"].parent == ""


def test_the_address_of_this_copy_stands_before_its_pages_where_it_is_known():
    known = tiny().about(address="https://romduol.example.org").edition()
    assert full_of(known, "km", LINK)["page"].startswith("https://romduol.example.org/km/s")
    assert full_of(edition_of(TINY), "km", LINK)["page"].startswith("/km/s")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=60))
def test_whatever_a_name_holds_it_comes_through_as_plain_text(words):
    assert_plain(words)


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "</script><!--",
        "a\x00b\x1b[31m",
        "\u202eevil",
        "=1+1",
        "%(name)s %d",
        "\ufeffx",
        '"}',
    ],
)
def test_hostile_words_come_through_as_plain_text(words):
    assert_plain(words)


def assert_plain(words: str) -> None:
    edition = edition_of(TINY)
    service, body = edition.services[LINK], edition.organizations[LANTERN]
    hostile = replace(
        edition,
        services={**edition.services, LINK: replace(service, label={"en": words, "km": words})},
        organizations={**edition.organizations, LANTERN: replace(body, label={"en": words, "km": words})},
    )
    record = next(one for one in records(hostile, "s") if one.subject == LINK)
    for lang in ("en", "km"):
        full: Document = orjson.loads(orjson.dumps(forms(record, hostile, lang).full))
        assert full["name"] == without_held_numbers(words, hostile)
        assert full["organization"]["name"] == full["name"]
        assert any(full["name"] in one["description"] for one in full["phones"])


class Traced:
    """The documents of an edition, and what each was made of."""

    def __init__(self, edition: Edition) -> None:
        self.log = Log()
        seen = watched(edition, self.log)
        self.made: dict[tuple[str, str], bytes] = {}
        self.traces: dict[tuple[str, str], bytes] = {}
        self.reads: dict[tuple[str, str], set[int]] = {}
        for record in every_record(edition):
            for lang in edition.info.languages:
                with self.log.reading() as reads:
                    found = forms(record, seen, lang)
                one = (lang, record.uuid)
                self.made[one] = orjson.dumps([found.listed, found.full])
                self.reads[one] = reads
                self.traces[one] = self.log.trace(given_of(record, lang), sorted(reads))

    def redrawn(self, edition: Edition) -> set[tuple[str, str]]:
        """Return the documents that would be drawn again for another edition."""
        log = Log(self.log.rows)
        watched(edition, log)
        found = set()
        for record in every_record(edition):
            for lang in edition.info.languages:
                one = (lang, record.uuid)
                if one not in self.traces or not self._stands(log, one, record, lang):
                    found.add(one)
        return found

    def _stands(self, log: Log, one: tuple[str, str], record: Record, lang: str) -> bool:
        try:
            return log.trace(given_of(record, lang), sorted(self.reads[one])) == self.traces[one]
        except LookupError:
            return False


def given_of(record: Record, lang: str) -> tuple[object, ...]:
    return (lang, record.kind, record.uuid, record.subject, list(record.places))


CHANGES = {
    "a barrier": lambda one: one.with_claim(one.claim("barrier"), words={"en": "Another barrier."}, value="Another"),
    "a name of a body": lambda one: one.with_claim(one.claim("name"), words={"en": "Torch"}, value="Torch"),
    "a source's title": lambda one: one.with_source(one.source_of("website"), title={"en": "Another title"}),
    "a line called": lambda one: one.checked(Outcome.RIGHT),
    "a number taken back": lambda one: one.withdrawn("phone"),
    "another day": lambda one: replace(one, today=one.today + timedelta(days=1)),
    "a body that closed": lambda one: one.and_claim(one.claim("body_type"), property="status", value="closed"),
    "an access condition": lambda one: one.with_claim(one.claim("access"), value="evening"),
    "the words are reviewed": lambda one: one.about(wording={"en": "written-here", "km": "reviewed"}),
    "hours": lambda one: one.with_claim(one.claim("hours"), value="mornings", words={"en": "mornings"}),
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_whatever_changes_is_drawn_again(change):
    before, after = tiny().edition(), CHANGES[change](tiny()).edition()
    traced, new = Traced(before), Traced(after)
    redrawn = traced.redrawn(after)
    differ = {one for one, body in new.made.items() if traced.made.get(one) != body}
    assert differ <= redrawn
    assert not traced.redrawn(before)


def test_one_changed_fact_draws_few_documents_again():
    country = country_of(REAL)
    traced = Traced(country.edition())
    described = next(one for one in country.claims if one.property == "barrier")
    changed = country.with_claim(described, words={"en": "Another barrier."}, value="Another barrier.").edition()
    assert len(traced.redrawn(changed)) <= 8
    phone = country.claim("phone")
    called = replace(country, withdrawals=country.withdrawals).withdrawn("phone").edition()
    redrawn = traced.redrawn(called)
    assert 0 < len(redrawn) < len(traced.made) / 4, phone.subject
    assert traced.redrawn(replace(country, today=country.today + timedelta(days=1)).edition()) == set()


def test_showings_with_digits_are_those_with_a_button():
    shown = {
        one["showing"] for _, _, document in every_document(edition_of(REAL)) for one in document.get("phones", ())
    }
    assert shown <= {Showing.CALL, Showing.CALL_UNCONFIRMED, Showing.SECOND}
    assert shown
