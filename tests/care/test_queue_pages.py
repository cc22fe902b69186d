"""Inboxes are set up by what an administrator says, with recovery keys that a custodian confirmed by voice."""

from __future__ import annotations

import json
import re
import signal
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, router
from django.test import Client
from django.utils import timezone
from tests.care.keys_world import LAST_DAY, found, hand_in, inbox_for, keyed
from tests.safety.cast import organization, signed_in
from tests.safety.crypto.people import CUSTODIANS, NEW_CUSTODIANS

from romduol.care.queues.actions import forget_opened, note_opened, remove_queue
from romduol.care.queues.forms import changed_form, recovery_from
from romduol.care.queues.models import Queue
from romduol.care.queues.queries import all_queues, announced_of, inbox, recovery_of
from romduol.care.queues.records import Body, QueueKind, Span
from romduol.care.queues.rules import chain_of
from romduol.care.queues.views import setting_up
from romduol.config.sheets import public_page
from romduol.safety.crypto.errors import Malformed
from romduol.safety.crypto.queues import recover_queue
from romduol.safety.crypto.statements import RecoveryPublic

NEW = "/desk/en/inbox/queues/new"


def line_of(recovery: RecoveryPublic) -> str:
    """Return the line that `romduol recovery make` prints."""
    told = {"seal": recovery.seal.hex(), "sign": recovery.sign.hex(), "fingerprint": recovery.fingerprint}
    return json.dumps(told)


def end_of(recovery: RecoveryPublic) -> str:
    """Return what a custodian reads last."""
    return recovery.fingerprint.split()[-1]


def test_public_halves_are_read_from_the_line_the_page_or_the_typed_blocks():
    recovery = CUSTODIANS.public
    line = line_of(recovery)
    page = public_page(line, recovery.seal.hex(), recovery.sign.hex(), recovery.fingerprint)
    typed = page.split("\n", 1)[1]
    assert recovery_from(line) == recovery_from(page) == recovery_from(typed) == recovery


@pytest.mark.parametrize(
    "text", ["", "{}", "seal 04 sign 04", '{"seal": 1, "sign": 2}', "seal " + "00" * 65 + " sign " + "00" * 65, "{[}"]
)
def test_what_is_no_public_half_is_refused(text):
    with pytest.raises(Malformed):
        recovery_from(text)


def test_no_text_holds_the_server_up_while_it_is_read():
    """A process that looks for blocks in a text without end answers nobody else."""

    def stop(*_: object) -> None:
        raise AssertionError("this text is read without end")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(5)
    try:
        for text in ("seal " + "ab " * 1_300 + "sing", "seal" * 1_000, "seal " + "ab " * 600 + "sign " + "ab " * 600):
            with pytest.raises(Malformed):
                recovery_from(text)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.django_db
