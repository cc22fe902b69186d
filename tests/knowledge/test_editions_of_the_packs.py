"""What the two packs show a reader: which lines may be called, which are kept back, which beds are not listed."""

from pathlib import Path

import pytest
from tests.desk.copies import KH, TINY, TODAY, PackCopy
from tests.knowledge import shelves

from romduol.desk.packs.queries import edition_of_pack
from romduol.knowledge.answers.queries import look_up_number
from romduol.knowledge.claims.records import Standing
from romduol.knowledge.directory.records import Edition, Line, Showing
from romduol.knowledge.sources.records import Grade

CHAB_DAI = ("85517728243", "85523880597", "85592792020")
APLE_OWN = "092 311 511"


def edition(pack: Path = KH) -> Edition:
    return shelves.edition(pack)


def line(key: str) -> Line:
    return edition().lines[key]


@pytest.mark.parametrize("key", ["117", "119", "1280"])
def test_short_codes_can_be_called_though_nobody_confirmed_who_answers(key):
    assert line(key).showing is Showing.CALL_UNCONFIRMED


@pytest.mark.parametrize("key", ["1288", "85512311112"])
def test_two_claimed_owners_one_of_them_police(key):
    assert line(key).showing is Showing.TWO_OWNERS
    assert line(key).police
    assert len({value.subject for value in line(key).owned}) == 2


@pytest.mark.parametrize("key", ["85512822639", "85523987910"])
def test_numbers_that_only_a_guide_gives_are_withheld(key):
    assert line(key).showing is Showing.WITHHELD
    assert "..." in line(key).masked


def test_the_number_that_the_body_itself_gives_is_offered_in_place_of_the_guides():
    answer = look_up_number("(+855) 23 987 910", shelves.kept(KH))
    assert answer.showing == "withheld"
    assert APLE_OWN in [better["national"] for better in answer.better]
    assert edition().lines["85592311511"].showing is Showing.SECOND


@pytest.mark.parametrize("key", CHAB_DAI)
def test_a_body_that_is_known_to_have_a_line_gets_its_guide_numbers_after_one_tap(key):
    assert line(key).showing is Showing.AFTER_TAP


@pytest.mark.parametrize("pack", [KH, TINY])
def test_what_is_kept_back_never_stands_on_an_urgent_screen(pack):
    shown = edition(pack)
    for situation in shown.situations:
        for key in situation.lines:
            assert shown.lines[key].urgent, f"{situation.id}: {key}"
            assert not (situation.no_police and shown.lines[key].police), f"{situation.id}: {key}"


@pytest.mark.parametrize("pack", [KH, TINY])
def test_no_line_can_be_called_on_the_word_of_an_unsigned_source(pack):
    for one in edition(pack).lines.values():
        values = one.owned or one.entity.all("dials")
        if one.urgent:
            assert any(value.standing is Standing.CHECKED or value.grade < Grade.D for value in values if value.grade)


@pytest.mark.parametrize("pack", [KH, TINY])
def test_no_bed_is_listed_before_somebody_else_attests_that_people_may_leave(pack):
    shown = edition(pack)
    residential = {name for name, category in shown.categories.items() if category.residential}
    assert residential
    for service in shown.services.values():
        assert not {value.value for value in service.all("category")} & residential or service.all("free_to_leave")
    assert shown.held_back


def test_shelters_that_only_a_guide_names_are_not_listed():
    held = {service for services in edition().held_back.values() for service in services}
    assert {"svc-06-shelter", "svc-0106-shelter", "svc-national-shelter"} <= held
    assert not held & set(edition().services)


def test_a_guides_shelter_is_not_listed_on_its_operators_word(tmp_path):
    copy = PackCopy.of(KH, tmp_path / "kh")
    copy.add_source(id="cwcc-letter", speaks_for="org-cwcc", lineage="cwcc-letter", grade="B")
    copy.add("svc-cwcc-shelter", "service", {"operated_by": "org-cwcc", "free_to_leave": True}, source="cwcc-letter")
    assert "svc-cwcc-shelter" not in edition_of_pack(copy.read(), TODAY).services


def test_what_a_body_says_of_itself_is_relied_on_before_the_guides():
    status = {name: edition().organizations[name].first("status") for name in ("org-ijm", "org-msf", "org-wac")}
    assert {name: value.value for name, value in status.items() if value} == {
        "org-ijm": "changed_work",
        "org-msf": "left_country",
        "org-wac": "replaced",
    }


@pytest.mark.parametrize("pack", [KH, TINY])
def test_every_place_with_nothing_known_still_has_national_lines(pack):
    assert [one for one in edition(pack).lines.values() if one.urgent]


def test_the_tiny_pack_shows_what_its_comments_say():
    shown = {key: found.showing for key, found in edition(TINY).lines.items()}
    assert shown == {
        "1280": Showing.CALL,
        "85599000101": Showing.TWO_OWNERS,
        "85599000102": Showing.CALL,
        "85599000111": Showing.WITHHELD,
        "85599000112": Showing.AFTER_TAP,
        "85599000119": Showing.DO_NOT_CALL,
    }
    assert edition(TINY).held_back == {"02": ("svc-harbour-beds",)}
