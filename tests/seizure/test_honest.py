"""A small life of the vault, taken away in the middle: nothing of it can be read, and every reader reads."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import connection

from romduol.safety.crypto.epochs import Chain, Pin, walk_chain
from romduol.safety.crypto.keys import new_pair, pair_of
from romduol.safety.crypto.members import MemberKeys, lock_keys, lock_member, new_member, read_member
from romduol.safety.crypto.pins import seal_pins
from romduol.safety.crypto.queues import found_queue
from romduol.safety.crypto.receipts import derive_receipt, new_code, show_code
from romduol.safety.crypto.statements import Listed, RecoveryPublic
from romduol.safety.crypto.threads import add, answer, attach, begin_report, note, open_report, open_reporter_keys
from tests.seizure.canaries import Canary, Sort
from tests.seizure.keys import device_opener
from tests.seizure.seizing import Scene, seizure

BY_QUEUE, BY_REPORTER, BY_MEMBER = "a member of the queue", "the reporter", "the member alone"
TODAY, LAST_DAY = date(2026, 11, 28), date(2026, 12, 31)


class Store:
    """What a server keeps, in two tables: sealed things by kind and id, and the envelopes for them."""

    def __init__(self) -> None:
        blob, end = ("bytea", "") if connection.vendor == "postgresql" else ("blob", "without rowid")
        self._run(f"create table seized_boxes (kind text, id text, bytes {blob}, primary key (kind, id)) {end}")
        self._run(f"create table seized_envelopes (id text, whose text, bytes {blob}, primary key (id, whose)) {end}")

    def put(self, kind: str, itself: UUID, data: bytes, **envelopes: bytes) -> None:
        self._run("insert into seized_boxes values (%s, %s, %s)", kind, str(itself), data)
        for whose, envelope in envelopes.items():
            self._run("insert into seized_envelopes values (%s, %s, %s)", str(itself), whose, envelope)

    def get(self, kind: str, itself: UUID) -> bytes:
        return self._bytes("select bytes from seized_boxes where kind = %s and id = %s", kind, str(itself))

    def envelope(self, itself: UUID, whose: str = "queue") -> bytes:
        return self._bytes("select bytes from seized_envelopes where id = %s and whose = %s", str(itself), whose)

    def forget(self, itself: UUID) -> None:
        self._run("delete from seized_boxes where id = %s", str(itself))
        self._run("delete from seized_envelopes where id = %s", str(itself))

    def drop(self) -> None:
        self._run("drop table if exists seized_boxes")
        self._run("drop table if exists seized_envelopes")

    def _run(self, statement: str, *values: str | bytes) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _bytes(self, statement: str, *values: str | bytes) -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone()
            assert row is not None
            return bytes(row[0])


@contextmanager
def a_store() -> Iterator[Store]:
    store = Store()
    try:
        yield store
    finally:
        store.drop()


@dataclass
class Staff:
    """The one member of a queue, with what she remembers and holds."""

    member: UUID
    queue: UUID
    passphrase: Canary
    device_secret: bytes


def founded(scene: Scene, store: Store) -> tuple[Staff, Chain]:
    """Make a member and a queue, as browsers do; return them with the chain of the queue."""
    keys = new_member()
    staff = Staff(uuid4(), uuid4(), scene.plant("passphrase", Sort.SPOKEN), os.urandom(32))
    scene.watch_secret("device secret", staff.device_secret)
    scene.watch_secret("bundle", keys.pack())
    locked = lock_member(keys, staff.member, 1, staff.passphrase.text, staff.device_secret)
    store.put("lock", staff.member, locked.lock)
    store.put("wrap", staff.member, locked.wrap)
    store.put("door", staff.member, sha256(locked.door).digest())
    recovery = RecoveryPublic(new_pair().public, new_pair().public)
    listed = Listed(staff.member, keys.seal.public, keys.sign.public)
    founding = found_queue(staff.queue, [listed], recovery, keys.sign, LAST_DAY)
    store.put("statement", staff.queue, founding.signed, member=founding.envelopes[staff.member])
    chain = walk_chain([founding.signed])
    pins = seal_pins([Pin(staff.queue, 1, chain.last.digest)], keys.store, staff.member, 1)
    store.put("pins", staff.member, pins)
    return staff, chain


def reported(scene: Scene, store: Store, queue: Chain) -> tuple[UUID, str, Canary]:
    """Send a report with a file, add to it, take another one back; return its id, the code and the safety word."""
    report, code, word = uuid4(), new_code(), scene.plant("safety word", Sort.SPOKEN)
    scene.watch_code("receipt", code)
    told, picture, name = scene.plant("report"), scene.plant("file", Sort.FILE), scene.plant("file name", Sort.NAME)
    receipt = derive_receipt(show_code(code), word.text)
    written = json.dumps({"told": told.text, "file": name.text}, ensure_ascii=False).encode()
    submission, own = begin_report(report, written, [queue], receipt.key, TODAY)
    store.put("report", report, submission.record.box, queue=submission.record.envelopes[0])
    store.put("reporter", report, submission.reporter_box)
    store.put("locator", report, receipt.locator_hash)
    store.put("token", report, receipt.token_hash)

    attachment = attach(own.thread, report, (picture.data, bytes(90_000)), [queue], TODAY)
    store.put("attachment", report, b"", queue_file=attachment.envelopes[0])
    with (scene.media / report.hex).open("wb") as file:
        file.writelines(attachment.pieces)

    # A spool, from which the record goes into the table and is removed.
    added = add(own.thread, report, scene.plant("addition").text.encode(), [queue], TODAY)
    with tempfile.NamedTemporaryFile(dir=scene.data) as spool:
        spool.write(added.box)
        spool.flush()
    store.put("addition", report, added.box, queue_added=added.envelopes[0])

    withdrawn, another = begin_report(uuid4(), told.text.encode(), [queue], os.urandom(32), TODAY)
    store.put("report", another.thread.report, withdrawn.record.box, queue=withdrawn.record.envelopes[0])
    store.forget(another.thread.report)
    noise(scene, told, report)
    return report, code, word


def noise(scene: Scene, told: Canary, report: UUID) -> None:
    """Leave what a server leaves: a number in the cache, a line in the log, a fault while a report was read."""
    cache.set("open", {"queue": 3, "report": report.hex})
    logging.getLogger("romduol").info("a report came in")
    try:
        json.loads(told.text)
    except ValueError:
        logging.getLogger("django.request").exception("a report could not be read")


def worked_on(scene: Scene, store: Store, staff: Staff, report: UUID) -> None:
    """Sign in, read, note and answer, from nothing but what is stored."""
    lock, wrap = store.get("lock", staff.member), store.get("wrap", staff.member)
    made = lock_keys(lock, staff.member, 1, staff.passphrase.text, staff.device_secret)
    keys: MemberKeys = read_member(scene.opens_box(BY_MEMBER, wrap, made.secret))
    scene.tries("a wrap, with its passphrase", device_opener(lock, wrap, staff.member, 1, staff.passphrase.text))
    scene.opens_box(BY_MEMBER, store.get("pins", staff.member), keys.store)
    scene.watch_pair("signing key", keys.sign)
    epoch = pair_of(scene.opens_envelope(BY_MEMBER, store.envelope(staff.queue, "member"), keys.seal))
    queue = walk_chain([store.get("statement", staff.queue)])
    assert epoch.public == queue.last.statement.public

    box, envelope = store.get("report", report), store.envelope(report)
    scene.opens(BY_QUEUE, box, envelope, epoch)
    thread = open_report(box, envelope, epoch, report, queue).thread
    box = store.get("addition", report)
    scene.opens(BY_QUEUE, box, store.envelope(report, "queue_added"), epoch, bond=thread.bond)
    file = (scene.media / report.hex).read_bytes()
    scene.opens(BY_QUEUE, file, store.envelope(report, "queue_file"), epoch, bond=thread.bond)

    noted, itself = note(thread, report, scene.plant("note").text.encode(), queue, TODAY), report
    store.put("note", itself, noted.box, queue_noted=noted.envelopes[0])
    answered = answer(thread, report, scene.plant("answer").text.encode(), [queue], TODAY)
    store.put("answer", itself, answered.box, reporter=answered.envelopes[0], queue_answered=answered.envelopes[1])
    for kind, whose in (("note", "queue_noted"), ("answer", "queue_answered")):
        scene.opens(BY_QUEUE, store.get(kind, itself), store.envelope(itself, whose), epoch, bond=thread.bond)


def came_back(scene: Scene, store: Store, report: UUID, code: str, word: Canary) -> None:
    """Read the answer with nothing but the slip and the safety word."""
    receipt = derive_receipt(code, word.text)
    assert receipt.locator_hash == store.get("locator", report)
    box = store.get("reporter", report)
    scene.opens_box(BY_REPORTER, box, receipt.key)
    own = open_reporter_keys(box, receipt.key, report)
    scene.opens(
        BY_REPORTER, store.get("answer", report), store.envelope(report, "reporter"), own.pair, bond=own.thread.bond
    )


def test_a_seizure_yields_nothing_and_every_reader_reads(tmp_path, transactional_db):
    with seizure(tmp_path / "house", "an honest life") as scene, a_store() as store:
        staff, queue = founded(scene, store)
        report, code, word = reported(scene, store, queue)
        worked_on(scene, store, staff, report)
        came_back(scene, store, report, code, word)
        locator = store.get("locator", report)
        scene.tries_codes(lambda found: derive_receipt(found, word.text).locator_hash == locator)
        found = scene.seize()
    found.assert_nothing()
    assert found.readers == {
        **{name: {BY_QUEUE} for name in ("report", "file", "file name", "addition", "note")},
        "answer": {BY_QUEUE, BY_REPORTER},
    }
    assert found.boxes == 8
    assert found.tried.candidates > 500