class TestSettingUp:
    @pytest.fixture(autouse=True)
    def administrator(self, client: Client):
        signed_in(client, "sokha")

    def said(self, **changes: object) -> dict[str, object]:
        given: dict[str, object] = {
            "organization": str(organization("lantern").pk),
            "kind": "trafficking",
            "body": "support",
            "days_1": ["1", "2", "3", "4", "5"],
            "from_1": "7:30",
            "to_1": "១១.៣០",
            "answer_hours": "24",
            "recovery": line_of(CUSTODIANS.public),
            "print_end": end_of(CUSTODIANS.public),
        }
        return {name: value for name, value in {**given, **changes}.items() if value is not None}

    def test_an_inbox_is_set_up_and_shown_as_taking_nothing_yet(self, client):
        assert client.post(NEW, self.said()).status_code == 303
        (queue,) = all_queues()
        assert queue.hours == (Span((1, 2, 3, 4, 5), "07:30", "11:30"),)
        for lang, told in (("en", "Monday to Friday 07:30 to 11:30"), ("km", "ចន្ទ ដល់ សុក្រ ម៉ោង 07:30 ដល់ 11:30")):
            assert told in client.get(f"/desk/{lang}/inbox/queues").content.decode()
        assert (queue.kind, queue.body, queue.name["en"]) == (QueueKind.TRAFFICKING, Body.SUPPORT, "Lantern")
        assert recovery_of(queue.id) == CUSTODIANS.public
        shown = client.get("/desk/en/inbox/queues").content.decode()
        assert "takes no reports" in shown
        assert "No member has begun it yet" in shown
        one = client.get(f"/desk/en/inbox/queues/{queue.id}").content.decode()
        assert CUSTODIANS.public.fingerprint in one

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"print_end": "00000"}, "These are not the last five digits"),
            ({"recovery": "x"}, "These are not the public halves"),
            ({"body": "police"}, "Tick that you know"),
            ({"kind": "child"}, "Reports about children go only"),
            ({"kind": "child", "body": "support"}, "Reports about children go only"),
            ({"kind": "other"}, "Choose one."),
            ({"organization": "x"}, "Choose one."),
            ({"days_1": None}, "Tick the days"),
            ({"to_1": "late"}, "Tick the days"),
            ({"days_3": "6"}, "Tick the days"),
            ({"answer_hours": "0"}, "at most 720"),
            ({"answer_hours": "soon"}, "at most 720"),
            ({"answer_hours": "9" * 5000}, "at most 720"),
        ],
    )
    def test_what_will_not_do_is_told_and_nothing_is_set_up(self, client, changes, told):
        answer = client.post(NEW, self.said(**changes))
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert all_queues() == []

    def test_no_organisation_is_chosen_for_whoever_sets_an_inbox_up(self, client):
        [select] = re.findall(r"<select id=.f-organization.*?</select>", client.get(NEW).content.decode(), re.DOTALL)
        assert "required" in select
        assert "selected" not in select
        assert re.findall(r"<option value=\"([^\"]*)", select)[0] == ""

    def test_an_inbox_set_up_by_mistake_is_removed_on_its_page(self, client):
        client.post(NEW, self.said())
        (queue,) = all_queues()
        page = f"/desk/en/inbox/queues/{queue.id}"
        assert f'action="{page}/remove"' in client.get(page).content.decode()
        assert client.post(f"{page}/remove").status_code == 303
        assert all_queues() == []
        assert client.post(f"{page}/remove").status_code == 404
        assert client.post(f"{page}/pause").status_code == 404

    def test_one_that_is_removed_while_somebody_changes_it_is_not_there(self, client, monkeypatch):
        queue = inbox_for("lantern")
        page = f"/desk/en/inbox/queues/{queue}"

        def meanwhile(*given: Any, **more: Any) -> Any:
            remove_queue(queue_id=queue, by="person:x")
            return changed_form(*given, **more)

        monkeypatch.setattr(setting_up, "changed_form", meanwhile)
        assert client.post(page, self.said(recovery="")).status_code == 404
        assert all_queues() == []

    def test_an_inbox_that_is_begun_is_not_removed_and_says_so(self, client):
        queue = inbox_for("lantern")
        found(queue, keyed("veasna"))
        page = f"/desk/en/inbox/queues/{queue}"
        assert "/remove" not in client.get(page).content.decode()
        answer = client.post(f"{page}/remove")
        assert answer.status_code == 409
        assert "A member has begun this inbox meanwhile" in answer.content.decode()
        assert 'href="/desk/km/inbox/queues"' in answer.content.decode()

    def test_police_are_set_up_with_a_tick_and_a_warning_stands_beside_it(self, client):
        assert "can lead to a raid" in client.get(NEW).content.decode()
        assert client.post(NEW, self.said(body="police", police="yes")).status_code == 303

    def test_another_inbox_of_the_organisation_takes_the_same_recovery_keys(self, client):
        client.post(NEW, self.said())
        assert client.post(NEW, self.said(kind="violence", recovery="", print_end="")).status_code == 303
        assert {recovery_of(queue.id) for queue in all_queues()} == {CUSTODIANS.public}
        assert client.post(NEW, self.said()).status_code == 422

    def test_once_it_has_begun_new_recovery_keys_are_only_announced_until_custodians_sign(self, client):
        queue, veasna = inbox_for("lantern"), keyed("veasna")
        waits = inbox_for("lantern", QueueKind.VIOLENCE)
        found(queue, veasna)
        path, old, new = f"/desk/en/inbox/queues/{queue}", CUSTODIANS.public, NEW_CUSTODIANS.public
        wrong = client.post(path, self.said(recovery=line_of(new), print_end=end_of(old)))
        assert wrong.status_code == 422
        assert "These are not the last five digits" in wrong.content.decode()
        assert client.post(path, self.said(recovery=line_of(new), print_end=end_of(new))).status_code == 303
        assert (recovery_of(queue), announced_of(queue), announced_of(waits)) == (old, new, None)
        shown = client.get(path).content.decode()
        assert "announced, and not in force" in shown
        assert old.fingerprint in shown
        assert new.fingerprint in shown
        chain = chain_of(inbox(queue))
        signed = recover_queue(chain, [veasna.holder.listed], CUSTODIANS.sign, LAST_DAY, new_recovery=new)
        hand_in(queue, signed, veasna)
        shown = client.get(path).content.decode()
        assert "announced, and not in force" not in shown
        assert "new keys since epoch 2" in shown
        assert old.fingerprint not in shown
        assert new.fingerprint in shown
        assert [recovery_of(one) for one in (queue, waits)] == [new, new]
        assert client.post(NEW, self.said(kind="audit", recovery="", print_end="")).status_code == 303
        assert {recovery_of(one.id) for one in all_queues()} == {new}

    def test_after_a_panic_lock_the_list_tells_that_nobody_has_opened_it_since(self, client):
        """Members may still stand in its newest epoch, and none of them has keys any more."""
        queue = inbox_for("lantern")
        found(queue, keyed("veasna"))
        note_opened(queue, timezone.now())
        assert "since a panic lock" not in client.get("/desk/en/inbox/queues").content.decode()
        forget_opened([queue])
        assert "since a panic lock" in client.get("/desk/en/inbox/queues").content.decode()

    def test_it_is_changed_and_paused(self, client):
        queue = inbox_for("lantern")
        path = f"/desk/en/inbox/queues/{queue}"
        assert client.post(path, self.said(answer_hours="48", recovery="")).status_code == 303
        assert inbox(queue).queue.answer_hours == 48
        found(queue, keyed("veasna"))
        client.post(f"{path}/pause", {"paused": "yes"})
        assert inbox(queue).queue.paused
        client.post(f"{path}/pause")
        assert not inbox(queue).queue.paused
        assert "Epoch 1" in client.get(path).content.decode()


@pytest.mark.django_db
def test_hours_that_were_words_of_one_language_are_asked_for_anew():
    forget = import_module("romduol.care.queues.migrations.0003_hours_by_day").forget_words
    told, worded = (inbox_for(name) for name in ("lantern", "river"))
    Queue.objects.filter(pk=worded).update(hours={"en": "8 to 5"})
    forget(apps, SimpleNamespace(connection=connections[router.db_for_write(Queue)]))
    assert inbox(worded).queue.hours == ()
    assert inbox(told).queue.hours == (Span((1, 2, 3, 4, 5), "08:00", "17:00"),)
