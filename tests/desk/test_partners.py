"""A body speaks of its own record and of nothing else: dated, first-hand, and never alone about a number."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.desk.partner_world import (
    BOAT,
    HARBOUR,
    OLD_NUMBER,
    OWN_LINE,
    OWN_NUMBER,
    OWN_PAGE,
    agreed,
    code_of,
    harbour_verified,
    hours,
    phone,
    record,
    says,
    verified,
)
from tests.desk.resolving_world import AT, LANTERN, LINE, LIST, NUMBER, claim, source
from tests.made_once import made_once
from tests.safety.cast import account, hire, organization

from romduol.desk.changes.actions import NotAllowed, Overtaken, SpeaksNoMore, approve, make_change, undo
from romduol.desk.changes.queries import said_for, version_of, waiting
from romduol.desk.changes.records import Change, Speaker, State, Verb
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.partners.actions import (
    AlreadyWaits,
    OwnOrganization,
    TakenBackWhole,
    Unproved,
    add_service,
    confirm,
    end_verification,
    still_speaks,
    verify,
    version_of_record,
)
from romduol.desk.partners.models import Verified
from romduol.desk.partners.queries import NotVerified, may_count, own_record
from romduol.desk.partners.records import How, Word
from romduol.desk.partners.rules.lasting import LASTS
from romduol.desk.partners.rules.offering import OFFERED, denied, holds_contact, may_deny, may_tell
from romduol.desk.partners.rules.wording import source_id
from romduol.desk.publishing.queries import what_it_does
from romduol.knowledge.claims.actions import add_claim, record_check, take_back
from romduol.knowledge.claims.models import Subject as SubjectRow
from romduol.knowledge.claims.queries import claims_of_source, picture_of
from romduol.knowledge.claims.records import Check, Outcome, ResolvedValue, Standing, Subject
from romduol.knowledge.directory.queries import current_edition, edition_about
from romduol.knowledge.directory.records import Showing
from romduol.knowledge.sources.actions import record_sources
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import Grade
from romduol.safety.access.records import Role
from romduol.safety.accounts.models import Membership
from romduol.safety.audit.queries import recent

pytestmark = pytest.mark.django_db
TODAY = AT.date()
NEW = "+85599000119"


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    """Harbour is known, and its account is verified."""
    made_once("harbour, verified", harbour_verified)


def value(subject: str, name: str, wanted: str, day=TODAY) -> ResolvedValue | None:
    """Return a value as it stands."""
    found = picture_of(subject, day).values
    return next((one for one in found if (one.subject, one.property, one.value) == (subject, name, wanted)), None)


def showing(number: str) -> Showing | None:
    """Return how readers get a number."""
    line = edition_about(HARBOUR, TODAY).lines.get(number.lstrip("+"))
    return line.showing if line else None


class TestWhatItSays:
    def test_it_is_first_hand_and_of_the_day(self):
        assert says(hours()).state is State.DONE
        said = value(OWN_LINE, "hours", "Mon-Fri 8-17")
        assert said is not None
        assert (said.standing, said.said_on, said.fresh) == (Standing.FIRST_HAND, TODAY, True)

    def test_its_source_is_its_own_and_one_voice_with_what_it_published(self):
        assert source_id(HARBOUR) not in all_sources()
        says(hours())
        made = all_sources()[source_id(HARBOUR)]
        assert (made.grade, made.speaks_for, made.lineage) == ("A", HARBOUR, OWN_PAGE.lineage)

    def test_its_word_of_today_stands_in_the_place_of_that_of_yesterday(self):
        says(hours("From 8 to 12"))
        says(hours("From 9 to 17"))
        assert [one.value for one in claims_of_source(source_id(HARBOUR))] == ["From 9 to 17"]

    def test_what_is_left_out_of_a_whole_list_is_no_longer_so(self):
        says(Word(HARBOUR, "works_in", "national"), Word(HARBOUR, "works_in", "01", denies=True))
        found = value(HARBOUR, "works_in", "01")
        assert found is not None
        assert found.standing not in (Standing.FIRST_HAND, Standing.REPORTED)

    def test_a_form_that_is_sent_twice_is_one_word(self):
        act, seen = uuid4(), version_of(OWN_LINE, "hours")
        assert says(hours(), act=act, seen=seen).id == says(hours(), act=act, seen=seen).id
        assert len(claims_of_source(source_id(HARBOUR))) == 1

    def test_of_two_members_at_once_the_second_sees_the_first(self):
        seen = version_of(OWN_LINE, "hours")
        says(hours("From 8 to 12"), seen=seen)
        with pytest.raises(Overtaken):
            says(hours("From 9 to 17"), seen=seen)

    def test_its_note_is_for_its_own_people(self):
        says(hours(), note="Ask Chanda's colleague.")
        of = str(organization("harbour").pk)
        assert said_for(of, [OWN_LINE], by=hire("chanda"))[0].note == "Ask Chanda's colleague."
        assert said_for(of, [OWN_LINE], by=hire("bopha"))[0].note == ""

    def test_everything_on_the_page_is_confirmed_at_once_and_numbers_wait(self):
        seen, act = version_of_record(record()), uuid4()
        made = confirm(code=code_of(), act=act, by=hire("chanda"), seen=seen, now=AT)
        states = {(one.property, one.value): one.state for one in made}
        assert states[("phone", OWN_NUMBER)] is State.WAITING
        assert states[("works_in", "01")] is State.DONE
        again = confirm(code=code_of(), act=act, by=hire("chanda"), seen=seen, now=AT)
        assert {one.id for one in again} == {one.id for one in made}

    def test_confirming_a_page_that_changed_writes_nothing(self):
        seen = version_of_record(record())
        says(hours())
        with pytest.raises(Overtaken):
            confirm(code=code_of(), act=uuid4(), by=hire("chanda"), seen=seen, now=AT)

    def test_it_cannot_attest_what_a_body_must_not_attest_of_itself(self):
        told = {name for names in OFFERED.values() for name in names}
        held_back = {"body_type", "operated_by", "part_of", "free_to_leave", "tells", "answered_by", "provided_by"}
        assert not told & held_back
        for name, wanted in (("body_type", "ngo"), ("part_of", LANTERN)):
            with pytest.raises(NotAllowed):
                says(Word(HARBOUR, name, wanted))
        with pytest.raises(NotAllowed):
            says(Word(BOAT, "free_to_leave", "true"))


class TestNumbers:
    def test_a_number_waits_also_where_one_person_keeps_the_site(self):
        name_operator(name={"en": "Somebody"}, second_yes=SecondYes.NEVER, by="test", at=AT)
        made = says(phone())
        assert made.state is State.WAITING
        assert value(HARBOUR, "phone", NEW) is None
        agreed(made)
        assert showing(NEW) is Showing.CALL

    def test_what_it_would_do_is_told_before_though_its_source_is_new(self):
        made = says(phone())
        assert source_id(HARBOUR) not in all_sources()
        assert [one.value for one in what_it_does(made, TODAY) if one.property == "phone"]

    def test_nobody_of_the_same_organisation_gives_the_second_yes(self):
        made = says(phone())
        Membership.objects.create(
            account=account("dara"), organization=organization("harbour"), role=Role.PARTNER, since=AT
        )
        with pytest.raises(NotAllowed):
            agreed(made)
        assert waiting()[0].id == made.id

    def test_a_partner_who_is_a_publisher_too_does_not_approve_its_own_number(self):
        for role in (Role.PUBLISHER, Role.STEWARD):
            Membership.objects.create(
                account=account("chanda"), organization=organization("lantern"), role=role, since=AT
            )
        with pytest.raises(NotAllowed):
            agreed(says(phone()), "chanda")

    def test_nobody_of_another_account_of_the_same_body_gives_the_second_yes(self):
        verified(where="river")
        made = says(phone())
        Membership.objects.create(
            account=account("maly"), organization=organization("river"), role=Role.PUBLISHER, since=AT
        )
        with pytest.raises(NotAllowed):
            agreed(made, "maly")

    def test_the_same_number_does_not_wait_twice(self):
        says(phone())
        with pytest.raises(AlreadyWaits):
            says(phone())

    def test_a_number_of_another_body_gives_no_call_button(self):
        agreed(says(phone(NUMBER)))
        assert showing(NUMBER) is not Showing.CALL

    def test_a_number_that_was_taken_back_stays_so(self):
        take_back(Subject("line-85599000119", "line"), on=TODAY, reason={"en": "Unsafe."}, by="test")
        agreed(says(phone()))
        assert showing(NEW) is Showing.DO_NOT_CALL

    def test_a_number_that_it_gave_up_is_gone_at_once_though_it_was_checked(self):
        name_operator(name={"en": "Somebody"}, second_yes=SecondYes.ALWAYS, by="test", at=AT)
        checked(OWN_NUMBER, AT - timedelta(days=3))
        assert showing(OWN_NUMBER) is Showing.CALL
        made = says(*denied(record().body, "phone", OWN_NUMBER))
        assert made.state is State.DONE
        assert showing(OWN_NUMBER) is Showing.WITHHELD

    def test_an_old_page_of_its_own_without_a_date_does_not_silence_it(self):
        page = source("old-page", Grade.A, lineage=OWN_PAGE.lineage, on=None, speaks_for=HARBOUR)
        record_sources([page], by="test", on=TODAY)
        said = claim(30, HARBOUR, "phone", OWN_NUMBER, page, purpose="helpline")
        add_claim(said, why="", by="test", at=AT)
        assert showing(OWN_NUMBER) is Showing.CALL
        says(*denied(record().body, "phone", OWN_NUMBER))
        assert showing(OWN_NUMBER) is Showing.WITHHELD

    def test_a_later_check_settles_whether_it_gave_it_up(self):
        says(*denied(record().body, "phone", OWN_NUMBER))
        checked(OWN_NUMBER, AT + timedelta(days=3))
        found = value(HARBOUR, "phone", OWN_NUMBER, (AT + timedelta(days=4)).date())
        assert found is not None
        assert found.standing is Standing.CHECKED

    def test_a_denial_by_others_leaves_a_check_alone(self):
        checked(OWN_NUMBER, AT - timedelta(days=3))
        entry = {"id": str(uuid4()), "property": "phone", "value": OWN_NUMBER, "source": LIST.id, "stance": "denies"}
        made = make_change(
            act=uuid4(), verb=Verb.STATE, subject=HARBOUR, property="phone", value=OWN_NUMBER,
            body={"claim": {**entry, "purpose": "helpline", "observed_on": TODAY.isoformat()}}, why="So it is.",
            by=hire("bopha"), seen=None, now=AT,
        )  # fmt: skip
        agreed(made)
        assert showing(OWN_NUMBER) is Showing.CALL

    def test_it_does_not_speak_of_a_line_that_two_bodies_claim(self):
        agreed(says(phone(NUMBER)))
        assert LINE not in {part.subject for part in record().parts}
        with pytest.raises(NotAllowed):
            says(Word(LINE, "hours", "At night", words={"en": "At night"}))


def checked(number: str, at) -> None:
    """Record that a call found a number right."""
    day = timezone.localdate(at)
    found = Check(HARBOUR, "phone", number, "call", Outcome.RIGHT, day, "steward", day + timedelta(days=200))
    record_check(found, why="", by="test", at=at)


class TestServices:
    def made(self, **more) -> Change:
        """Let Chanda propose a service."""
        said = {
            "category": "shelter",
            "names": {"en": "Night boat"},
            "description": {},
            "places": ["01"],
            "access": ["free"],
        }
        return add_service(code=code_of(), act=uuid4(), by=hire("chanda"), now=AT, **{**said, **more})

    def test_a_new_one_waits_and_nothing_of_it_is_there_before(self):
        name_operator(name={"en": "Somebody"}, second_yes=SecondYes.NEVER, by="test", at=AT)
        before = SubjectRow.objects.count()
        made = self.made()
        assert made.state is State.WAITING
        assert SubjectRow.objects.count() == before
        assert what_it_does(made, TODAY) is not None
        agreed(made)
        new = SubjectRow.objects.get(id=made.body["new_subject"]["id"])
        names = {one.property for one in picture_of(new.id, TODAY).values}
        assert names == {"name", "category", "provided_by", "serves", "access"}

    def test_one_that_was_undone_is_nowhere(self):
        made = agreed(self.made(category="advice"))
        assert made.body["new_subject"]["id"] in current_edition(TODAY).services
        undone = undo(change_id=made.id, act=uuid4(), why="It was no service.", by=hire("bopha"), now=AT)
        assert undone.state is State.DONE
        assert made.body["new_subject"]["id"] not in current_edition(TODAY).services

    def test_it_may_say_that_it_gives_a_service_no_more(self):
        part = next(one for one in record().parts if one.subject == BOAT)
        says(*denied(part, "provided_by", HARBOUR))
        assert BOAT not in {one.subject for one in record().parts}

    def test_it_may_not_say_so_for_another_body(self):
        with pytest.raises(NotAllowed):
            says(Word(BOAT, "provided_by", LANTERN, denies=True))


class TestWhoMaySpeak:
    def test_a_former_member_may_not(self):
        Membership.objects.filter(account=account("chanda")).update(ended_at=AT)
        with pytest.raises(NotVerified):
            says(hours())

    def test_whoever_is_a_partner_of_another_organisation_may_not(self):
        row = Membership.objects.get(account=account("chanda"))
        row.ended_at = AT
        row.save()
        for role, where in ((Role.PARTNER, "river"), (Role.STEWARD, "harbour")):
            Membership.objects.create(account=account("chanda"), organization=organization(where), role=role, since=AT)
        with pytest.raises(NotVerified):
            says(hours())

    def test_nobody_else_speaks_in_its_name(self):
        says(hours())
        entry = {"id": str(uuid4()), "property": "hours", "value": "At night", "source": source_id(HARBOUR)}
        for who in ("bopha", "dara"):
            with pytest.raises(NotAllowed):
                make_change(
                    act=uuid4(), verb=Verb.STATE, subject=OWN_LINE, property="hours", body={"claim": entry},
                    by=hire(who), seen=None, now=AT,
                )  # fmt: skip

    @pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.STATE])
    def test_a_partner_makes_no_other_change(self, verb):
        speaker = Speaker(str(organization("harbour").pk), source_id(HARBOUR), frozenset({HARBOUR}), frozenset())
        if verb is Verb.UNDO:
            return
        body = {"claim": {"source": source_id(HARBOUR), "property": "name"}}
        for said in (speaker, None):
            with pytest.raises(NotAllowed):
                make_change(
                    act=uuid4(), verb=verb, subject=HARBOUR, body=body, by=hire("chanda"), seen=None, now=AT,
                    speaker=said,
                )  # fmt: skip

    def test_it_speaks_of_no_other_record(self):
        for subject, name in ((LANTERN, "description"), ("law-whistling", "detail")):
            with pytest.raises(NotAllowed):
                says(Word(subject, name, "Ours.", words={"en": "Ours."}))
        with pytest.raises(NotVerified):
            own_record(code_of(LANTERN), hire("chanda"), TODAY)

    def test_after_a_year_it_runs_out_and_is_renewed(self):
        later = AT + LASTS + timedelta(days=1)
        with pytest.raises(NotVerified):
            own_record(code_of(), hire("chanda"), later.date())
        verify(
            organization=str(organization("harbour").pk), subject=HARBOUR, how=How.VISIT, told="We went there.",
            by=hire("sokha"), now=later,
        )  # fmt: skip
        assert own_record(code_of(), hire("chanda"), later.date()).body.subject == HARBOUR
        assert Verified.objects.filter(ended_at=None).count() == 1

    def test_once_it_is_ended_nothing_is_said_and_what_waits_gets_no_yes(self):
        says(hours())
        made = says(phone())
        key = Verified.objects.get(ended_at=None).pk
        end_verification(key=key, why="Another person answered.", by=hire("sokha"), now=AT)
        with pytest.raises(NotVerified):
            says(hours("At night"))
        assert not may_count(made, TODAY)
        assert [one.value for one in claims_of_source(source_id(HARBOUR))] == ["Mon-Fri 8-17"]

    def test_a_verification_that_ends_while_somebody_says_yes_ends_before_it(self):
        made, key = says(phone()), Verified.objects.get(ended_at=None).pk
        seen = version_of(HARBOUR, "phone")

        def ended_meanwhile(change: Change) -> bool:
            assert connection.in_atomic_block, "asked where what is asked about is held"
            end_verification(key=key, why="Another person answered.", by=hire("sokha"), now=AT)
            return still_speaks(change, now=AT)

        with pytest.raises(SpeaksNoMore):
            approve(change_id=made.id, by=hire("dara"), seen=seen, now=AT, speaks=ended_meanwhile)
        assert waiting()[0].id == made.id
        assert value(HARBOUR, "phone", NEW) is None

    def test_whoever_cannot_tell_whether_it_is_verified_gives_its_word_no_yes(self):
        made = says(phone())
        with pytest.raises(SpeaksNoMore):
            approve(change_id=made.id, by=hire("dara"), seen=version_of(HARBOUR, "phone"), now=AT)

    def test_of_a_record_that_was_taken_back_nothing_more_is_said(self):
        take_back(Subject(HARBOUR, "organization"), on=TODAY, reason={"en": "Unsafe."}, by="test")
        with pytest.raises(TakenBackWhole):
            says(hours())

    def test_a_body_that_closed_may_say_so_at_once(self):
        name_operator(name={"en": "Somebody"}, second_yes=SecondYes.ALWAYS, by="test", at=AT)
        assert says(Word(HARBOUR, "status", "closed")).state is State.DONE
        assert current_edition(TODAY).lines[OWN_NUMBER.lstrip("+")].gone == "closed"


class TestVerifying:
    def test_nobody_verifies_an_organisation_of_their_own(self):
        Membership.objects.create(
            account=account("sokha"), organization=organization("harbour"), role=Role.PARTNER, since=AT
        )
        with pytest.raises(OwnOrganization):
            verified()

    @pytest.mark.parametrize("who", ["bopha", "dara", "chanda", "rith"])
    def test_only_the_operator_verifies_and_ends(self, who):
        key = Verified.objects.get().pk
        with pytest.raises(PermissionError):
            verify(
                organization=str(organization("river").pk), subject=LANTERN, how=How.MET, told="Yes.", by=hire(who),
                now=AT,
            )  # fmt: skip
        with pytest.raises(PermissionError):
            end_verification(key=key, why="No.", by=hire(who), now=AT)

    @pytest.mark.parametrize(
        "more",
        [
            {"number": NEW},
            {"number": ""},
            {"told": ""},
            {"subject": "law-whistling"},
            {"subject": "org-nobody"},
        ],
    )
    def test_what_shows_nothing_is_refused(self, more):
        with pytest.raises(Unproved):
            verified(**more)

    def test_a_number_that_only_it_gave_itself_is_none_to_call_back(self):
        agreed(says(phone()))
        with pytest.raises(Unproved):
            verified(number=NEW)

    def test_a_number_that_was_found_wrong_is_none_to_call_back(self):
        take_back(Subject(OWN_LINE, "line"), on=TODAY, reason={"en": "Unsafe."}, by="test")
        with pytest.raises(Unproved):
            verified()

    def test_it_holds_once_at_a_time(self):
        row = Verified.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Verified.objects.create(
                organization=row.organization, subject_id=HARBOUR, how="met", told="Again.", on=TODAY, by="test"
            )

    def test_each_is_audited_and_tells_no_sentence(self):
        end_verification(key=Verified.objects.get().pk, why="Mr Nobody called.", by=hire("sokha"), now=AT)
        told = [one for one in recent(limit=50) if one.verb in ("verify_partner", "end_partner")]
        assert {one.verb for one in told} == {"verify_partner", "end_partner"}
        assert "Nobody" not in str([one.detail for one in told])
        assert "front desk" not in str([one.detail for one in told])


def test_a_text_gives_no_way_round_the_second_yes():
    for text in ("Call 099 000 119", "ហៅ ០៩៩ ០០០ ១១៩", "www.x.example", "ask@x.example", "<script>alert(1)</script>"):
        assert holds_contact(text)
    for text in ("Open 8-17, Monday to Friday", "Since 2019", "ថ្ងៃចន្ទ ដល់ សុក្រ ម៉ោង 8 ដល់ 17"):
        assert not holds_contact(text)


@pytest.mark.parametrize("sign", ["–", ",", "•", "_", "\u200b", "/ ", ") (", "·", "…"])
def test_no_sign_between_digits_hides_a_number(sign):
    assert holds_contact(sign.join(["099", "000", "119"]))
    assert holds_contact(sign.join(["០៩៩", "០០០", "១១៩"]))
    assert holds_contact(sign.join(["０９９", "０００", "１１９"]))


@pytest.mark.parametrize("text", ["lantern.example.com/x", "facebook.com/abc", "ask＠x.example", "Lantern.ORG"])
def test_an_address_needs_no_https_to_be_one(text):
    assert holds_contact(text)


@pytest.mark.parametrize("text", ["8-12, 13-17", "08:00-12:00, 13:00–17:00", "2019-2024", "៨:០០-១២:០០", "24/7"])
def test_hours_and_years_are_no_number(text):
    assert not holds_contact(text)


def test_old_numbers_may_be_denied_and_places_are_told_as_a_list():
    assert may_deny("organization", "phone")
    assert not may_deny("organization", "works_in")
    assert may_tell("service", "access")
    assert not may_tell("service", "provided_by")
    assert OLD_NUMBER
