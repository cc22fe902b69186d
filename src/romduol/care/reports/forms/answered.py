"""Reads what a member of a queue sealed in a browser: an answer or a note, as strictly as what reporters hand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from romduol.care.reports.forms.sealed import Addressee, envelope_of, takes_no_files
from romduol.care.reports.forms.strict import (
    WRITTEN_BYTES,
    NotTaken,
    Refusal,
    bytes_of,
    check_context,
    files_of,
    id_of,
    json_of,
    list_of,
    members_of,
)
from romduol.care.reports.records import ForQueue, SealedRecord
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import ENVELOPE_BYTES

WRITTEN = (SealedKind.ANSWER, SealedKind.NOTE)


@dataclass(frozen=True, slots=True)
class SealedWriting:
    """What a member wrote in a thread, with its files; `close` asks that all of the thread expires."""

    thread: UUID
    record: SealedRecord
    files: tuple[SealedRecord, ...] = ()
    close: bool = False


def thread_written_in(text: str | bytes) -> UUID:
    """Return the thread that something sealed is for; raises `NotTaken`."""
    return id_of(_whole(text)["thread"])


def read_writing(text: str | bytes, files: Sequence[bytes], own: Mapping[UUID, Addressee]) -> SealedWriting:
    """Return what was sealed to a queue of whoever writes, and, an answer alone, to whoever reported.

    `own` are the queues of the writer. Raises `NotTaken`.
    """
    whole = _whole(text)
    found = members_of(whole["record"], "id", "kind", "box", "envelopes")
    if type(whole["close"]) is not bool:
        raise NotTaken(Refusal.SHAPE)
    record = _record(found, own)
    return SealedWriting(id_of(whole["thread"]), record, _files(whole["files"], files, record, own), whole["close"])


def _whole(text: str | bytes) -> dict[str, Any]:
    return members_of(json_of(text), "thread", "record", "files", "close")


def _record(found: Mapping[str, Any], own: Mapping[UUID, Addressee]) -> SealedRecord:
    if found["kind"] not in WRITTEN or type(found["kind"]) is not int:
        raise NotTaken(Refusal.CONTEXT)
    context = Context(SealedKind(found["kind"]), id_of(found["id"]))
    box = bytes_of(found["box"], *WRITTEN_BYTES)
    check_context(box, context)
    to_reporter = context.kind is SealedKind.ANSWER
    envelopes = _envelopes(found["envelopes"], context, own, to_reporter=to_reporter)
    return SealedRecord(context.subject, context.kind, envelopes, box)


def _envelopes(
    value: Any, context: Context, own: Mapping[UUID, Addressee], *, to_reporter: bool
) -> tuple[ForQueue, ...]:
    """Return one envelope for whoever reported, where there should be one, and one for a queue of the writer."""
    listed = list_of(value, 1 + to_reporter, Refusal.QUEUE)
    if len(listed) != 1 + to_reporter:
        raise NotTaken(Refusal.QUEUE)
    for_queue = envelope_of(listed[-1], context, own)
    return (_for_reporter(listed[0], context), for_queue) if to_reporter else (for_queue,)


def _for_reporter(value: Any, context: Context) -> ForQueue:
    named = members_of(value, "queue", "epoch", "data")
    if named["queue"] is not None or named["epoch"] is not None:
        raise NotTaken(Refusal.QUEUE)
    data = bytes_of(named["data"], ENVELOPE_BYTES)
    check_context(data, context)
    return ForQueue(None, None, data)


def _files(
    value: Any, boxes: Sequence[bytes], record: SealedRecord, own: Mapping[UUID, Addressee]
) -> tuple[SealedRecord, ...]:
    """Return the files of an answer, each for the same readers; a note has none, nor has anything about children."""

    def envelopes(value: Any, context: Context) -> tuple[ForQueue, ...]:
        return _envelopes(value, context, own, to_reporter=True)

    takes_none = record.kind is not SealedKind.ANSWER or takes_no_files(record, own)
    return files_of(value, boxes, record, envelopes, takes_none=takes_none)
