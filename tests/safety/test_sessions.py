"""A sign-in lasts a few hours, can be ended from elsewhere, and cannot be taken from the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from tests.safety.cast import account, half_signed_in, hire, signed_in

from romduol.safety.accounts.actions.people import change_password, disable
from romduol.safety.accounts.actions.sessions import SessionStore, stored_key
from romduol.safety.accounts.actions.signing_in import NotSignedIn, end_all_sign_ins, end_sign_in, sign_in
from romduol.safety.accounts.models import SignIn
from romduol.safety.accounts.queries.signed_in import live_sign_ins, sign_in_of
from romduol.safety.audit.queries import recent

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def begun(who="bopha", now=NOW, challenge=""):
    session = SessionStore()
    made = sign_in(session, account=account(who), browser="", device="", now=now, challenge=challenge)
    session.save()
    return made, str(session.session_key)


def test_who_reads_the_database_finds_no_key_that_a_browser_could_be_given():
    made, key = begun()
    stored = [row.session_key for row in Session.objects.all()]
    assert key not in stored
    assert made.session in stored
    assert key not in (made.session, *[str(row.session_data) for row in Session.objects.all()])
    assert SessionStore(made.session).load() == {}
    assert SessionStore(key).get("sign_in") == str(made.pk)


@pytest.mark.parametrize(
    ("later", "live"),
    [
        (timedelta(minutes=59), True),
        (timedelta(minutes=60), False),
        (timedelta(hours=9), False),
        (timedelta(0), True),
    ],
)
def test_an_hour_without_use_ends_it(later, live):
    made, _ = begun()
    assert (sign_in_of(made.session, NOW + later) is not None) is live


def test_eight_hours_end_it_however_much_it_is_used():
    made, _ = begun()
    for hour in range(1, 9):
        at = NOW + timedelta(minutes=59 * hour)
        SignIn.objects.filter(pk=made.pk).update(last_seen=at)
    assert sign_in_of(made.session, NOW + timedelta(hours=7, minutes=59)) is not None
    assert sign_in_of(made.session, NOW + timedelta(hours=8)) is None


def test_signing_in_gives_the_browser_a_new_key():
    session = SessionStore()
    session["before"] = "planted"
    session.save()
    planted = str(session.session_key)
    sign_in(session, account=account("bopha"), browser="", device="", now=NOW)
    session.save()
    assert session.session_key != planted
    assert SessionStore(planted).load() == {}
    assert "before" not in SessionStore(session.session_key).load()


def test_one_answer_of_a_passkey_signs_in_once():
    begun(challenge="abc")
    with pytest.raises(NotSignedIn):
        begun(challenge="abc")


def test_one_sign_in_can_be_ended_from_another():
    first, key = begun()
    second, _ = begun()
    assert {found.pk for found in live_sign_ins(account("bopha"), NOW)} == {first.pk, second.pk}
    assert end_sign_in(by=hire("bopha").by, account=account("bopha"), which=first.pk, now=NOW)
    assert SessionStore(key).load() == {}
    assert [found.pk for found in live_sign_ins(account("bopha"), NOW)] == [second.pk]


def test_nobody_ends_the_sign_in_of_another():
    made, _ = begun("bopha")
    assert not end_sign_in(by=hire("maly").by, account=account("maly"), which=made.pk, now=NOW)
    assert sign_in_of(made.session, NOW)


@pytest.mark.parametrize(
    "act",
    [
        lambda who: end_all_sign_ins(by="shell", account=who, now=NOW),
        lambda who: change_password(account=who, encoded="!", now=NOW),
        lambda who: disable(by="shell", account=who, now=NOW),
    ],
    ids=["ended", "new password", "disabled"],
)
def test_what_ends_all_of_them(act):
    ended = [begun(), begun()]
    stays, _ = begun("maly")
    act(account("bopha"))
    assert not any(sign_in_of(made.session, NOW) for made, _ in ended)
    assert not Session.objects.filter(session_key__in=[stored_key(key) for _, key in ended]).exists()
    assert sign_in_of(stays.session, NOW)


def test_a_new_password_leaves_the_browser_signed_in_where_it_was_chosen():
    here, _ = begun()
    there, _ = begun()
    change_password(account=account("bopha"), encoded="!", now=NOW, but=here.pk)
    assert sign_in_of(here.session, NOW)
    assert not sign_in_of(there.session, NOW)


def test_a_sign_in_and_its_end_are_in_the_audit():
    made, _ = begun()
    end_sign_in(by=hire("bopha").by, account=account("bopha"), which=made.pk, now=NOW)
    assert [entry.verb for entry in recent()] == ["sign_out", "sign_in"]
    assert {entry.by for entry in recent()} == {hire("bopha").by}


def test_the_cast_is_signed_in(client: Client):
    signed_in(client, "bopha")
    assert client.get("/desk/en/nothing-here").status_code == 404


def test_half_signed_in_is_not_signed_in(client: Client):
    half_signed_in(client, "bopha")
    assert client.get("/desk/en/nothing-here")["Location"] == "/desk/en/second"


def test_a_disabled_account_is_out_at_once(client: Client):
    signed_in(client, "bopha")
    disable(by="shell", account=account("bopha"), now=timezone.now())
    assert client.get("/desk/en/nothing-here").status_code == 302


def test_the_cookie_stays_under_the_desk_and_is_no_scripts(client: Client):
    half_signed_in(client, "bopha")
    client.get("/desk/en/refused-or-not", secure=True)
    session = SessionStore(client.cookies["desk"].value)
    assert session.get_expiry_age() <= 30 * 60
