"""Seals what came without a script, in memory, and opens what somebody asks for with their code. Pure but for chance.

The running server reads it meanwhile; nothing of it is written anywhere, and with the answer it is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from romduol.care.queues.records import Inbox
from romduol.care.queues.rules import chain_of
from romduol.care.reports.records import ForQueue, SealedReceipt, SealedRecord, StoredThread, Submission
from romduol.care.reports.rules.written import (
    Answer,
    File,
    NotWritten,
    Report,
    addition_bytes,
    read_answer,
    report_bytes,
)
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.errors import NotOpened
from romduol.safety.crypto.receipts import Receipt
from romduol.safety.crypto.threads import (
    OwnThread,
    Thread,
    add,
    attach,
    begin_thread,
    open_answer,
    open_attachment,
    open_reporter_keys,
    seal_report,
)


@dataclass(frozen=True, slots=True, repr=False)
class Bare:
    """A file that is not sealed yet; `original` where nothing was taken out of it."""

    name: str
    type: str
    data: bytes
    original: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is sealed: the day of UTC by which epochs end, and the time in the country, told inside alone."""

    today: date
    at: str
    """To the minute."""
    within: int = 0
    """Milliseconds of that minute."""


@dataclass(frozen=True, slots=True, repr=False)
class ShownAnswer:
    """An answer as it is shown; `answer` is None where it did not open."""

    id: UUID
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread as whoever has its code reads it."""

    stored: StoredThread
    own: OwnThread = field(repr=False)
    answers: tuple[ShownAnswer, ...] = field(repr=False)


def seal(
    report: Report, files: Sequence[Bare], inboxes: Sequence[Inbox], receipt: Receipt, moment: Moment, lang: str
) -> Submission:
    """Seal a report with its files to the last key of each inbox; raises `ChainBroken`, `NotCurrent`, `TooLarge`."""
    itself, chains = uuid4(), [chain_of(one) for one in inboxes]
    own = begin_thread(itself, chains)
    named, records = _sealed_files(own.thread, files, inboxes, moment.today)
    inside = report_bytes(report, lang=lang, at=moment.at, within=moment.within, files=named)
    made = seal_report(own, inside, chains, receipt.key, moment.today)
    record = SealedRecord(itself, SealedKind.REPORT, _for(inboxes, made.record.envelopes), made.record.box)
    return Submission(
        record, SealedReceipt(receipt.locator_hash, receipt.token_hash, made.reporter_box), tuple(records)
    )


def seal_addition(
    own: OwnThread, itself: UUID, text: str, files: Sequence[Bare], inboxes: Sequence[Inbox], moment: Moment
) -> tuple[SealedRecord, tuple[SealedRecord, ...]]:
    """Seal what somebody adds, and its files; raises `NotOfThread` besides what `seal` raises."""
    named, records = _sealed_files(own.thread, files, inboxes, moment.today)
    inside = addition_bytes(text, at=moment.at, within=moment.within, files=named)
    made = add(own.thread, itself, inside, [chain_of(one) for one in inboxes], moment.today)
    return SealedRecord(itself, SealedKind.ADDITION, _for(inboxes, made.envelopes), made.box), tuple(records)


def _sealed_files(
    thread: Thread, files: Sequence[Bare], inboxes: Sequence[Inbox], today: date
) -> tuple[list[File], list[SealedRecord]]:
    named, records = [], []
    for file in files:
        itself = uuid4()
        made = attach(thread, itself, (file.data,), [chain_of(one) for one in inboxes], today)
        pieces = tuple(made.pieces)
        digest = sha256()
        for piece in pieces:
            digest.update(piece)
        named.append(File(itself, file.name, file.type, len(file.data), digest.hexdigest(), file.original))
        envelopes = _for(inboxes, made.envelopes)
        records.append(SealedRecord(itself, SealedKind.ATTACHMENT, envelopes, pieces=pieces))
    return named, records


def _for(inboxes: Sequence[Inbox], envelopes: Sequence[bytes]) -> tuple[ForQueue, ...]:
    to = zip(inboxes, envelopes, strict=True)
    return tuple(ForQueue(inbox.queue.id, len(inbox.signed), data) for inbox, data in to)


def open_thread(stored: StoredThread, receipt: Receipt) -> OpenThread:
    """Open a thread with its receipt, and each answer in it; raises `NotOpened` where it was changed."""
    own = open_reporter_keys(stored.box, receipt.key, stored.id)
    answers = [_opened(own, record) for record in stored.records if record.kind is SealedKind.ANSWER]
    answers.sort(key=_in_time)
    return OpenThread(stored, own, tuple(answers))


def _in_time(one: ShownAnswer) -> tuple[bool, str, int, str]:
    """Sort by what is told inside, as browsers do; the order in which rows lie there tells nothing."""
    answer = one.answer
    return (answer is None, answer.at if answer else "", answer.within if answer else 0, str(one.id))


def _opened(own: OwnThread, record: SealedRecord) -> ShownAnswer:
    """Return an answer; one that does not open is told as such, and never left out without a word."""
    try:
        payload = open_answer(own.thread, record.id, record.box, _own_envelope(record), own.pair)
        return ShownAnswer(record.id, read_answer(payload))
    except (NotOpened, NotWritten):
        return ShownAnswer(record.id)


def _own_envelope(record: SealedRecord) -> bytes:
    return next((one.data for one in record.envelopes if one.queue is None), b"")


def file_of(thread: OpenThread, itself: UUID) -> File | None:
    """Return a file that an answer names."""
    files = (file for one in thread.answers if one.answer for file in one.answer.files)
    return next((file for file in files if file.id == itself), None)


def open_file(thread: OpenThread, file: File, pieces: Iterator[bytes]) -> bytes:
    """Return the bytes of a file that an answer names; raises `NotOpened`, also for another than the one named."""
    record = next((one for one in thread.stored.records if one.id == file.id), None)
    box = b"".join(pieces)
    if record is None or sha256(box).hexdigest() != file.sha256:
        raise NotOpened("another file than the one that the answer names")
    own = thread.own
    return b"".join(open_attachment(own.thread, file.id, (box,), _own_envelope(record), own.pair))
