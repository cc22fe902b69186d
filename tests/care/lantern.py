"""The organisation Lantern with a queue, its two members and a report, and what members send and ask for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.care.keys_world import Keyed, found, inbox_for, keyed
from tests.safety.cast import signed_in

from romduol.care.keys.models import EpochEnvelope
from romduol.care.queues.rules import day_of, written
from romduol.care.reports import actions, models
from romduol.care.reports.records import ForQueue, SealedReceipt, SealedRecord, Submission, Waiting
from romduol.care.reports.rules.written import Report, report_bytes
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.records import Sealed
from romduol.safety.crypto.threads import Thread, answer, begin_report, note

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


def made_lantern() -> Lantern:
    """A queue with two members, and one report."""
    veasna, phally = keyed("veasna"), keyed("phally")
    queue = inbox_for("lantern")
    chain = found(queue, veasna, phally)
    own = report_to(queue, chain)
    return Lantern(queue, chain, veasna, phally, own.thread, own)


def envelope_of(member: Keyed, queue: UUID) -> bytes:
    """Return the key of the first epoch as it is kept for a member."""
    return bytes(EpochEnvelope.objects.get(queue=queue, epoch=1, member=member.member.id).data)
