"""Whatever leaks is found: one life full of leaks on a database, and each of them is named by a seizure."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection

from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import walk_chain
from romduol.safety.crypto.keys import new_pair
from romduol.safety.crypto.members import new_member
from romduol.safety.crypto.queues import found_queue, open_epoch
from romduol.safety.crypto.receipts import derive_receipt, new_code, show_code
from romduol.safety.crypto.records import seal_record
from romduol.safety.crypto.statements import Listed, RecoveryPublic
from romduol.safety.crypto.threads import begin_report
from tests.seizure.canaries import Canary, Sort
from tests.seizure.seized import Seized
from tests.seizure.seizing import Scene, seizure

Leak = Callable[[Scene, Canary], object]
POSTGRES = "postgresql"


def run(statement: str, *values: str | bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def row(value: str, name: str = "") -> None:
    run("insert into seized_leaks values (%s, %s)", name, value)


def deleted(scene: Scene, canary: Canary) -> None:
    if connection.vendor == "sqlite":
        run("pragma secure_delete=off")  # As a program would that opens the file without our settings.
    row(canary.text, "gone")
    if connection.vendor == "sqlite":
        run("pragma wal_checkpoint(truncate)")
    run("delete from seized_leaks where name = %s", "gone")
    if connection.vendor == "sqlite":
        run("pragma wal_checkpoint(truncate)")


def written_again(scene: Scene, canary: Canary) -> None:
    row(canary.text, "changed")
    run("update seized_leaks set value = %s where name = %s", "-", "changed")


def rolled_back(scene: Scene, canary: Canary) -> None:
    """A statement that fails: PostgreSQL writes it, with what stands in it, into its own log."""
    with pytest.raises(DatabaseError):
        run("insert into seized_nowhere values (%s)", canary.text)


def long_deleted(scene: Scene, canary: Canary) -> None:
    """A value that repeats itself is packed before it is written, and where it is still long, cut up."""
    words = (sha256(str(number).encode()).hexdigest()[:12] for number in range(600))
    row(canary.text + "".join(word * 2 for word in words) + canary.text, "long")
    run("delete from seized_leaks where name = %s", "long")


def packed_deleted(scene: Scene, canary: Canary) -> None:
    row(canary.text + " and again the same words" * 300, "packed")
    run("delete from seized_leaks where name = %s", "packed")


def incompressible_deleted(scene: Scene, canary: Canary) -> None:
    """A value that cannot be packed is cut up alone."""
    blob(os.urandom(3000) + canary.text.encode() + os.urandom(3000), "blob")
    run("delete from seized_blobs where name = %s", "blob")


def blob(value: bytes, name: str = "") -> None:
    run("insert into seized_blobs values (%s, %s)", name, value)


def left_behind(scene: Scene, canary: Canary) -> None:
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(canary.text)


def left_and_removed(scene: Scene, canary: Canary) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "upload").write_text(canary.text)


def written_over(scene: Scene, canary: Canary) -> None:
    (scene.media / "draft").write_text(canary.text)
    (scene.media / "draft").write_text("-")


def elsewhere(scene: Scene, canary: Canary) -> None:
    beside = scene.folder.parent / "elsewhere"
    beside.write_text(canary.text)


def asked_for(scene: Scene, canary: Canary) -> None:
    logging.getLogger("django.request").error("not found: /r/%s", quote(show_code(canary.text)))


def in_khmer_digits(scene: Scene, canary: Canary) -> None:
    shown = show_code(canary.text).translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    row(json.dumps({"slip": shown}))


def zipped(scene: Scene, canary: Canary) -> None:
    inner = gzip.compress(base64.b64encode(canary.text.encode()))
    (scene.media / "backup.gz").write_bytes(gzip.compress(b"x" * 500 + inner))


# What is done with a canary, and how the place begins in which a seizure must find it.
LEAKS: dict[str, tuple[Leak, Sort, str, str]] = {
    "a row": (lambda scene, canary: row(canary.text), Sort.TEXT, "rows of ", "rows of "),
    "a deleted row": (deleted, Sort.TEXT, "data/romduol.sqlite3", "file of seized_leaks"),
    "the log of the database": (written_again, Sort.TEXT, "data/romduol.sqlite3-wal", "write-ahead log"),
    "a long deleted value": (long_deleted, Sort.TEXT, "data/romduol.sqlite3-wal", "file of pg_toast"),
    "a packed deleted value": (packed_deleted, Sort.TEXT, "data/romduol.sqlite3-wal", "file of seized_leaks > pglz"),
    "a deleted blob": (incompressible_deleted, Sort.TEXT, "data/romduol.sqlite3-wal", "write-ahead log"),
    "a column in base64": (
        lambda scene, canary: row("q" + base64.b64encode(b"ab" + canary.text.encode()).decode()),
        Sort.TEXT,
        "rows of ",
        "rows of ",
    ),
    "a column in UTF-16": (lambda scene, canary: blob(canary.text.encode("utf-16")), Sort.TEXT, "rows of ", "rows of "),
    "JSON in a row": (lambda scene, canary: row(json.dumps([canary.text])), Sort.TEXT, "rows of ", "rows of "),
    "a message": (
        lambda scene, canary: logging.getLogger("romduol").debug("read %r", canary.text),
        Sort.TEXT,
        "logs/log",
        "logs/log",
    ),
    "printed": (lambda scene, canary: print(canary.text), Sort.SPOKEN, "logs/printed", "logs/printed"),
    "the cache": (lambda scene, canary: cache.set("draft", canary.text), Sort.TEXT, "cache/", "cache/"),
    "a file in media": (
        lambda scene, canary: (scene.media / "f").write_bytes(canary.data),
        Sort.FILE,
        "media/f",
        "media/f",
    ),
    "packed twice": (zipped, Sort.TEXT, "media/backup.gz > gzip", "media/backup.gz > gzip"),
    "a name of a file": (
        lambda scene, canary: (scene.media / canary.text).write_bytes(b""),
        Sort.NAME,
        "names of files",
        "names of files",
    ),
    "a temporary file": (left_behind, Sort.TEXT, "temporary/", "temporary/"),
    "a removed temporary file": (left_and_removed, Sort.TEXT, "removed: upload", "removed: upload"),
    "a file written over": (written_over, Sort.TEXT, "written over: draft", "written over: draft"),
    "a file elsewhere": (elsewhere, Sort.TEXT, "outside: elsewhere", "outside: elsewhere"),
    "a code in an address": (asked_for, Sort.CODE, "logs/log", "logs/log"),
    "a code in Khmer": (in_khmer_digits, Sort.CODE, "rows of ", "rows of "),
    "a failed statement": (rolled_back, Sort.SPOKEN, "", "log of the server"),
}
ON_DISK = ("file of", "write-ahead log", "log of the server")
"""Places that can be read only where the server's folder can be."""


