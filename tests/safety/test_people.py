"""Who may invite, give and end roles; nobody is left out, and nobody helps themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import override_settings
from tests.safety.cast import account, hire, organization

from romduol.config.cli import main
from romduol.safety.access.records import Permission, Role
from romduol.safety.accounts.actions import people
from romduol.safety.accounts.actions.people import LoginTaken, NotInvited
from romduol.safety.accounts.models import Account, Invitation, Membership
from romduol.safety.accounts.queries import names_of
from romduol.safety.accounts.queries.people import everybody, open_invitations
from romduol.safety.accounts.rules.choosing import Wrong, wrong_with_login, wrong_with_name, wrong_with_password
from romduol.safety.accounts.rules.devices import device_named
from romduol.safety.accounts.rules.giving import LastAdministrator, OwnRole
from romduol.safety.audit.models import AuditEntry
from romduol.safety.audit.queries import broken, recent

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)


def invited(*roles, name="Vanna", by="person:x"):
    return people.invite(
        by=by, name=name, roles=roles or (Role.STEWARD,), organization=organization("lantern"), now=NOW
    )


def accepted(token, login="vanna", now=NOW):
    return people.accept(token=token, account_id=uuid4(), name="Vanna", login=login, encoded="!", now=now)


def test_a_link_is_used_once_and_gives_the_roles_in_it():
    token = invited(Role.STEWARD, Role.PUBLISHER)
    made = accepted(token)
    assert {held.role for held in made.memberships.all()} == {"steward", "publisher"}
    with pytest.raises(NotInvited):
        accepted(token, "another")
    assert Account.objects.count() == 1


def test_the_token_is_stored_nowhere():
    token = invited()
    assert token not in str(list(Invitation.objects.values_list()))
    assert token not in str(list(AuditEntry.objects.values_list()))


def test_looking_at_a_link_does_not_use_it_up():
    token = invited()
    for _ in range(3):
        people.invitation_of(token, NOW)
    accepted(token)


@pytest.mark.parametrize("later", [timedelta(days=3), timedelta(days=30)])
def test_a_link_ends_after_three_days(later):
    with pytest.raises(NotInvited):
        accepted(invited(), now=NOW + later)
    assert not open_invitations(NOW + later).exists()


def test_a_link_can_be_revoked():
    token = invited()
    assert people.revoke_invitation(by="x", which=Invitation.objects.get().pk, now=NOW)
    with pytest.raises(NotInvited):
        people.invitation_of(token, NOW)


def test_a_login_that_is_taken_leaves_the_link_good():
    account("bopha")
    token = invited()
    with pytest.raises(LoginTaken):
        accepted(token, "bopha")
    accepted(token)


@pytest.mark.parametrize(
    "act",
    [
        lambda me, by: people.give_role(
            by=by, account=me, organization=organization("lantern"), role=Role.PUBLISHER, now=NOW
        ),
        lambda me, by: people.end_role(by=by, account=me, which=me.memberships.get().pk, now=NOW),
        lambda me, by: people.disable(by=by, account=me, now=NOW),
        lambda me, by: people.enable(by=by, account=me),
    ],
    ids=["give", "end", "disable", "enable"],
)
def test_nobody_changes_their_own_roles(act):
    with pytest.raises(OwnRole):
        act(account("sokha"), hire("sokha").by)
    assert hire("sokha").permissions == {Permission.SEE, Permission.INVITE, Permission.AUDIT, Permission.SET_UP}


def test_the_last_administrator_stays():
    sokha = account("sokha")
    with pytest.raises(LastAdministrator):
        people.disable(by="shell", account=sokha, now=NOW)
    with pytest.raises(LastAdministrator):
        people.end_role(by="shell", account=sokha, which=sokha.memberships.get().pk, now=NOW)
    people.give_role(
        by="shell", account=account("rith"), organization=organization("river"), role=Role.ADMINISTRATOR, now=NOW
    )
    people.disable(by="shell", account=sokha, now=NOW)
    with pytest.raises(LastAdministrator):
        people.disable(by="shell", account=account("rith"), now=NOW)


def test_a_disabled_administrator_is_none():
    account("sokha")
    people.give_role(
        by="shell", account=account("rith"), organization=organization("river"), role=Role.ADMINISTRATOR, now=NOW
    )
    people.disable(by="shell", account=account("rith"), now=NOW)
    with pytest.raises(LastAdministrator):
        people.disable(by="shell", account=account("sokha"), now=NOW)


def test_an_administrator_of_two_organisations_may_lose_one_of_them():
    sokha = account("sokha")
    people.give_role(by="shell", account=sokha, organization=organization("river"), role=Role.ADMINISTRATOR, now=NOW)
    people.end_role(by="shell", account=sokha, which=sokha.memberships.earliest("pk").pk, now=NOW)
    with pytest.raises(LastAdministrator):
        people.end_role(by="shell", account=sokha, which=sokha.memberships.get(ended_at=None).pk, now=NOW)


def test_a_role_ends_and_its_row_stays():
    bopha = account("bopha")
    people.end_role(by=hire("sokha").by, account=bopha, which=bopha.memberships.get().pk, now=NOW)
    assert not hire("bopha").permissions
    assert Membership.objects.get(account=bopha).ended_at == NOW
    people.give_role(by="x", account=bopha, organization=organization("lantern"), role=Role.STEWARD, now=NOW)
    people.give_role(by="x", account=bopha, organization=organization("lantern"), role=Role.STEWARD, now=NOW)
    assert bopha.memberships.filter(ended_at=None).count() == 1


def test_every_change_is_in_the_audit_and_its_chain_holds():
    bopha = account("bopha")
    accepted(invited())
    people.end_role(by="person:x", account=bopha, which=bopha.memberships.get().pk, now=NOW)
    people.disable(by="person:x", account=bopha, now=NOW)
    people.enable(by="person:x", account=bopha)
    assert [entry.verb for entry in reversed(recent())] == ["invite", "accept", "end_role", "disable", "enable"]
    assert broken() == []


def test_names_stand_behind_what_acts_are_written_under():
    bopha = hire("bopha")
    by = [bopha.by, "operator", "person:nobody", f"person:{uuid4()}"]
    assert names_of(by) == {bopha.by: "Bopha", **{other: other for other in by[1:]}}


def test_the_list_has_who_is_out_at_its_end(django_assert_max_num_queries):
    for who in ("bopha", "dara", "sokha", "rith"):
        account(who)
    people.disable(by="x", account=account("bopha"), now=NOW)
    with django_assert_max_num_queries(2):
        rows = everybody()
    assert [row.name for row in rows] == ["Dara", "Rith", "Sokha", "Bopha"]
    assert [held.role for held in rows[0].held] == [Role.PUBLISHER]


@pytest.mark.parametrize("login", ["", "a", "Bopha", "bo pha", "-bopha", "bopha.", "b" * 41, "បុប្ផា"])
def test_a_login_that_will_not_do(login):
    assert wrong_with_login(login) is Wrong.LOGIN_SHAPE


@pytest.mark.parametrize(("name", "wrong"), [("", Wrong.NAME_EMPTY), ("a\u202eb", Wrong.NAME_SIGNS), ("បុប្ផា", None)])
def test_a_name_is_seen(name, wrong):
    assert wrong_with_name(name) is wrong


@pytest.mark.parametrize(
    ("password", "usual", "wrong"),
    [
        ("short", False, Wrong.PASSWORD_SHORT),
        ("x" * 201, False, Wrong.PASSWORD_LONG),
        ("my-bopha-words", False, Wrong.PASSWORD_LOGIN),
        ("qwertyuiop123456", True, Wrong.PASSWORD_USUAL),
        ("aaaaaaaaaaaaa", False, Wrong.PASSWORD_USUAL),
        ("ផ្កាឈូកនៅវាលស្រែ", False, None),
        ("four words in a row", False, None),
    ],
)
def test_which_password_will_do(password, usual, wrong):
    assert wrong_with_password(password, "bopha", is_usual=usual) is wrong


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/121.0", "Firefox, Windows"),
        ("curl/8", ""),
    ],
)
def test_a_device_has_a_plain_name(agent, told):
    assert device_named(agent) == told


class TestTheCommand:
    def test_it_prints_a_link_that_works(self, capsys):
        assert main(["invite", "--role", "administrator", "--name", "Sokha"]) == 0
        link = capsys.readouterr().out.strip()
        assert link.startswith("http://127.0.0.1:8000/desk/km/welcome/")
        found = people.invitation_of(link.rpartition("/")[2], datetime.now(UTC))
        assert (found.name, found.roles, found.made_by) == ("Sokha", ["administrator"], "shell")

    @override_settings(ADDRESS="https://romduol.example.org")
    def test_the_link_leads_to_the_site(self, capsys):
        main(["invite", "--role", "steward", "--organization", "lantern", "--lang", "en"])
        assert capsys.readouterr().out.startswith("https://romduol.example.org/desk/en/welcome/")

    def test_an_organisation_is_found_by_its_name_and_must_be_named_where_there_are_two(self, capsys):
        organization("lantern"), organization("river")
        assert main(["invite", "--role", "steward", "--organization", "ទន្លេ"]) == 0
        assert Invitation.objects.get().organization == organization("river")
        assert main(["invite", "--role", "steward"]) == 2


@pytest.mark.parametrize("how", ["disable", "end_role"])
def test_the_links_of_somebody_who_may_invite_no_more_are_good_no_more(how):
    gone, stays = hire("sokha"), account("bopha")
    people.give_role(by="shell", account=stays, organization=organization("lantern"), role=Role.ADMINISTRATOR, now=NOW)
    token, other = invited(by=gone.by), invited(by=f"person:{stays.pk}")
    if how == "disable":
        people.disable(by=f"person:{stays.pk}", account=account("sokha"), now=NOW)
    else:
        held = account("sokha").memberships.get()
        people.end_role(by=f"person:{stays.pk}", account=account("sokha"), which=held.pk, now=NOW)
    with pytest.raises(NotInvited):
        accepted(token)
    accepted(other)
