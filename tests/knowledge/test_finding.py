"""A steward's words lead to one line, service or place, with all that taking it back would touch; or to a clear no."""

from dataclasses import replace

import pytest
from tests.knowledge.taking import ON, REASON
from tests.web.editions import REAL, TINY, edition_of

from romduol.knowledge.releases.records import Kind, Showing
from romduol.knowledge.releases.rules.finding import NothingFits, find_withdrawable

HURT, POLICE = "Hurt or bleeding", "Police arrest or abuse"
LANTERN = {"en": "Lantern", "km": "ប្រទីប"}


class TestLine:
    @pytest.mark.parametrize(
        "text", ["099 000 102", "+855 99-000-102", "00855 99 000 102", "០៩៩ ០០០ ១០២", " tel:+85599000102"]
    )
    def test_a_number_in_any_writing(self, text):
        found = find_withdrawable(Kind.LINE, text, edition_of(TINY))
        line = edition_of(TINY).lines["85599000102"]
        assert (found.key, found.value, found.national, found.masked) == (
            "85599000102",
            "+85599000102",
            "099 000 102",
            "099 ... ..2",
        )
        assert (found.code, found.subject.id, found.subject.kind) == (line.entity.code, "line-85599000102", "line")
        assert found.owners == (LANTERN,)
        assert found.known
        assert not found.police
        assert not found.already

    def test_police_and_every_owner_are_named(self):
        found = find_withdrawable(Kind.LINE, "099 000 101", edition_of(TINY))
        assert found.police
        assert {owner["en"] for owner in found.owners} == {"Lantern", "Tinyland Police"}

    def test_the_only_line_of_an_urgent_situation_is_told(self):
        edition = edition_of(TINY)
        alone = replace(edition, lines={"1280": edition.lines["1280"]})
        # Hurt or bleeding has another line, until that one is no more.
        assert [name["en"] for name in find_withdrawable(Kind.LINE, "1280", edition).only_offered] == [POLICE]
        assert [name["en"] for name in find_withdrawable(Kind.LINE, "1280", alone).only_offered] == [HURT, POLICE]
        assert find_withdrawable(Kind.LINE, "099 000 102", edition).only_offered == ()

    def test_a_number_that_nobody_claims_can_be_taken_back(self):
        found = find_withdrawable(Kind.LINE, "099 000 150", edition_of(TINY))
        assert (found.key, found.national, found.masked) == ("85599000150", "099 000 150", "099 ... ..0")
        assert (found.known, found.code, found.owners, found.subject.id) == (False, "", (), "line-85599000150")

    def test_what_was_taken_back_before_is_told(self):
        assert find_withdrawable(Kind.LINE, "099 000 119", edition_of(TINY)).already

    @pytest.mark.parametrize("text", ["", "12", "call me", "099 000 1112345"])
    def test_what_is_no_number_is_refused(self, text):
        with pytest.raises(NothingFits, match="no phone number"):
            find_withdrawable(Kind.LINE, text, edition_of(TINY))

    def test_a_slip_names_lines_that_are_shown_and_never_a_private_one(self):
        with pytest.raises(NothingFits) as caught:
            find_withdrawable(Kind.LINE, "128O", edition_of(TINY))
        assert caught.value.near == ("1280",)
        hidden = [line.national for line in edition_of(TINY).lines.values() if line.showing is Showing.WITHHELD]
        with pytest.raises(NothingFits) as caught:
            find_withdrawable(Kind.LINE, f"{hidden[0]} 1234567", edition_of(TINY))
        assert not set(caught.value.near) & set(hidden)

    def test_every_line_of_the_real_country_is_found_by_its_number(self):
        for key, line in edition_of(REAL).lines.items():
            assert find_withdrawable(Kind.LINE, line.national, edition_of(REAL)).key == key


class TestService:
    def test_its_id_its_uuid_and_the_code_of_its_page(self):
        service = edition_of(TINY).services["svc-lantern-legal"]
        for text in (service.id, service.uuid, service.code, service.uuid.upper()):
            found = find_withdrawable(Kind.SERVICE, text, edition_of(TINY))
            assert (found.key, found.code, found.owners) == (service.id, service.code, (LANTERN,))
            assert found.subject.id == service.id
            assert found.name["en"] == "Legal aid from Lantern"

    @pytest.mark.parametrize("text", ["svc-lantern-lega", "legal aid"])
    def test_what_is_near_is_named(self, text):
        with pytest.raises(NothingFits, match="near: svc-lantern-legal") as caught:
            find_withdrawable(Kind.SERVICE, text, edition_of(TINY))
        assert "svc-lantern-legal" in caught.value.near

    @pytest.mark.parametrize("text", ["", "x", "org-lantern"])
    def test_what_is_no_service_is_refused(self, text):
        with pytest.raises(NothingFits):
            find_withdrawable(Kind.SERVICE, text, edition_of(TINY))

    def test_one_that_is_held_back_can_be_taken_back(self):
        found = find_withdrawable(Kind.SERVICE, "svc-harbour-beds", edition_of(TINY))
        assert (found.key, found.already) == ("svc-harbour-beds", False)


class TestPlace:
    @pytest.mark.parametrize("text", ["01", "p01", "Northland", "north land", "ដែនជើង", "Northland province"])
    def test_its_code_its_names_and_its_spellings(self, text):
        found = find_withdrawable(Kind.PLACE, text, edition_of(TINY))
        assert (found.key, found.code, found.subject.id, found.subject.kind) == ("01", "p01", "place-01", "place")

    def test_what_goes_with_it_is_told(self):
        edition = edition_of(TINY)
        only = edition.services["svc-lantern-legal"]
        moved = replace(only, facts={**only.facts, "serves": only.all("serves")[:1]})
        there = replace(edition, services={**edition.services, only.id: moved})
        assert find_withdrawable(Kind.PLACE, "01", edition).with_it == ()
        assert find_withdrawable(Kind.PLACE, moved.all("serves")[0].value, there).with_it == ("svc-lantern-legal",)

    def test_a_name_of_two_places_is_asked_and_not_guessed(self):
        with pytest.raises(NothingFits, match="more than one place is called Kampot") as caught:
            find_withdrawable(Kind.PLACE, "Kampot", edition_of(REAL))
        assert len(caught.value.near) > 1
        assert any(name.startswith("07 (Kampot") for name in caught.value.near)

    def test_a_slip_names_what_is_near(self):
        with pytest.raises(NothingFits) as caught:
            find_withdrawable(Kind.PLACE, "Purrsat", edition_of(REAL))
        assert any("Pursat" in name for name in caught.value.near)

    def test_a_district_has_no_page_of_its_own(self):
        district = next(
            one for one in edition_of(REAL).places.values() if one.level == "district" and not one.town_of_guide
        )
        assert find_withdrawable(Kind.PLACE, district.code, edition_of(REAL)).code == ""


def test_what_was_found_becomes_the_record_that_is_signed():
    one = find_withdrawable(Kind.LINE, "1280", edition_of(TINY)).withdrawn(ON, REASON)
    assert (one.id, one.on, one.reason, one.value, one.national, one.masked) == (
        "line:1280",
        ON,
        REASON,
        "1280",
        "1280",
        "1...",
    )
    assert find_withdrawable(Kind.PLACE, "01", edition_of(TINY)).withdrawn(ON, REASON).id == "place:01"