@contextmanager
def tables() -> Iterator[None]:
    kind = "bytea" if connection.vendor == POSTGRES else "blob"
    run("create table seized_leaks (name text, value text)")
    run(f"create table seized_blobs (name text, value {kind})")
    try:
        yield
    finally:
        run("drop table seized_leaks")
        run("drop table seized_blobs")


@pytest.fixture
def house(tmp_path, request, transactional_db):
    """What a test enters to have its scene: within the test, so that what it prints is seized, too."""

    @contextmanager
    def entered() -> Iterator[Scene]:
        with seizure(tmp_path / "house", request.node.name) as scene, tables():
            yield scene

    return entered


def unseen(seized: Seized, name: str) -> bool:
    """Tell whether the server's own files could not be read here, which is said and no fault of a test."""
    return name.startswith(ON_DISK) and bool(seized.notices)


def test_every_leak_is_found_where_it_is(house):
    with house() as scene:
        for name, (leak, sort, *_) in LEAKS.items():
            leak(scene, scene.plant(name, sort))
        seized = scene.seize()
        missed = []
        for name, (_, _, in_lite, in_postgres) in LEAKS.items():
            begin = in_postgres if connection.vendor == POSTGRES else in_lite
            if begin and not unseen(seized, begin) and not any(place.startswith(begin) for place in seized.where(name)):
                missed.append(f"{name}: not in {begin}, but in {sorted(seized.where(name))}")
        assert not missed, "\n".join(missed)
        with pytest.raises(AssertionError) as told:
            seized.assert_nothing()
        for canary in (scene.plant(name, sort) for name, (_, sort, *_) in LEAKS.items()):
            assert not any(mark in str(told.value) for mark in canary.marks)


