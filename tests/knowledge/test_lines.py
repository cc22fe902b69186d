"""How a phone line is shown: each row of the table in DESIGN, section 2, on invented numbers."""

from datetime import timedelta

import pytest
from tests.knowledge.building import (
    DAILY,
    HARBOUR,
    LANTERN,
    NUMBER,
    OLD_NEWS,
    OLD_STUDY,
    OTHER_NUMBER,
    OWN_OLD_PAGE,
    OWN_PAGE,
    OWN_UNDATED_PAGE,
    RED_1,
    RED_2,
    STUDY,
    TODAY,
    UNDATED_STUDY,
    WATCH,
    WATCH_UNIT,
    WEEKLY,
    check,
    claim,
    edition,
    source,
    withdrawal,
)

from romduol.knowledge.claims.records import Outcome
from romduol.knowledge.directory.records import Line, Showing
from romduol.knowledge.sources.records import Grade

KEY, OTHER_KEY = NUMBER.lstrip("+"), OTHER_NUMBER.lstrip("+")


def line(*claims, key=KEY, **more) -> Line:
    return edition(*claims, **more).lines[key]


def shown(*claims, **more) -> Showing:
    return line(*claims, **more).showing


def has_a_hotline(said_by=DAILY, body=LANTERN):
    return claim(said_by, "true", subject=body, property="has_hotline")


class TestCallButton:
    """Checked; fresh first-hand; dated grade A or B."""

    @pytest.mark.parametrize("said_by", [OWN_PAGE, STUDY])
    def test_a_fresh_word_of_the_body_or_of_the_field(self, said_by):
        assert shown(claim(said_by)) is Showing.CALL

    def test_a_number_that_a_steward_called(self):
        assert shown(claim(RED_1), checks=[check()]) is Showing.CALL

    @pytest.mark.parametrize("said_by", [RED_1, DAILY, OLD_STUDY, OLD_NEWS, UNDATED_STUDY, OWN_UNDATED_PAGE])
    def test_nothing_less(self, said_by):
        assert shown(claim(said_by)) is not Showing.CALL

    def test_an_undated_word_of_the_field_and_fresh_news_are_not_one_dated_word_of_the_field(self):
        assert shown(claim(UNDATED_STUDY), claim(DAILY)) is Showing.AFTER_TAP

    def test_an_old_word_of_the_field_and_fresh_news_neither(self):
        assert shown(claim(OLD_STUDY), claim(DAILY)) is Showing.AFTER_TAP

    def test_news_from_two_papers_is_not_enough(self):
        assert shown(claim(DAILY), claim(WEEKLY)) is Showing.AFTER_TAP

    def test_a_call_that_no_longer_holds_is_not_enough(self):
        late = TODAY + timedelta(days=400)
        assert shown(claim(RED_1), checks=[check()], today=late) is not Showing.CALL


class TestShortCode:
    """A short code cannot be a private phone: any source but grade D is enough, "not confirmed"."""

    @pytest.mark.parametrize("said_by", [DAILY, OLD_NEWS, UNDATED_STUDY, OWN_UNDATED_PAGE])
    def test_from_any_source_but_grade_d(self, said_by):
        assert shown(claim(said_by, "1280"), key="1280") is Showing.CALL_UNCONFIRMED

    def test_not_from_an_unsigned_one(self):
        assert shown(claim(RED_1, "1280"), key="1280") is Showing.WITHHELD

    def test_a_code_that_a_reference_lists_without_naming_who_answers(self):
        listed = claim(OLD_NEWS, "emergency", subject="line-1299", property="dials")
        assert shown(listed, key="1299") is Showing.CALL_UNCONFIRMED

    def test_a_fresh_word_of_the_body_confirms_it(self):
        assert shown(claim(OWN_PAGE, "1280"), key="1280") is Showing.CALL


class TestSecondButton:
    """The operator's own number, lapsed or undated, nothing better known."""

    @pytest.mark.parametrize("said_by", [OWN_OLD_PAGE, OWN_UNDATED_PAGE])
    def test_lapsed_or_undated(self, said_by):
        assert shown(claim(said_by)) is Showing.SECOND
        assert line(claim(said_by)).urgent

    def test_not_where_the_body_has_a_newer_number_for_the_same_purpose(self):
        both = [claim(OWN_OLD_PAGE), claim(OWN_PAGE, OTHER_NUMBER)]
        assert shown(*both) is Showing.WITHHELD
        assert shown(*both, key=OTHER_KEY) is Showing.CALL


