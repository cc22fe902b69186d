"""Which bodies belong together, are police, or are gone: what that does to their lines and services."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.knowledge.building import (
    DAILY,
    HARBOUR,
    LANTERN,
    LAST_MONTH,
    LONG_AGO,
    NUMBER,
    OTHER_NUMBER,
    OWN_PAGE,
    RED_1,
    STUDY,
    TODAY,
    WATCH,
    WATCH_UNIT,
    check,
    claim,
    edition,
    resolved,
    source,
    standing_of,
    status,
    withdrawal,
)

from romduol.knowledge.claims.records import Outcome, Stance, Standing
from romduol.knowledge.directory.records import Showing

KEY = NUMBER.lstrip("+")
FRESH = replace(STUDY, id="fresh-study", lineage="fresh-study", date=LAST_MONTH)
LIBRARY = [RED_1, DAILY, STUDY, OWN_PAGE, FRESH]


def part_of(said_by, body, whole, **more):
    return claim(said_by, whole, subject=body, property="part_of", **more)


def police(said_by, body):
    return claim(said_by, "police", subject=body, property="body_type")


@pytest.mark.parametrize("said", ["closed", "left_country", "replaced"])
def test_a_line_of_a_body_that_is_gone_is_not_offered(said):
    line = edition(claim(OWN_PAGE), status(FRESH, said), sources=LIBRARY).lines[KEY]
    assert (line.showing, line.gone, line.urgent) == (Showing.AFTER_TAP, said, False)


def test_a_line_stays_where_the_closing_is_only_an_unsigned_word_against_the_body():
    line = edition(claim(OWN_PAGE), status(OWN_PAGE, "active"), status(RED_1, "closed"), sources=LIBRARY).lines[KEY]
    assert (line.showing, line.gone) == (Showing.CALL, "")


def test_a_line_of_a_unit_of_a_unit_of_police_is_a_line_of_police():
    made = edition(
        claim(OWN_PAGE),
        part_of(STUDY, LANTERN, WATCH_UNIT),
        part_of(STUDY, WATCH_UNIT, WATCH),
        police(STUDY, WATCH),
        sources=LIBRARY,
    )
    assert made.lines[KEY].police


class TestAnUnsignedWordThatJoinsTwoBodies:
    """It must not end a conflict over a number, nor lend somebody else's word."""

    def test_it_settles_nothing(self):
        said = [claim(STUDY), claim(DAILY, subject=HARBOUR), part_of(RED_1, HARBOUR, LANTERN)]
        assert [found.rule for found in resolved(*said, sources=LIBRARY).disagreements] == ["two_owners"]

    def test_a_known_source_may_join_them(self):
        said = [claim(STUDY), claim(DAILY, subject=HARBOUR), part_of(FRESH, HARBOUR, LANTERN)]
        assert not resolved(*said, sources=LIBRARY).disagreements

    def test_what_was_taken_back_joins_nothing(self):
        said = [claim(STUDY), claim(DAILY, subject=HARBOUR), part_of(FRESH, HARBOUR, LANTERN)]
        back = withdrawal(LANTERN, subject=HARBOUR, property="part_of")
        found = resolved(*said, withdrawals=[back], sources=LIBRARY).disagreements
        assert [one.rule for one in found] == ["two_owners"]

    def test_two_bodies_of_police_it_may_join(self):
        said = [
            claim(STUDY, subject=WATCH),
            claim(DAILY, subject=WATCH_UNIT),
            part_of(RED_1, WATCH_UNIT, WATCH),
            police(RED_1, WATCH),
            police(RED_1, WATCH_UNIT),
        ]
        assert not resolved(*said, sources=LIBRARY).disagreements


