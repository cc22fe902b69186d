"""Phone numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romduol.base.phones import NotAPhoneNumber, PhoneNumber, mask, parse, parse_many, tel_uri

SHORT = frozenset({"1280", "1288", "115"})


def read(text: str) -> PhoneNumber:
    return parse(text, short_codes=SHORT)


@pytest.mark.parametrize(
    "text",
    [
        "099 000 100",
        "099000100",
        "099-000-100",
        "99 000 100",
        "+855 99 000 100",
        "+855 (0)99 000 100",
        "(855) 99 000 100",
        "85599000100",
        "00855 99 000 100",
        "00 855 99000100",
        "tel:+85599000100",
        "០៩៩ ០០០ ១០០",
        "០០៨៥៥ ៩៩ ០០០ ១០០",
        "099\u200b000\u200b100",
        " 099 000 100\u00a0",
    ],
)
def test_one_line_in_many_spellings(text):
    assert read(text) == PhoneNumber("+85599000100", None, "85599000100", "099 000 100", "mobile")


@pytest.mark.parametrize("code", ["117", "118", "119", "666", "1280", "1288", "115", "១២៨០", "1-1-7"])
def test_short_codes_of_the_library_and_of_the_list(code):
    number = read(code)
    assert number.kind == "short"
    assert number.e164 is None
    assert number.key == number.short_code == number.national


def test_a_short_code_that_nobody_reviewed_is_no_number():
    with pytest.raises(NotAPhoneNumber, match="too few"):
        parse("1280", short_codes=frozenset())
    with pytest.raises(NotAPhoneNumber):
        read("1296")


def test_an_oddly_grouped_number_is_no_short_code():
    number = read("(+855) 1282 2639")
    assert (number.national, number.kind, number.short_code) == ("012 822 639", "mobile", None)


def test_a_short_code_behind_a_country_code_is_no_number():
    with pytest.raises(NotAPhoneNumber):
        read("+855 1280")


def test_a_number_with_00855_is_not_in_brazil():
    assert read("00855 12 999 009").national == "012 999 009"


def test_look_alikes_stay_different():
    first, second = read("023 997 919"), read("023 987 910")
    assert first.key != second.key
    assert first.kind == second.kind == "fixed"


def test_a_number_abroad_keeps_its_country_code():
    assert read("+66 2 123 4567").national == "+66 2 123 4567"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "1",
        "092 311",
        "hotline",
        "099 ABC DEF",
        "099 000 100 ext 5",
        "1" * 30,
        "099 000 100 / 099 000 101",
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(text):
    with pytest.raises(NotAPhoneNumber) as refused:
        read(text)
    assert refused.value.text == text
    assert refused.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "099 000 100 / 099 000 101",
        "099 000 100 or 099000101",
        "099 000 100, +855 99 000 101",
        "099 000 100 ឬ ០៩៩ ០០០ ១០១",
    ],
)
def test_two_numbers_in_one_text(text):
    numbers = parse_many(text, short_codes=SHORT)
    assert [number.national for number in numbers] == ["099 000 100", "099 000 101"]


def test_the_same_number_twice_is_one():
    assert len(parse_many("099 000 100 / +855 99 000 100", short_codes=SHORT)) == 1


def test_parse_many_refuses_a_part_that_is_no_number():
    with pytest.raises(NotAPhoneNumber):
        parse_many("099 000 100 / 101", short_codes=SHORT)
    with pytest.raises(NotAPhoneNumber):
        parse_many(" / ", short_codes=SHORT)


def test_a_masked_number_cannot_be_dialled():
    assert mask(read("012 822 639")) == "012 ... ..9"
    assert mask(read("099 000 1009")) == "099 ... ...9"
    assert mask(read("1280")) == "1..."


def test_tel_uri():
    assert tel_uri(read("099 000 100")) == "tel:+85599000100"
    assert tel_uri(read("1280")) == "tel:1280"


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text):
    try:
        number = read(text)
    except NotAPhoneNumber:
        return
    assert (number.e164 is None) != (number.short_code is None)
    assert number.key.isascii()
    assert number.key.isdigit()


@given(st.integers(min_value=99_000_100, max_value=99_000_199))
def test_a_number_reads_back_from_each_of_its_forms(digits):
    number = read(f"0{digits}")
    assert read(number.national) == read(number.key) == read(number.e164 or "") == number
