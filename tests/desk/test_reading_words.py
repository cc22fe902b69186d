"""What was found is told in the language of whoever takes the file in."""

from __future__ import annotations

import copy
import pickle
import re
from pathlib import Path

import pytest
from tests.desk.readings import help_with, read

from romduol.desk.imports.causes import Cause, cause_in
from romduol.desk.imports.codes import ERRORS, NOTES, READ_ERRORS, READ_WARNINGS, TO_DO, WARNINGS
from romduol.desk.imports.rules import sheet_codes
from romduol.ui.words import phrase, words_of

HOME = Path(__file__).parents[2]


def test_a_cause_is_english_and_can_be_told_in_khmer():
    cause = Cause(phrase("there is no month %(month)s"), month=13)
    assert cause == "there is no month 13"
    assert cause.told_in("km") == "គ្មានខែ 13 ទេ"
    assert cause.told_in("en") == str(cause)


def test_a_cause_within_a_cause_is_told_too():
    inner = Cause(phrase("it holds letters"))
    cause = Cause(phrase("this cannot be dialled: %(reason)s"), reason=inner)
    assert cause == "this cannot be dialled: it holds letters"
    assert cause.told_in("km").endswith(inner.told_in("km"))
    assert "letters" not in cause.told_in("km")


@pytest.mark.parametrize(
    "again", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one)), lambda one: Cause.of(one.kept())]
)
def test_a_cause_can_be_kept(again):
    cause = Cause(phrase("this cannot be dialled: %(reason)s"), reason=Cause(phrase("it holds letters")))
    assert again(cause) == cause
    assert again(cause).told_in("km") == cause.told_in("km")


def test_a_plain_text_is_told_as_it_is():
    assert cause_in("no catalogue has this", "km") == "no catalogue has this"
    assert cause_in(Cause("100% sure"), "km") == "100% sure"


def test_whatever_a_reading_finds_has_khmer_words():
    feed = help_with(
        assured_date="soon",
        minimum_age=200,
        phones=[{"number": "call"}, {"number": "1", "type": "fax"}],
        service_areas=[{"name": "Nowhere"}, {"name": "Kampot"}],
        fees="free",
    )
    found = [
        *read(feed).findings,
        *read({**feed, "assured_date": None, "minimum_age": 1}).findings,
        *read(b"{").findings,
    ]
    assert len({one.code for one in found}) > 8
    for one in found:
        assert re.search("[\u1780-\u17ff]", cause_in(one.cause, "km")), one.code


def test_every_code_says_what_it_is_and_what_to_do():
    codes = [*ERRORS, *WARNINGS, *NOTES]
    assert len(codes) == len(set(codes))
    assert set(TO_DO) == set(codes)
    for text in (*ERRORS.values(), *WARNINGS.values(), *NOTES.values(), *TO_DO.values()):
        assert words_of("km").gettext(text) != text


def test_the_page_lists_what_reading_finds_beside_the_check():
    page = (HOME / "docs" / "how-to" / "formats-we-read.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (error|warning|note) \|", page, flags=re.MULTILINE)
    wanted = [(code, "error") for code in READ_ERRORS]
    wanted += [(code, "warning") for code in READ_WARNINGS]
    wanted += [(code, "note") for code in NOTES if code not in sheet_codes.NOTES]
    assert set(wanted) <= set(rows)
