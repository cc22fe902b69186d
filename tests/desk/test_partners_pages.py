"""What somebody could send to the pages of partners, and what the pages tell of it."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from tests.desk.partner_world import (
    HARBOUR,
    OWN_LINE,
    OWN_NUMBER,
    agreed,
    code_of,
    harbour_verified,
    hours,
    phone,
    says,
)
from tests.desk.resolving_world import LANTERN, LINE
from tests.made_once import made_once
from tests.safety.cast import account, organization, signed_in

from romduol.desk.changes.models import Change
from romduol.desk.changes.queries import version_of, waiting
from romduol.desk.partners.models import Verified
from romduol.desk.partners.records import Word
from romduol.desk.partners.rules.wording import source_id
from romduol.knowledge.claims.models import Claim
from romduol.knowledge.directory.rules.codes import value_code
from romduol.safety.access.records import Role
from romduol.safety.accounts.models import Membership
from romduol.safety.audit.queries import recent

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    """Harbour is known, and verified today."""
    made_once("harbour, verified today", lambda: harbour_verified(timezone.now()))


@pytest.fixture
def chanda(client: Client) -> Client:
    """Chanda, signed in."""
    signed_in(client, "chanda")
    return client


def form(subject: str, name: str, **more: object) -> dict[str, object]:
    """Return what the page of a property would send."""
    return {"act": str(uuid4()), "seen": version_of(subject, name), **more}


def at(name: str, about: str = "", code: str = "") -> str:
    """Return the address of a form about a property."""
    return f"/desk/en/own/{code or code_of()}/{about or code_of()}/{name}"


def hours_at() -> str:
    """Return the address of the hours of Harbour's line."""
    return at("hours", code_of(OWN_LINE, "line"))


def nothing_written() -> bool:
    """Tell whether nothing was written at all."""
    return not Change.objects.exists()


class TestWhatIsSent:
    def test_her_hours_count_and_stand_on_her_page(self, chanda):
        answer = chanda.post(hours_at(), form(OWN_LINE, "hours", value_km="ម៉ោង 8 ដល់ 17"), follow=True)
        assert "It counts from today" in answer.content.decode()
        assert "ម៉ោង 8 ដល់ 17" in answer.content.decode()

    def test_the_same_form_twice_is_one_word(self, chanda):
        sent = form(HARBOUR, "phone", value="099 000 119", purpose="helpline")
        assert [chanda.post(at("phone"), sent).status_code for _ in range(2)] == [303, 303]
        assert Change.objects.count() == 1

    def test_the_second_of_two_sees_the_first_and_keeps_what_she_typed(self, chanda):
        late = form(OWN_LINE, "hours", value_en="From 9 to 17")
        chanda.post(hours_at(), form(OWN_LINE, "hours", value_en="From 8 to 12"))
        answer = chanda.post(hours_at(), late)
        assert answer.status_code == 409
        assert "From 8 to 12" in answer.content.decode()
        assert "From 9 to 17" in answer.content.decode()

    @pytest.mark.parametrize(
        ("name", "sent"),
        [
            ("description", {"value_en": HOSTILE}),
            ("description", {"value_en": "Ring 099 000 119"}),
            ("description", {"value_en": "x" * 2001}),
            ("name", {"value_en": "x" * 201}),
            ("name", {"value_en": "   "}),
            ("website", {"value": "javascript:alert(1)"}),
            ("website", {"value": "http://harbour.example"}),
            ("works_in", {"value": ["01", "nowhere"]}),
            ("works_in", {}),
            ("status", {"value": "replaced"}),
            ("phone", {"value": "call me", "purpose": "helpline"}),
            ("phone", {"value": "099 000 119", "purpose": "fun"}),
            ("phone", {"value": "0" * 500, "purpose": "helpline"}),
        ],
    )
    def test_what_will_not_do_is_told_and_nothing_is_written(self, chanda, name, sent):
        answer = chanda.post(at(name), form(HARBOUR, name, **sent))
        assert answer.status_code == 422
        assert 'class="wrong"' in answer.content.decode()
        assert HOSTILE not in answer.content.decode()
        assert nothing_written()

    def test_a_text_is_shown_and_never_run(self, chanda):
        chanda.post(at("name"), form(HARBOUR, "name", value_en='Harbour & "Sons"'))
        assert "Harbour &amp; &#34;Sons&#34;" in chanda.get(f"/desk/en/own/{code_of()}").content.decode()

    def test_another_record_in_the_address_is_not_there(self, chanda):
        for path in (at("description", code=code_of(LANTERN)), at("description", about=code_of(LANTERN))):
            assert chanda.post(path, form(LANTERN, "description", value_en="Ours.")).status_code == 404
        assert chanda.post(at("hours", code_of(LINE, "line")), form(LINE, "hours")).status_code == 404
        assert nothing_written()

    def test_a_property_that_is_not_hers_to_tell_is_not_there(self, chanda):
        for name in ("body_type", "part_of", "founded", "has_hotline", "nothing"):
            assert chanda.get(at(name)).status_code == 404

    def test_a_form_without_its_key_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        signed_in(client, "chanda")
        assert client.post(hours_at(), form(OWN_LINE, "hours", value_en="At night")).status_code == 403
        assert nothing_written()

    def test_what_waits_she_takes_back_herself(self, chanda):
        made = says(phone(), now=timezone.now())
        chanda.post(f"/desk/en/own/{code_of()}/take-back/{made.id}")
        assert waiting() == []
        assert "What was declined" not in chanda.get(f"/desk/en/own/{code_of()}").content.decode()

    def test_everything_is_confirmed_by_one_tap(self, chanda):
        page = chanda.get(f"/desk/en/own/{code_of()}").content.decode()
        seen = page.split('name="seen" value="')[1].split('"')[0]
        answer = chanda.post(f"/desk/en/own/{code_of()}/still", {"act": str(uuid4()), "seen": seen})
        assert answer.status_code == 303
        assert Claim.objects.filter(property="serves", source__kind="own word").exists()

    def test_a_new_service_is_asked_for_whole(self, chanda):
        sent = {"act": str(uuid4()), "category": "shelter", "name_en": "Night boat", "serves": ["01"]}
        path = f"/desk/en/own/{code_of()}/service"
        assert chanda.post(path, {**sent, "serves": ["nowhere"]}).status_code == 422
        assert chanda.post(path, {**sent, "category": "nothing"}).status_code == 422
        assert chanda.post(path, {**sent, "name_en": ""}).status_code == 422
        assert chanda.post(path, sent).status_code == 303
        assert "a service that it gives" in chanda.get(f"/desk/en/own/{code_of()}").content.decode()

    def test_a_number_is_given_up_by_its_code_and_not_by_its_digits(self, chanda):
        path = f"{at('phone')}/not/{value_code(OWN_NUMBER)}"
        assert chanda.post(path, form(HARBOUR, "phone")).status_code == 303
        assert OWN_NUMBER[1:] not in path
        assert Change.objects.get().state == "done"


