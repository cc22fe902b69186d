"""Reads what a member of a queue sealed in a browser: an answer or a note, as strictly as what reporters hand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from romduol.care.queues.records import QueueKind
from romduol.care.reports.forms import sealed
from romduol.care.reports.forms.sealed import Addressee, NotTaken, Refusal
from romduol.care.reports.records import ForQueue, SealedRecord
from romduol.care.reports.rules.written import MOST_FILES
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


def read_writing(text: str | bytes, files: Sequence[bytes], own: Mapping[UUID, Addressee]) -> SealedWriting:
    """Return what was sealed to a queue of whoever writes, and, an answer alone, to whoever reported.

    `own` are the queues of the writer. Raises `NotTaken`.
    """
    whole = sealed._members(sealed._json(text), "thread", "record", "files", "close")
    found = sealed._members(whole["record"], "id", "kind", "box", "envelopes")
    if type(whole["close"]) is not bool:
        raise NotTaken(Refusal.SHAPE)
    record = _record(found, own)
    return SealedWriting(
        sealed._id(whole["thread"]), record, _files(whole["files"], files, record, own), whole["close"]
    )


def _record(found: Mapping[str, Any], own: Mapping[UUID, Addressee]) -> SealedRecord:
    if found["kind"] not in WRITTEN or type(found["kind"]) is not int:
        raise NotTaken(Refusal.CONTEXT)
    context = Context(SealedKind(found["kind"]), sealed._id(found["id"]))
    box = sealed._bytes(found["box"], *sealed._WRITTEN_BYTES)
    sealed._check_context(box, context)
    to_reporter = context.kind is SealedKind.ANSWER
    envelopes = _envelopes(found["envelopes"], context, own, to_reporter=to_reporter)
    return SealedRecord(context.subject, context.kind, envelopes, box)


def _envelopes(
    value: Any, context: Context, own: Mapping[UUID, Addressee], *, to_reporter: bool
) -> tuple[ForQueue, ...]:
    """Return one envelope for whoever reported, where there should be one, and one for a queue of the writer."""
    listed = sealed._list(value, 1 + to_reporter, Refusal.QUEUE)
    if len(listed) != 1 + to_reporter:
        raise NotTaken(Refusal.QUEUE)
    for_queue = sealed._envelope(listed[-1], context, own)
    return (_for_reporter(listed[0], context), for_queue) if to_reporter else (for_queue,)


def _for_reporter(value: Any, context: Context) -> ForQueue:
    named = sealed._members(value, "queue", "epoch", "data")
    if named["queue"] is not None or named["epoch"] is not None:
        raise NotTaken(Refusal.QUEUE)
    data = sealed._bytes(named["data"], ENVELOPE_BYTES)
    sealed._check_context(data, context)
    return ForQueue(None, None, data)


def _files(
    value: Any, boxes: Sequence[bytes], record: SealedRecord, own: Mapping[UUID, Addressee]
) -> tuple[SealedRecord, ...]:
    """Return the files of an answer, each for the same readers; a note has none, nor has anything about children."""
    named = sealed._list(value, MOST_FILES, Refusal.FILES)
    queue = record.envelopes[-1].queue
    of_children = queue is not None and own[queue].kind is QueueKind.CHILD
    if len(named) != len(boxes) or (named and (record.kind is not SealedKind.ANSWER or of_children)):
        raise NotTaken(Refusal.FILES)
    files = tuple(_file(one, box, own) for one, box in zip(named, boxes, strict=True))
    if any(file.envelopes[-1].queue != queue for file in files):
        raise NotTaken(Refusal.FILES)
    if len({record.id, *(file.id for file in files)}) != 1 + len(files):
        raise NotTaken(Refusal.FILES)
    return files


def _file(value: Any, box: bytes, own: Mapping[UUID, Addressee]) -> SealedRecord:
    named = sealed._members(value, "id", "envelopes")
    context = Context(SealedKind.ATTACHMENT, sealed._id(named["id"]))
    if not sealed._is_of_bucket(len(box)) or len(box) > sealed._box_bytes(sealed.MOST_FILE_BYTES):
        raise NotTaken(Refusal.SIZE)
    sealed._check_context(box, context)
    envelopes = _envelopes(named["envelopes"], context, own, to_reporter=True)
    return SealedRecord(context.subject, context.kind, envelopes, pieces=tuple(sealed._pieces(box)))
