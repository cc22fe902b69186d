"""What has to be checked, and in which order: more harm, more age or more reach never comes later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.knowledge.building import (
    DAILY,
    HARBOUR,
    LANTERN,
    LAST_MONTH,
    NUMBER,
    OLD_STUDY,
    OTHER_NUMBER,
    OWN_PAGE,
    RED_1,
    STUDY,
    TODAY,
    check,
    claim,
    edition,
    status,
    withdrawal,
)
from tests.knowledge.worlds import QUICK

from romduol.desk.queue.records import NATIONAL, Item, Kind, Owner
from romduol.desk.queue.rules.finding import ENDS_SOON, items_of
from romduol.desk.queue.rules.holding import LONGEST, may_be_put_off
from romduol.desk.queue.rules.scoring import HARM, OLDEST, in_order, key_of, score
from romduol.knowledge.claims.records import Check, Outcome, Severity
from romduol.knowledge.directory.records import Edition, Place, Situation
from romduol.knowledge.guides.records import Guide, GuideText, Section, Translation

SEVERITIES = sorted(Severity, key=HARM.__getitem__)
DAYS = st.one_of(st.none(), st.integers(0, 3 * OLDEST))
REACH = st.integers(0, 5000)


def kinds(found: Edition, *checks: Check) -> list[tuple[Kind, str, str]]:
    return sorted((item.kind, item.property, item.value) for item in items_of(found, checks))


def only(found: Edition, *checks: Check) -> Item:
    items = list(items_of(found, checks))
    assert len(items) == 1, items
    return items[0]


def with_situation(found: Edition, *lines: str) -> Edition:
    return replace(found, situations=(Situation("held", {"en": "Held"}, {"en": "Call."}, lines),))


class TestOrder:
    @QUICK
    @given(st.sampled_from(SEVERITIES), st.sampled_from(SEVERITIES), DAYS, REACH)
    def test_more_harm_never_comes_later(self, one, other, days, reach):
        lesser, graver = sorted((one, other), key=HARM.__getitem__)
        assert score(graver, days, reach) >= score(lesser, days, reach)

    @QUICK
    @given(st.sampled_from(SEVERITIES), st.integers(0, 3 * OLDEST), st.integers(0, OLDEST), REACH)
    def test_older_never_comes_later_and_undated_is_as_old_as_can_be(self, harm, days, more, reach):
        assert score(harm, days, reach) <= score(harm, days + more, reach) <= score(harm, None, reach)

    @QUICK
    @given(st.sampled_from(SEVERITIES), DAYS, REACH, REACH)
    def test_more_reach_never_comes_later(self, harm, days, reach, more):
        assert score(harm, days, reach + more) >= score(harm, days, reach) > 0

    def test_the_order_is_the_same_on_every_machine(self):
        assert sorted([(1, 2), (9, 3), (9, 1)], key=in_order) == [(9, 1), (9, 3), (1, 2)]
        assert score(Severity.HIGH, -5, 1) == score(Severity.HIGH, 0, 1)
        assert key_of(("org-lantern", "phone", "report", "", NUMBER)) == 5827562928945855578
        assert key_of(("ab", "c")) != key_of(("a", "bc"))


class TestFinding:
    def test_one_voice_that_nobody_checked(self):
        item = only(edition(claim(STUDY)))
        assert (item.kind, item.subject, item.value, item.severity) == (
            Kind.SINGLE_SOURCE,
            LANTERN,
            NUMBER,
            Severity.CRITICAL,
        )
        assert item.since == STUDY.date
        assert item.provinces == (NATIONAL,)

    def test_two_voices_and_what_does_little_harm_are_left_alone_and_what_was_true_once_is_not(self):
        assert kinds(edition(claim(STUDY), claim(DAILY))) == kinds(edition(status(STUDY, "active"))) == []
        assert kinds(edition(status(OLD_STUDY, "active"))) == [(Kind.LAPSED, "status", "active")]

    def test_sources_that_contradict_one_another_are_one_item(self):
        found = only(edition(status(STUDY, "active"), status(DAILY, "closed"), status(RED_1, "active")))
        assert (found.kind, found.property, found.facts["sides"]) == (Kind.CONTRADICTION, "status", 2)

    def test_a_check_that_ends_within_30_days(self):
        soon = check(holds_until=TODAY + ENDS_SOON)
        item = only(edition(claim(STUDY), checks=[soon]), soon)
        assert (item.kind, item.since, item.facts["until"]) == (Kind.EXPIRING, LAST_MONTH, soon.holds_until.isoformat())
        later = replace(soon, holds_until=soon.holds_until + timedelta(days=1))
        assert kinds(edition(claim(STUDY), checks=[later]), later) == []

    def test_a_call_that_nobody_answered(self):
        tries = [check(Outcome.NO_ANSWER, on=TODAY - timedelta(days=days), holds_until=TODAY) for days in (1, 3)]
        item = only(edition(claim(STUDY), checks=tries), *tries)
        assert (item.kind, item.facts["tries"]) == (Kind.UNANSWERED, 2)
        assert item.facts["tried"] == (TODAY - timedelta(days=1)).isoformat()

    def test_what_was_taken_back_and_no_answer_before_a_finding_or_taken_out_ask_for_nothing(self):
        assert kinds(edition(claim(STUDY), withdrawals=[withdrawal()])) == []
        before = check(Outcome.NO_ANSWER, on=LAST_MONTH - timedelta(days=1))
        taken_out = check(Outcome.NO_ANSWER, on=TODAY - timedelta(days=2), ended_on=TODAY)
        checks = (before, taken_out, check())
        assert kinds(edition(claim(STUDY), checks=checks), *checks) == []

    def test_a_line_of_the_emergency_page_that_nobody_called_comes_once_and_first(self):
        found = with_situation(edition(claim(STUDY), claim(STUDY, OTHER_NUMBER, subject=HARBOUR)), NUMBER.lstrip("+"))
        first, second = sorted(items_of(found), key=lambda item: -item.score)
        assert (first.kind, first.value, first.since) == (Kind.URGENT_LINE, NUMBER, None)
        assert (second.kind, second.value) == (Kind.SINGLE_SOURCE, OTHER_NUMBER)
        found = with_situation(edition(claim(STUDY), checks=[check()]), NUMBER.lstrip("+"))
        assert kinds(found, check()) == []

    def test_care_that_is_not_listed_keeps_its_name(self):
        said = {"source": OWN_PAGE.id, "subject": "svc-shelter"}
        shelter = [
            claim(OWN_PAGE, "shelter", property="category", **said),
            claim(OWN_PAGE, LANTERN, property="provided_by", **said),
            claim(OWN_PAGE, "national", property="serves", **said),
            claim(OWN_PAGE, "A roof", property="name", words={"en": "A roof"}, **said),
        ]
        item = next(item for item in items_of(edition(*shelter)) if item.kind is Kind.HELD_BACK)
        assert (item.subject, item.property, item.label) == ("svc-shelter", "free_to_leave", {"en": "A roof"})

    def test_texts(self):
        expected = {
            (Translation.MACHINE_DRAFTED, ()): [Kind.DRAFTED_TEXT],
            (Translation.OUTDATED, ()): [Kind.OUTDATED_TEXT],
            (Translation.ORIGINAL, ("law-02",)): [Kind.OUTDATED_TEXT],
            (Translation.REVIEWED, ("law-02",)): [],
            (Translation.ORIGINAL, ()): [],
        }
        section = Section("calls", "s1", "Calls", "Call.", "Call.")
        found = {}
        for translation, changed in expected:
            text = GuideText("Calls", "How", (section,), "0", translation)
            guides = {"calls": Guide("calls", "g1", "phone", ("peer_support",), {"en": text}, changed)}
            found[translation, changed] = [item.kind for item in items_of(replace(edition(), guides=guides))]
        assert found == expected

    def test_a_key_stays_when_the_reason_changes(self):
        tried = check(Outcome.NO_ANSWER, on=TODAY - timedelta(days=1), holds_until=TODAY)
        before, after = only(edition(claim(STUDY))), only(edition(claim(STUDY), checks=[tried]), tried)
        assert before.kind is not after.kind
        assert before.key == after.key


class TestReach:
    def test_a_number_reaches_as_far_as_what_offers_it(self):
        plain = only(edition(claim(STUDY)))
        offered = only(with_situation(edition(claim(STUDY)), NUMBER.lstrip("+")))
        assert (plain.reach.total, offered.reach.situations) == (0, 1)

    def test_services_and_places_count_and_districts_are_of_their_province(self):
        said = {"property": "serves", "subject": "svc-1"}
        given_by = claim(STUDY, LANTERN, property="provided_by", subject="svc-1")
        found = edition(claim(STUDY), given_by, claim(STUDY, "0102", **said))
        places = {
            code: Place(code, code, None, "district", {}, parent) for code, parent in (("01", None), ("0102", "01"))
        }
        item = next(item for item in items_of(replace(found, places=places)) if item.property == "phone")
        assert (item.reach.services, item.provinces) == (1, ("01",))


def test_how_long_something_may_wait():
    days = (-1, 0, 1, LONGEST.days, LONGEST.days + 1)
    assert [may_be_put_off(TODAY + timedelta(days=day), TODAY) for day in days] == [False, False, True, True, False]


def test_the_glossary_has_a_row_for_every_reason_and_owner():
    text = (Path(__file__).parents[2] / "GLOSSARY.md").read_text("utf-8")
    rows = [f"`queue.Kind.{kind.name}`" for kind in Kind] + [f"`Owner.{owner.name}`" for owner in Owner]
    assert [row for row in rows if row not in text] == []
