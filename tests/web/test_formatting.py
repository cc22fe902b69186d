"""Dates, numbers and addresses as readers write them."""

from datetime import date

import pytest

from romduol.ui.formatting import day, host, number, period


def test_a_day_is_written_in_the_readers_words():
    assert day(date(2016, 11, 3), "en") == "3 November 2016"
    assert day(date(2016, 11, 3), "km") == "3 វិច្ឆិកា 2016"


@pytest.mark.parametrize(
    ("text", "said"),
    [("2016", "2016"), ("2016-11", "November 2016"), ("2016-11-03", "3 November 2016")],
)
def test_a_period_is_never_more_exact_than_its_source(text, said):
    assert period(text, "en") == said


def test_numbers_and_hosts():
    assert number(1234) == "1,234"
    assert host("https://www.example.org/a?b=c") == "example.org"
