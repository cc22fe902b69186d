"""Whoever got hold of a partner's account, or left it, cannot silence a body at one stroke, nor speak for two."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.desk.partner_world import (
    BOAT,
    HARBOUR,
    OLD_NUMBER,
    OWN_NUMBER,
    agreed,
    code_of,
    harbour,
    phone,
    record,
    says,
    verified,
)
from tests.desk.resolving_world import AT, LANTERN, LIST, claim
from tests.made_once import made_once
from tests.safety.cast import account, hire, organization

from romduol.desk.changes.actions import NotAllowed, undo
from romduol.desk.changes.queries import version_of
from romduol.desk.changes.records import Change, State
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.partners.actions import confirm, say, version_of_record
from romduol.desk.partners.queries import NotVerified, may_count, own_record, would_wait
from romduol.desk.partners.records import How, Word
from romduol.desk.partners.rules.offering import denied
from romduol.knowledge.claims.actions import add_claim
from romduol.knowledge.claims.records import Claim
from romduol.knowledge.directory.actions import keep_desk_sources
from romduol.knowledge.directory.queries import edition_about
from romduol.knowledge.directory.records import Showing
from romduol.safety.access.records import Role
from romduol.safety.accounts.models import Membership

pytestmark = pytest.mark.django_db
TODAY = AT.date()
SECOND, THIRD = "+85599000112", "+85599000113"


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    """Harbour has three numbers that readers may call, and its account is verified."""
    made_once("harbour, three numbers", three_numbers)


def three_numbers() -> None:
    harbour()
    for number, value in enumerate((SECOND, THIRD), 40):
        add_claim(claim(number, HARBOUR, "phone", value, LIST, purpose="helpline"), why="", by="test", at=AT)
    verified()


def showing(number: str) -> Showing:
    return edition_about(HARBOUR, TODAY).lines[number.lstrip("+")].showing


def gives_up(number: str, now: datetime = AT) -> Change:
    return says(*denied(record().body, "phone", number), now=now)


def join_into(goes: str, stays: str) -> None:
    desk, _ = keep_desk_sources(by="test", on=TODAY)
    add_claim(Claim(str(uuid4()), goes, "same_as", stays, desk.id), why="", by="test", at=AT)


def member_of(who: str, where: str, role: Role) -> None:
    Membership.objects.create(account=account(who), organization=organization(where), role=role, since=AT)


class TestSilencing:
    def test_one_number_is_gone_at_once_and_the_next_of_the_same_day_wait(self):
        assert gives_up(OWN_NUMBER).state is State.DONE
        assert showing(OWN_NUMBER) is not Showing.CALL
        second = gives_up(SECOND)
        assert second.state is State.WAITING
        assert showing(SECOND) is Showing.CALL
        agreed(second)
        assert showing(SECOND) is not Showing.CALL
        # A yes frees nothing: the next one waits again.
        assert gives_up(THIRD).state is State.WAITING

    def test_a_day_later_the_next_one_counts_at_once(self):
        gives_up(OWN_NUMBER)
        later = AT + timedelta(days=1, minutes=1)
        assert would_wait(record(), denied(record().body, "phone", SECOND), AT)
        assert gives_up(SECOND, now=later).state is State.DONE

    def test_a_number_that_readers_do_not_get_may_always_be_denied(self):
        gives_up(OWN_NUMBER)
        assert showing(OLD_NUMBER) is not Showing.CALL
        assert gives_up(OLD_NUMBER).state is State.DONE

    def test_that_it_is_gone_waits_where_it_takes_several_lines_along(self):
        made = says(Word(HARBOUR, "status", "closed"))
        assert made.state is State.WAITING
        assert showing(OWN_NUMBER) is Showing.CALL

    def test_what_a_steward_undid_is_not_counted(self):
        made = gives_up(OWN_NUMBER)
        back = undo(change_id=made.id, act=uuid4(), why="They say it was not they.", by=hire("bopha"), now=AT)
        assert back.state is State.WAITING
        agreed(back)
        assert showing(OWN_NUMBER) is Showing.CALL
        assert gives_up(SECOND).state is State.DONE

    def test_nobody_of_the_body_agrees_that_its_denial_is_undone(self):
        back = undo(change_id=gives_up(OWN_NUMBER).id, act=uuid4(), why="No.", by=hire("bopha"), now=AT)
        member_of("dara", "harbour", Role.PARTNER)
        with pytest.raises(NotAllowed):
            agreed(back)

    def test_a_service_that_readers_do_not_get_takes_nothing(self):
        part = next(one for one in record().parts if one.subject == BOAT)
        assert not part.listed
        gives_up(OWN_NUMBER)
        assert says(*denied(part, "provided_by", HARBOUR)).state is State.DONE


class TestWhoLeft:
    def test_what_a_former_member_left_behind_gets_no_yes(self):
        made = says(phone())
        assert may_count(made, TODAY)
        Membership.objects.filter(account=account("chanda")).update(ended_at=AT)
        assert not may_count(made, TODAY)


class TestJoined:
    def test_a_body_that_is_another_one_is_verified_anew(self):
        made = says(phone())
        join_into(HARBOUR, LANTERN)
        for code in (code_of(), code_of(LANTERN)):
            with pytest.raises(NotVerified):
                own_record(code, hire("chanda"), TODAY)
        assert not may_count(made, TODAY)

    def test_nobody_of_either_account_gives_the_second_yes(self):
        verified(LANTERN, where="river", how=How.MET, number="")
        join_into(LANTERN, HARBOUR)
        made = says(phone())
        member_of("maly", "river", Role.PUBLISHER)
        with pytest.raises(NotAllowed):
            agreed(made, "maly")


def test_a_link_waits_since_what_it_leads_to_can_hold_any_number():
    name_operator(name={"en": "Somebody"}, second_yes=SecondYes.NEVER, by="test", at=AT)
    assert says(Word(HARBOUR, "website", "https://harbour.example")).state is State.WAITING
    assert not record().body.of("website")


class TestWhereAShelterIs:
    @pytest.mark.parametrize("subject", [HARBOUR, BOAT])
    def test_the_words_of_a_body_with_beds_wait(self, subject):
        name_operator(name={"en": "Somebody"}, second_yes=SecondYes.NEVER, by="test", at=AT)
        made = says(Word(subject, "description", "Behind the pagoda.", words={"en": "Behind the pagoda."}))
        assert (made.state, made.critical) == (State.WAITING, True)
        assert "pagoda" not in str([one.value for one in record().body.values])

    def test_what_is_said_already_may_be_confirmed(self):
        seen = version_of_record(record())
        made = confirm(code=code_of(), act=uuid4(), by=hire("chanda"), seen=seen, now=AT)
        assert {one.state for one in made if one.property == "name"} == {State.DONE}

    def test_those_of_a_body_without_beds_do_not(self):
        verified(LANTERN, where="river", how=How.MET, number="")
        member_of("chanda", "river", Role.PARTNER)
        told = Word(LANTERN, "description", "We listen.", words={"en": "We listen."})
        made = say(
            code=code_of(LANTERN), words=[told], act=uuid4(), by=hire("chanda"), now=AT,
            seen=version_of(LANTERN, "description"),
        )  # fmt: skip
        assert made.state is State.DONE
