"""How what readers will get differs from what they get: told in codes, counted by pages, kept with each release."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.copies import load_tiny
from tests.desk.few_pages import draw_few
from tests.knowledge.building import (
    LAST_MONTH,
    NUMBER,
    OTHER_NUMBER,
    OWN_PAGE,
    RED_1,
    STUDY,
    check,
    claim,
    edition,
    status,
    withdrawal,
)

from romduol.config import wires
from romduol.desk.publishing.actions import go_back
from romduol.desk.publishing.models import ReleaseShown, SeenRow
from romduol.desk.publishing.queries import current_release, differences_now, lapses
from romduol.desk.publishing.records import Difference, Happened
from romduol.desk.publishing.rules.ageing import Ageing, age_of
from romduol.desk.publishing.rules.differing import differences
from romduol.desk.publishing.rules.framing import framed_policy, within_preview
from romduol.desk.publishing.rules.seeing import lapses_in, snapshot_of
from romduol.desk.publishing.rules.touching import shown_on, with_pages
from romduol.knowledge.claims.actions import record_check, take_back_value
from romduol.knowledge.claims.records import Check, Outcome, Withdrawal
from romduol.knowledge.directory.queries import current_edition
from romduol.knowledge.guides.records import Guide, GuideText, Translation

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LINE = "line-85599000101"
SAID = (claim(STUDY), claim(RED_1), claim(STUDY, OTHER_NUMBER), status(STUDY, "active"), status(RED_1, "closed"))


def told(before, after) -> list[tuple[Happened, str, str, str]]:
    """Return how two editions differ: what happened, to whom, from what, to what."""
    found = differences(snapshot_of(before), snapshot_of(after))
    return [(one.happened, one.subject, one.before, one.after) for one in found]


class TestInCodes:
    def test_an_edition_does_not_differ_from_itself(self):
        one = edition(claim(STUDY), claim(RED_1), status(RED_1, "closed"), status(STUDY, "active"))
        assert told(one, one) == []

    def test_a_number_that_is_called_stands_higher(self):
        before, after = edition(claim(RED_1)), edition(claim(RED_1), checks=[check()])
        assert (Happened.NUMBER_ADDED, LINE, "withheld", "call") in told(before, after)
        assert (Happened.STANDING_CHANGED, "org-lantern", "reported", "checked") in told(before, after)

    def test_a_number_that_readers_do_not_get_any_more_is_removed_once(self):
        before, after = edition(claim(STUDY), status(STUDY, "active")), edition(status(STUDY, "active"))
        assert told(before, after) == [(Happened.NUMBER_REMOVED, LINE, "call", "")]

    def test_a_masked_number_that_goes_is_nothing_to_readers(self):
        before, after = edition(claim(RED_1), status(STUDY, "active")), edition(status(STUDY, "active"))
        assert told(before, after) == []

    def test_a_number_that_is_taken_back_says_do_not_call(self):
        before, after = edition(claim(STUDY)), edition(claim(STUDY), withdrawals=[withdrawal()])
        assert (Happened.TAKEN_BACK, LINE, "call", "do_not_call") in told(before, after)

    def test_another_owner_is_told(self):
        before = edition(claim(STUDY))
        after = edition(claim(STUDY), claim(RED_1, subject="org-harbour"))
        assert Happened.OTHER_OWNER in {one[0] for one in told(before, after)}

    def test_a_new_body_is_one_difference_and_not_one_for_each_of_its_values(self):
        after = edition(status(STUDY, "active"), claim(STUDY, "1990", property="founded"))
        assert told(edition(), after) == [(Happened.RECORD_ADDED, "org-lantern", "", "")]
        assert told(after, edition()) == [(Happened.RECORD_REMOVED, "org-lantern", "", "")]

    def test_a_contradiction_comes_and_is_settled_about_its_subject(self):
        before = edition(status(STUDY, "active"))
        after = edition(status(STUDY, "active"), status(OWN_PAGE, "closed"))
        assert (Happened.CONTRADICTION_FOUND, "org-lantern", "", "") in told(before, after)
        assert (Happened.CONTRADICTION_SETTLED, "org-lantern", "", "") in told(after, before)

    def test_a_translation_that_is_outdated_now_is_told_by_its_language(self):
        def guided(state: Translation):
            text = GuideText("Singing", "", (), "0123abcd", state)
            return replace(edition(), guides={"singing": Guide("singing", "g1", "heart", (), {"km": text})})

        found = differences(snapshot_of(guided(Translation.MACHINE_DRAFTED)), snapshot_of(guided(Translation.OUTDATED)))
        assert [(one.happened, one.property, one.after) for one in found] == [
            (Happened.TRANSLATION_CHANGED, "km", "outdated")
        ]

    @settings(max_examples=25)
    @given(some=st.sets(st.sampled_from(range(len(SAID)))), others=st.sets(st.sampled_from(range(len(SAID)))))
    def test_what_is_added_one_way_is_removed_the_other(self, some, others):
        one, other = edition(*(SAID[n] for n in some)), edition(*(SAID[n] for n in others))
        there, back = told(one, other), told(other, one)
        turned = {
            Happened.NUMBER_ADDED: Happened.NUMBER_REMOVED,
            Happened.RECORD_ADDED: Happened.RECORD_REMOVED,
            Happened.VALUE_ADDED: Happened.VALUE_REMOVED,
            Happened.CONTRADICTION_FOUND: Happened.CONTRADICTION_SETTLED,
        }
        turned |= {other: one for one, other in turned.items()}
        assert sorted((turned.get(one[0], one[0]), one[1]) for one in there) == sorted((one[0], one[1]) for one in back)


class TestPages:
    def test_a_page_counts_once_where_it_leads_to_the_subject_or_dials_its_number(self):
        number = Difference(Happened.NUMBER_REMOVED, LINE, "line", "l123")
        drawn = [
            shown_on("km/p15", b'<a href="tel:+85599000101">'),
            shown_on("en/p15", b'<a class="btn" href="/en/l123">'),
            shown_on("km/l123", b""),
            shown_on("km/a", b'<a href="tel:+85599000102"> <a href="/km/l1234">'),
        ]
        assert with_pages([number], drawn)[0].pages == 2

    def test_links_stay_in_the_preview_and_lead_to_no_other_site(self):
        page = b'<a href="/km/e">x</a> <a class="exit" href="https://a.org/">y</a> <a href="tel:1280">'
        led = b'<a href="/desk/km/preview/page/km/e">x</a> <a class="exit" href="#">y</a> <a href="tel:1280">'
        assert within_preview(page, "/desk/km/preview/page") == led

    def test_nothing_of_a_framed_page_may_run(self):
        policy = framed_policy("default-src 'none'; script-src 'self'; frame-ancestors 'none'")
        assert policy.endswith("frame-ancestors 'self'; sandbox allow-same-origin")
        assert "frame-ancestors 'self'" in framed_policy("")


@pytest.mark.parametrize(
    ("hours", "left", "warning"),
    [
        (1, 29 * 24, Ageing.FRESH),
        (49, 28 * 24, Ageing.OLD),
        (49, 7 * 24, Ageing.ENDING),
        (720, 0, Ageing.ENDED),
        (800, -80, Ageing.ENDED),
    ],
)
def test_the_age_of_a_release_is_worth_a_word(hours, left, warning):
    age = age_of(NOW - timedelta(hours=hours), NOW + timedelta(hours=left), NOW)
    assert (age.hours, age.warning) == (hours, warning)


def test_what_lapses_soon_is_told_with_its_last_day():
    soon = check(on=LAST_MONTH, holds_until=TODAY + timedelta(days=30))
    found, count = lapses_in(edition(claim(RED_1), checks=[soon]))
    assert ([(one.value, one.on) for one in found], count) == ([(NUMBER, TODAY + timedelta(days=30))], 1)
    assert lapses_in(edition(claim(RED_1), checks=[soon]), timedelta(days=29)) == ([], 0)
    assert lapses_in(edition(claim(RED_1))) == ([], 0)


@pytest.fixture
def copy(db, tmp_path, monkeypatch):
    """A copy of the tiny country with one release of pages alone."""
    load_tiny(by="test", on=TODAY)
    monkeypatch.setattr(wires, "today", lambda: TODAY)
    draw_few(monkeypatch)
    with override_settings(RELEASES=tmp_path / "releases"):
        publish(NOW)
        yield


def publish(now: datetime) -> None:
    """Publish the picture of today."""
    wires.publish_now(by="test", force=True, progress=lambda _: None, now=now)


def since() -> set[Happened]:
    """Return what happened to readers since what they have now."""
    found = differences_now(wires.named_edition(TODAY))
    assert found is not None
    return {one.happened for one in found}


class TestWhatIsKept:
    def test_a_release_is_what_later_days_are_compared_with(self, copy):
        assert since() == set()
        line = next(iter(current_edition(TODAY).lines.values()))
        value = line.owned[0]
        wrong = Check(value.subject, "phone", value.value, "call", Outcome.WRONG, TODAY, "steward", TODAY)
        record_check(wrong, by="test", at=NOW)
        assert since()
        rows = SeenRow.objects.count()
        publish(NOW + timedelta(hours=1))
        assert since() == set()
        assert rows < SeenRow.objects.count() < 2 * rows

    def test_after_going_back_the_comparison_is_with_what_readers_have_again(self, copy):
        line = next(line for line in current_edition(TODAY).lines.values() if line.urgent and line.owned)
        value = line.owned[0]
        gone = Withdrawal(value.subject, "phone", value.value, TODAY, {"en": "It rings at a private home."})
        take_back_value(gone, by="test", at=NOW)
        publish(NOW + timedelta(hours=1))
        assert since() == set()
        go_back(serial=1, reason="Too early.", by="person:x", now=NOW + timedelta(hours=2))
        assert Happened.TAKEN_BACK in since()
        assert [(row.serial, row.shows, row.reason) for row in ReleaseShown.objects.order_by("serial")] == [
            (1, 1, ""), (2, 2, ""), (3, 1, "Too early."),
        ]  # fmt: skip

    def test_what_was_made_before_this_was_kept_cannot_be_told_in_words(self, copy):
        ReleaseShown.objects.all().delete()
        assert current_release() is not None
        assert differences_now(wires.named_edition(TODAY)) is None
        assert lapses() == ([], 0)
