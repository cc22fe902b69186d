"""A tiny country that readers see, inboxes that live today, and a browser without a script."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from hashlib import sha256
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from tests.care.staffed import Staffed, envelopes, staffed

from romduol.care.queues import models as queue_models
from romduol.care.queues.rules import day_of
from romduol.care.reports import models
from romduol.care.reports.actions import collect, write_for_queue
from romduol.care.reports.queries import records_for
from romduol.care.reports.records import ForQueue, SealedRecord
from romduol.care.reports.rules.written import Answer, AnswerType, File, Status, answer_bytes
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.threads import (
    answer,
    attach,
    open_report,
)

HERE: dict[str, Any] = {"HTTP_SEC_FETCH_SITE": "same-origin"}
CANARY = "zqxcanary ខ្យងខ្ញុំ"
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
FIRST_VIEW = 14_600
CODE = re.compile(r'name="code" value="(\d{24})"')
SHOWN = re.compile(r"<span>(\d{4})</span>")
TABLES = (models.Record, models.Envelope, models.Piece, models.Receipt)


def open_queue(kind: str = "violence", body: str = "", name: str = "House of 099") -> Staffed:
    """A queue that lives today."""
    made = staffed(day_of(timezone.now()), kind=kind, name=name)
    if body:
        queue_models.Queue.objects.filter(pk=made.id).update(body=body)
    return made


def opened(queue: Staffed, hours_ago: int) -> None:
    row = queue_models.Queue.objects.get(pk=queue.id)
    row.opened_hour = (row.opened_hour or 0) - hours_ago
    row.save()


def ask(data: dict[str, Any] | None = None, *, path: str = "r", lang: str = "en", **headers: Any):
    client = Client(enforce_csrf_checks=True)
    address = f"/in/{lang}/{path}"
    return client.get(address) if data is None else client.post(address, data, **{**HERE, **headers})


def text(answer: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def found_in(pattern: re.Pattern[str] | str, page: str) -> str:
    found = re.search(pattern, page)
    assert found
    return found[1]


def form(about: str = "me", kind: str = "violence", **more: Any) -> dict[str, Any]:
    page = ask({"about": about, "kind": kind}).content.decode()
    told = {"about": about, "kind": kind, "send": "1", "code": found_in(CODE, page), "what": "it happened"}
    return {**told, **more}


def send(*to: Staffed, about: str = "me", kind: str = "violence", **more: Any):
    fields = form(about, kind, queue=[str(one.id) for one in to], **more)
    return ask(fields), fields["code"]


def read_by(queue: Staffed) -> dict[str, Any]:
    """Return the one report as its queue reads it."""
    collect(timezone.now())
    collect(timezone.now() + timedelta(hours=1))
    [report] = [one for one in records_for({queue.id}) if one.kind == SealedKind.REPORT]
    opened = open_report(report.box, report.envelopes[0].data, queue.pair, report.id, queue.chain)
    return {**json.loads(opened.written), "thread": opened.thread}


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#37a").save(out, kind, **more)
    return out.getvalue()


def upload(data: bytes, name: str = "a.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def answer_to(queue: Staffed, *, said: str = "we heard you", file: bytes = b"", within: int = 0) -> None:
    """Let a queue answer the one report."""
    thread = read_by(queue)["thread"]
    today, files, named = day_of(timezone.now()), [], []
    if file:
        itself = uuid4()
        made = attach(thread, itself, (file,), [queue.chain], today, to_reporter=True)
        box = b"".join(made.pieces)
        named = [File(itself, "told.txt", "text/plain", len(file), sha256(box).hexdigest())]
        files = [SealedRecord(itself, SealedKind.ATTACHMENT, both(queue, made.envelopes), pieces=(box,))]
    itself = uuid4()
    written = Answer(AnswerType.QUESTION, said, Status.WORKING, "2026-11-28T14:05", tuple(named), within)
    said_so = answer(thread, itself, answer_bytes(written), [queue.chain], today)
    record = SealedRecord(itself, SealedKind.ANSWER, both(queue, said_so.envelopes), said_so.box)
    write_for_queue(record, thread.report, files, queues_of_writer={queue.id}, today=today)


def both(queue: Staffed, data: tuple[bytes, ...]) -> tuple[ForQueue, ...]:
    return (ForQueue(None, None, data[0]), *envelopes([queue], data[1:]))


def back(code: str, action: str = "open", word: str = "", lang: str = "en", **more: Any):
    return ask({"code": code, "word": word, "action": action, **more}, path="r/b", lang=lang)
