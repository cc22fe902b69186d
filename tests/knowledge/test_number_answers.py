""" "Is this number safe?": what is answered about any number that somebody types."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.desk.copies import KH, TINY
from tests.knowledge.shelves import edition, kept, taken_back

from romduol.knowledge.answers.queries import look_up_number
from romduol.knowledge.answers.records import NumberAnswer
from romduol.knowledge.directory.records import Line
from romduol.knowledge.releases.queries.folder import NothingPublished
from romduol.knowledge.releases.records import Withdrawn

PACKS = [KH, TINY]
KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


def ask(text: str, pack: Path = TINY, *taken: Withdrawn) -> NumberAnswer:
    return look_up_number(text, replace(kept(pack), taken={item.id: item for item in taken}))


def line(key: str, pack: Path = TINY) -> Line:
    return edition(pack).lines[key]


def written(one: Line) -> list[str]:
    """Return the ways in which people write a number."""
    ways = [one.national, one.national.replace(" ", "-")]
    ways += [] if one.short else [one.value, f"00{one.key}", f"tel:{one.value}", f"(+{one.key[:3]}) {one.key[3:]}"]
    return ways + [way.translate(KHMER_DIGITS) for way in ways if "tel" not in way]


@pytest.mark.parametrize("pack", PACKS)
def test_every_line_is_found_however_its_number_is_written(pack):
    for one in edition(pack).lines.values():
        for text in written(one):
            answer = ask(text, pack)
            assert (answer.kind, answer.key, answer.typed) == ("known", one.key, text)
            assert (answer.national, answer.masked, answer.short) == (one.national, one.masked, one.short)
            assert (answer.showing, answer.police, answer.gone) == (one.showing, one.police, one.gone)
            assert (answer.code, answer.withdrawn) == (one.entity.code, one.withdrawn)


@pytest.mark.parametrize("pack", PACKS)
def test_every_line_tells_who_gave_it_to_whom(pack):
    shown = edition(pack)
    for one in shown.lines.values():
        answer = ask(one.national, pack)
        assert [owner.code for owner in answer.owners] == [shown.organizations[v.subject].code for v in one.owned]
        assert [owner.standing for owner in answer.owners] == [value.standing for value in one.owned]
        for owner, value in zip(answer.owners, one.owned, strict=True):
            assert [said.grade for said in owner.sources] == list(value.grades)
            assert [said.locator for said in owner.sources] == [claim.locator for claim in value.claims]
            assert [said.title for said in owner.sources] == [shown.sources[c.source].title for c in value.claims]
        listed = [claim.locator for value in one.entity.all("dials") for claim in value.claims]
        assert [said.locator for said in answer.listed_by] == listed
        role = one.entity.first("role")
        assert answer.role == (role.words if role else {})


def test_a_known_number_names_its_owner_and_the_check():
    answer = ask("(+855) 99-000-102")
    assert (answer.kind, answer.key, answer.showing) == ("known", "85599000102", "call")
    assert [owner.name["en"] for owner in answer.owners] == ["Lantern"]
    assert answer.owners[0].checked_on == "2026-09-15"
    assert answer.owners[0].own
    assert {said.locator for said in answer.owners[0].sources} == {"contact", "line 12"}


def test_an_answer_tells_which_release_it_is_from():
    release = kept(TINY).manifest().release
    assert [ask(text).release for text in ("1280", "099 000 199")] == [release, release]


@pytest.mark.parametrize("text", ["1280", "១២៨០"])
def test_a_short_code(text):
    answer = ask(text)
    assert (answer.kind, answer.short, answer.police) == ("known", True, False)


def test_an_unknown_number_is_said_to_be_unknown():
    answer = ask("099 000 199")
    assert (answer.kind, answer.key, answer.national) == ("unknown", "85599000199", "099 000 199")
    assert (answer.owners, answer.showing, answer.better) == ((), "", ())


@pytest.mark.parametrize("text", ["", "   ", "police", "099 000 10x", "12", "099 000 102 099 000 102", "💧"])
def test_what_is_no_number_is_said_to_be_none(text):
    answer = ask(text)
    assert (answer.kind, answer.key) == ("not_a_number", "")
    assert answer.reason


def test_a_release_without_numbers_is_no_answer():
    with pytest.raises(NothingPublished):
        look_up_number("1280", replace(kept(TINY), pages={}))


def test_a_withdrawn_number_says_do_not_call_and_why():
    answer = ask("099 000 119")
    assert (answer.showing, answer.police) == ("do_not_call", True)
    assert answer.withdrawn["en"]


def test_a_withheld_number_names_who_gave_it_to_whom():
    answer = ask("012 822 639", KH)
    assert (answer.showing, answer.police, answer.withdrawn) == ("withheld", True, {})
    assert [said.grade for owner in answer.owners for said in owner.sources] == ["D"]


def test_a_number_with_two_owners_tells_both_and_that_one_is_police():
    answer = ask("012 311 112", KH)
    assert (answer.showing, answer.police) == ("two_owners", True)
    assert sorted(owner.police for owner in answer.owners) == [False, True]


def test_what_can_be_called_instead_is_offered_only_where_it_is_needed():
    assert [better["national"] for better in ask("099 000 101").better] == ["1280", "099 000 102"]
    assert ask("1280").better == ()


@pytest.mark.parametrize("pack", PACKS)
def test_no_answer_offers_a_line_that_is_kept_back(pack):
    lines = edition(pack).lines.values()
    fine = {one.national for one in lines if one.urgent and not one.police}
    assert {better["national"] for one in lines for better in ask(one.national, pack).better} <= fine


class TestTakenBackSinceTheRelease:
    """What a steward takes back counts at once, before a new release is drawn."""

    @pytest.mark.parametrize("pack", PACKS)
    def test_every_line_that_is_taken_back_says_do_not_call_and_why(self, pack):
        for one in edition(pack).lines.values():
            answer = ask(one.national, pack, taken_back(one))
            assert (answer.kind, answer.showing) == ("known", "do_not_call")
            assert answer.withdrawn == {"en": "It rings at a private home."}
            assert (answer.national, answer.masked, answer.code) == (one.national, one.masked, one.entity.code)

    def test_its_owners_stay_named_and_their_other_lines_are_offered(self):
        answer = ask("099 000 102", TINY, taken_back(line("85599000102")))
        assert [owner.name["en"] for owner in answer.owners] == ["Lantern"]
        assert [better["national"] for better in answer.better] == ["1280"]

    @pytest.mark.parametrize("typed", ["099 000 177", "+855 99 000 177"])
    def test_a_number_that_the_release_does_not_know_is_answered_too(self, typed):
        gone = replace(
            taken_back(line("85599000102")), key="85599000177", code="", national="099 000 177", masked="099 ... ..7"
        )
        answer = ask(typed, TINY, gone)
        assert (answer.kind, answer.showing, answer.masked) == ("known", "do_not_call", "099 ... ..7")
        assert (answer.withdrawn, answer.owners, answer.code) == (gone.reason, (), "")

    def test_a_short_code_that_no_list_knows_can_be_asked_for(self):
        gone = replace(taken_back(line("1280")), key="1999", value="1999", national="1999", masked="1...")
        assert ask("1999").kind == "not_a_number"
        answer = ask("1999", TINY, gone)
        assert (answer.kind, answer.short, answer.showing) == ("known", True, "do_not_call")

    def test_it_is_offered_by_no_other_number(self):
        for key in ("1280", "85599000102"):
            # A short record is enough: the digits alone name the line.
            bare = replace(taken_back(line(key)), code="", value="", national="", masked="")
            offered = [better["national"] for better in ask("099 000 101", TINY, bare).better]
            assert offered == [one for one in ("1280", "099 000 102") if one != line(key).national]

    def test_no_words_about_another_number_tell_its_digits(self):
        other = line("85599000102")
        shelf = kept(TINY)
        pages = {path: body.replace(b"line 12", b"line 12: (+855) 99-000-102") for path, body in shelf.pages.items()}
        assert pages != shelf.pages
        for taken, told in (
            ({}, "line 12: (+855) 99-000-102"),
            ({"line:x": taken_back(other)}, "line 12: (+099 ... ..2"),
        ):
            answer = look_up_number("099 000 102", replace(shelf, pages=pages, taken=taken))
            assert told in {said.locator for owner in answer.owners for said in owner.sources}

    def test_a_service_that_is_taken_back_takes_no_number_with_it(self):
        item = taken_back(line("1280"))
        other = type(item.kind)("service")
        assert ask("1280", TINY, replace(item, kind=other)).showing == "call"
