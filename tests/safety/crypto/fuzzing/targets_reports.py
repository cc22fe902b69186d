"""What strangers send to where somebody reports: sealed reports as JSON, what shows whose thread it is, and forms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from django.conf import settings
from tests.safety.crypto.fuzzing.targets import Target

from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import written
from romduol.care.reports.forms.letters import read_letter
from romduol.care.reports.forms.sealed import Addressee, read_addition, read_asked, read_report
from romduol.care.reports.forms.strict import NotTaken
from romduol.care.reports.records import SealedRecord
from romduol.care.reports.rules.written import MOST_FILES
from romduol.safety.crypto.boxes import HEAD_BYTES, TAG_BYTES, box_length
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import ENVELOPE_BYTES
from romduol.safety.crypto.padding import BUCKETS, KEY_BUCKET

REPORT, FILE = UUID(int=1, version=4), UUID(int=2, version=4)
QUEUE, CHILDREN = UUID(int=3, version=4), UUID(int=4, version=4)
KEY = bytes(range(16))
OPEN_TO = {
    QUEUE: Addressee(QUEUE, QueueKind.VIOLENCE, 1, KEY),
    CHILDREN: Addressee(CHILDREN, QueueKind.CHILD, 1, KEY),
}
BOX = HEAD_BYTES + BUCKETS[0] + TAG_BYTES
LENGTHS = [box_length(bucket - 1, Context(SealedKind.REPORT, REPORT)) for bucket in BUCKETS]
MARK = b"a-mark-between-parts"


def sealed(data: bytes) -> None:
    """Whatever comes in place of a sealed report, or of one value in it, is refused, or is a record of ours."""
    for text in (data, _changed(_report(), data)):
        for files in ([], [_box(SealedKind.ATTACHMENT, FILE)], [data]):
            try:
                found = read_report(text, files, OPEN_TO)
            except NotTaken:
                continue
            _expect_sealed(found.submission.report, SealedKind.REPORT)
            assert len(found.submission.receipt.locator_hash) == len(found.submission.receipt.token_hash) == 32
            for file in found.submission.files:
                _expect_sealed(file, SealedKind.ATTACHMENT)


def added(data: bytes) -> None:
    """The same for what is added to a report, and for what shows whose it is."""
    for text in (data, _changed(_addition(), data)):
        try:
            found = read_addition(text, [], OPEN_TO)
        except NotTaken:
            pass
        else:
            _expect_sealed(found.record, SealedKind.ADDITION)
        for file in (False, True):
            try:
                asked = read_asked(text, file=file)
            except NotTaken:
                continue
            assert len(asked.locator) == len(asked.token) == 32


def parts(data: bytes) -> None:
    """Whatever comes in place of a form with files is refused, or is one text and files, all of it in memory."""
    parts_of, request_of = _form_reader()
    head = b'--%b\r\nContent-Disposition: form-data; name="' % MARK
    for body in (data, head + data, head + b'sealed"\r\n\r\n{}\r\n--%b' % MARK + data):
        try:
            text, files = parts_of(request_of(body))
        except NotTaken:
            continue
        assert isinstance(text, str)
        assert sum(map(len, files)) <= len(body)


def letters(data: bytes) -> None:
    """Whatever comes in place of a letter, or between its length and its digest, is refused, or is all of its parts."""
    whole = len(data).to_bytes(4) + data
    for letter in (data, data + sha256(data).digest(), whole + sha256(whole).digest()):
        try:
            text, files = read_letter(letter)
        except NotTaken:
            continue
        written_again = b"".join(len(part).to_bytes(4) + part for part in (text, *files))
        assert letter == written_again + sha256(written_again).digest()
        assert len(files) <= MOST_FILES


@cache
def _form_reader() -> tuple[Any, Any]:
    if not settings.configured:
        settings.configure(FILE_UPLOAD_HANDLERS=[], DATA_UPLOAD_MAX_MEMORY_SIZE=100_000)
    from django.core.handlers.wsgi import WSGIRequest

    from romduol.care.reports.views.parts import parts_of

    def request_of(body: bytes) -> WSGIRequest:
        kind = f"multipart/form-data; boundary={MARK.decode()}"
        told = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "PATH_INFO": "/"}
        return WSGIRequest({**told, "wsgi.input": BytesIO(body), "SERVER_NAME": "here", "SERVER_PORT": "80"})

    return parts_of, request_of


def _expect_sealed(record: SealedRecord, kind: SealedKind) -> None:
    """Whatever is taken is of our kinds, names itself in all its parts, and is as long as something that was sealed."""
    assert record.kind is kind
    assert record.id.version == 4
    context = Context(kind, record.id).pack()
    box = record.box or b"".join(record.pieces)
    assert box.startswith(context)
    assert len(box) in LENGTHS
    assert record.envelopes
    for one in record.envelopes:
        assert one.queue in OPEN_TO
        assert len(one.data) == ENVELOPE_BYTES
        assert one.data.startswith(context + KEY)


def _changed(whole: Any, data: bytes) -> str:
    """Return JSON in which one value, the one that the first byte says, is what the other bytes say."""
    told = json.loads(json.dumps(whole))
    places = list(_places(told))
    holder, name = places[(data[0] if data else 0) % len(places)]
    try:
        holder[name] = json.loads(data[1:])
    except ValueError:
        holder[name] = data[1:].decode("utf-8", "replace")
    return json.dumps(told)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    inside: list[tuple[Any, Any]] = list(value.items()) if isinstance(value, dict) else []
    if isinstance(value, list):
        inside = list(enumerate(value))
    for name, one in inside:
        yield value, name
        yield from _places(one)


def _box(kind: SealedKind, subject: UUID, length: int = BOX) -> bytes:
    return Context(kind, subject).pack().ljust(length, b"\x00")


def _envelopes(kind: SealedKind, subject: UUID) -> list[dict[str, Any]]:
    data = (Context(kind, subject).pack() + KEY).ljust(ENVELOPE_BYTES, b"\x00")
    return [{"queue": str(QUEUE), "epoch": 1, "data": written(data)}]


def _record(kind: SealedKind) -> dict[str, Any]:
    return {"id": str(REPORT), "box": written(_box(kind, REPORT)), "envelopes": _envelopes(kind, REPORT)}


@cache
def _report() -> dict[str, Any]:
    receipt = _box(SealedKind.REPORTER_KEYS, REPORT, HEAD_BYTES + KEY_BUCKET + TAG_BYTES)
    return {
        "challenge": "",
        "proof": "",
        "report": _record(SealedKind.REPORT),
        "receipt": {"locator_hash": written(KEY * 2), "token_hash": written(KEY * 2), "box": written(receipt)},
        "files": [{"id": str(FILE), "envelopes": _envelopes(SealedKind.ATTACHMENT, FILE)}],
    }


@cache
def _addition() -> dict[str, Any]:
    shown = {"locator": written(KEY * 2), "token": written(KEY * 2)}
    return {**shown, "record": _record(SealedKind.ADDITION), "files": []}


def _sealed_seeds() -> Iterator[bytes]:
    yield from (json.dumps(told).encode() for told in (_report(), {**_report(), "files": []}))
    others: list[Any] = [[], {}, None, 1, True, "", str(CHILDREN), "AAAA"]
    yield from (b"\x00" + json.dumps(value).encode() for value in others)


def _added_seeds() -> Iterator[bytes]:
    shown = {"locator": written(KEY * 2), "token": written(KEY * 2)}
    yield from (json.dumps(told).encode() for told in (_addition(), shown, {**shown, "id": str(FILE)}))


def _parts_seeds() -> Iterator[bytes]:
    head = b'--%b\r\nContent-Disposition: form-data; name="' % MARK
    yield head + b'sealed"\r\n\r\n{}\r\n' + head + b'file"; filename="box"\r\n\r\n\x00\x01\r\n--%b--\r\n' % MARK
    yield b'file"; filename="box"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--%b--\r\n' % MARK
    yield b"\r\n" + head + b"file\"; filename*=UTF-8''%e1%9e\r\nContent-Type: a/b; charset=utf-7\r\n\r\n"


def _letter_seeds() -> Iterator[bytes]:
    text, box = json.dumps(_report()).encode(), _box(SealedKind.ATTACHMENT, FILE)
    yield from (b"", bytes(4), bytes(4 * 7), b"\xff" * 4)
    yield b"".join(len(part).to_bytes(4) + part for part in (text, box))


TARGETS = {
    "sealed": Target(sealed, _sealed_seeds, 9_000, weight=4),
    "added": Target(added, _added_seeds, 9_000, weight=2),
    "parts": Target(parts, _parts_seeds, 2_000, weight=5),
    "letters": Target(letters, _letter_seeds, 9_000, weight=1),
}

# Read now, so that the fuzzer sees where it branches.
_form_reader()