class TestTakingAway:
    @pytest.mark.parametrize("form", ["xlsx", "csv", "tables", "hsds", "ndjson"])
    def test_she_takes_what_she_said_and_nothing_that_others_say(self, chanda, form):
        now = timezone.now()
        agreed(says(Word(HARBOUR, "description", "We listen.", words={"en": "We listen."}), now=now), now=now)
        reply = chanda.post(f"/desk/en/own/{code_of()}/take-away", {"own_form": form, "own_lang": "en"})
        assert reply.status_code == 200
        assert reply["Content-Disposition"].startswith("attachment")
        assert reply["Cache-Control"] == "no-store"
        text = plain(b"".join(reply.streaming_content))
        assert "We listen." in text
        for others in ("099000110", "99000110", "099 000 110", "shelter"):
            assert others not in text
        entry = next(one for one in recent() if one.verb == "give_out_source")
        assert entry.detail == {"form": form, "lang": "en"}

    def test_her_page_leads_there_and_who_said_nothing_is_told_so(self, chanda):
        path = f"/desk/en/own/{code_of()}/take-away"
        assert path in chanda.get(f"/desk/en/own/{code_of()}").content.decode()
        assert "Take your data with you" in chanda.get(path).content.decode()
        answer = chanda.post(path, {"own_form": "csv", "own_lang": "en"})
        assert answer.status_code == 409
        assert "You have said nothing here yet that counts." in answer.content.decode()
        assert not [one for one in recent() if one.verb == "give_out_source"]

    def test_nobody_takes_what_another_body_said(self, client):
        says(hours(), now=timezone.now())
        for who, code in (("maly", code_of()), ("chanda", code_of(LANTERN)), ("bopha", code_of())):
            signed_in(client, who)
            sent = {"own_form": "csv", "own_lang": "en", "source": source_id(HARBOUR)}
            assert client.post(f"/desk/en/own/{code}/take-away", sent).status_code == 404


def plain(body: bytes) -> str:
    """Return all that a file says, of a zip what its parts say."""
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


