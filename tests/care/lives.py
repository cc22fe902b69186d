"""What a member and a reporter do with what is stored, under the eyes of a seizure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from tests.care.staffed import Staffed, envelopes
from tests.seizure.canaries import Canary, Sort
from tests.seizure.keys import device_opener
from tests.seizure.seizing import Scene

from romduol.care.keys.models import EpochEnvelope, Member, Wrap
from romduol.care.reports.actions import write_for_queue
from romduol.care.reports.models import Envelope, Piece, Receipt, Record
from romduol.care.reports.records import ForQueue, SealedRecord
from romduol.care.reports.rules.written import Answer, AnswerType, Status, answer_bytes
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.members import lock_keys, lock_member, read_member
from romduol.safety.crypto.queues import grant_epoch
from romduol.safety.crypto.receipts import Receipt as Shown
from romduol.safety.crypto.receipts import derive_receipt
from romduol.safety.crypto.threads import OwnThread, Thread, answer, note, open_report, open_reporter_keys

MEMBER, REPORTER = "a member of the queue", "the reporter"
DEVICE, DEVICE_SECRET = 1, bytes(range(100, 132))


def settled(scene: Scene, queue: Staffed) -> None:
    """Store the member's keys as they are stored: locked, with the envelope of the queue's epoch."""
    passphrase = scene.plant("passphrase", Sort.SPOKEN)
    scene.watch_secret("device secret", DEVICE_SECRET)
    scene.watch_secret("bundle", queue.keys.pack())
    scene.watch_pair("signing key", queue.keys.sign)
    locked = lock_member(queue.keys, queue.member, DEVICE, passphrase.text, DEVICE_SECRET)
    row = Member.objects.create(
        id=queue.member,
        account=uuid4(),
        organization=uuid4(),
        seal_public=queue.keys.seal.public,
        sign_public=queue.keys.sign.public,
    )
    Wrap.objects.create(member=row, device=DEVICE, lock=locked.lock, box=locked.wrap, door_hash=bytes(32))
    envelope = grant_epoch(queue.chain, 1, queue.pair, queue.keys.seal.public)
    EpochEnvelope.objects.create(queue=queue.id, epoch=1, member=row, data=envelope)


def signed_in(scene: Scene, queue: Staffed) -> None:
    """Have the member open her keys and the epoch from what is stored."""
    passphrase = scene.plant("passphrase", Sort.SPOKEN)
    wrap = Wrap.objects.get(member=queue.member)
    lock, box = bytes(wrap.lock), bytes(wrap.box)
    made = lock_keys(lock, queue.member, DEVICE, passphrase.text, DEVICE_SECRET)
    keys = read_member(scene.opens_box("the member alone", box, made.secret))
    opener = device_opener(lock, box, queue.member, DEVICE, passphrase.text)
    scene.tries("a wrap, with its passphrase", opener)
    envelope = bytes(EpochEnvelope.objects.get(member=queue.member).data)
    scene.opens_envelope("the member alone", envelope, keys.seal)
    scene.watch_pair("the epoch's key", queue.pair)


@dataclass
class Read:
    """A thread as a member of the queue has read it, all of it."""

    id: UUID
    thread: Thread
    written: list[bytes]


def read_all(scene: Scene, queue: Staffed) -> list[Read]:
    """Open all that is stored for a queue, as its member does, and return it by thread."""
    found = []
    for report in Record.objects.filter(kind=SealedKind.REPORT):
        envelope = bytes(Envelope.objects.get(record=report, queue=queue.id).data)
        scene.opens(MEMBER, bytes(report.box), envelope, queue.pair)
        opened = open_report(bytes(report.box), envelope, queue.pair, report.id, queue.chain)
        written = [opened.written, *_others(scene, queue, opened.thread)]
        found.append(Read(report.id, opened.thread, written))
    return found


def _others(scene: Scene, queue: Staffed, thread: Thread) -> list[bytes]:
    rows = Record.objects.filter(thread=thread.report).exclude(kind=SealedKind.REPORT)
    return [
        scene.opens(
            MEMBER,
            box_of(row),
            bytes(Envelope.objects.get(record=row, queue=queue.id).data),
            queue.pair,
            bond=thread.bond,
        )
        for row in rows
    ]


def box_of(row: Record) -> bytes:
    """Return the box of a record, also where it lies in pieces."""
    pieces = Piece.objects.filter(record=row).order_by("position")
    return bytes(row.box) or b"".join(bytes(piece.data) for piece in pieces)


def answered(queue: Staffed, thread: Thread, said: Canary, today: date) -> None:
    """Write an answer for whoever reported."""
    inside = answer_bytes(Answer(AnswerType.ANSWER, said.text, Status.WORKING, "2026-11-28T15:00"))
    itself = uuid4()
    made = answer(thread, itself, inside, [queue.chain], today)
    own = ForQueue(None, None, made.envelopes[0])
    _write(
        queue, thread, SealedRecord(itself, SealedKind.ANSWER, (own, *_for(queue, made.envelopes[1:])), made.box), today
    )


def noted(queue: Staffed, thread: Thread, said: Canary, today: date) -> None:
    """Write down something that the queue alone reads."""
    itself = uuid4()
    made = note(thread, itself, said.text.encode(), queue.chain, today)
    _write(queue, thread, SealedRecord(itself, SealedKind.NOTE, _for(queue, made.envelopes), made.box), today)


def _for(queue: Staffed, data: Sequence[bytes]) -> tuple[ForQueue, ...]:
    return envelopes([queue], data)


def _write(queue: Staffed, thread: Thread, record: SealedRecord, today: date) -> None:
    write_for_queue(record, thread.report, queues_of_writer={queue.id}, today=today)


def came_back(scene: Scene, receipt: Shown) -> OwnThread:
    """Have the reporter open, from what is stored, their keys and every answer."""
    row = Receipt.objects.get(locator_hash=receipt.locator_hash.hex())
    scene.opens_box(REPORTER, bytes(row.box), receipt.key)
    own = open_reporter_keys(bytes(row.box), receipt.key, row.thread)
    scene.watch_pair("the reporter's key", own.pair)
    for record in Record.objects.filter(thread=row.thread):
        for envelope in Envelope.objects.filter(record=record, queue=None):
            scene.opens(REPORTER, box_of(record), bytes(envelope.data), own.pair, bond=own.thread.bond)
    return own


def watch_receipt(scene: Scene, name: str, code: str, word: Canary | None = None) -> Shown:
    """Look for a code and for all that is made of it; have every code that is found tried, too."""
    receipt = derive_receipt(code, word.text if word else "")
    scene.watch_code(name, code)
    for part in ("locator", "token", "key"):
        scene.watch_secret(f"{part} of {name}", getattr(receipt, part))
    return receipt
