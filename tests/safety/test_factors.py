"""Codes and keys prove somebody once, on this site, and are no use to who reads the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.test import override_settings
from tests.safety.authenticator import Authenticator
from tests.safety.cast import account

from romduol.safety.accounts.actions import factors
from romduol.safety.accounts.actions.factors import LastFactor, WrongCode, check_code, new_recovery_codes
from romduol.safety.accounts.actions.passkeys import (
    NotAPasskey,
    Site,
    add_passkey,
    ask_for_new,
    ask_for_proof,
    check_passkey,
)
from romduol.safety.accounts.actions.signing_in import MustWait, NotSignedIn
from romduol.safety.accounts.actions.tickets import TicketTooOld, read_ticket, write_ticket
from romduol.safety.accounts.models import CodeMaker, FailedTry, Passkey, RecoveryCode
from romduol.safety.accounts.queries.signed_in import factors_of
from romduol.safety.accounts.records import Ticket
from romduol.safety.accounts.rules.codes import STEP, right_step

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 3, 0, 5, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HERE = Site("http://testserver")


def code(at=NOW):
    return pyotp.TOTP(SECRET).at(at)


def with_codes(who="bopha"):
    found = account(who)
    factors.set_code_maker(by="test", account=found, secret=SECRET, typed=code(), now=NOW)
    return found


def proves(found, typed, now):
    try:
        check_code(account=found, typed=typed, browser="", now=now)
    except NotSignedIn:
        return False
    return True


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_phone_may_be_a_step_off(steps):
    assert right_step(SECRET, code(NOW + steps * timedelta(seconds=STEP)), -1, NOW)


@pytest.mark.parametrize("steps", [-2, 2])
def test_two_steps_are_too_many(steps):
    assert right_step(SECRET, code(NOW + steps * timedelta(seconds=STEP)), -1, NOW) is None


def test_a_code_works_once_and_none_before_it_works_after():
    found, later = with_codes(), NOW + timedelta(seconds=STEP)
    assert not proves(found, code(), NOW), "it was used to set the phone up"
    assert proves(found, code(later), later)
    assert not proves(found, code(later), later)
    assert not proves(found, code(), later)


def test_a_code_may_be_typed_in_khmer_digits_with_a_space():
    found, later = with_codes(), NOW + timedelta(seconds=STEP)
    typed = code(later).translate({ord(str(n)): 0x17E0 + n for n in range(10)})
    assert proves(found, f" {typed[:3]} {typed[3:]} ", later)


def test_a_phone_is_taken_only_with_a_right_code():
    with pytest.raises(WrongCode):
        factors.set_code_maker(by="test", account=account("bopha"), secret=SECRET, typed="000000", now=NOW)
    assert not factors_of(account("bopha")).any


def test_the_secret_is_sealed_for_this_account_alone():
    found, later = with_codes(), NOW + timedelta(seconds=STEP)
    row = CodeMaker.objects.get(account=found)
    assert SECRET not in row.sealed
    other = with_codes("maly")
    CodeMaker.objects.filter(account=other).update(sealed=row.sealed)
    assert not proves(other, code(later), later)
    with override_settings(SECRET_KEY="another"):
        assert not proves(found, code(later), later)
    assert proves(found, code(later), later)


def test_a_recovery_code_works_once_and_is_stored_as_a_digest():
    found = account("bopha")
    made = new_recovery_codes(by="test", account=found, now=NOW)
    assert len(set(made)) == 10
    assert not RecoveryCode.objects.filter(digest__in=made).exists()
    assert proves(found, f" {made[0][:5].upper()}-{made[0][5:]} ", NOW)
    assert not proves(found, made[0], NOW)
    assert factors_of(found).recovery_codes == 9
    assert not proves(account("maly"), made[1], NOW), "it is somebody else's"


def test_new_recovery_codes_end_the_old_ones():
    found = account("bopha")
    old = new_recovery_codes(by="test", account=found, now=NOW)
    new_recovery_codes(by="test", account=found, now=NOW)
    assert not proves(found, old[0], NOW)


def test_wrong_codes_are_counted_and_then_wait():
    found = with_codes()
    for _ in range(5):
        assert not proves(found, "000000", NOW)
    later = NOW + timedelta(seconds=STEP)
    with pytest.raises(MustWait):
        check_code(account=found, typed=code(later), browser="", now=later)
    check_code(account=found, typed=code(later), browser="known", now=later)


def added(key=None, who="bopha", site=HERE):
    key = key or Authenticator(site.origin)
    _, challenge = ask_for_new(site, account_id=account(who).pk, name=who)
    add_passkey(
        by="test", account=account(who), site=site, challenge=challenge, answer=key.make(challenge), name="k", now=NOW
    )
    return key


def proved(key, *, site=HERE, whose=None, spoil=lambda answer: answer):
    _, challenge = ask_for_proof(site, whose)
    answer = spoil(key.prove(challenge))
    return check_passkey(site=site, challenge=challenge, answer=answer, now=NOW, account=whose)


def test_a_passkey_alone_says_who_it_is():
    key = added()
    added(Authenticator(name=b"m" * 16), "maly")
    assert proved(key) == account("bopha")


def test_a_passkey_that_does_not_know_its_holder_counts_only_beside_the_password():
    key = added()
    key.knows_holder = False
    with pytest.raises(NotSignedIn):
        proved(key)
    assert proved(key, whose=account("bopha")) == account("bopha")


def test_a_passkey_proves_nobody_else():
    key = added()
    with pytest.raises(NotSignedIn):
        proved(key, whose=account("maly"))


def test_a_copied_passkey_is_found_by_its_count():
    key = added()
    proved(key)
    key.counter -= 1
    with pytest.raises(NotSignedIn):
        proved(key)


def test_a_passkey_of_a_look_alike_site_proves_nothing_here():
    key = added()
    key.origin = "http://testserver.example"
    with pytest.raises(NotSignedIn):
        proved(key)
    elsewhere = Site("https://romduol.example.org")
    Passkey.objects.update(host=elsewhere.host)
    with pytest.raises(NotSignedIn):
        proved(Authenticator(HERE.origin))


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 1, "rawId": 2}', "{", '{"rawId": "aaaa"}'])
def test_nonsense_proves_nobody_and_is_no_passkey(answer):
    with pytest.raises(NotSignedIn):
        proved(added(), spoil=lambda _: answer)
    with pytest.raises(NotAPasskey):
        add_passkey(by="test", account=account("maly"), site=HERE, challenge="aaaa", answer=answer, name="k", now=NOW)


def test_an_answer_to_another_challenge_is_refused():
    key = added()
    with pytest.raises(NotSignedIn):
        proved(key, spoil=lambda _: key.prove("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))


def test_one_key_belongs_to_one_account():
    key = added()
    with pytest.raises(NotAPasskey):
        added(key, "maly")


def test_the_last_factor_stays():
    found = with_codes()
    with pytest.raises(LastFactor):
        factors.remove_code_maker(by="test", account=found)
    added()
    factors.remove_code_maker(by="test", account=found)
    with pytest.raises(LastFactor):
        factors.remove_passkey(by="test", account=account("bopha"), which=Passkey.objects.get().pk)


def test_a_ticket_is_for_one_form_and_not_for_long():
    sealed = write_ticket(Ticket(secret=SECRET, made_at=NOW.timestamp()), "in")
    assert read_ticket(sealed, "in", NOW).secret == SECRET
    assert SECRET not in sealed
    for purpose, at in (("second", NOW), ("in", NOW + timedelta(minutes=31))):
        with pytest.raises(TicketTooOld):
            read_ticket(sealed, purpose, at)
    with pytest.raises(TicketTooOld):
        read_ticket(sealed[:-4] + "AAAA", "in", NOW)
    assert not FailedTry.objects.exists()
