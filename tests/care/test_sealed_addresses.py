"""The addresses that take what browsers sealed: kept once, refused plainly, silent about who is there, never read."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from tests.care.sealed_world import (
    SECRET_WORDS,
    Sent,
    a_living_inbox,
    a_report,
    an_addition,
    envelopes_for,
    solved,
)

from romduol.care.queues.actions import note_opened, pause
from romduol.care.queues.models import Queue
from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import chain_of, read, written
from romduol.care.reports import actions, queries
from romduol.care.reports.models import Envelope, Piece, Receipt, Record
from romduol.care.reports.records import ForQueue, SealedRecord, Waiting
from romduol.care.reports.rules.floods import ADDED_THERE, AN_HOUR
from romduol.care.reports.rules.proofs import Spent
from romduol.care.reports.views import sealed as views
from romduol.care.reports.views.guarding import Guarding
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.receipts import derive_receipt
from romduol.safety.crypto.threads import answer, attach, open_answer, open_attachment, open_report, open_reporter_keys

pytestmark = pytest.mark.django_db
TODAY = timezone.now().astimezone(UTC).date()
BITS = 6


@pytest.fixture(autouse=True)
def _guarding(monkeypatch):
    """Every test begins with nothing remembered, and with little work to do."""
    monkeypatch.setattr(views, "guarding", Guarding())
    monkeypatch.setattr(views, "BITS", BITS)


@pytest.fixture
def lantern():
    return a_living_inbox("Lantern")


def _to(client: Client, path: str, what: Any, boxes: list[bytes] | None = None, **more: Any) -> Any:
    if boxes is None:
        return client.post(f"/in/en/r/{path}", orjson.dumps(what), content_type="application/json", **more)
    files = [SimpleUploadedFile("f", box) for box in boxes]
    return client.post(f"/in/en/r/{path}", {"sealed": json.dumps(what), "file": files}, **more)


def _deliver(client: Client, sent: Sent, **more: Any) -> Any:
    return _to(client, "d", sent.whole, sent.boxes, **more)


def _work(client: Client) -> tuple[str, str]:
    told = client.get("/in/km/r/q").json()
    return told["challenge"], written(solved(read(told["challenge"]), told["bits"]))


def test_whoever_asks_gets_living_inboxes_with_their_chains_and_work_to_do(client, lantern):
    inbox, _ = lantern
    dead, _ = a_living_inbox("Nobody looks")
    Queue.objects.filter(pk=dead.queue.id).update(opened_hour=1)
    paused, _ = a_living_inbox("Closed for now")
    pause(queue_id=paused.queue.id, paused=True, by="shell")
    answer = client.get("/in/km/r/q")
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert set(told) == {"challenge", "bits", "queues"}
    (queue,) = told["queues"]
    assert queue["id"] == str(inbox.queue.id)
    assert [read(one) for one in queue["signed"]] == list(inbox.signed)
    assert queue["opened_hours_ago"] == 0


def test_a_report_is_kept_once_and_only_its_queue_opens_it(client, lantern):
    inbox, key = lantern
    sent = a_report([inbox], files=[b"a picture"], today=TODAY, work=_work(client))
    first, again = _deliver(client, sent), _deliver(client, sent)
    assert (first.status_code, first.json()) == (201, {"kept": "kept"})
    assert (again.status_code, again.json()) == (201, {"kept": "again"})
    report = Record.objects.get(kind=SealedKind.REPORT)
    data = bytes(report.envelopes.get().data)
    opened = open_report(bytes(report.box), data, key, report.id, chain_of(inbox))
    assert json.loads(opened.written)["what"] == SECRET_WORDS
    file = Record.objects.get(kind=SealedKind.ATTACHMENT)
    pieces = queries.pieces_of(file.id)
    assert (
        b"".join(open_attachment(opened.thread, file.id, pieces, bytes(file.envelopes.get().data), key)) == b"a picture"
    )


def test_nothing_that_is_stored_holds_a_plain_word_or_a_code(client, lantern):
    sent = a_report([lantern[0]], files=[SECRET_WORDS.encode()], word="ស្វាយ", today=TODAY)
    assert _deliver(client, sent).status_code == 201
    stored = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for model in (Record, Envelope, Piece, Receipt)
        for row in model.objects.values_list()
        for value in row
    )
    for canary in (
        SECRET_WORDS,
        "099 000 133",
        sent.code,
        "ស្វាយ",
        sent.receipt.locator.hex(),
        sent.receipt.token.hex(),
    ):
        assert canary.encode() not in stored
    assert sent.receipt.locator not in stored
    assert sent.receipt.token not in stored


def test_work_lets_a_report_in_with_the_next_batch_and_without_it_it_comes_later(client, lantern):
    inbox, _ = lantern
    work = _work(client)
    for worked, waits in (
        (work, Waiting.NEXT_BATCH),
        (work, Waiting.LATER),
        (("", ""), Waiting.LATER),
        (("x", "y"), Waiting.LATER),
    ):
        sent = a_report([inbox], today=TODAY, work=worked)
        assert _deliver(client, sent).status_code == 201, "nobody is refused for want of work"
        assert Record.objects.get(pk=sent.whole["report"]["id"]).waiting == waits


def test_a_flood_from_one_neighbourhood_comes_later_and_others_do_not_wait(client, lantern):
    inbox, _ = lantern
    sent = [a_report([inbox], today=TODAY, work=_work(client)) for _ in range(2)]
    guarding: Guarding = vars(views)["guarding"]
    for number in range(AN_HOUR):
        request = type("Asks", (), {"META": {"REMOTE_ADDR": f"198.51.100.{number}"}})()
        assert not guarding.comes_in_a_flood(request)
    assert _deliver(client, sent[0], REMOTE_ADDR="198.51.100.200").status_code == 201
    assert _deliver(client, sent[1], REMOTE_ADDR="203.0.113.9").status_code == 201
    waits = [Record.objects.get(pk=one.whole["report"]["id"]).waiting for one in sent]
    assert waits == [Waiting.LATER, Waiting.NEXT_BATCH]


def test_a_flood_with_work_uses_up_nothing_that_others_need(client, lantern, monkeypatch):
    monkeypatch.setattr(vars(views)["guarding"], "_spent", Spent(bytes(32), most=1))
    inbox, _ = lantern
    guarding: Guarding = vars(views)["guarding"]
    for number in range(AN_HOUR):
        request = type("Asks", (), {"META": {"REMOTE_ADDR": f"198.51.100.{number}"}})()
        guarding.comes_in_a_flood(request)
    waits = []
    for address in ("198.51.100.9", "198.51.100.9", "203.0.113.9"):
        sent = a_report([inbox], today=TODAY, work=_work(client))
        assert _deliver(client, sent, REMOTE_ADDR=address).status_code == 201
        waits.append(Record.objects.get(pk=sent.whole["report"]["id"]).waiting)
    assert waits == [Waiting.LATER, Waiting.LATER, Waiting.NEXT_BATCH]


def test_a_flood_of_additions_comes_later_and_holds_nobodys_report_up(client, lantern):
    inbox, _ = lantern
    sent, other = (a_report([inbox], today=TODAY, work=_work(client)) for _ in range(2))
    assert _deliver(client, sent).status_code == 201
    guarding: Guarding = vars(views)["guarding"]
    for number in range(AN_HOUR):
        request = type("Asks", (), {"META": {"REMOTE_ADDR": f"198.51.100.{number}"}})()
        guarding.comes_in_a_flood(request, ADDED_THERE)
    assert _to(client, "a", *an_addition(sent, [inbox], today=TODAY), REMOTE_ADDR="198.51.100.9").status_code == 201
    assert _to(client, "a", *an_addition(sent, [inbox], today=TODAY), REMOTE_ADDR="203.0.113.9").status_code == 201
    added = Record.objects.filter(kind=SealedKind.ADDITION)
    assert set(added.values_list("waiting", flat=True)) == {Waiting.LATER, Waiting.NEXT_BATCH}
    assert _deliver(client, other, REMOTE_ADDR="198.51.100.9").status_code == 201
    assert Record.objects.get(pk=other.whole["report"]["id"]).waiting == Waiting.NEXT_BATCH


def test_an_inbox_that_nobody_opened_takes_nothing(client, lantern):
    inbox, _ = lantern
    sent = a_report([inbox], today=TODAY)
    Queue.objects.filter(pk=inbox.queue.id).update(opened_hour=1)
    refused = _deliver(client, sent)
    assert (refused.status_code, refused.json()) == (400, {"error": "queue"})
    assert not Record.objects.exists()
    note_opened(inbox.queue.id, timezone.now())
    assert _deliver(client, sent).status_code == 201


def test_what_came_before_is_told_so_also_where_its_inbox_was_shut_since(client, lantern):
    inbox, _ = lantern
    sent = a_report([inbox], today=TODAY)
    _deliver(client, sent)
    Queue.objects.filter(pk=inbox.queue.id).update(paused=True)
    again = _deliver(client, sent)
    assert (again.status_code, again.json()) == (201, {"kept": "again"})
    assert Receipt.objects.count() == 1
    assert _deliver(client, a_report([inbox], today=TODAY)).json() == {"error": "queue"}


def test_whoever_comes_back_is_told_whether_somebody_looks(client, lantern):
    inbox, _ = lantern
    sent = a_report([inbox], today=TODAY)
    _deliver(client, sent)
    assert _to(client, "o", sent.shown).json()["looked"] is True
    Queue.objects.filter(pk=inbox.queue.id).update(opened_hour=1)
    assert _to(client, "o", sent.shown).json()["looked"] is False


def test_each_refusal_is_one_plain_code(client, lantern):
    inbox, _ = lantern
    sent = a_report([inbox], today=TODAY)
    tried = [
        (client.post("/in/en/r/d", {"sealed": "{"}), 400, "shape"),
        (client.post("/in/en/r/d", {"sealed": sent.text, "what": SECRET_WORDS}), 400, "shape"),
        (client.post("/in/en/r/d", {"sealed": [sent.text, sent.text]}), 400, "shape"),
        (client.post("/in/en/r/d", sent.text, content_type="application/json"), 400, "shape"),
        (client.post("/in/en/r/d", {"sealed": sent.text, "other": SimpleUploadedFile("f", b"x")}), 400, "files"),
        (client.post("/in/en/r/d", {"sealed": "x" * 300_000}), 400, "shape"),
        (_to(client, "d", sent.whole, [b"x"]), 400, "files"),
        (_to(client, "o", {"locator": "AAAA", "token": "AAAA"}), 400, "size"),
        (_to(client, "o", {"locator": SECRET_WORDS * 100, "token": ""}), 400, "size"),
        (_to(client, "w", {**sent.shown, "code": sent.code}), 400, "shape"),
        (_to(client, "f", sent.shown), 400, "shape"),
        (_to(client, "a", sent.whole, []), 400, "shape"),
    ]
    assert [(answer.status_code, answer.json()) for answer, _, _ in tried] == [
        (status, {"error": code}) for _, status, code in tried
    ]
    assert not Record.objects.exists()


@pytest.mark.parametrize("path", ["d", "o", "a", "w", "f"])
def test_only_our_own_page_may_send(client, path):
    tried: tuple[dict[str, Any], ...] = (
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
    )
    for headers in tried:
        refused = _to(client, path, {}, **headers)
        assert (refused.status_code, refused.json()) == (403, {"error": "elsewhere"})
    assert client.get(f"/in/en/r/{path}").status_code == 405


def test_an_unknown_code_and_a_wrong_word_look_alike_wherever_somebody_asks(client, lantern):
    inbox, _ = lantern
    sent = a_report([inbox], word="ស្វាយ", today=TODAY)
    _deliver(client, sent)
    addition, _ = an_addition(sent, [inbox], today=TODAY)
    wrong, unknown = derive_receipt(sent.code, "ចេក"), derive_receipt(a_report([inbox], today=TODAY).code, "")
    shown = [{"locator": written(one.locator), "token": written(one.token)} for one in (wrong, unknown)]
    shown.append({**sent.shown, "token": written(unknown.token)})
    for path, more, boxes in (("o", {}, None), ("w", {}, None), ("f", {"id": str(uuid4())}, None), ("a", addition, [])):
        answers = {
            (found.status_code, found.content, tuple(sorted(found.headers.items())))
            for one in shown
            for found in [_to(client, path, {**more, **one}, boxes)]
        }
        assert len(answers) == 1
        assert next(iter(answers))[:2] == (404, b'{"error":"no_thread"}')
    assert Record.objects.count() == 1


def _answered(sent: Sent, inbox: Any) -> tuple[str, str]:
    """Let the queue answer, with a file; returns the ids of both."""
    thread, chains = sent.own.thread, [chain_of(inbox)]
    reply, file = uuid4(), uuid4()
    attached = attach(thread, file, [b"a letter"], chains, TODAY, to_reporter=True)
    sealed = answer(thread, reply, b'{"v":1,"text":"We are here."}', chains, TODAY)

    def for_both(envelopes: Any) -> tuple[ForQueue, ...]:
        return (ForQueue(None, None, envelopes[0]), ForQueue(inbox.queue.id, 1, envelopes[1]))

    actions.write_for_queue(
        SealedRecord(reply, SealedKind.ANSWER, for_both(sealed.envelopes), sealed.box),
        thread.report,
        (SealedRecord(file, SealedKind.ATTACHMENT, for_both(attached.envelopes), pieces=tuple(attached.pieces)),),
        queues_of_writer={inbox.queue.id},
        today=TODAY,
    )
    return str(reply), str(file)


def test_whoever_comes_back_gets_their_own_keys_what_was_answered_and_its_files(client, lantern):
    inbox, _ = lantern
    sent = a_report([inbox], files=[b"a picture"], today=TODAY)
    _deliver(client, sent)
    reply, file = _answered(sent, inbox)
    told = _to(client, "o", sent.shown).json()
    own = open_reporter_keys(read(told["box"]), sent.receipt.key, sent.own.thread.report)
    found = {one["id"]: one for one in told["records"]}
    assert set(found) == {reply, file}, "only what whoever reported can open"
    box, envelope = read(found[reply]["box"]), read(found[reply]["envelope"])
    assert b"We are here" in open_answer(own.thread, UUID(reply), box, envelope, own.pair)
    octets = _to(client, "f", {**sent.shown, "id": file})
    assert octets["Content-Type"] == "application/octet-stream"
    envelope = read(found[file]["envelope"])
    assert b"".join(open_attachment(own.thread, UUID(file), [octets.content], envelope, own.pair)) == b"a letter"
    own_file = sent.whole["files"][0]["id"]
    assert _to(client, "f", {**sent.shown, "id": own_file}).status_code == 404


def test_an_addition_goes_to_the_inboxes_of_the_report_even_where_they_take_no_new_ones(client, lantern):
    inbox, _ = lantern
    sent = a_report([inbox], today=TODAY)
    _deliver(client, sent)
    Queue.objects.filter(pk=inbox.queue.id).update(opened_hour=1)
    added, boxes = an_addition(sent, [inbox], files=[b"one more"], today=TODAY)
    assert [_to(client, "a", added, boxes).json() for _ in range(2)] == [{"kept": "kept"}, {"kept": "again"}]
    assert Record.objects.filter(thread=sent.own.thread.report).count() == 3
    other, _ = a_living_inbox("River")
    strange, _ = an_addition(sent, [inbox], today=TODAY)
    strange["record"]["envelopes"] += envelopes_for([other], [bytes(152)])
    assert _to(client, "a", strange, []).status_code == 400


def test_a_thread_that_is_full_is_told_as_what_it_is(client, lantern, monkeypatch):
    monkeypatch.setattr("romduol.care.reports.actions.storing.MOST_ADDITIONS", 1)
    sent = a_report([lantern[0]], today=TODAY)
    _deliver(client, sent)
    for status, told in ((201, {"kept": "kept"}), (400, {"error": "full"})):
        added, boxes = an_addition(sent, [lantern[0]], today=TODAY)
        answer = _to(client, "a", added, boxes)
        assert (answer.status_code, answer.json()) == (status, told)


def test_a_thread_that_takes_no_more_files_is_told_as_what_it_is(client, lantern, monkeypatch):
    monkeypatch.setattr("romduol.care.reports.actions.storing.MOST_SENT_FILES", 1)
    sent = a_report([lantern[0]], files=[b"one"], today=TODAY)
    _deliver(client, sent)
    added, boxes = an_addition(sent, [lantern[0]], files=[b"two"], today=TODAY)
    answer = _to(client, "a", added, boxes)
    assert (answer.status_code, answer.json()) == (400, {"error": "full_of_files"})


def test_what_is_withdrawn_is_gone(client, lantern):
    sent = a_report([lantern[0]], files=[b"a picture"], today=TODAY)
    _deliver(client, sent)
    assert _to(client, "w", sent.shown).json() == {"withdrawn": True}
    assert _to(client, "o", sent.shown).status_code == 404
    assert not any(model.objects.exists() for model in (Record, Envelope, Piece, Receipt))


def test_a_database_that_fails_is_told_plainly_and_nothing_of_its_message(client, lantern, monkeypatch):
    def fails(*_: Any, **__: Any) -> None:
        raise DatabaseError(SECRET_WORDS)

    monkeypatch.setattr(actions, "take_in", fails)
    answer = _deliver(client, a_report([lantern[0]], today=TODAY))
    assert (answer.status_code, answer.json()) == (503, {"error": "busy"})


def test_a_challenge_of_this_process_counts_two_hours_and_once():
    now = [1_800_000_000.0]
    guarding = Guarding(clock=lambda: now[0])
    challenge = guarding.challenge()
    proof = solved(challenge, BITS)
    now[0] += timedelta(hours=1, minutes=59).total_seconds()
    assert guarding.is_proved(challenge, proof, BITS)
    assert not guarding.is_proved(challenge, proof, BITS)
    now[0] += 120
    assert not Guarding(clock=lambda: now[0]).is_proved(challenge, proof, BITS)


def test_about_a_child_it_comes_in_soon(client):
    inbox, _ = a_living_inbox("For children", QueueKind.CHILD)
    sent = a_report([inbox], today=TODAY, work=_work(client))
    assert _deliver(client, sent).status_code == 201
    assert Record.objects.get().waiting == Waiting.SOON


def test_no_answer_sets_a_cookie_or_may_be_kept(client, lantern):
    sent = a_report([lantern[0]], today=TODAY)
    answers = [
        client.get("/in/en/r/q"),
        _deliver(client, sent),
        _to(client, "o", sent.shown),
        _to(client, "w", sent.shown),
    ]
    assert all(not answer.cookies and answer["Cache-Control"] == "no-store" for answer in answers)
