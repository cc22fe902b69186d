"""The page of keys and what its script asks for: every refusal looks alike, nothing is kept by a browser."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.care.keys_world import DOOR, found, founding, inbox_for, keyed, wrap_for
from tests.safety.cast import hire, organization, signed_in
from tests.safety.crypto.people import person as pairs_of

from romduol.care.keys.actions import panic
from romduol.care.keys.queries import locks_of, member_of
from romduol.care.keys.views import serving
from romduol.care.queues.queries import inbox
from romduol.care.queues.rules import read, written
from romduol.safety.crypto.pins import seal_pins

pytestmark = pytest.mark.django_db
DATA = "/desk/en/inbox/data"


@pytest.fixture
def veasna(client: Client):
    """Veasna with keys, signed in; the test's client is hers."""
    made = keyed("veasna")
    signed_in(client, "veasna")
    return made


def post(client: Client, path: str, body: object):
    """Send JSON as the script does."""
    return client.post(f"{DATA}/{path}", body, content_type="application/json")


def wrap_sent(member, device: int = 1, door: bytes = DOOR) -> dict[str, object]:
    """Return a wrap as the script sends it."""
    wrap = wrap_for(member, device, door)
    told = {"lock": written(wrap.lock), "box": written(wrap.box), "door_hash": written(wrap.door_hash)}
    return {"device": device, **told}


class TestPage:
    def test_it_says_what_is_missing_where_no_bundles_were_made(self, client, monkeypatch, tmp_path):
        signed_in(client, "veasna")
        monkeypatch.setattr(serving, "BUNDLES", tmp_path)
        shown = client.get("/desk/en/inbox/keys").content.decode()
        assert "make bundles" in shown
        assert "<script" not in shown

    def test_its_script_is_served_under_the_name_of_what_is_in_it_and_may_be_kept_forever(
        self, client, monkeypatch, tmp_path
    ):
        signed_in(client, "veasna")
        monkeypatch.setattr(serving, "BUNDLES", tmp_path)
        (tmp_path / "keys.js").write_text("export {};")
        name = serving.script_name("keys")
        shown = client.get("/desk/km/inbox/keys").content.decode()
        assert f'src="/desk/km/inbox/s/{name}.js"' in shown
        assert "<noscript>" in shown
        answer = client.get(f"/desk/km/inbox/s/{name}.js")
        assert answer.content == b"export {};"
        assert "immutable" in answer.headers["Cache-Control"]
        assert client.get(f"/desk/km/inbox/s/{name[:-1]}x.js").status_code == 404

    def test_words_in_the_page_cannot_end_their_block(self):
        from romduol.care.keys.views.words import as_data, words_for

        assert "<" not in as_data({"words": words_for({"one": "</script><b>"}, "en")})

    def test_a_panic_lock_or_the_last_members_loss_leads_to_the_custodians(self, client, veasna):
        queue, phally = inbox_for("lantern"), keyed("phally")

        def is_bereft() -> bool:
            return client.get(f"{DATA}/locks").json()["bereft"] is True

        assert not is_bereft(), "nobody has begun it"
        found(queue, veasna, phally)
        assert not is_bereft()
        keyed("veasna", "veasna again", anew=True)
        assert not is_bereft(), "Phally can let her in"
        keyed("phally", "phally again", anew=True)
        assert is_bereft()
        signed_in(client, "sokha")
        assert "Nobody can open an inbox of theirs" in client.get("/desk/en/inbox/lock").content.decode()


