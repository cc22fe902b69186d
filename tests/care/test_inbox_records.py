"""Who is handed which sealed records, what a member may hand in, and what auditors learn of it."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.care.keys_world import following, found, hand_in, inbox_for, keyed
from tests.care.lantern import (
    AT,
    TODAY,
    Lantern,
    a_note,
    an_answer,
    client_of,
    envelope_of,
    made_lantern,
    records,
    report_to,
    sealed_parts,
    write,
)
from tests.safety.cast import account, organization, signed_in

from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.queues.rules import chain_of, read
from romduol.care.reports import actions, models
from romduol.care.reports.records import Waiting
from romduol.safety.accounts.models import Membership
from romduol.safety.audit.models import AuditEntry
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.queues import open_epoch
from romduol.safety.crypto.records import Sealed, open_record
from romduol.safety.crypto.threads import attach, open_answer, open_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def lantern() -> Lantern:
    """A queue with two members, and one report."""
    return made_lantern()


def test_members_of_a_queue_get_its_records_and_nobody_else_finds_that_there_are_any(lantern):
    found_here = records(client_of("veasna"), lantern.queue).json()["records"]
    assert [one["id"] for one in found_here] == [str(lantern.thread.report)]
    assert records(client_of("phally"), lantern.queue).json()["records"] == found_here
    absent = records(client_of("nary"), uuid4())
    strange = records(client_of("nary"), lantern.queue)
    assert (strange.status_code, strange.content) == (absent.status_code, absent.content) == (404, absent.content)


@pytest.mark.parametrize("who", ["sokha", "dara", "bopha", "chanda", "rith"])
def test_no_role_but_that_of_a_responder_opens_the_door(lantern, who):
    client = client_of(who)
    nowhere = client.get("/desk/en/nothing-is-here").status_code
    for path in ("", "/data/records", f"/data/records?queue={lantern.queue}", f"/data/files/{uuid4()}"):
        assert client.get(f"/desk/en/inbox{path}").status_code == nowhere == 404
    assert write(client, an_answer(lantern)[1]).status_code == 404


def test_an_administrator_who_makes_themself_a_responder_gets_nothing_without_being_listed(lantern):
    Membership.objects.create(
        account=account("sokha"), organization=organization("lantern"), role="responder", since=timezone.now()
    )
    client = client_of("sokha")
    assert client.get("/desk/en/inbox").status_code == 200
    assert records(client, lantern.queue).status_code == 404
    assert write(client, an_answer(lantern)[1]).status_code in (400, 404)


def test_a_member_who_left_or_is_not_listed_any_more_gets_nothing(lantern):
    client = client_of("phally")
    assert records(client, lantern.queue).status_code == 200
    hand_in(lantern.queue, following(lantern.queue, lantern.veasna, by=lantern.veasna), lantern.veasna)
    assert records(client, lantern.queue).status_code == 404
    assert records(client_of("veasna"), lantern.queue).status_code == 200


def test_whoever_lost_the_role_gets_nothing(lantern):
    Membership.objects.filter(account=account("phally")).update(ended_at=timezone.now())
    assert records(client_of("phally"), lantern.queue).status_code == 404


def test_what_waits_for_its_batch_is_not_handed_out(lantern):
    models.Record.objects.update(waiting=Waiting.NEXT_BATCH)
    assert records(client_of("veasna"), lantern.queue).json() == {"records": []}


def test_records_come_page_by_page_until_none_comes(lantern):
    client = client_of("veasna")
    (one,) = records(client, lantern.queue).json()["records"]
    assert client.get(f"{AT}records?queue={lantern.queue}&after={one['id']}").json() == {"records": []}
    for bad in ("x", "", "1"):
        assert client.get(f"{AT}records?queue={bad}").status_code == 404


def test_an_answer_reaches_whoever_reported_and_its_queue(lantern):
    itself, parts = an_answer(lantern, "យើងបានអាន".encode())
    assert write(client_of("veasna"), parts).status_code == 201
    rows = {one.queue: bytes(one.data) for one in models.Envelope.objects.filter(record=itself)}
    box = bytes(models.Record.objects.get(pk=itself).box)
    assert open_answer(lantern.thread, itself, box, rows[None], lantern.own.pair).decode() == "យើងបានអាន"
    assert set(rows) == {None, lantern.queue}
    assert write(client_of("veasna"), parts).json() == {"kept": "again"}


def test_a_note_is_for_the_queue_alone(lantern):
    itself, parts = a_note(lantern)
    assert write(client_of("veasna"), parts).status_code == 201
    assert [one.queue for one in models.Envelope.objects.filter(record=itself)] == [lantern.queue]
    told = next(
        one for one in records(client_of("phally"), lantern.queue).json()["records"] if one["id"] == str(itself)
    )
    pair = open_epoch(lantern.chain, 1, envelope_of(lantern.phally, lantern.queue), lantern.phally.holder.seal)
    data = open_note(lantern.thread, itself, read(told["box"]), read(told["envelopes"][0]["data"]), pair)
    assert json.loads(data)["type"] == "comment"


def test_a_file_goes_along_with_an_answer_and_comes_back_as_it_was(lantern):
    itself = uuid4()
    made = attach(lantern.thread, itself, [b"a picture"], [lantern.chain], TODAY, to_reporter=True)
    box = b"".join(made.pieces)
    sealed = Sealed(box, made.envelopes)
    envelopes = sealed_parts(lantern, SealedKind.ATTACHMENT, itself, sealed)["record"]["envelopes"]
    _, parts = an_answer(lantern, files=[{"id": str(itself), "envelopes": envelopes}])
    assert write(client_of("veasna"), parts, box).status_code == 201
    fetched = client_of("phally").get(f"{AT}files/{itself}")
    assert (fetched.content, fetched["Content-Type"]) == (box, "application/octet-stream")
    assert client_of("nary").get(f"{AT}files/{itself}").status_code == 404
    assert write(client_of("veasna"), an_answer(lantern)[1], box).status_code == 400, "nothing names this file"


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts["record"].update(kind=int(SealedKind.REPORT)),
        lambda parts: parts["record"].update(kind=int(SealedKind.NOTE)),
        lambda parts: parts["record"].update(kind=True),
        lambda parts: parts["record"].update(id=str(uuid4())),
        lambda parts: parts["record"].update(more=1),
        lambda parts: parts["record"].update(box=parts["record"]["box"][:-4]),
        lambda parts: parts["record"]["envelopes"].reverse(),
        lambda parts: parts["record"]["envelopes"].pop(0),
        lambda parts: parts["record"]["envelopes"].pop(),
        lambda parts: parts["record"]["envelopes"][1].update(epoch=2),
        lambda parts: parts["record"]["envelopes"][1].update(queue=str(uuid4())),
        lambda parts: parts["record"]["envelopes"][0].update(epoch=1),
        lambda parts: parts["record"]["envelopes"].__setitem__(1, {**parts["record"]["envelopes"][0], "epoch": 1}),
        lambda parts: parts.update(close=1),
        lambda parts: parts.update(thread="x"),
        lambda parts: parts.update(files=[{}]),
    ],
)
def test_what_is_not_sealed_as_an_answer_is_refused(lantern, change):
    _, parts = an_answer(lantern)
    change(parts)
    assert write(client_of("veasna"), parts).status_code == 400
    assert models.Record.objects.count() == 1


def test_nobody_writes_in_a_thread_of_another_organisation(lantern):
    nary = keyed("nary")
    queue = inbox_for("river")
    chain = found(queue, nary)
    mine = Lantern(queue, chain, nary, nary, report_to(queue, chain).thread, None)
    _, parts = a_note(mine)
    parts["thread"] = str(lantern.thread.report)
    assert write(client_of("nary"), parts).status_code == 404
    assert write(client_of("nary"), an_answer(lantern)[1]).status_code == 404


def test_who_writes_has_the_chains_of_the_threads_queues_walked_and_no_others(lantern, monkeypatch):
    found(inbox_for("lantern", QueueKind.VIOLENCE), lantern.veasna)
    walked = []

    def walk(one: Inbox) -> Chain:
        walked.append(one.queue.id)
        return chain_of(one)

    monkeypatch.setattr("romduol.care.keys.queries.chain_of", walk)
    assert write(client_of("veasna"), an_answer(lantern)[1]).status_code == 201
    assert walked == [lantern.queue]


def test_closing_lets_all_of_a_thread_end_in_the_same_week_which_is_no_sooner_than_ninety_days(lantern):
    before = set(models.Record.objects.values_list("expires", flat=True))
    _, parts = an_answer(lantern, close=True)
    assert write(client_of("veasna"), parts).status_code == 201
    (week,) = set(models.Record.objects.values_list("expires", flat=True))
    assert week < max(before)
    year, number = week.split("-W")
    assert 84 <= (date.fromisocalendar(int(year), int(number), 7) - TODAY).days <= 90 + 9 * 7 + 7


def test_a_form_without_its_key_is_refused_whatever_is_sealed(lantern):
    client = Client(enforce_csrf_checks=True)
    signed_in(client, "veasna")
    assert write(client, an_answer(lantern)[1]).status_code == 403
    page = client.get("/desk/en/inbox")
    key = page.content.decode().split('data-key="')[1].split('"')[0] if b"data-key" in page.content else ""
    if key:
        _, parts = an_answer(lantern)
        sent = client.post(f"{AT}write", {"sealed": json.dumps(parts)}, headers={"X-CSRFToken": key})
        assert sent.status_code == 201


def test_the_open_audit_learns_nothing_of_sealed_records(lantern):
    client = client_of("veasna")
    before = AuditEntry.objects.count()
    records(client, lantern.queue)
    write(client, an_answer(lantern)[1])
    assert AuditEntry.objects.count() == before
    assert not models.AuditBox.objects.exists(), "this organisation has no auditors, so nothing is kept"


def test_auditors_read_what_was_done_and_on_which_day_and_no_more(lantern):
    audit = inbox_for("lantern", QueueKind.AUDIT)
    chain = found(audit, lantern.phally)
    client = client_of("veasna")
    records(client, lantern.queue)
    write(client, an_answer(lantern)[1])
    write(client, an_answer(lantern, close=True)[1])
    told = records(client_of("phally"), audit).json()["records"]
    assert records(client, audit).status_code == 404, "who is audited is no auditor"
    pair = open_epoch(chain, 1, envelope_of(lantern.phally, audit), lantern.phally.holder.seal)
    entries = [
        json.loads(
            open_record(
                read(one["box"]),
                read(one["envelopes"][0]["data"]),
                pair,
                Context(SealedKind.AUDIT_ENTRY, UUID(one["id"])),
            )
        )
        for one in told
    ]
    assert sorted(one["action"] for one in entries) == ["closed", "opened", "wrote"]
    assert {json.dumps({**one, "action": ""}) for one in entries} == {
        json.dumps(
            {"v": 1, "action": "", "day": timezone.localdate().isoformat(), "member": str(lantern.veasna.member.id)}
        )
    }


def test_entries_for_auditors_end_too(lantern):
    audit = inbox_for("lantern", QueueKind.AUDIT)
    found(audit, lantern.phally)
    records(client_of("veasna"), lantern.queue)
    actions.expire(date(TODAY.year + 2, 1, 1))
    assert not models.AuditBox.objects.exists()


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_page_holds_nothing_of_any_report_and_says_why_it_needs_a_script(lantern, lang):
    page = client_of("veasna").get(f"/desk/{lang}/inbox").content.decode()
    assert str(lantern.thread.report) not in page
    assert str(lantern.queue) not in page
    assert "<noscript>" in page
