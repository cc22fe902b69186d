"""Who is handed which sealed records, what a member may hand in, and what auditors learn of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.care.keys_world import Keyed, following, found, hand_in, inbox_for, keyed
from tests.safety.cast import account, organization, signed_in

from romduol.care.keys.models import EpochEnvelope
from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import day_of, read, written
from romduol.care.reports import actions, models
from romduol.care.reports.records import ForQueue, SealedReceipt, SealedRecord, Submission, Waiting
from romduol.care.reports.rules.written import Report, report_bytes
from romduol.safety.accounts.models import Membership
from romduol.safety.audit.models import AuditEntry
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.queues import open_epoch
from romduol.safety.crypto.records import Sealed, open_record
from romduol.safety.crypto.threads import Thread, answer, attach, begin_report, note, open_answer, open_note

pytestmark = pytest.mark.django_db
AT = "/desk/en/inbox/data/"
TODAY = day_of(timezone.now())


@dataclass(frozen=True)
class Lantern:
    """The organisation Lantern: a queue that Veasna and Phally read, and a report in it."""

    queue: UUID
    chain: Chain
    veasna: Keyed
    phally: Keyed
    thread: Thread
    own: Any


def report_to(queue: UUID, chain: Chain) -> Any:
    """Send a report to a queue, and let it join the inbox."""
    itself = uuid4()
    words = report_bytes(Report("trafficking", what="គេយកលិខិតឆ្លងដែន"), lang="km", at="2026-11-28T09:00")
    sent, own = begin_report(itself, words, [chain], bytes(32), TODAY)
    epoch = chain.last.statement.epoch
    record = SealedRecord(
        itself, SealedKind.REPORT, (ForQueue(queue, epoch, sent.record.envelopes[0]),), sent.record.box
    )
    receipt = SealedReceipt(uuid4().bytes * 2, uuid4().bytes * 2, sent.reporter_box)
    actions.submit(Submission(record, receipt), later=False, today=TODAY)
    models.Record.objects.update(waiting=Waiting.SEEN)
    return own


@pytest.fixture
def lantern() -> Lantern:
    """A queue with two members, and one report."""
    veasna, phally = keyed("veasna"), keyed("phally")
    queue = inbox_for("lantern")
    chain = found(queue, veasna, phally)
    own = report_to(queue, chain)
    return Lantern(queue, chain, veasna, phally, own.thread, own)


def client_of(who: str) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    signed_in(client, who)
    return client


def records(client: Client, queue: UUID) -> Any:
    """Ask for the records of a queue."""
    return client.get(f"{AT}records?queue={queue}")


def sealed_parts(
    lantern: Lantern, kind: SealedKind, itself: UUID, sealed: Sealed, *, files: Any = (), close: bool = False
) -> dict[str, Any]:
    """Return what the script sends."""
    epoch = lantern.chain.last.statement.epoch
    for_queue = {"queue": str(lantern.queue), "epoch": epoch, "data": written(sealed.envelopes[-1])}
    to_reporter = [{"queue": None, "epoch": None, "data": written(one)} for one in sealed.envelopes[:-1]]
    record = {"id": str(itself), "kind": int(kind), "box": written(sealed.box), "envelopes": [*to_reporter, for_queue]}
    return {"thread": str(lantern.thread.report), "record": record, "files": list(files), "close": close}


def write(client: Client, parts: dict[str, Any], *boxes: bytes) -> Any:
    """Hand in what was sealed."""
    files = [SimpleUploadedFile(str(at), box, "application/octet-stream") for at, box in enumerate(boxes)]
    return client.post(f"{AT}write", {"sealed": json.dumps(parts), **({"file": files} if files else {})})


def an_answer(lantern: Lantern, text: bytes = b'{"v":1}', **more: Any) -> tuple[UUID, dict[str, Any]]:
    """Return an answer to the report, as it is sent."""
    itself = uuid4()
    sealed = answer(lantern.thread, itself, text, [lantern.chain], TODAY)
    return itself, sealed_parts(lantern, SealedKind.ANSWER, itself, sealed, **more)


def a_note(lantern: Lantern) -> tuple[UUID, dict[str, Any]]:
    """Return a note of the queue, as it is sent."""
    itself = uuid4()
    sealed = note(lantern.thread, itself, b'{"v":1,"type":"comment"}', lantern.chain, TODAY)
    return itself, sealed_parts(lantern, SealedKind.NOTE, itself, sealed)


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


def envelope_of(member: Keyed, queue: UUID) -> bytes:
    """Return the key of the first epoch as it is kept for a member."""
    return bytes(EpochEnvelope.objects.get(queue=queue, epoch=1, member=member.member.id).data)


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
    assert write(client_of("nary"), an_answer(lantern)[1]).status_code == 400


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
