"""A verified record that is joined into another one: nobody speaks by it, all are told; parted, it is as before."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.desk.partner_world import HARBOUR, OWN_LINE, agreed, code_of, harbour_verified, hours, phone, says, verified
from tests.desk.resolving_world import LANTERN
from tests.made_once import made_once
from tests.safety.cast import account, hire, organization, signed_in

from romduol.desk.changes.actions import SpeaksNoMore, make_change, undo
from romduol.desk.changes.models import Change as ChangeRow
from romduol.desk.changes.queries import version_of, waiting
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.partners.actions import Unproved, end_verification, say
from romduol.desk.partners.models import Verified
from romduol.desk.partners.queries import (
    NotVerified,
    RecordJoined,
    may_count,
    numbers_to_call,
    own_record,
    speaking_for,
)
from romduol.desk.partners.records import How, Word
from romduol.desk.partners.rules.wording import source_id
from romduol.knowledge.claims.queries import claims_of_source, picture_of
from romduol.knowledge.sources.queries import all_sources
from romduol.knowledge.sources.records import DESK
from romduol.safety.access.records import Role
from romduol.safety.accounts.models import Membership

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    """Harbour is known and verified; one person keeps the site, so that a joining does not wait."""
    made_once("harbour, verified now", lambda: harbour_verified(NOW))
    name_operator(name={"en": "Somebody"}, second_yes=SecondYes.NEVER, by="test", at=NOW)


def joined() -> Change:
    """Let Bopha find that Harbour is Lantern."""
    claim = {"id": str(uuid4()), "property": "same_as", "value": LANTERN, "source": DESK}
    return make_change(
        act=uuid4(), verb=Verb.STATE, subject=HARBOUR, property="same_as", value=LANTERN, body={"claim": claim},
        why="One office.", by=hire("bopha"), seen=None, now=NOW,
    )  # fmt: skip


def parted(joining: Change) -> None:
    """Let Bopha find that they are two."""
    made = undo(change_id=joining.id, act=uuid4(), why="Two offices.", by=hire("bopha"), now=NOW)
    assert made.state is State.DONE


def told() -> set[str]:
    """Return what Harbour says of itself and still counts."""
    return {one.value for one in claims_of_source(source_id(HARBOUR))}


def test_nobody_speaks_by_it_neither_for_its_own_record_nor_for_the_one_that_stays():
    says(hours(), now=NOW)
    joined()
    with pytest.raises(RecordJoined) as found:
        own_record(code_of(), hire("chanda"), TODAY)
    assert found.value.into == LANTERN
    with pytest.raises(NotVerified):
        own_record(code_of(LANTERN), hire("chanda"), TODAY)
    for code in (code_of(), code_of(LANTERN)):
        with pytest.raises(NotVerified):
            say(code=code, words=[hours("At night")], act=uuid4(), by=hire("chanda"), seen="", now=NOW)
    assert told() == {"Mon-Fri 8-17"}, "what it said stays"


def test_what_waits_gets_no_yes_until_they_are_parted():
    made = says(phone(), now=NOW)
    joining = joined()
    assert not may_count(made, TODAY)

    with pytest.raises(SpeaksNoMore):
        agreed(made, now=NOW)
    assert made.id in {one.id for one in waiting()}
    parted(joining)
    assert agreed(made, now=NOW).state is State.DONE


def test_parted_again_it_speaks_as_before():
    joining = joined()
    parted(joining)
    assert own_record(code_of(), hire("chanda"), TODAY).body.subject == HARBOUR
    assert says(hours(), now=NOW).state is State.DONE


def test_a_joined_record_is_not_verified_again_but_the_one_that_stays_is():
    joined()
    with pytest.raises(Unproved):
        verified(how=How.VISIT, number="", now=NOW)
    verified(LANTERN, how=How.VISIT, number="", now=NOW)
    found = own_record(code_of(LANTERN), hire("chanda"), TODAY)
    assert OWN_LINE in {part.subject for part in found.parts}


def test_verified_for_what_stays_its_new_word_stands_in_the_place_of_its_old_one_and_is_one_voice_with_it():
    says(hours("From 8 to 12"), now=NOW)
    joined()
    verified(LANTERN, how=How.VISIT, number="", now=NOW)
    new = Word(OWN_LINE, "hours", "From 9 to 17", words={"en": "From 9 to 17"})
    said = say(
        code=code_of(LANTERN), words=[new], act=uuid4(), by=hire("chanda"), seen=version_of(OWN_LINE, "hours"), now=NOW
    )
    assert said.state is State.DONE
    assert told() == set()
    known = all_sources()
    assert known[source_id(LANTERN)].lineage == known[source_id(HARBOUR)].lineage
    assert [one.value for one in picture_of(OWN_LINE, TODAY).values if one.property == "hours"] == ["From 9 to 17"]


def test_another_organisation_that_speaks_for_what_stays_does_not_end_what_was_said():
    says(hours("From 8 to 12"), now=NOW)
    joined()
    verified(LANTERN, "river", how=How.VISIT, number="", now=NOW)
    Membership.objects.create(account=account("maly"), organization=organization("river"), role=Role.PARTNER, since=NOW)
    new = Word(OWN_LINE, "hours", "From 9 to 17", words={"en": "From 9 to 17"})
    say(code=code_of(LANTERN), words=[new], act=uuid4(), by=hire("maly"), seen=version_of(OWN_LINE, "hours"), now=NOW)
    assert told() == {"From 8 to 12"}


def test_none_of_those_who_are_the_body_gives_the_word_of_the_other_record_its_yes():
    joined()
    verified(LANTERN, "river", how=How.VISIT, number="", now=NOW)
    both = {str(organization(one).pk) for one in ("harbour", "river")}
    assert speaking_for(LANTERN, TODAY) == both


def test_a_number_that_it_gave_itself_under_the_other_record_is_none_to_call_back():
    agreed(says(phone(), now=NOW), now=NOW)
    joined()
    assert "+85599000119" not in numbers_to_call(LANTERN, TODAY)


class TestPages:
    def test_she_is_told_where_she_looks_and_where_she_sends(self, client: Client):
        joined()
        signed_in(client, "chanda")
        for path, sent, status in (
            ("own", None, 200),
            (f"own/{code_of()}", None, 200),
            (f"own/{code_of()}/{code_of(OWN_LINE, 'line')}/hours", None, 200),
            (f"own/{code_of()}/still", {"act": str(uuid4())}, 409),
            (f"own/{code_of()}/{code_of(OWN_LINE, 'line')}/hours", {"act": str(uuid4()), "value_en": "At night"}, 409),
        ):
            answer = client.get(f"/desk/en/{path}") if sent is None else client.post(f"/desk/en/{path}", sent)
            assert answer.status_code == status
            page = answer.content.decode()
            assert "Your record was joined into another one" in page
            assert f"/en/{code_of(LANTERN)}" in page
        assert client.get(f"/desk/en/own/{code_of(LANTERN)}").status_code == 404
        assert ChangeRow.objects.count() == 1

    def test_for_anybody_else_nothing_is_there(self, client: Client):
        joined()
        signed_in(client, "maly")
        assert client.get(f"/desk/en/own/{code_of()}").status_code == 404

    def test_one_that_was_ended_before_tells_nothing_of_the_joining(self, client: Client):
        end_verification(key=Verified.objects.get().pk, why="A stranger answered.", by=hire("sokha"), now=NOW)
        joined()
        signed_in(client, "chanda")
        assert client.get(f"/desk/en/own/{code_of()}").status_code == 404

    def test_the_operator_sees_it_and_is_led_to_the_record_that_stays(self, client: Client):
        joining = joined()
        signed_in(client, "sokha")
        page = client.get("/desk/en/partners").content.decode()
        assert "its record was joined into another one" in page
        assert f"/desk/en/partners/verify/{code_of(LANTERN)}" in page
        led = client.get("/desk/en/partners/verify", {"code": code_of()})
        assert led.headers["Location"] == f"/desk/en/partners/verify/{code_of(LANTERN)}"
        parted(joining)
        assert "its record was joined into another one" not in client.get("/desk/en/partners").content.decode()
