"""What a browser sealed is read strictly: whatever could not have been sealed here is refused, with a plain reason."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid1, uuid4

import pytest
from tests.care.sealed_world import SECRET_WORDS, Sent, a_report, an_addition, an_inbox

from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import chain_of, read, written
from romduol.care.reports.forms.sealed import addressee_of, read_addition, read_asked, read_report
from romduol.care.reports.forms.strict import NotTaken, Refusal
from romduol.care.reports.records import Submission
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.threads import open_report

LANTERN, LANTERN_KEY = an_inbox("lantern")
RIVER, _ = an_inbox("river")
FOR_CHILDREN, _ = an_inbox("children", QueueKind.CHILD)
AUDITORS, _ = an_inbox("auditors", QueueKind.AUDIT)
OPEN_TO = {one.queue.id: addressee_of(one) for one in (LANTERN, RIVER, FOR_CHILDREN, AUDITORS)}
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def sent() -> Sent:
    """A report to two inboxes, with a file."""
    return a_report([LANTERN, RIVER], files=[b"a picture"])


def test_a_report_is_read_as_it_was_sealed_and_opens_for_its_queue(sent):
    found = read_report(sent.text, sent.boxes, OPEN_TO).submission
    assert isinstance(found, Submission)
    assert [one.queue for one in found.report.envelopes] == [LANTERN.queue.id, RIVER.queue.id]
    assert found.receipt.locator_hash == sent.receipt.locator_hash
    assert b"".join(found.files[0].pieces) == sent.boxes[0]
    data = found.report.envelopes[0].data
    opened = open_report(found.report.box, data, LANTERN_KEY, found.report.id, chain_of(LANTERN))
    assert SECRET_WORDS in json.loads(opened.written)["what"]


def _first(whole: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = whole["report"]["envelopes"][0]
    return found


def _flip(text: str, at: int) -> str:
    data = bytearray(read(text))
    data[at] ^= 1
    return written(bytes(data))


def _swap_files(whole: dict[str, Any]) -> None:
    whole["files"][0]["envelopes"] = whole["report"]["envelopes"]


REFUSED: list[tuple[str, Change, Refusal]] = [
    ("one more part", lambda it: it.update(plain=SECRET_WORDS), Refusal.SHAPE),
    ("one part less", lambda it: it.pop("receipt"), Refusal.SHAPE),
    ("a time beside the report", lambda it: it["report"].update(at="2026-11-28"), Refusal.SHAPE),
    ("an id that tells a time", lambda it: it["report"].update(id=str(uuid1())), Refusal.SHAPE),
    ("an id in capitals", lambda it: it["report"].update(id=it["report"]["id"].upper()), Refusal.SHAPE),
    ("another id", lambda it: it["report"].update(id=str(uuid4())), Refusal.CONTEXT),
    ("a box of no bucket", lambda it: it["report"].update(box=it["report"]["box"][:-4]), Refusal.SIZE),
    ("no box", lambda it: it["report"].update(box=""), Refusal.SIZE),
    ("a box with padding signs", lambda it: it["report"].update(box=it["report"]["box"] + "="), Refusal.SHAPE),
    ("another kind of box", lambda it: it["report"].update(box=_flip(it["report"]["box"], 2)), Refusal.CONTEXT),
    ("another version", lambda it: it["report"].update(box=_flip(it["report"]["box"], 0)), Refusal.CONTEXT),
    ("no envelope", lambda it: it["report"].update(envelopes=[]), Refusal.QUEUE),
    ("an inbox twice", lambda it: it["report"].update(envelopes=[_first(it)] * 2), Refusal.QUEUE),
    ("nine envelopes", lambda it: it["report"].update(envelopes=[_first(it)] * 9), Refusal.QUEUE),
    ("an inbox that is not open", lambda it: _first(it).update(queue=str(uuid4())), Refusal.QUEUE),
    ("the auditors' inbox", lambda it: _first(it).update(queue=str(AUDITORS.queue.id)), Refusal.QUEUE),
    ("another inbox's envelope", lambda it: _first(it).update(queue=str(FOR_CHILDREN.queue.id)), Refusal.KEY),
    ("another epoch", lambda it: _first(it).update(epoch=2), Refusal.KEY),
    ("an epoch that is a truth", lambda it: _first(it).update(epoch=True), Refusal.KEY),
    ("an envelope to another key", lambda it: _first(it).update(data=_flip(_first(it)["data"], 30)), Refusal.KEY),
    ("a short envelope", lambda it: _first(it).update(data=_first(it)["data"][:-4]), Refusal.SIZE),
    ("an envelope of another record", lambda it: _first(it).update(data=_flip(_first(it)["data"], 5)), Refusal.CONTEXT),
    ("a short hash", lambda it: it["receipt"].update(token_hash="AAAA"), Refusal.SIZE),
    ("no reporter's keys", lambda it: it["receipt"].update(box=it["report"]["box"]), Refusal.SIZE),
    ("a file less", lambda it: it.update(files=[]), Refusal.FILES),
    ("a file twice", lambda it: it.update(files=it["files"] * 2), Refusal.FILES),
    ("six files", lambda it: it.update(files=it["files"] * 6), Refusal.FILES),
    ("a file to fewer", lambda it: it["files"][0]["envelopes"].pop(), Refusal.FILES),
    ("a file with the report's envelopes", _swap_files, Refusal.CONTEXT),
    ("a challenge that is none", lambda it: it.update(challenge=None), Refusal.SHAPE),
    ("a list in place of all", lambda it: it.clear(), Refusal.SHAPE),
]


@pytest.mark.parametrize(("change", "why"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_was_not_sealed_so_is_refused(sent, change, why):
    whole = copy.deepcopy(sent.whole)
    change(whole)
    with pytest.raises(NotTaken) as refused:
        read_report(json.dumps(whole), sent.boxes, OPEN_TO)
    assert refused.value.why is why
    assert str(refused.value) == str(why), "a refusal tells nothing of what was sent"


@pytest.mark.parametrize("text", ["", "{", "null", "[]", '"x"', "1", "[" * 2_000, "\ud800", b"\xff"])
def test_what_is_no_such_json_is_refused(text):
    with pytest.raises(NotTaken):
        read_report(text, [], OPEN_TO)


def test_a_file_of_no_bucket_or_another_kind_is_refused(sent):
    for box in (sent.boxes[0][:-1], sent.boxes[0] + b"\x00", b"", bytes(100)):
        with pytest.raises(NotTaken) as refused:
            read_report(sent.text, [box], OPEN_TO)
        assert refused.value.why is Refusal.SIZE
    with pytest.raises(NotTaken) as refused:
        read_report(sent.text, [bytes(len(sent.boxes[0]))], OPEN_TO)
    assert refused.value.why is Refusal.CONTEXT


def test_about_children_no_file_is_taken():
    with_file = a_report([FOR_CHILDREN], files=[b"a picture"])
    with pytest.raises(NotTaken) as refused:
        read_report(with_file.text, with_file.boxes, OPEN_TO)
    assert refused.value.why is Refusal.FILES
    without = a_report([FOR_CHILDREN])
    assert read_report(without.text, [], OPEN_TO).submission.files == ()


def test_an_addition_is_for_inboxes_of_its_thread_alone(sent):
    added, boxes = an_addition(sent, [LANTERN, RIVER], files=[b"one more"])
    found = read_addition(json.dumps(added), boxes, OPEN_TO)
    assert found.record.kind is SealedKind.ADDITION
    assert found.asked.locator == sent.receipt.locator
    with pytest.raises(NotTaken) as refused:
        read_addition(json.dumps(added), boxes, {LANTERN.queue.id: addressee_of(LANTERN)})
    assert refused.value.why is Refusal.QUEUE


def test_what_somebody_shows_is_read_strictly(sent):
    assert read_asked(json.dumps(sent.shown)).locator == sent.receipt.locator
    for changed in (
        {**sent.shown, "code": sent.code},
        {"locator": sent.shown["locator"]},
        {**sent.shown, "token": "x"},
    ):
        with pytest.raises(NotTaken):
            read_asked(json.dumps(changed))
