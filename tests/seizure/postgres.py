"""What a PostgreSQL database leaves: its dump, the files of its tables, its write-ahead log and the server's log."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections

from tests.seizure.disk import Before, files_in
from tests.seizure.postgres_log import records_of, without_heads
from tests.seizure.postgres_values import toasted, unpacked
from tests.seizure.streams import Place

_BESIDE = ("global", "base/pgsql_tmp", "pg_twophase", "pg_stat", "pg_stat_tmp", "pg_logical", "pg_notify")
_SLOT = "romduol_seizure"


class Postgres:
    """One PostgreSQL database, from before a scenario to its seizure. `notices` say what could not be read."""

    def __init__(self, before: Before, alias: str = "default") -> None:
        self.notices: list[str] = []
        self.problems: list[str] = []
        self._before = before
        held = connections[alias]
        self._session: Any = held.get_new_connection(held.get_connection_params())
        self._session.autocommit = True
        self._data = self._data_folder()
        if self._data:
            self._begin(self._data)

    @property
    def on_disk(self) -> bool:
        """Tell whether the server's files can be read."""
        return self._data is not None

    def close(self) -> None:
        """End the session; what it reserved goes with it."""
        self._session.close()

    def places(self) -> Iterator[Place]:
        """Yield what can be read of the database, the log first, because a checkpoint may throw it away."""
        if self._data:
            for wal in self._wal(self._data):
                yield wal
                yield from unpacked(wal)
                yield from toasted(wal)
            yield from self._server_log()
            yield from self._files(self._data)
        yield from self._dump()
        yield from self._copies()

    def _one(self, statement: str) -> Any:
        with self._session.cursor() as cursor:
            return cursor.execute(statement).fetchone()[0]

    def _data_folder(self) -> Path | None:
        """Return the folder of this very server, or None where it lies elsewhere or may not be read."""
        try:
            folder = Path(self._one("show data_directory"))
            control = (folder / "global" / "pg_control").read_bytes()
            ours = int.from_bytes(control[:8], "little") == self._one(
                "select system_identifier from pg_control_system()"
            )
        except Exception as problem:  # A server elsewhere, another user, a role that may not ask: all the same here.
            ours = False
            self.notices.append(f"the server's data folder was not read ({type(problem).__name__})")
        else:
            if not ours:
                self.notices.append("the server's data folder was not read: it is another server's")
        return folder if ours else None

    def _begin(self, data: Path) -> None:
        self._session.execute("checkpoint")
        # Keeps the log, whatever else the server does meanwhile.
        name = f"{_SLOT}_{self._session.info.backend_pid}"
        self._session.execute(f"select pg_create_physical_replication_slot('{name}', true, true)")
        self._start = self._lsn("pg_current_wal_insert_lsn()")
        self._log = self._log_file(data)
        self._log_start = self._log.stat().st_size if self._log else 0
        for folder in self._folders(data):
            for path in files_in(folder):
                self._before.add(path, _read(path))
        for setting in ("wal_compression",):
            if (value := self._one(f"show {setting}")) != "off":
                self.notices.append(f"{setting} is {value}: pages in the log that are packed were not opened")

    def _folders(self, data: Path) -> list[Path]:
        own = self._one("select oid from pg_database where datname = current_database()")
        return [data / "base" / str(own), *(data / name for name in _BESIDE)]

    def _lsn(self, function: str) -> int:
        high, low = str(self._one(f"select {function}")).split("/")
        return int(high, 16) << 32 | int(low, 16)

    def _wal(self, data: Path) -> Iterator[Place]:
        end = self._lsn("pg_current_wal_flush_lsn()")
        size = int(self._one("select setting from pg_settings where name = 'wal_segment_size'"))
        parts = []
        for segment in range(self._start // size, (end - 1) // size + 1):
            at = segment * size + 1
            path = data / "pg_wal" / self._one(f"select pg_walfile_name('{at >> 32:X}/{at & 0xFFFFFFFF:X}')")
            first, last = max(self._start - segment * size, 0), min(end - segment * size, size)
            try:
                parts.append(without_heads(path.read_bytes()[:last], first))
            except OSError:
                self.problems.append("a part of the write-ahead log was gone before it was read")
        own = int(self._one("select oid from pg_database where datname = current_database()"))
        yield Place("write-ahead log", b"".join(records_of(b"".join(parts), own)))

    def _files(self, data: Path) -> Iterator[Place]:
        self._session.execute("checkpoint")
        with self._session.cursor() as cursor:
            cursor.execute("select pg_relation_filepath(oid), relname from pg_class where relfilenode <> 0")
            names = dict(cursor.fetchall())
        for folder in self._folders(data):
            for path in files_in(folder):
                inside = path.relative_to(data).as_posix()
                name = names.get(inside, inside)
                place = Place(f"file of {name}", self._before.blanked(path, _read(path)))
                if place.data.strip(b"\x00"):
                    yield place
                    yield from unpacked(place)
                    yield from toasted(place) if name.startswith("pg_toast") else ()

    def _log_file(self, data: Path) -> Path | None:
        """Return the file that the server writes its messages to."""
        own = self._one("select pg_current_logfile()")
        try:
            pid = (data / "postmaster.pid").read_text().split()[0]
            found = data / own if own else Path(f"/proc/{pid}/fd/2").readlink()
        except OSError:
            found = Path(os.devnull)
        if found.is_file():
            return found
        self.notices.append("the server's own log was not read: it writes to no file that can be found")
        return None

    def _server_log(self) -> Iterator[Place]:
        if self._log:
            yield Place("log of the server", self._log.read_bytes()[self._log_start :])

    def _dump(self) -> Iterator[Place]:
        if not (tool := shutil.which("pg_dump")):
            self.notices.append("pg_dump is not installed: tables were copied out instead")
            return
        info = self._session.info
        command = [tool, "--host", info.host, "--port", str(info.port), "--username", info.user, info.dbname]
        done = subprocess.run(command, capture_output=True, env={**os.environ, "PGPASSWORD": info.password or ""})
        if done.returncode:
            self.notices.append("pg_dump refused this server: tables were copied out instead")
            return
        yield Place("dump", done.stdout)

    def _copies(self) -> Iterator[Place]:
        """Yield each table in PostgreSQL's binary form, in which bytes are bytes; and the sequences."""
        with self._session.cursor() as cursor:
            cursor.execute(
                "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables"
                " where schemaname not in ('pg_catalog', 'information_schema')"
            )
            tables = [row[0] for row in cursor.fetchall()]
            cursor.execute("select * from pg_sequences")
            yield Place("sequences", repr(cursor.fetchall()).encode())
            for table in tables:
                with cursor.copy(f"copy {table} to stdout (format binary)") as copy:
                    yield Place(f"rows of {table}", b"".join(bytes(part) for part in copy))


@contextmanager
def on_postgres(before: Before, alias: str = "default") -> Iterator[Postgres]:
    """Watch the tests' database on PostgreSQL, or one beside it."""
    database = Postgres(before, alias)
    try:
        yield database
    finally:
        database.close()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # The server removes files when it likes.
        return b""