class TestTheSecondYes:
    def test_it_tells_who_says_so_and_how_they_were_verified(self, client):
        made = says(phone(), now=timezone.now())
        signed_in(client, "dara")
        page = client.get("/desk/en/approvals").content.decode()
        assert "Their front desk knows her." in page
        assert "099 000 119" in page
        assert f"approvals/{made.id}/yes" in page

    def test_a_member_of_the_same_organisation_finds_no_button_and_no_way(self, client):
        made = says(phone(), now=timezone.now())
        Membership.objects.create(
            account=account("dara"), organization=organization("harbour"), role=Role.STEWARD, since=timezone.now()
        )
        signed_in(client, "dara")
        assert f"approvals/{made.id}/yes" not in client.get("/desk/en/approvals").content.decode()
        seen = version_of(HARBOUR, "phone")
        assert client.post(f"/desk/en/approvals/{made.id}/yes", {"seen": seen}).status_code == 404

    def test_once_the_verification_ended_nobody_says_yes(self, client):
        made = says(phone(), now=timezone.now())
        signed_in(client, "sokha")
        client.post(f"/desk/en/partners/{Verified.objects.get().pk}/end", {"why": "A stranger answered."})
        signed_in(client, "dara")
        seen = version_of(HARBOUR, "phone")
        assert client.post(f"/desk/en/approvals/{made.id}/yes", {"seen": seen}).status_code == 409
        assert waiting()[0].id == made.id

    def test_one_that_ends_after_the_page_was_looked_up_ends_before_the_yes(self, client, monkeypatch):
        made = says(phone(), now=timezone.now())
        approvals = import_module("romduol.desk.publishing.views.approvals")
        looked_up = approvals.change

        def then_it_ends(*args: object, **more: object) -> object:
            found = looked_up(*args, **more)
            Verified.objects.update(ended_at=timezone.now(), ended_by="person", ended_why="A stranger answered.")
            return found

        monkeypatch.setattr(approvals, "change", then_it_ends)
        signed_in(client, "dara")
        seen = version_of(HARBOUR, "phone")
        answer = client.post(f"/desk/en/approvals/{made.id}/yes", {"seen": seen})
        assert answer.status_code == 409
        assert "may not speak for this record any more" in answer.content.decode()
        assert waiting()[0].id == made.id

    def test_she_reads_why_not(self, client):
        made = says(phone(), now=timezone.now())
        signed_in(client, "dara")
        client.post(f"/desk/en/approvals/{made.id}/no", {"why": "Nobody answers there."})
        signed_in(client, "chanda")
        page = client.get(f"/desk/en/own/{code_of()}").content.decode()
        assert "Nobody answers there." in page
        assert "Dara" not in page


class TestTheOperator:
    def test_the_page_tells_how_to_be_sure_and_which_numbers_others_give(self, client):
        signed_in(client, "sokha")
        page = client.get(f"/desk/en/partners/verify/{code_of()}").content.decode()
        assert "Never on the one that they just gave you" in page
        assert "099 000 110" in page

    def test_sokha_verifies_lantern_for_river(self, client):
        signed_in(client, "sokha")
        sent = {"organization": str(organization("river").pk), "how": "visit", "told": "We were there."}
        assert client.post(f"/desk/en/partners/verify/{code_of(LANTERN)}", sent).status_code == 303
        assert Verified.objects.filter(subject=LANTERN, how="visit").exists()
        assert "We were there." in client.get("/desk/en/partners").content.decode()

    @pytest.mark.parametrize(
        "less", ["organization", "how", "told", "number"], ids=["whose", "how", "sentence", "number"]
    )
    def test_what_is_missing_is_told(self, client, less):
        signed_in(client, "sokha")
        sent = {
            "organization": str(organization("river").pk),
            "how": "called_back",
            "told": "They know her.",
            "number": value_code(OWN_NUMBER),
        }
        answer = client.post(f"/desk/en/partners/verify/{code_of()}", sent | {less: ""})
        assert answer.status_code == 422
        assert 'class="wrong"' in answer.content.decode()
        assert Verified.objects.count() == 1

    def test_what_an_ended_one_said_is_listed_for_the_stewards(self, client):
        signed_in(client, "chanda")
        client.post(hours_at(), form(OWN_LINE, "hours", value_en="From 8 to 12"))
        signed_in(client, "sokha")
        path = f"/desk/en/partners/{Verified.objects.get().pk}/end"
        assert client.post(path, {"why": ""}).status_code == 422
        page = client.post(path, {"why": "A stranger answered."}, follow=True).content.decode()
        assert "From 8 to 12" in page
        assert f"record/{code_of(OWN_LINE, 'line')}/hours" in page
        assert [one.verb for one in recent(limit=5)].count("end_partner") == 1


class TestBeforeAndAfter:
    def test_nobody_is_told_of_a_record_before_they_are_verified(self, client):
        Verified.objects.all().delete()
        signed_in(client, "chanda")
        assert "not verified yet" in client.get("/desk/en/own").content.decode()

    def test_the_front_of_the_desk_is_her_own_record(self, chanda):
        answer = chanda.get("/desk/", follow=True)
        assert answer.redirect_chain[-1][0] == f"/desk/km/own/{code_of()}"
        for path in ("queue", "contradictions", "approvals", "record", "suggestions", "audit", "looking", "partners"):
            assert chanda.get(f"/desk/km/{path}").status_code == 404

    def test_a_verification_that_ran_out_says_so(self, chanda):
        Verified.objects.update(on=timezone.localdate().replace(year=timezone.localdate().year - 2, day=1))
        assert "is over" in chanda.get("/desk/en/own").content.decode()
        assert chanda.get(f"/desk/en/own/{code_of()}").status_code == 404