class TestData:
    def test_keys_are_made_by_what_the_script_sends(self, client):
        signed_in(client, "phally")
        assert client.get(f"{DATA}/locks").json()["member"] is None
        holder = pairs_of("phally")
        body = {"member": str(holder.id), "seal": written(holder.seal.public), "sign": written(holder.sign.public)}
        assert post(client, "member", {**body, **wrap_sent(holder.id)}).status_code == 201
        again = post(client, "member", {**body, **wrap_sent(holder.id)})
        assert (again.status_code, again.json()) == (409, {"error": "has-keys"})
        (lock,) = client.get(f"{DATA}/locks").json()["wraps"]
        assert set(lock) == {"wrap", "device", "lock", "passkey", "passkey_salt"}

    def test_a_wrong_door_and_a_wrap_of_somebody_else_are_refused_alike(self, client, veasna):
        own, other = locks_of(veasna.member)[0].wrap, locks_of(keyed("phally").member)[0].wrap
        right = post(client, "wrap", {"wrap": str(own), "door": written(DOOR)})
        assert right.status_code == 200
        assert right.headers["Cache-Control"] == "no-store"
        refused = [
            post(client, "wrap", {"wrap": str(wrap), "door": written(door)})
            for wrap, door in ((own, bytes(32)), (other, DOOR), (other, bytes(32)), (veasna.member.id, DOOR))
        ]
        assert {(one.status_code, one.content) for one in refused} == {(404, b'{"error":"not-there"}')}

    def test_an_epoch_is_begun_and_noted_opened_by_its_members_alone(self, client, veasna):
        queue = inbox_for("lantern")
        begun = founding(queue, veasna)
        body = {
            "queue": str(queue),
            "signed": written(begun.signed),
            "envelopes": {str(member): written(data) for member, data in begun.envelopes.items()},
            "recovery": written(begun.recovery_envelope),
        }
        assert post(client, "opened", {"queue": str(queue)}).status_code == 404
        assert post(client, "epoch", {**body, "signed": written(begun.signed[:-1])}).json() == {"error": "chain"}
        assert post(client, "epoch", body).status_code == 201
        assert inbox(queue).queue.opened_hour is None
        assert post(client, "opened", {"queue": str(queue)}).status_code == 200
        assert inbox(queue).queue.opened_hour is not None
        signed_in(client, "nary")
        assert post(client, "opened", {"queue": str(queue)}).status_code == 404

    def test_chains_tell_what_is_public_and_the_askers_own_envelopes(self, client, veasna):
        queue, phally = inbox_for("lantern"), keyed("phally")
        found(queue, veasna, phally)
        inbox_for("river")
        told = client.get(f"{DATA}/chains").json()
        assert (told["member"], told["organization"]) == (str(veasna.member.id), str(organization("lantern").pk))
        (shown,) = told["queues"]
        assert [read(one) for one in shown["signed"]] == list(inbox(queue).signed)
        assert len(shown["envelopes"]) == 1
        assert {one["name"] for one in shown["members"]} == {"Veasna", "Phally"}
        assert "login" not in str(told)

    def test_pins_go_back_only_with_the_wrap(self, client, veasna):
        box = seal_pins([], bytes(32), veasna.member.id, 1)
        sent = {"number": 1, "box": written(box)}
        assert post(client, "pins", sent).status_code == 200
        assert post(client, "pins", sent).json() == {"error": "old-pins"}
        shown = {"wrap": str(locks_of(veasna.member)[0].wrap), "door": written(DOOR)}
        assert post(client, "wrap", shown).json()["pins"] == sent

    def test_devices_come_and_go(self, client, veasna):
        own = str(locks_of(veasna.member)[0].wrap)
        assert post(client, "device/remove", {"wrap": own}).json() == {"error": "last-device"}
        more = {"shown": own, "door": written(DOOR), **wrap_sent(veasna.member.id, 2)}
        assert post(client, "device", {**more, "door": written(bytes(32))}).status_code == 404
        assert post(client, "device", more).status_code == 201
        assert post(client, "device/remove", {"wrap": own}).status_code == 200

    @pytest.mark.parametrize("body", ["[]", "{", '{"queue": 7}', '{"organization": [1]}', '"x"'])
    def test_what_is_no_such_object_is_malformed_or_not_there(self, client, veasna, body):
        for path in ("wrap", "member", "device", "epoch", "grants", "pins", "opened"):
            assert post(client, path, body).status_code in (400, 404)

    def test_one_tap_locks_everything(self, client, veasna):
        found(inbox_for("lantern"), veasna)
        assert post(client, "panic", {}).json() == {"members": 1}
        assert member_of(veasna.who, organization("lantern").pk) is None
        assert client.get(f"{DATA}/locks").json()["wraps"] == []


class TestLockingForOthers:
    def test_an_administrator_locks_an_organisation_that_has_inboxes(self, client, veasna):
        found(inbox_for("lantern"), veasna)
        signed_in(client, "sokha")
        assert "Lantern" in client.get("/desk/en/inbox/lock").content.decode()
        for asked, status in ((str(organization("lantern").pk), 200), (str(organization("river").pk), 404)):
            assert client.post("/desk/en/inbox/lock", {"organization": asked}).status_code == status
        assert member_of(hire("veasna"), organization("lantern").pk) is None

    def test_a_form_of_a_stranger_locks_nothing(self, veasna):
        found(inbox_for("lantern"), veasna)
        strict = Client(enforce_csrf_checks=True)
        signed_in(strict, "veasna")
        assert post(strict, "panic", {}).status_code == 403
        assert member_of(veasna.who, organization("lantern").pk) == veasna.member
        assert panic(organization=organization("river").pk, by="person:x") == 0