class TestAfterOneTap:
    """Body and hotline confirmed, this number not."""

    def test_a_guides_number_of_a_body_that_is_known_to_have_a_line(self):
        assert shown(claim(RED_1), has_a_hotline()) is Showing.AFTER_TAP
        assert not line(claim(RED_1), has_a_hotline()).urgent

    def test_not_where_only_another_guide_says_that_it_has_one(self):
        assert shown(claim(RED_1), has_a_hotline(RED_2)) is Showing.WITHHELD

    def test_not_where_a_better_line_of_the_body_is_known(self):
        assert shown(claim(RED_1), has_a_hotline(), claim(OWN_PAGE, OTHER_NUMBER)) is Showing.WITHHELD


class TestWithheld:
    """A number whose owner no other source knows."""

    def test_from_an_unsigned_guide_alone(self):
        found = line(claim(RED_1), claim(RED_2))
        assert found.showing is Showing.WITHHELD
        assert not found.urgent
        assert "000 101" not in found.masked

    def test_where_better_evidence_says_otherwise(self):
        assert shown(claim(RED_1), claim(STUDY, OTHER_NUMBER)) is Showing.WITHHELD


class TestTwoOwners:
    """One number, two claimed owners: never on an urgent screen."""

    police = claim(RED_1, "police", subject=WATCH, property="body_type")

    def test_one_of_them_police(self):
        found = line(claim(STUDY), claim(OWN_PAGE), claim(RED_1, subject=WATCH), self.police)
        assert (found.showing, found.police, found.urgent) == (Showing.TWO_OWNERS, True, False)
        assert {value.subject for value in found.owned} == {LANTERN, WATCH}

    def test_a_short_code_too(self):
        given = [claim(DAILY, "1280"), claim(RED_1, "1280", subject=WATCH)]
        assert shown(*given, key="1280") is Showing.TWO_OWNERS

    def test_a_call_settles_it(self):
        given = [claim(DAILY), claim(RED_1, subject=WATCH)]
        assert shown(*given, checks=[check()]) is Showing.CALL

    def test_a_unit_and_its_parent_are_one_owner(self):
        unit = claim(DAILY, WATCH, subject=WATCH_UNIT, property="part_of")
        assert shown(unit, claim(STUDY, subject=WATCH_UNIT), claim(DAILY, subject=WATCH)) is Showing.CALL


class TestDoNotCall:
    def test_a_withdrawn_number_whoever_says_it(self):
        assert shown(claim(OWN_PAGE), withdrawals=[withdrawal()]) is Showing.DO_NOT_CALL

    def test_one_body_is_enough(self):
        given = [claim(OWN_PAGE), claim(STUDY, subject=HARBOUR)]
        assert shown(*given, withdrawals=[withdrawal(subject=HARBOUR)]) is Showing.DO_NOT_CALL

    def test_a_number_found_wrong(self):
        assert shown(claim(OWN_PAGE), checks=[check(Outcome.WRONG)]) is Showing.DO_NOT_CALL


class TestResidentialCare:
    """Listed only with "free to leave" attested by someone else than its operator."""

    beds = claim(DAILY, "shelter", subject="svc-beds", property="category")
    run_by = claim(DAILY, LANTERN, subject="svc-beds", property="operated_by")

    def listed(self, *claims, **more) -> bool:
        found = edition(self.beds, self.run_by, *claims, **more)
        assert ("svc-beds" in found.services) != any("svc-beds" in held for held in found.held_back.values())
        return "svc-beds" in found.services

    def attested(self, said_by, value="true"):
        return claim(said_by, value, subject="svc-beds", property="free_to_leave")

    serves = claim(DAILY, "national", subject="svc-beds", property="serves")

    def test_nobody_attests(self):
        assert not self.listed(self.serves)

    def test_the_operator_alone_is_not_enough(self):
        assert not self.listed(self.serves, self.attested(OWN_PAGE))

    def test_somebody_else_is(self):
        assert self.listed(self.serves, self.attested(STUDY))

    def test_not_where_voices_of_equal_weight_deny_it(self):
        assert not self.listed(self.serves, self.attested(DAILY), self.attested(WEEKLY, "false"))

    def test_not_where_it_is_denied(self):
        assert not self.listed(self.serves, self.attested(STUDY, "false"))

    def test_another_page_of_the_operators_voice_is_not_somebody_else(self):
        copy = source("copy", lineage=OWN_PAGE.lineage, grade=Grade.C, date=OWN_PAGE.date)
        assert not self.listed(self.serves, self.attested(copy), sources=[DAILY, copy, OWN_PAGE])

    def test_the_parent_of_the_operator_is_not_somebody_else(self):
        parent = source("parent-page", lineage="harbour", grade=Grade.B, date=OWN_PAGE.date, speaks_for=HARBOUR)
        family = claim(DAILY, HARBOUR, property="part_of")
        assert not self.listed(self.serves, family, self.attested(parent), sources=[DAILY, parent])

    def test_a_second_category_does_not_hide_the_beds(self):
        talk = claim(STUDY, "counselling", subject="svc-beds", property="category")
        assert not self.listed(self.serves, talk)
