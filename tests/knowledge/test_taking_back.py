"""A whole line, service or place that was taken back: nothing is told of it any more, but on a day before it is."""

from datetime import timedelta

import pytest
from tests.knowledge.building import (
    DAILY,
    HARBOUR,
    INFO,
    LANTERN,
    LAST_MONTH,
    NUMBER,
    OTHER_NUMBER,
    OWN_PAGE,
    STUDY,
    WATCH,
    check,
    claim,
    edition,
    points,
    resolved,
    standing_of,
    withdrawal,
)

from romduol.knowledge.claims.actions import take_back
from romduol.knowledge.claims.models import Subject as SubjectRow
from romduol.knowledge.claims.models import Withdrawal as WithdrawalRow
from romduol.knowledge.claims.queries import all_withdrawals
from romduol.knowledge.claims.records import RECORD, Standing, Subject, Withdrawal
from romduol.knowledge.directory.records import Place, Showing
from romduol.knowledge.directory.rules.taking_back import serving_only, taken_back, within
from romduol.knowledge.releases.rules.drawn import drawn_ids
from romduol.safety.audit.models import AuditEntry

KEY = NUMBER.lstrip("+")
LINE = f"line-{KEY}"
SERVICE = "svc-talk"
REASON = {"en": "It does harm."}


def whole(subject: str, **more) -> Withdrawal:
    return withdrawal("", subject=subject, property=RECORD, reason=REASON, **more)


def service(said_by=STUDY, name="serves", value="01", subject=SERVICE):
    return claim(said_by, value, subject=subject, property=name)


class TestLine:
    def test_it_is_taken_back_from_every_body_that_is_said_to_own_it(self):
        picture = resolved(
            claim(OWN_PAGE), claim(STUDY, subject=WATCH), claim(OWN_PAGE, OTHER_NUMBER), withdrawals=[whole(LINE)]
        )
        assert standing_of(picture, subject=LANTERN) is Standing.WITHDRAWN
        assert standing_of(picture, subject=WATCH) is Standing.WITHDRAWN
        assert standing_of(picture, OTHER_NUMBER) is not Standing.WITHDRAWN

    def test_who_owns_it_is_argued_no_more(self):
        claims = [claim(STUDY), claim(DAILY, subject=WATCH)]
        assert points(resolved(*claims).disagreements)
        assert not points(resolved(*claims, withdrawals=[whole(LINE)]).disagreements)

    def test_it_wins_over_a_call_that_found_it_right(self):
        assert standing_of(resolved(claim(OWN_PAGE), checks=[check()], withdrawals=[whole(LINE)])) is Standing.WITHDRAWN

    def test_it_stays_known_so_that_people_are_warned(self):
        hours = claim(OWN_PAGE, "24 hours", subject=LINE, property="hours")
        line = edition(claim(OWN_PAGE), hours, withdrawals=[whole(LINE)]).lines[KEY]
        assert (line.showing, line.withdrawn) == (Showing.DO_NOT_CALL, REASON)
        assert line.entity.first("hours") is not None

    @pytest.mark.parametrize(("subject", "key"), [(LINE, KEY), ("line-1234", "1234")])
    def test_a_number_that_nobody_claims_is_known_as_taken_back(self, subject, key):
        line = edition(withdrawals=[whole(subject)]).lines[key]
        assert (line.showing, line.withdrawn, line.owned) == (Showing.DO_NOT_CALL, REASON, ())

    def test_the_day_before_it_is_what_it_was(self):
        before = LAST_MONTH - timedelta(days=1)
        old = claim(DAILY)
        line = edition(old, withdrawals=[whole(LINE)], today=before).lines[KEY]
        assert line.showing is edition(old, today=before).lines[KEY].showing
        assert line.withdrawn == {}

    def test_pages_show_it_as_taken_back_and_what_a_check_found_wrong_they_do_not(self):
        assert drawn_ids(edition(claim(), withdrawals=[whole(LINE)])) == {f"line:{KEY}"}
        assert drawn_ids(edition(claim(), withdrawals=[withdrawal()])) == {f"line:{KEY}"}
        assert drawn_ids(edition(claim())) == frozenset()


