"""What a SQLite database leaves on a disk: its pages, freed ones too, its journal, and what its rows say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections

from tests.seizure.disk import Before
from tests.seizure.streams import Place

_MAGIC = b"SQLite format 3\x00"
_WAL_MAGIC = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_WAL_HEAD, _FRAME_HEAD = 32, 24
_POINTER = 4
"""A long value goes on in pages that each begin with the number of the next one."""


class Lite:
    """One SQLite database that lies in a scenario's own folder."""

    def __init__(self, file: Path) -> None:
        self.notices: list[str] = []
        self.problems: list[str] = []
        self._file = file

    def places(self) -> Iterator[Place]:
        """Yield what stands in the rows; the pages are files of the folder."""
        return rows_of(self._file)


@contextmanager
def in_a_file(file: Path, before: Before) -> Iterator[Lite]:
    """Have a copy of the tests' database, with all its tables, in a file: tests themselves keep theirs in memory."""
    held, settings = connections["default"], connections.settings["default"]
    held.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        held.connection.backup(copy)
    before.add(file, file.read_bytes())
    connections.settings["default"] = {**settings, "NAME": str(file)}
    connections["default"] = connections.create_connection("default")
    try:
        yield Lite(file)
    finally:
        connection.close()
        connections["default"], connections.settings["default"] = held, settings


def joined(name: str, data: bytes) -> Iterator[Place]:
    """Yield the pages of a database or of its write-ahead log without what stands between the parts of a value."""
    if data.startswith(_MAGIC):
        size = int.from_bytes(data[16:18]) or 65_536
        size = 65_536 if size == 1 else size
        yield Place(f"{name} > pages joined", _cut(data, 0, 0, size))
    elif data.startswith(_WAL_MAGIC):
        size = int.from_bytes(data[8:12])
        yield Place(f"{name} > frames joined", _cut(data, _WAL_HEAD, _FRAME_HEAD, size))


def _cut(data: bytes, start: int, head: int, size: int) -> bytes:
    step = head + size
    return b"".join(data[at + head + _POINTER : at + step] for at in range(start, len(data), step))


def rows_of(path: Path) -> Iterator[Place]:
    """Yield every value of every table, as who has the file reads it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.text_factory = bytes
        tables = [name.decode() for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        for table in ("sqlite_master", *tables):
            rows = database.execute(f'select * from "{table}"')
            yield Place(f"rows of {table}", b"\n".join(_bytes(value) for row in rows for value in row))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
