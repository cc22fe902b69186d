""" "Is this number safe?": what is answered about any number that somebody types."""

import orjson
import pytest
from tests.desk.copies import KH, TINY, TODAY, untouched

from romduol.desk.packs.queries import edition_of_pack
from romduol.knowledge.answers.records import NumberAnswer
from romduol.knowledge.answers.rules import answer_number, number_index

# As the release keeps it: through JSON and back.
INDEX = {
    pack.name: orjson.loads(orjson.dumps(number_index(edition_of_pack(untouched(pack), TODAY)))) for pack in (KH, TINY)
}


def ask(text: str, pack: str = "tiny") -> NumberAnswer:
    return answer_number(text, INDEX[pack])


@pytest.mark.parametrize(
    "text", ["099 000 102", "(+855) 99-000-102", "00855 99000102", "០៩៩ ០០០ ១០២", "tel:+85599000102"]
)
def test_a_known_number_however_it_is_written(text):
    answer = ask(text)
    assert (answer.kind, answer.key, answer.showing) == ("known", "85599000102", "call")
    assert [owner.name["en"] for owner in answer.owners] == ["Lantern"]
    assert answer.owners[0].checked_on == "2026-09-15"
    assert answer.owners[0].own
    assert {said.locator for said in answer.owners[0].sources} == {"contact", "line 12"}


@pytest.mark.parametrize("text", ["1280", "១២៨០"])
def test_a_short_code(text):
    answer = ask(text)
    assert (answer.kind, answer.short, answer.police) == ("known", True, False)


def test_an_unknown_number_is_said_to_be_unknown():
    answer = ask("099 000 199")
    assert (answer.kind, answer.key, answer.owners) == ("unknown", "85599000199", ())


@pytest.mark.parametrize("text", ["", "   ", "police", "099 000 10x", "12", "099 000 102 099 000 102", "💧"])
def test_what_is_no_number_is_said_to_be_none(text):
    answer = ask(text)
    assert (answer.kind, answer.key) == ("not_a_number", "")
    assert answer.reason


def test_a_withdrawn_number_says_do_not_call_and_why():
    answer = ask("099 000 119")
    assert (answer.showing, answer.police) == ("do_not_call", True)
    assert answer.withdrawn["en"]


def test_a_withheld_number_names_who_gave_it_to_whom():
    answer = ask("012 822 639", "kh")
    assert (answer.showing, answer.police, answer.withdrawn) == ("withheld", True, {})
    assert [said.grade for owner in answer.owners for said in owner.sources] == ["D"]


def test_a_number_with_two_owners_tells_both_and_that_one_is_police():
    answer = ask("012 311 112", "kh")
    assert (answer.showing, answer.police) == ("two_owners", True)
    assert sorted(owner.police for owner in answer.owners) == [False, True]


def test_what_can_be_called_instead_is_offered_only_where_it_is_needed():
    assert [better["national"] for better in ask("099 000 101").better] == ["1280", "099 000 102"]
    assert ask("1280").better == ()


def test_no_answer_offers_a_line_that_is_kept_back():
    for index in INDEX.values():
        urgent = {"call", "call_unconfirmed", "second"}
        fine = {entry["national"] for entry in index["lines"].values() if entry["showing"] in urgent}
        offered = {better["national"] for entry in index["lines"].values() for better in entry["better"]}
        assert offered <= fine