class TestService:
    def test_nothing_is_told_of_it(self):
        claims = [service(), service(name="provided_by", value=HARBOUR), service(DAILY, "category", "counselling")]
        claims += [service(OWN_PAGE, "category", "shelter"), claim(STUDY)]
        before, after = edition(*claims), edition(*claims, withdrawals=[whole(SERVICE)])
        assert SERVICE in {one.subject for one in before.disagreements} | set(before.services) | {
            one for held_back in before.held_back.values() for one in held_back
        }
        assert (after.services, after.held_back) == ({}, {})
        assert not [one for one in after.disagreements if one.subject == SERVICE]
        assert {one.subject for claims_of in after.claims_of.values() for one in claims_of} == {LANTERN}
        assert not {*after.services_in.values(), *after.services_of.values()}

    def test_the_edition_says_so_and_why(self):
        (item,) = edition(service(), withdrawals=[whole(SERVICE)]).taken_back.values()
        assert (item.id, item.kind, item.key, item.reason, item.on) == (
            f"service:{SERVICE}",
            "service",
            SERVICE,
            REASON,
            LAST_MONTH,
        )
        assert item.code == edition(service()).services[SERVICE].code

    def test_the_newest_reason_is_told(self):
        newer = whole(SERVICE, on=LAST_MONTH + timedelta(days=1))
        changed = Withdrawal(newer.subject, newer.property, newer.value, newer.on, {"en": "It is closed."})
        (item,) = edition(service(), withdrawals=[changed, whole(SERVICE)]).taken_back.values()
        assert item.reason == {"en": "It is closed."}

    def test_one_value_of_it_that_was_taken_back_leaves_the_rest(self):
        wrong = withdrawal("01", subject=SERVICE, property="serves")
        known = edition(service(), service(name="category", value="counselling"), withdrawals=[wrong])
        assert SERVICE in known.services
        assert known.taken_back == {}


PLACES = {
    "01": Place("01", "01", None, "province", {"en": "Northland"}),
    "0101": Place("0101", "0101", None, "district", {"en": "Northton"}, parent="01"),
    "02": Place("02", "02", None, "province", {"en": "Southland"}),
}


class TestPlace:
    def taken(self, *subjects: str):
        kinds = {"place-01": "place", "place-02": "place", "place-99": "place", SERVICE: "service"}
        withdrawals = [whole(subject) for subject in subjects]
        return taken_back(withdrawals, kinds, PLACES, INFO)

    def test_it_is_known_by_its_code(self):
        item = self.taken("place-01")["place:01"]
        assert (item.kind, item.key, item.code, item.reason) == ("place", "01", "p01", REASON)

    def test_a_place_that_is_no_more_is_none(self):
        assert self.taken("place-99") == {}

    def test_only_what_serves_nothing_else_goes_with_it(self):
        known = edition(
            service(subject="svc-here"),
            service(value="0101", subject="svc-within"),
            service(subject="svc-both"),
            service(value="02", subject="svc-both"),
            service(value="national", subject="svc-all"),
            service(name="description", value="Somewhere.", subject="svc-nowhere"),
        )
        assert set(serving_only("01", known.services.values(), PLACES)) == {"svc-here", "svc-within"}

    def test_a_ring_of_places_comes_to_an_end(self):
        ring = {code: Place(code, code, None, "district", {}, parent=other) for code, other in (("1", "2"), ("2", "1"))}
        assert within("1", ring) == ["1", "2"]


@pytest.mark.django_db
class TestRecording:
    SUBJECT = Subject(LINE, "line")

    def take(self, **more):
        return take_back(self.SUBJECT, **{"on": LAST_MONTH, "reason": REASON, "by": "bopha", **more})

    def test_the_subject_is_made_where_there_is_none(self):
        assert self.take() == whole(LINE)
        assert SubjectRow.objects.get().kind == "line"
        assert all_withdrawals() == (whole(LINE),)

    def test_a_subject_that_is_there_stays_as_it_is(self):
        SubjectRow.objects.create(id=LINE, kind="line", caution={"en": "For children only."})
        self.take()
        assert SubjectRow.objects.get().caution == {"en": "For children only."}

    def test_twice_on_one_day_is_once_and_the_first_reason_stands(self):
        self.take()
        assert self.take(reason={"en": "Another."}).reason == REASON
        assert WithdrawalRow.objects.count() == 1

    def test_another_day_gives_another_reason(self):
        self.take()
        self.take(on=LAST_MONTH + timedelta(days=1), reason={"en": "Another."})
        assert [one.reason for one in all_withdrawals()] == [REASON, {"en": "Another."}]

    def test_it_is_written_down_who_did_it(self):
        self.take()
        self.take()
        entries = AuditEntry.objects.all()
        assert {(one.by, one.verb, one.subject_kind, one.subject_id) for one in entries} == {
            ("bopha", "take_back", "line", LINE)
        }
        assert [one.detail["new"] for one in entries] == [False, True]
        assert all(one.detail["on"] == LAST_MONTH.isoformat() for one in entries)