class TestFreeToLeave:
    """A place with beds is listed where someone else, known and not long ago, says that people may leave."""

    BEDS = "svc-beds"

    def listed(self, *attested):
        made = edition(
            claim(STUDY, LANTERN, subject=self.BEDS, property="provided_by"),
            claim(STUDY, "shelter", subject=self.BEDS, property="category"),
            claim(STUDY, "01", subject=self.BEDS, property="serves"),
            claim(STUDY, "Lantern", property="name"),
            *attested,
            sources=[*LIBRARY, replace(FRESH, id="old-word", lineage="old-word", date=LONG_AGO)],
        )
        held_back = made.held_back.get("01", ())
        assert (self.BEDS in made.services) is not (self.BEDS in held_back)
        return self.BEDS in made.services

    def says(self, said_by):
        return claim(said_by, "true", subject=self.BEDS, property="free_to_leave")

    def test_a_known_recent_word_of_somebody_else_lists_it(self):
        assert self.listed(self.says(FRESH))

    def test_an_unsigned_guide_does_not(self):
        assert not self.listed(self.says(RED_1))

    def test_a_word_of_long_ago_does_not(self):
        assert not self.listed(self.says(replace(FRESH, id="old-word")))

    def test_the_operators_own_word_does_not(self):
        assert not self.listed(self.says(OWN_PAGE))


class TestTwoFindings:
    """The newer finding stands where only one value can be true."""

    DAYS = (LAST_MONTH - timedelta(days=200), LAST_MONTH)

    def picture(self):
        line: dict[str, Any] = {"subject": "line-85599000101", "property": "hours"}
        said = [claim(STUDY, "8-17", **line), claim(DAILY, "24h", **line)]
        found = [
            check(value=value, on=on, holds_until=TODAY + timedelta(days=90), **line)
            for value, on in zip(("8-17", "24h"), self.DAYS, strict=True)
        ]
        return resolved(*said, checks=found, sources=LIBRARY)

    def test_the_later_one_is_checked_and_the_earlier_gives_way(self):
        picture = self.picture()
        assert standing_of(picture, "24h") is Standing.CHECKED
        assert standing_of(picture, "8-17") is Standing.OUTWEIGHED


def test_a_number_that_its_body_gave_up_belongs_to_the_next_one():
    newer = replace(OWN_PAGE, id="own-newer-page", date=TODAY)
    said = [claim(OWN_PAGE), claim(newer, OTHER_NUMBER), claim(FRESH, subject=HARBOUR)]
    assert not [one for one in resolved(*said, sources=[*LIBRARY, newer]).disagreements if one.rule == "two_owners"]


def test_a_newer_number_found_wrong_does_not_silence_the_older_own_one():
    newer = replace(OWN_PAGE, id="own-newer-page", date=TODAY)
    said = [claim(OWN_PAGE), claim(newer, OTHER_NUMBER)]
    picture = resolved(*said, checks=[check(Outcome.WRONG, OTHER_NUMBER)], sources=[*LIBRARY, newer])
    assert standing_of(picture) is Standing.FIRST_HAND
    assert standing_of(picture, OTHER_NUMBER) is Standing.WITHDRAWN


def test_a_number_taken_back_stays_known_when_nobody_claims_it_any_more():
    made = edition(claim(STUDY, "Lantern", property="name"), withdrawals=[withdrawal()], sources=LIBRARY)
    line = made.lines[KEY]
    assert line.showing is Showing.DO_NOT_CALL
    assert line.withdrawn


def test_a_line_of_which_only_the_hours_are_known_is_held_back_and_not_called_unsafe():
    made = edition(claim(STUDY, "24h", subject="line-85599000101", property="hours"), sources=LIBRARY)
    assert made.lines[KEY].showing is Showing.WITHHELD


def test_a_denial_is_a_side_of_its_own():
    said = [claim(STUDY), claim(FRESH, stance=Stance.DENIES)]
    (found,) = resolved(*said, sources=LIBRARY).disagreements
    assert [(side.value, side.denied) for side in found.positions] == [(NUMBER, False), (NUMBER, True)]


def test_a_source_may_speak_for_a_part_of_its_body():
    child = source("child-page", lineage="lantern", date=LAST_MONTH, speaks_for=LANTERN)
    said = [part_of(STUDY, HARBOUR, LANTERN), claim(child, subject=HARBOUR)]
    assert standing_of(resolved(*said, sources=[*LIBRARY, child])) is Standing.FIRST_HAND
