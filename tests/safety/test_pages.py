"""From the one-time link to the desk and out again, as a browser without JavaScript does it, and with a passkey."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pyotp
import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from tests.safety.authenticator import Authenticator
from tests.safety.cast import account, half_signed_in, hire, organization, signed_in

from romduol.safety.access.records import Role
from romduol.safety.accounts.actions import people as acts
from romduol.safety.accounts.actions.factors import new_recovery_codes, set_code_maker
from romduol.safety.accounts.actions.passkeys import Site, add_passkey
from romduol.safety.accounts.models import Account, CodeMaker, FailedTry, Invitation, SignIn
from romduol.safety.accounts.rules.lasting import PROVED
from romduol.safety.audit.actions import record
from romduol.safety.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "four words in a row"  # for tests
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOCAL = "http://localhost"


def code(secret=SECRET, steps=0):
    return pyotp.TOTP(secret).at(timezone.now() + timedelta(seconds=30 * steps))


def link(name="Vanna", *roles):
    token = acts.invite(
        by="shell", name=name, roles=roles or (Role.STEWARD,), organization=organization("lantern"), now=timezone.now()
    )
    return f"/desk/en/welcome/{token}"


def text(answer):
    return html.unescape(answer.content.decode())


def found(pattern, answer):
    """What stands in a page at the group of a pattern."""
    match = re.search(pattern, text(answer))
    assert match is not None
    return match[1]


def ticket(answer):
    return found(r'name="ticket" value="([^"]+)"', answer)


def secret(answer):
    return found(r'class="secret" lang="en">([A-Z2-7 ]+)<', answer).replace(" ", "")


def asked(answer):
    """What the page asks of the browser for a passkey."""
    match = re.search(r'data-ask="([^"]+)"', answer.content.decode())
    assert match is not None
    return json.loads(html.unescape(match[1]))


def ready(who="bopha"):
    """Give one of the cast a password and a phone."""
    theirs = account(who)
    Account.objects.filter(pk=theirs.pk).update(password=make_password(PASSWORD))
    set_code_maker(by="test", account=theirs, secret=SECRET, typed=code(), now=timezone.now())
    CodeMaker.objects.update(last_counter=0)
    new_recovery_codes(by="test", account=theirs, now=timezone.now())
    return account(who)


def enter(client, login="bopha", password=PASSWORD, **more):
    return client.post("/desk/en/in", {"login": login, "password": password}, **more)


class TestWelcome:
    def fill(self, client, path, answer, **other):
        sent = {
            "name": "Vanna",
            "login": "Vanna",
            "password": PASSWORD,
            "twice": PASSWORD,
            "code": code(secret(answer)),
            "ticket": ticket(answer),
        }
        return client.post(path, {**sent, **other})

    def test_the_whole_way_in_without_javascript(self, client: Client):
        path = link()
        assert client.get(path).status_code == 200
        shown = client.get(path)
        made = self.fill(client, path, shown)
        codes = re.findall(r"<li>(\w{5}-\w{5})</li>", text(made))
        assert made.status_code == 200
        assert len(codes) == 10
        assert client.get("/desk/en/me").status_code == 200
        vanna = Account.objects.get()
        assert (vanna.login, vanna.name) == ("vanna", "Vanna")
        client.post("/desk/en/out")
        assert client.get("/desk/en/me").status_code == 302
        assert enter(client, "vanna")["Location"] == "/desk/en/second"
        assert client.post("/desk/en/second", {"code": codes[0]})["Location"] == "/desk/en/"
        assert client.get("/desk/en/me").status_code == 200

    @pytest.mark.parametrize(
        ("other", "field"),
        [
            ({"code": "000000"}, "code"),
            ({"password": "short", "twice": "short"}, "password"),
            ({"twice": "something else"}, "password"),
            ({"login": "bopha"}, "login"),
            ({"login": "a b"}, "login"),
            ({"name": " "}, "name"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field_and_nothing_is_made(self, client: Client, other, field):
        account("bopha")
        path = link()
        answer = self.fill(client, path, client.get(path), **other)
        assert answer.status_code == 422
        assert f'id="p-{field}"' in text(answer)
        assert "Please correct" in text(answer)
        assert PASSWORD not in text(answer)
        assert Account.objects.count() == 1
        assert self.fill(client, path, answer).status_code == 200

    def test_an_unknown_a_used_an_old_and_a_revoked_link_look_alike(self, client: Client):
        used, old, revoked, unknown = link("a"), link("b"), link("c"), "/desk/en/welcome/nothing"
        self.fill(client, used, client.get(used))
        client.post("/desk/en/out")
        Invitation.objects.filter(name="b").update(expires_at=timezone.now())
        Invitation.objects.filter(name="c").update(revoked_at=timezone.now())
        answers = [(Client().get(path), path.rpartition("/")[2]) for path in (used, old, revoked, unknown)]
        pages = [(answer.status_code, answer.content.replace(name.encode(), b"")) for answer, name in answers]
        assert {status for status, _ in pages} == {410}
        assert len({_without_key(body) for _, body in pages}) == 1

    def test_a_ticket_of_another_link_is_refused(self, client: Client):
        path, other = link("a"), link("b")
        answer = self.fill(client, path, client.get(path), ticket=ticket(client.get(other)))
        assert "open for too long" in text(answer)
        assert not Account.objects.exists()

    def test_a_passkey_does_instead_of_codes(self, client: Client):
        path = link()
        shown = client.get(path, headers={"host": "localhost"})
        key = Authenticator(LOCAL)
        made = client.post(
            path,
            {
                "name": "V",
                "login": "vanna",
                "password": PASSWORD,
                "twice": PASSWORD,
                "answer": key.make(asked(shown)["challenge"]),
                "ticket": ticket(shown),
            },
            headers={"host": "localhost"},
        )
        assert made.status_code == 200
        assert Account.objects.get().passkeys.get().host == "localhost"
        assert not CodeMaker.objects.exists()


def _without_key(body):
    return re.sub(rb'value="\w{64}"', b"", body)


class TestSigningIn:
    def test_the_password_alone_opens_nothing(self, client: Client):
        ready()
        assert enter(client)["Location"] == "/desk/en/second"
        for path in ("/desk/en/me", "/desk/en/people", "/desk/en/nothing"):
            assert client.get(path)["Location"] == "/desk/en/second"
        assert client.post("/desk/en/second", {"code": "000000"}).status_code == 422
        assert client.get("/desk/en/me").status_code == 302

    def test_password_and_code_open_the_desk_and_the_browser_is_known(self, client: Client):
        ready()
        enter(client)
        before = client.cookies["desk"].value
        assert client.post("/desk/en/second", {"code": code()}, secure=True)["Location"] == "/desk/en/"
        cookie = client.cookies["desk"]
        assert cookie.value != before
        assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["secure"]) == (
            "/desk/",
            True,
            "Strict",
            True,
        )
        known = client.cookies["desk-known"]
        assert (known["path"], known["httponly"], known["samesite"], known["secure"]) == (
            "/desk/",
            True,
            "Strict",
            True,
        )
        assert "bopha" not in known.value

    def test_half_a_sign_in_does_not_last(self, client: Client):
        half_signed_in(client, "bopha")
        session = client.session
        session["since"] -= 601
        session.save()
        assert client.get("/desk/en/second")["Location"] == "/desk/en/in"

    def test_wrong_login_and_wrong_password_look_alike(self, client: Client):
        ready()
        wrong = enter(client, password="another one here")
        unknown = enter(client, "nobody")
        assert wrong.status_code == unknown.status_code == 422
        assert _without_key(wrong.content).replace(b"bopha", b"") == _without_key(unknown.content).replace(
            b"nobody", b""
        )

    def test_a_stranger_who_guesses_does_not_keep_the_owner_out(self, client: Client):
        ready()
        enter(client)
        client.post("/desk/en/second", {"code": code()})
        client.post("/desk/en/out")
        stranger = Client()
        for _ in range(5):
            assert enter(stranger, password="guess after guess").status_code == 422
        assert enter(stranger).status_code == 429
        assert enter(client).status_code == 302

    def test_wrong_codes_wait_too(self, client: Client):
        ready()
        enter(client)
        for _ in range(5):
            client.post("/desk/en/second", {"code": "000000"})
        assert client.post("/desk/en/second", {"code": code()}).status_code == 429

    def passkey(self, who="bopha"):
        key, site = Authenticator(LOCAL), Site(LOCAL)
        add_passkey(
            by="t",
            account=account(who),
            site=site,
            challenge="AAAA",
            answer=key.make("AAAA"),
            name="",
            now=timezone.now(),
        )
        return key

    def test_a_passkey_alone_opens_the_desk_however_often_somebody_guessed(self, client: Client):
        ready()
        key = self.passkey()
        for _ in range(6):
            enter(Client(), password="guess after guess")
        shown = client.get("/desk/en/in", headers={"host": "localhost"})
        sent = {"answer": key.prove(asked(shown)["challenge"]), "ticket": ticket(shown)}
        assert client.post("/desk/en/in", sent, headers={"host": "localhost"})["Location"] == "/desk/en/"
        assert client.get("/desk/en/me").status_code == 200
        again = Client().post("/desk/en/in", sent, headers={"host": "localhost"})
        assert again.status_code == 422, "an answer signs in once"
        assert not FailedTry.objects.exists()

    def test_a_passkey_is_the_second_factor_of_its_owner_alone(self, client: Client):
        ready()
        key = self.passkey()
        enter(client)
        shown = client.get("/desk/en/second", headers={"host": "localhost"})
        sent = {"answer": key.prove(asked(shown)["challenge"]), "ticket": ticket(shown)}
        other = Client()
        half_signed_in(other, "maly")
        assert other.post("/desk/en/second", sent, headers={"host": "localhost"}).status_code == 422
        assert client.post("/desk/en/second", sent, headers={"host": "localhost"}).status_code == 302

    def test_no_passkey_is_asked_for_where_browsers_make_none(self, client: Client):
        assert b"data-passkey" not in client.get("/desk/en/in").content
        assert b"data-passkey" in client.get("/desk/en/in", headers={"host": "localhost"}).content
        assert b"data-passkey" not in client.get("/desk/en/in", headers={"host": "127.0.0.1"}).content

    def test_half_a_sign_in_leaves_a_session_that_soon_ends(self, client: Client):
        ready()
        enter(client)
        assert Session.objects.get().expire_date < timezone.now() + timedelta(minutes=31)


class TestMyAccount:
    def test_where_somebody_is_signed_in_is_listed_and_can_be_ended(self, client: Client):
        other = Client()
        signed_in(other, "bopha")
        signed_in(client, "bopha")
        there = SignIn.objects.earliest("began")
        assert text(client.get("/desk/en/me")).count("Firefox, Linux") == 2
        client.post("/desk/en/me/sign-ins/end", {"which": str(there.pk)})
        assert other.get("/desk/en/me").status_code == 302
        assert client.get("/desk/en/me").status_code == 200

    def test_nobody_ends_what_is_anothers(self, client: Client):
        other = Client()
        signed_in(other, "maly")
        theirs = SignIn.objects.get()
        signed_in(client, "bopha")
        client.post("/desk/en/me/sign-ins/end", {"which": str(theirs.pk)})
        client.post("/desk/en/me/sign-ins/end", {"which": "others"})
        assert other.get("/desk/en/me").status_code == 200

    def test_another_password_signs_out_all_others(self, client: Client):
        ready()
        other = Client()
        signed_in(other, "bopha")
        signed_in(client, "bopha")
        sent = {"old": PASSWORD, "password": "five words in a row", "twice": "five words in a row"}
        assert client.post("/desk/en/me/password", {**sent, "old": "wrong"}).status_code == 422
        assert client.post("/desk/en/me/password", sent).status_code == 302
        assert other.get("/desk/en/me").status_code == 302
        assert client.get("/desk/en/me").status_code == 200
        assert enter(Client(), password="five words in a row").status_code == 302

    @pytest.mark.parametrize("path", ["me/password", "me/codes", "me/passkeys", "people/invite"])
    def test_what_can_do_harm_asks_for_a_factor_again(self, client: Client, path):
        ready("sokha")
        signed_in(client, "sokha")
        session = client.session
        session["proved_at"] -= PROVED.total_seconds() + 1
        session.save()
        assert client.get(f"/desk/en/{path}")["Location"].startswith("/desk/en/again?to=")
        shown = client.get("/desk/en/again", {"to": path})
        assert f'value="{path}"' in text(shown)
        assert client.post("/desk/en/again", {"code": "000000", "to": path}).status_code == 422
        assert client.post("/desk/en/again", {"code": code(), "to": path})["Location"] == f"/desk/en/{path}"
        assert client.get(f"/desk/en/{path}").status_code == 200

    @pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/x", "..\\x", "../../km/", "me//x"])
    def test_it_leads_nowhere_else(self, client: Client, to):
        ready()
        signed_in(client, "bopha")
        where = client.post("/desk/en/again", {"code": code(), "to": to})["Location"]
        assert where == "/desk/en/me"
        assert not urlsplit(where).netloc

    def test_a_phone_is_set_up_and_a_passkey_added(self, client: Client):
        signed_in(client, "bopha")
        shown = client.get("/desk/en/me/codes")
        sent = {"ticket": ticket(shown), "code": code(secret(shown))}
        assert client.post("/desk/en/me/codes", {**sent, "code": "1"}).status_code == 422
        assert client.post("/desk/en/me/codes", sent).status_code == 302
        shown = client.get("/desk/en/me/passkeys", headers={"host": "localhost"})
        key = Authenticator(LOCAL)
        sent = {"ticket": ticket(shown), "answer": key.make(asked(shown)["challenge"])}
        assert client.post("/desk/en/me/passkeys", sent, headers={"host": "localhost"}).status_code == 302
        assert client.post("/desk/en/me/codes/end").status_code == 302
        last = account("bopha").passkeys.get().pk
        assert client.post(f"/desk/en/me/passkeys/{last}/end").status_code == 422


class TestPeople:
    def test_the_link_is_shown_once_and_works(self, client: Client):
        signed_in(client, "sokha")
        sent = {"name": "Vanna", "organization": str(organization("lantern").pk), "roles": ["steward", "publisher"]}
        made = client.post("/desk/en/people/invite", sent)
        path = urlsplit(found(r'class="secret" lang="en">([^<]+)<', made)).path
        assert Client().get(path).status_code == 200
        assert path.rpartition("/")[2] not in text(client.get("/desk/en/people"))
        client.post(f"/desk/en/people/invitations/{Invitation.objects.get().pk}/end")
        assert Client().get(path).status_code == 410

    @pytest.mark.parametrize("other", [{"name": ""}, {"roles": []}, {"organization": "x"}, {"roles": ["king"]}])
    def test_half_an_invitation_is_none(self, client: Client, other):
        signed_in(client, "sokha")
        sent = {"name": "Vanna", "organization": str(organization("lantern").pk), "roles": ["steward"]}
        assert client.post("/desk/en/people/invite", {**sent, **other}).status_code == 422
        assert not Invitation.objects.exists()

    def test_a_role_is_given_and_ended_and_an_account_shut(self, client: Client):
        signed_in(client, "sokha")
        rith = account("rith")
        path = f"/desk/en/people/{rith.pk}"
        client.post(f"{path}/give", {"organization": str(organization("river").pk), "role": "publisher"})
        assert hire("rith").organizations == (str(organization("river").pk),)
        client.post(f"{path}/end", {"membership": rith.memberships.get().pk})
        assert not hire("rith").permissions
        client.post(f"{path}/disable")
        assert account("rith").disabled_at
        client.post(f"{path}/enable")
        assert not account("rith").disabled_at

    def test_an_administrator_helps_nobody_to_their_own_roles(self, client: Client):
        sokha = signed_in(client, "sokha")
        sent = {"organization": str(organization("lantern").pk), "role": "publisher"}
        answer = client.post(f"/desk/en/people/{sokha.id}/give", sent)
        assert answer.status_code == 422
        assert "Nobody changes their own roles" in text(answer)

    def test_no_organisation_or_role_is_chosen_for_an_administrator(self, client: Client):
        signed_in(client, "sokha")
        veasna = hire("veasna")
        for page in ("invite", str(veasna.id)):
            shown = client.get(f"/desk/en/people/{page}").content.decode()
            assert re.search(r"<select[^>]* required>\s*<option value=..>Choose</option>", shown)
            assert " selected" not in shown.split("<select", 1)[1].split("</select>")[0]
        sent = {"name": "Dina", "organization": "", "roles": "steward"}
        answer = client.post("/desk/en/people/invite", sent)
        assert answer.status_code == 422
        assert "Choose one." in text(answer)
        answer = client.post(f"/desk/en/people/{veasna.id}/give", {"role": "publisher"})
        assert answer.status_code == 422
        assert "Choose an organisation and a role." in text(answer)
        assert f'href="/desk/km/people/{veasna.id}"' in answer.content.decode()

    def test_an_organisation_is_added_and_called_otherwise(self, client: Client):
        signed_in(client, "sokha")
        assert client.post("/desk/en/people/organizations", {}).status_code == 422
        path = f"/desk/en/people/organizations/{organization('river').pk}"
        client.post(path, {"name_km": "ទន្លេ", "name_en": "Stream"})
        client.post("/desk/en/people/organizations", {"name_en": "Field"})
        page = text(client.get("/desk/en/people"))
        assert "Stream" in page
        assert "Field" in page
        assert "River" not in page


class TestTheAudit:
    def test_it_is_listed_by_person_and_by_record(self, client: Client):
        signed_in(client, "sokha")
        record(by=hire("bopha").by, verb="check", subject=("line", "7"))
        record(by="operator", verb="publish", subject=("release", "1"))
        assert "Bopha" in text(client.get("/desk/en/audit"))
        by_bopha = text(client.get("/desk/en/audit", {"by": hire("bopha").by}))
        assert "line:</span> 7" in by_bopha
        assert "release:" not in by_bopha
        assert "release:</span> 1" in text(client.get("/desk/en/audit", {"kind": "release"}))

    def test_it_comes_in_pages(self, client: Client):
        signed_in(client, "sokha")
        for number in range(50):
            record(by="operator", verb="publish", subject=("release", f"n{number}"))
        first, second = client.get("/desk/en/audit"), client.get("/desk/en/audit", {"from": "40"})
        assert "n49\n" in text(first)
        assert "n5\n" not in text(first)
        assert "n5\n" in text(second)

    def test_the_page_proves_the_chain(self, client: Client):
        signed_in(client, "sokha")
        assert "The chain holds" in text(client.get("/desk/en/audit", {"kept": ""}))
        last = AuditEntry.objects.latest("id")
        AuditEntry._base_manager.filter(pk=last.pk).update(by="nobody")
        assert f"Entry {last.pk} is not as it was written" in text(client.get("/desk/en/audit", {"kept": ""}))

    @pytest.mark.parametrize("start", ["-1", "x", "9999999999", "٤", "1e3"])
    def test_nonsense_begins_at_the_newest(self, client: Client, start):
        signed_in(client, "sokha")
        assert client.get("/desk/en/audit", {"from": start}).status_code == 200


def test_no_session_and_no_cookie_exist_for_readers(client: Client):
    signed_in(client, "bopha")
    answer = client.get("/healthz")
    assert not answer.cookies
    assert not hasattr(answer.wsgi_request, "session")


def test_the_day_of_a_page_is_that_of_the_country():
    assert timezone.localtime(datetime(2026, 1, 1, 20, tzinfo=UTC)).strftime("%Y-%m-%d") == "2026-01-02"


def test_nothing_is_stored_for_a_stranger_who_only_looks(client: Client):
    for path in ("in", "welcome/unknown", "nothing", "queue"):
        client.get(f"/desk/en/{path}")
    assert Session.objects.count() == 0
    assert set(client.cookies) == {"desk-key"}
    key = client.cookies["desk-key"]
    assert (key["path"], key["httponly"], key["samesite"]) == ("/desk/", True, "Strict")
    assert client.get("/desk/en/in", secure=True).cookies["desk-key"]["secure"]


def test_a_form_without_its_key_does_not_tell_which_addresses_there_are():
    stranger = Client(enforce_csrf_checks=True)
    absent = stranger.post("/desk/en/nothing")
    for path in ("people", "me/password", "publishing/publish"):
        answer = stranger.post(f"/desk/en/{path}")
        assert (answer.status_code, answer.content) == (absent.status_code, absent.content) == (404, absent.content)
    assert stranger.post("/desk/en/in", {"login": "x", "password": "y"}).status_code == 403
