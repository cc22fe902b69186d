"""Whatever was taken back, or is over, is gone from the disk: not its words, which nobody could read, but its bytes."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.care.physical import until_nothing_is_owed
from tests.care.served import on_a_disk
from tests.care.staffed import addition, known, sealed, staffed, written

from romduol.care.reports.actions import add_record, collect, expire, submit, withdraw
from romduol.care.reports.models import Envelope, Piece, Receipt, Record
from romduol.care.reports.queries import NoSuchThread, thread_of
from romduol.care.reports.records import SealedRecord

TODAY = date(2026, 11, 28)
TABLES = (Record, Piece, Envelope, Receipt)
MARK = 40
Ending = Callable[[bytes, bytes], object]
ENDINGS: dict[str, Ending] = {
    "taken back": withdraw,
    "over": lambda locator, token: expire(TODAY + timedelta(days=400)),
}


def traces(*records: SealedRecord) -> list[bytes]:
    """Return bytes of records that stand nowhere else: beginnings, middles and ends of all that is random in them."""
    parts = [part for one in records for part in (one.box, *one.pieces, *(each.data for each in one.envelopes)) if part]
    ids = [form for one in records for form in (one.id.bytes, one.id.hex.encode(), str(one.id).encode())]
    ends = [found for part in parts for found in (part[-MARK:], part[len(part) // 2 :][:MARK])]
    return [*ids, *(one for one in ends if any(one))]


def on_disk(folder: Path) -> bytes:
    """Return all that lies in the database's files; on PostgreSQL those of our tables, and what the rows say."""
    if connection.vendor == "sqlite":
        return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        data = Path(cursor.fetchone()[0])
        cursor.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relname LIKE 'reports%%' OR oid IN"
            " (SELECT reltoastrelid FROM pg_class WHERE relname LIKE 'reports%%')"
        )
        files = [data / row[0] for row in cursor.fetchall() if row[0]]
    if not os.access(data / "global", os.R_OK):
        pytest.skip("the files of this PostgreSQL cannot be read")
    return b"".join(path.read_bytes() for path in files if path.exists())


def left_of(looked_for: list[bytes], folder: Path) -> list[str]:
    """Return what is left of it, once nothing is owed: others may have looked while it ended."""
    until_nothing_is_owed()
    return [one.hex() for one in looked_for if one in on_disk(folder)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_ended_leaves_no_byte_in_the_database(tmp_path, transactional_db, ending):
    locator, token = os.urandom(32), os.urandom(32)
    with on_a_disk(tmp_path / "data"):
        queue = staffed(TODAY)
        submission, own = sealed([queue], written(), TODAY, files=[os.urandom(70_000)])
        submit(known(submission, locator, token), later=False, today=TODAY)
        record, files = addition([queue], own, b"more", TODAY, files=[b"a picture"])
        add_record(locator, token, record, files, today=TODAY)
        collect(datetime.now(UTC) + timedelta(hours=1))
        looked_for = traces(submission.report, *submission.files, record, *files)
        looked_for += [known(submission, locator, token).receipt.locator_hash.hex().encode()]
        there = on_disk(tmp_path / "data")
        assert sum(one in there for one in looked_for) > len(looked_for) / 2, "else it would be looked for in vain"
        ENDINGS[ending](locator, token)
        assert not [model for model in TABLES if model.objects.exists()]
        assert left_of(looked_for, tmp_path / "data") == []
        with pytest.raises(NoSuchThread):
            thread_of(locator, token)