def test_every_key_that_lies_about_opens_what_it_is_for(house):
    with house() as scene:
        member, code, report, day = new_member(), new_code(), uuid4(), date(2026, 11, 28)
        listed = Listed(uuid4(), member.seal.public, member.sign.public)
        recovery = RecoveryPublic(new_pair().public, new_pair().public)
        founding = found_queue(uuid4(), [listed], recovery, member.sign, day)
        queue = walk_chain([founding.signed])
        pair = open_epoch(queue, 1, founding.envelopes[listed.member], member.seal)
        receipt = derive_receipt(code)
        submission, own = begin_report(report, b"told", [queue], receipt.key, day)
        blob(submission.record.box)
        blob(submission.record.envelopes[0])
        blob(submission.reporter_box)
        secret = scene.opens_envelope("queue", submission.record.envelopes[0], pair)
        scene.opens_box("queue", submission.record.box, secret)
        scene.opens_box("reporter", submission.reporter_box, receipt.key)
        scene.watch_pair("seal pair", member.seal)
        scene.tries_codes(lambda typed: derive_receipt(typed).locator_hash == receipt.locator_hash)

        logging.getLogger("romduol").warning("epoch %s", pair.scalar.hex().upper())
        blob(b"\x07" + secret + b"\x00\x01")
        (scene.cache / "bundle").write_bytes(member.pack())
        (scene.cache / "jwk").write_text(json.dumps({"k": base64.urlsafe_b64encode(receipt.key).decode().rstrip("=")}))
        (scene.cache / "array").write_text(json.dumps(list(own.pair.scalar)))
        logging.getLogger("romduol").warning("slip %s", show_code(code))
        scene.watch_pair("reporter's pair", own.pair)

        hits = {(hit.opens, hit.place.partition(" > ")[0]) for hit in scene.seize().tried.hits}
        rows = "rows of public.seized_blobs" if connection.vendor == POSTGRES else "rows of seized_blobs"
        log = "write-ahead log" if connection.vendor == POSTGRES else "data/romduol.sqlite3-wal"
        assert ("box 1 (report)", rows) in hits or ("box 1 (report)", log) in hits
        assert ("box 2 (reporter keys)", "cache/jwk") in hits
        assert {("a private key", f"cache/{name}") for name in ("bundle", "array")} <= hits
        assert ("a private key", "logs/log") in hits
        assert ("a receipt", "logs/log") in hits


def test_what_proves_nothing_is_a_fault(house):
    """A report that nobody can read, a table that was not looked into and a log that nobody wrote."""
    with house() as scene:
        sealed = seal_record(
            scene.plant("report").text.encode(), Context(SealedKind.REPORT, uuid4()), [new_pair().public]
        )
        blob(sealed.box)
        run("drop table seizure_probe")
        (scene.logs / "log").write_text("")
        problems = scene.seize().problems
    assert "nobody read report again" in problems
    assert "nothing sealed was opened, so nothing was proved" in problems
    assert "the probe was not found in logs/log" in problems
    assert any(problem.startswith("the probe was not found in rows of") for problem in problems)


def test_what_cannot_be_looked_at_is_a_fault(house):
    """A box that was opened but never stored, and a temporary file without a name."""
    with house() as scene:
        pair = new_pair()
        sealed = seal_record(scene.plant("report").text.encode(), Context(SealedKind.REPORT, uuid4()), [pair.public])
        blob(sealed.envelopes[0])
        scene.opens("queue", sealed.box, sealed.envelopes[0], pair)
        with tempfile.TemporaryFile() as file:
            file.write(b"draft")
        problems = scene.seize().problems
    assert problems == [
        "a box (report) was opened, but is not what is stored",
        "a temporary file without a name was opened: what it held nobody can look at",
    ]


def test_what_is_not_committed_is_no_seizure(tmp_path, db):
    with pytest.raises(RuntimeError, match="transactional_db"), seizure(tmp_path / "house", "uncommitted"):
        pass
