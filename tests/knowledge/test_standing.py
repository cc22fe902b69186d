"""The standing of a value, one rule at a time, told with the cast."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.knowledge.building import (
    DAILY,
    HARBOUR,
    LANTERN,
    LAST_MONTH,
    LAST_YEAR,
    LONG_AGO,
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
    THIRD_NUMBER,
    TODAY,
    UNDATED_STUDY,
    WATCH,
    WATCH_UNIT,
    WEEKLY,
    check,
    claim,
    deprecated,
    points,
    resolved,
    source,
    standing_of,
    status,
    value_of,
    withdrawal,
)

from romduol.knowledge.claims.records import Outcome, Stance, Standing
from romduol.knowledge.sources.records import Grade


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ([OWN_PAGE], Standing.FIRST_HAND),
        ([OWN_UNDATED_PAGE], Standing.FIRST_HAND),
        ([OWN_OLD_PAGE], Standing.LAPSED),
        ([OWN_OLD_PAGE, OWN_PAGE], Standing.FIRST_HAND),  # The body renews its own word.
        ([STUDY], Standing.REPORTED),
        ([STUDY, DAILY], Standing.CORROBORATED),
        ([OLD_STUDY], Standing.LAPSED),
        ([OLD_STUDY, DAILY], Standing.CORROBORATED),
        ([DAILY, WEEKLY], Standing.REPORTED),  # Two papers, but no dated voice of grade A or B.
        ([UNDATED_STUDY, DAILY], Standing.REPORTED),
        ([RED_1, RED_2], Standing.REPORTED),  # Two pages of one voice.
        ([RED_1, OLD_STUDY], Standing.LAPSED),  # An undated page renews nothing.
        ([OWN_UNDATED_PAGE, OLD_NEWS], Standing.FIRST_HAND),  # An old word takes nothing from a better one.
    ],
)
def test_who_says_so_decides_the_standing_of_a_number(said, standing):
    assert standing_of(resolved(*map(claim, said))) is standing


def test_five_pages_of_one_publisher_are_one_voice():
    pages = [source(f"red-{number}") for number in range(5)]
    value = value_of(resolved(*map(claim, pages), sources=pages))
    assert (value.standing, value.voices) == (Standing.REPORTED, ("red",))


def test_a_number_needs_a_dated_voice_of_the_field_where_a_name_does_not():
    papers = [claim(one, "Lantern", property="name") for one in (DAILY, WEEKLY)]
    assert standing_of(resolved(*papers), "Lantern") is Standing.CORROBORATED


class TestASecondDocumentOfAVoice:
    """Copies add nothing, and they lend nothing to what they copy."""

    def test_an_undated_copy_renews_nothing_that_lapsed(self):
        copy = replace(OLD_NEWS, id="copy", date=None)
        before = resolved(claim(OLD_NEWS))
        after = resolved(claim(OLD_NEWS), claim(copy), sources=[OLD_NEWS, copy])
        assert standing_of(before) is standing_of(after) is Standing.LAPSED

    def test_a_dated_copy_does_not_date_the_voice(self):
        copy = replace(UNDATED_STUDY, id="copy", date=LAST_MONTH)
        picture = resolved(claim(UNDATED_STUDY), claim(copy), claim(DAILY), sources=[UNDATED_STUDY, copy, DAILY])
        assert standing_of(picture) is Standing.REPORTED
        assert not value_of(picture).fresh

    def test_a_better_copy_does_not_raise_the_grade(self):
        copy = replace(RED_1, id="copy", grade=Grade.B, date=LAST_MONTH)
        value = value_of(resolved(claim(RED_1), claim(copy), sources=[RED_1, copy]))
        assert (value.grade, value.fresh) == (Grade.D, False)

    def test_a_poor_copy_does_not_weaken_what_speaks_against_a_value(self):
        copy = replace(STUDY, id="copy", grade=Grade.D, date=None)
        rivals = [status(DAILY, "active"), status(STUDY, "closed")]
        assert standing_of(resolved(*rivals), "active") is Standing.OUTWEIGHED
        picture = resolved(*rivals, status(copy, "closed"), sources=[DAILY, STUDY, copy])
        assert standing_of(picture, "active") is Standing.OUTWEIGHED


class TestALineageThatContradictsItself:
    def test_it_counts_for_neither_side(self):
        picture = resolved(status(RED_1, "active"), status(RED_2, "closed"), status(OLD_NEWS, "active"))
        assert value_of(picture, "active").voices == ("old-news",)
        assert value_of(picture, "active").neutral == ("red",)
        assert standing_of(picture, "closed") is Standing.OUTWEIGHED

    def test_it_still_speaks_of_other_purposes_properties_and_bodies(self):
        elsewhere = [
            claim(RED_1, THIRD_NUMBER, purpose="office"),
            status(RED_1, "active"),
            claim(RED_1, "+85599000109", subject=HARBOUR),
        ]
        picture = resolved(claim(RED_1), claim(RED_2, OTHER_NUMBER), *elsewhere)
        assert standing_of(picture) is standing_of(picture, OTHER_NUMBER) is Standing.DISPUTED
        assert all(value_of(picture, one.value).voices == ("red",) for one in elsewhere)

    def test_its_word_does_not_take_a_number_from_another_body_either(self):
        blue = source("blue", lineage="blue")
        torn = [claim(RED_1, NUMBER, subject=HARBOUR), claim(RED_2, OTHER_NUMBER, subject=HARBOUR)]
        picture = resolved(claim(blue), *torn, sources=[blue, RED_1, RED_2])
        assert standing_of(picture, NUMBER, subject=LANTERN) is Standing.REPORTED
        assert ("two_owners", "line-85599000101", "phone", "") in points(picture.disagreements)

    def test_it_is_neutral_on_a_number_that_it_gives_to_two_bodies(self):
        given = [claim(RED_1), claim(RED_2, subject=HARBOUR, purpose="helpline")]
        picture = resolved(*given, claim(DAILY))
        assert value_of(picture, NUMBER, subject=LANTERN).voices == ("daily",)
        assert value_of(picture, NUMBER, subject=HARBOUR).voices == ()

    def test_two_true_numbers_or_a_subset_are_no_contradiction(self):
        both = [claim(RED_1), claim(RED_1, OTHER_NUMBER, locator="line 2"), claim(RED_2, OTHER_NUMBER)]
        picture = resolved(*both)
        assert standing_of(picture) is standing_of(picture, OTHER_NUMBER) is Standing.REPORTED
        assert not picture.disagreements


class TestWeighing:
    def test_equal_voices_dispute(self):
        picture = resolved(status(DAILY, "active"), status(WEEKLY, "closed"))
        assert standing_of(picture, "active") is Standing.DISPUTED
        assert standing_of(picture, "closed") is Standing.DISPUTED

    def test_a_better_voice_outweighs(self):
        picture = resolved(status(RED_1, "active"), status(STUDY, "closed"))
        assert standing_of(picture, "active") is Standing.OUTWEIGHED
        assert standing_of(picture, "closed") is Standing.REPORTED

    def test_many_poor_voices_do_not_shout_down_a_good_one(self):
        crowd = [source(f"voice-{number}", lineage=f"voice-{number}") for number in range(6)]
        picture = resolved(*(status(one, "active") for one in crowd), status(STUDY, "closed"), sources=[*crowd, STUDY])
        assert standing_of(picture, "active") is Standing.OUTWEIGHED

    def test_a_unit_may_share_the_number_of_its_parent(self):
        family = [
            claim(DAILY, WATCH, subject=WATCH_UNIT, property="part_of"),
            claim(DAILY, subject=WATCH_UNIT),
            claim(STUDY, subject=WATCH),
        ]
        picture = resolved(*family)
        assert not picture.disagreements
        assert standing_of(picture, NUMBER, subject=WATCH_UNIT) is Standing.REPORTED

    def test_only_one_body_speaks_first_hand_for_itself(self):
        picture = resolved(claim(OWN_PAGE, subject=HARBOUR))
        assert value_of(picture).grade is Grade.B

    def test_an_unclear_mention_is_no_value(self):
        assert not resolved(status(STUDY, "closed", stance=Stance.UNCLEAR)).values

    def test_a_plain_denial_speaks_against_and_stands_for_nothing(self):
        works = {"property": "works_in"}
        picture = resolved(claim(RED_1, "01", **works), claim(STUDY, "01", stance=Stance.DENIES, **works))
        assert standing_of(picture, "01") is Standing.OUTWEIGHED
        assert len(picture.values) == 1


class TestAStewardsFinding:
    def test_a_call_that_found_it_right_outweighs_every_source(self):
        picture = resolved(claim(RED_1), claim(OWN_PAGE, OTHER_NUMBER), checks=[check()])
        assert standing_of(picture) is Standing.CHECKED
        assert standing_of(picture, OTHER_NUMBER) is Standing.OUTWEIGHED

    @pytest.mark.parametrize("outcome", [Outcome.WRONG, Outcome.MOVED, Outcome.CLOSED])
    def test_a_call_that_found_it_bad_withdraws_it(self, outcome):
        assert standing_of(resolved(claim(OWN_PAGE), checks=[check(outcome)])) is Standing.WITHDRAWN

    def test_a_call_that_nobody_answered_changes_nothing(self):
        assert standing_of(resolved(claim(OWN_PAGE), checks=[check(Outcome.NO_ANSWER)])) is Standing.FIRST_HAND

    def test_nobody_answering_does_not_hide_that_it_was_wrong(self):
        later = check(Outcome.NO_ANSWER, on=TODAY, holds_until=TODAY)
        assert standing_of(resolved(claim(OWN_PAGE), checks=[check(Outcome.WRONG), later])) is Standing.WITHDRAWN

    @pytest.mark.parametrize("outcome", [Outcome.WRONG, Outcome.MOVED, Outcome.CLOSED])
    def test_of_two_findings_of_one_day_the_worse_one_stands(self, outcome):
        both = [check(outcome), check(Outcome.RIGHT, how="visit")]
        for findings in (both, both[::-1]):
            assert standing_of(resolved(claim(OWN_PAGE), checks=findings)) is Standing.WITHDRAWN

    def test_of_two_good_findings_of_one_day_the_shorter_one_counts(self):
        short, long = check(how="visit", holds_until=TODAY), check(holds_until=TODAY + timedelta(days=400))
        for findings in ([short, long], [long, short]):
            assert value_of(resolved(claim(OWN_PAGE), checks=findings)).fresh_until == TODAY

    def test_a_finding_holds_to_its_last_day_and_no_longer(self):
        found = check(on=LAST_YEAR, holds_until=TODAY)
        assert standing_of(resolved(claim(RED_1), checks=[found])) is Standing.CHECKED
        tomorrow = TODAY + timedelta(days=1)
        assert standing_of(resolved(claim(RED_1), checks=[found], today=tomorrow)) is Standing.LAPSED

    def test_it_is_about_one_value_of_one_body(self):
        picture = resolved(claim(RED_1), claim(RED_1, THIRD_NUMBER, subject=HARBOUR), checks=[check()])
        assert standing_of(picture, THIRD_NUMBER) is Standing.REPORTED


class TestWithdrawing:
    def test_it_wins_over_the_body_itself_and_over_a_call(self):
        later = check(on=TODAY, holds_until=TODAY + timedelta(days=90))
        picture = resolved(claim(OWN_PAGE), checks=[later], withdrawals=[withdrawal()])
        assert standing_of(picture) is Standing.WITHDRAWN

    def test_it_does_not_reach_back(self):
        picture = resolved(claim(STUDY), withdrawals=[withdrawal()], today=LAST_MONTH - timedelta(days=1))
        assert standing_of(picture) is Standing.REPORTED

    def test_of_two_reasons_the_later_is_told(self):
        first, second = withdrawal(reason={"en": "It is dead."}), withdrawal(on=TODAY)
        for both in ([first, second], [second, first]):
            assert value_of(resolved(claim(OWN_PAGE), withdrawals=both)).withdrawal == second

    def test_what_was_withdrawn_no_longer_speaks_against_others(self):
        picture = resolved(claim(RED_1), claim(OWN_PAGE, OTHER_NUMBER), withdrawals=[withdrawal(OTHER_NUMBER)])
        assert standing_of(picture) is Standing.REPORTED
        assert not picture.disagreements


class TestFreshness:
    def test_a_number_stays_fresh_for_two_years(self):
        until = LAST_YEAR + timedelta(days=2 * 365)
        assert value_of(resolved(claim(STUDY))).fresh_until == until
        assert value_of(resolved(claim(STUDY), today=until)).fresh
        assert standing_of(resolved(claim(STUDY), today=until + timedelta(days=1))) is Standing.LAPSED

    def test_a_body_that_closed_stays_closed(self):
        assert standing_of(resolved(status(OLD_NEWS, "closed")), "closed") is Standing.REPORTED
        assert standing_of(resolved(status(OLD_NEWS, "active")), "active") is Standing.LAPSED

    def test_fresh_news_does_not_freshen_the_undated_word_of_an_established_source(self):
        value = value_of(resolved(claim(UNDATED_STUDY), claim(DAILY)))
        assert (value.grade, value.fresh) == (Grade.B, False)

    def test_a_statement_dated_by_its_source_counts_from_that_day(self):
        value = value_of(resolved(claim(STUDY, observed_on=LONG_AGO)))
        assert (value.standing, value.said_on) == (Standing.LAPSED, LONG_AGO)

    def test_a_deprecated_claim_is_as_if_never_made(self):
        assert not resolved(deprecated(claim(OWN_PAGE))).values


class TestABodyThatChangesItsOwnNumber:
    """Its newer word replaces its older one, and it does not contradict itself."""

    NEWER = replace(OWN_PAGE, id="own-newer-page", date=TODAY)

    def picture(self, *more):
        sources = [OWN_PAGE, self.NEWER, RED_1]
        return resolved(claim(OWN_PAGE), claim(self.NEWER, OTHER_NUMBER), *more, sources=sources)

    def test_the_newer_number_stands_and_the_older_is_outweighed(self):
        picture = self.picture()
        assert standing_of(picture, OTHER_NUMBER) is Standing.FIRST_HAND
        assert standing_of(picture) is Standing.OUTWEIGHED
        assert not picture.disagreements

    def test_an_old_copy_does_not_bring_the_older_one_back(self):
        picture = self.picture(claim(RED_1))
        assert standing_of(picture, OTHER_NUMBER) is Standing.FIRST_HAND
        assert standing_of(picture) is Standing.OUTWEIGHED

    def test_an_older_number_that_the_newer_page_repeats_stays(self):
        picture = self.picture(claim(self.NEWER))
        assert standing_of(picture) is standing_of(picture, OTHER_NUMBER) is Standing.FIRST_HAND


def test_a_withdrawn_number_no_longer_silences_the_voice_that_gave_another():
    said = [claim(RED_1), claim(RED_2, OTHER_NUMBER)]
    assert standing_of(resolved(*said), OTHER_NUMBER) is Standing.DISPUTED
    picture = resolved(*said, withdrawals=[withdrawal()])
    assert standing_of(picture, OTHER_NUMBER) is Standing.REPORTED
    assert not picture.disagreements


class TestWhatABodyGaveUp:
    """A body that denied its number need not deny it again with each new word."""

    GAVE_UP, LATER = TODAY - timedelta(days=20), TODAY - timedelta(days=2)

    @pytest.mark.parametrize("page", [STUDY, OWN_UNDATED_PAGE, OWN_OLD_PAGE], ids=lambda page: page.id)
    def test_it_does_not_come_back_when_another_number_is_confirmed(self, page):
        listed = [claim(page), claim(page, OTHER_NUMBER)]
        denied = claim(OWN_PAGE, stance=Stance.DENIES, observed_on=self.GAVE_UP)
        confirmed = claim(OWN_PAGE, OTHER_NUMBER, observed_on=self.LATER)
        assert standing_of(resolved(*listed, denied)) is Standing.OUTWEIGHED
        picture = resolved(*listed, denied, confirmed)
        assert standing_of(picture) is Standing.OUTWEIGHED
        assert standing_of(picture, OTHER_NUMBER) in (Standing.FIRST_HAND, Standing.CORROBORATED)

    def test_it_comes_back_when_the_body_says_so_itself(self):
        denied = claim(OWN_PAGE, stance=Stance.DENIES, observed_on=self.GAVE_UP)
        again = claim(OWN_PAGE, observed_on=self.LATER)
        assert standing_of(resolved(claim(STUDY), denied, again)) is Standing.FIRST_HAND
