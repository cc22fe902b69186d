"""Khmer digits, and digits as they are copied from elsewhere, go through every door as ASCII digits do."""

import pytest

from romduol.base.phones import NotAPhoneNumber, parse
from romduol.knowledge.answers.queries.answering import answer
from romduol.knowledge.answers.queries.numbers import look_up_number
from romduol.knowledge.answers.queries.searching import search
from tests.answers.releases import release
from tests.desk.copies import KH
from tests.knowledge.shelves import kept
from tests.questions.reading import understand_really

WRITTEN = [
    "092 311 511", "០៩២ ៣១១ ៥១១", "០៩២៣១១៥១១", "０９２ ３１１ ５１１", "០92-៣១១ 511", "092\u00a0311\u202f511",
    "០៩២\u200b៣១១\u200b៥១១",
]  # fmt: skip
"""One number as people type and paste it: Khmer, full width, mixed, spaces of other kinds, spaces of no width."""


@pytest.mark.parametrize("text", [*WRITTEN, "+៨៥៥ ៩២ ៣១១ ៥១១", "០០៨៥៥ ៩២ ៣១១ ៥១១"])
def test_a_number_is_the_same_in_any_digits(text):
    assert parse(text, short_codes={"1280"}).key == "85592311511"


@pytest.mark.parametrize("text", ["1280", "១២៨០", "１２８０", "១ ២ ៨ ០", "១2៨0"])
def test_a_short_number_is_the_same_in_any_digits(text):
    assert parse(text, short_codes={"1280"}).key == "1280"


@pytest.mark.parametrize("text", WRITTEN)
def test_the_number_door_takes_any_digits(text):
    assert look_up_number(text, kept(KH)).national == "092 311 511"


@pytest.mark.parametrize("text", WRITTEN)
def test_the_question_door_takes_a_number_in_any_digits(text):
    plain = answer(f"តើលេខ {WRITTEN[0]} មានសុវត្ថិភាពទេ?", "km", release())
    found = answer(f"តើលេខ {text} មានសុវត្ថិភាពទេ?", "km", release())
    assert (found.understood.need, found.next_steps) == (plain.understood.need, plain.next_steps)


@pytest.mark.parametrize("hours", ["30", "៣០", "３０"])
def test_hours_are_read_in_any_digits(hours):
    seen = understand_really()(f"ស្រោមអនាម័យរហែក {hours} ម៉ោងមុន")
    assert seen.urgency == understand_really()("ស្រោមអនាម័យរហែក 30 ម៉ោងមុន").urgency == "72h"


def test_late_hours_are_told_apart_in_any_digits():
    late = [understand_really()(f"ស្រោមអនាម័យរហែក {days} ថ្ងៃមុន").urgency for days in ("9", "៩", "９")]
    assert len(set(late)) == 1


@pytest.mark.parametrize(
    ("text", "plain"), [("១២៨០", "1280"), ("１២8០", "1280"), *((text, WRITTEN[0]) for text in WRITTEN)]
)
def test_search_finds_the_line_of_a_number_in_any_digits(text, plain):
    assert search(text, "km", release())[0].code == search(plain, "km", release())[0].code


def test_letters_between_digits_are_no_number():
    with pytest.raises(NotAPhoneNumber):
        parse("១២ក៨០", short_codes={"1280"})
