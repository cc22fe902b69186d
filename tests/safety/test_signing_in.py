"""Guessing gets slower, and nobody can use that to keep somebody else out."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.safety.cast import account

from romduol.safety.accounts.actions import hashing
from romduol.safety.accounts.actions.hashing import TooBusy, hashed, is_right, is_usual
from romduol.safety.accounts.actions.people import disable
from romduol.safety.accounts.actions.sessions import SessionStore
from romduol.safety.accounts.actions.signing_in import MustWait, NotSignedIn, check_password, sign_in
from romduol.safety.accounts.models import Account, FailedTry
from romduol.safety.accounts.rules.locking import FREE, LONGEST_WAIT, REMEMBERED, waits_until

NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)
RIGHT, WRONG = "four words in a row", "four words in a line"
ARGON = override_settings(PASSWORD_HASHERS=["romduol.safety.accounts.actions.hashing.OwaspArgon2"])


class TestTheRule:
    def test_a_few_wrong_tries_cost_nothing(self):
        assert waits_until([NOW] * (FREE - 1), NOW) is None

    def test_then_each_doubles_the_wait_up_to_the_longest(self):
        waits = [(waits_until([NOW] * (FREE + more), NOW) or NOW) - NOW for more in range(8)]
        assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
        assert waits[-1] == LONGEST_WAIT

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.integers(0, 12 * 60), max_size=20))
    def test_nobody_waits_longer_than_the_longest_wait_or_forever(self, ago):
        tries = [NOW - timedelta(minutes=minutes) for minutes in ago]
        until = waits_until(tries, NOW)
        assert until is None or NOW < until <= NOW + LONGEST_WAIT
        assert waits_until(tries, NOW + REMEMBERED) is None

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, 60))
    def test_one_more_wrong_try_never_shortens_the_wait(self, count):
        fewer, more = (waits_until([NOW] * many, NOW) or NOW for many in (count, count + 1))
        assert fewer <= more


@pytest.fixture
def bopha():
    found = account("bopha")
    Account.objects.filter(pk=found.pk).update(password=make_password(RIGHT))
    return account("bopha")


def guess(password=WRONG, browser="", login="bopha", now=NOW):
    try:
        return check_password(login=login, password=password, browser=browser, now=now)
    except NotSignedIn:
        return None


@pytest.mark.django_db
class TestSigningIn:
    def test_the_right_password_opens_and_counts_nothing(self, bopha):
        assert guess(RIGHT) == bopha
        assert guess(RIGHT, login="  BOPHA ") == bopha
        assert not FailedTry.objects.exists()

    def test_a_stranger_who_guesses_is_stopped_even_with_the_right_password(self, bopha):
        for _ in range(FREE):
            assert guess() is None
        with pytest.raises(MustWait):
            guess(RIGHT)

    def test_who_signed_in_here_before_is_not_kept_out_by_a_stranger(self, bopha):
        for _ in range(FREE):
            guess()
        assert guess(RIGHT, browser="known") == bopha

    def test_a_known_browser_has_a_count_of_its_own(self, bopha):
        for _ in range(FREE):
            guess(browser="known")
        with pytest.raises(MustWait):
            guess(RIGHT, browser="known")
        assert guess(RIGHT, browser="another") == bopha
        assert guess(RIGHT) == bopha

    def test_a_passkey_never_waits_and_what_it_opens_forgets_the_tries(self, bopha):
        for _ in range(FREE):
            guess()
        sign_in(SessionStore(), account=bopha, browser="", device="", now=NOW, challenge="of a passkey")
        assert guess(RIGHT) == bopha

    def test_a_stranger_who_knows_the_password_wins_no_new_tries_at_the_codes(self, bopha):
        for _ in range(FREE - 1):
            guess()
        guess(RIGHT)
        assert FailedTry.objects.count() == FREE - 1

    def test_waiting_ends(self, bopha):
        for _ in range(FREE):
            guess()
        assert guess(RIGHT, now=NOW + timedelta(minutes=1, seconds=1)) == bopha

    def test_an_unknown_login_waits_like_a_known_one_so_that_none_can_be_found(self):
        for _ in range(FREE):
            assert guess(login="nobody") is None
        with pytest.raises(MustWait):
            guess(login="nobody")

    def test_no_login_and_no_address_stands_where_tries_are_counted(self, bopha):
        guess()
        row = FailedTry.objects.values().get()
        assert "bopha" not in str(row)
        assert set(row) == {"id", "login", "browser", "at"}

    def test_a_disabled_account_opens_for_nobody(self, bopha):
        disable(by="shell", account=bopha, now=NOW)
        assert guess(RIGHT) is None


class TestTheHasher:
    @ARGON
    def test_passwords_are_hashed_at_the_parameters_that_owasp_names(self):
        made = hashed(RIGHT)
        assert made.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
        assert is_right(RIGHT, made)
        assert not is_right(WRONG, made)

    @ARGON
    @pytest.mark.django_db
    def test_an_unknown_login_costs_a_hash_too(self, monkeypatch):
        asked: list[str] = []
        monkeypatch.setattr(hashing, "make_password", asked.append)
        assert guess(login="nobody") is None
        assert asked == [WRONG]

    def test_only_so_many_are_hashed_at_once_and_the_next_is_told_to_come_again(self, monkeypatch):
        monkeypatch.setattr(hashing, "WAITS", 0.01)
        with ExitStack() as busy:
            for _ in range(hashing.AT_ONCE):
                busy.enter_context(hashing._place())
            with pytest.raises(TooBusy):
                hashed(RIGHT)
        assert is_right(RIGHT, hashed(RIGHT))

    @pytest.mark.django_db
    def test_a_try_that_was_not_looked_at_does_not_count(self, bopha, monkeypatch):
        monkeypatch.setattr(hashing, "WAITS", 0.01)
        with ExitStack() as busy:
            for _ in range(hashing.AT_ONCE):
                busy.enter_context(hashing._place())
            with pytest.raises(TooBusy):
                guess(RIGHT)
        assert not FailedTry.objects.exists()

    @pytest.mark.parametrize("password", ["1q2w3e4r5t6y", "Administrator", "123456789qwerty"])
    def test_what_everybody_tries_first_is_known(self, password):
        assert is_usual(password)


@pytest.mark.django_db
def test_many_tries_at_the_same_moment_are_no_more_than_one_after_another(bopha, monkeypatch):
    create = FailedTry.objects.create

    def crowded(**told):
        monkeypatch.setattr(FailedTry.objects, "create", create)
        for _ in range(FREE):  # These came between the look and the count.
            create(**told)
        return create(**told)

    monkeypatch.setattr(FailedTry.objects, "create", crowded)
    with pytest.raises(MustWait):
        check_password(login="bopha", password=RIGHT, browser="", now=NOW)
    assert FailedTry.objects.count() == FREE


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["bopha\x00", "\x00", "x" * 500, "bo pha", ""])
def test_what_no_login_looks_like_is_wrong_as_any_other(bopha, login):
    with pytest.raises(NotSignedIn):
        check_password(login=login, password=RIGHT, browser="", now=NOW)
    assert FailedTry.objects.count() == 1
