"""Keeps, beside the releases, what each page was made of, so that the next publish draws only what changed."""

import sqlite3
from array import array
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from romduol.knowledge.releases.records import Draft, Edition, Page
from romduol.knowledge.releases.rules.tracing import Log, watched

FORM = "1"
"""The form of the file: one of another form is begun anew."""
TABLES = {
    "meta": "name text primary key, value text not null",
    "rows": "number integer primary key, name text not null, key text not null",
    "pages": "path text primary key, digest blob not null, reads blob not null",
}
MARK = 0x526F6D64
"""What `pragma application_id` says of our files; a database without it is somebody else's and left alone."""
CACHE_KB = 8_000
Of = tuple[int, str]
"""The manifest that a state belongs to: its serial, and the SHA-256 of its bytes."""


class SomebodyElses(Exception):
    """A database of others, which is not ours to write to."""


class BuildState:
    """What each page of one release was made of. It saves work and decides nothing: without it all is drawn.

    Everything happens in one transaction that `keep` ends once the release is being served; a publish that fails, or
    that ends without it, leaves the state of before. A state that is missing, damaged, or of another release or code is
    an empty one.
    """

    def __init__(self, database: sqlite3.Connection, *, code: str, of: Of | None) -> None:
        self._database = database
        self._code = code
        self._seen: set[str] = set()
        self._broken = False
        if not _begin(database, _meta(code, of) if of else None):
            _begin_anew(database)
        self.log = Log(database.execute("select name, key from rows order by number"))
        self._numbered = len(self.log.rows)
        self.drawn = 0
        """How many pages were drawn."""

    @classmethod
    def open(cls, path: Path, *, code: str, of: Of | None) -> "BuildState":
        """Return the state in a file where it belongs to this manifest and this code; else an empty one.

        `code` is a digest of all that draws pages: programs, templates, words, the libraries they use.
        """
        try:
            return cls._opened(_file(path), code, of)
        except (SomebodyElses, sqlite3.OperationalError, OSError):
            # Not ours, held by another process, or no place to write: it stays as it is.
            return cls(_connect(":memory:"), code=code, of=None)
        except (sqlite3.Error, ValueError):
            return cls._anew(path, code)

    @classmethod
    def _anew(cls, path: Path, code: str) -> "BuildState":
        try:
            return cls._opened(_fresh_file(path), code, None)
        except (sqlite3.Error, OSError):
            return cls(_connect(":memory:"), code=code, of=None)

    @classmethod
    def _opened(cls, database: sqlite3.Connection, code: str, of: Of | None) -> "BuildState":
        try:
            return cls(database, code=code, of=of)
        except BaseException:
            database.close()
            raise

    def watch(self, edition: Edition) -> Edition:
        """Return the edition to render, so that what each page reads of it is known."""
        return watched(edition, self.log)

    def still_stands(self, draft: Draft) -> bool:
        """Tell whether a page would be drawn as it was: what it was given and all it read is the same."""
        try:
            found = self._database.execute("select digest, reads from pages where path = ?", (draft.path,)).fetchone()
            stands = found is not None and bool(self.log.trace(draft.given, _numbers(found[1])) == found[0])
        except (sqlite3.Error, LookupError, TypeError, ValueError):  # A record that cannot be read or followed.
            return False
        if stands:
            self._seen.add(draft.path)
        return stands

    def draw(self, draft: Draft) -> Page:
        """Return a page as drawn now, and note what it was made of."""
        with self.log.reading() as reads:
            body = draft.make()
        self.drawn += 1
        numbers = array("I", sorted(reads))
        record = (draft.path, self.log.trace(draft.given, numbers), numbers.tobytes())
        self._seen.add(draft.path)
        try:
            self._database.execute("insert or replace into pages values (?, ?, ?)", record)
        except sqlite3.Error:
            # A full disk costs the state, never the release. An old record beside a new page would be believed later.
            self._broken = True
        return Page(draft.path, draft.media_type, body, private=draft.private, policy=draft.policy)

    def keep(self, serial: int, manifest_sha: str) -> None:
        """Keep the state as that of a release that is being served; to be called after the swap."""
        with suppress(sqlite3.Error):
            if not self._broken:
                self._write(serial, manifest_sha)
                self._database.execute("commit")
        self.close()

    def close(self) -> None:
        """Let go of the file; what was not kept is forgotten."""
        with suppress(sqlite3.Error):
            self._database.close()

    def _write(self, serial: int, manifest_sha: str) -> None:
        new = self.log.rows[self._numbered :]
        numbered = ((number, *row) for number, row in enumerate(new, self._numbered))
        self._database.executemany("insert into rows values (?, ?, ?)", numbered)
        gone = [path for (path,) in self._database.execute("select path from pages") if path not in self._seen]
        self._database.executemany("delete from pages where path = ?", ((path,) for path in gone))
        meta = _meta(self._code, (serial, manifest_sha))
        self._database.executemany("insert or replace into meta values (?, ?)", meta.items())


def _file(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    return _connect(str(path))


def _fresh_file(path: Path) -> sqlite3.Connection:
    for end in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    return _connect(str(path))


def _connect(name: str) -> sqlite3.Connection:
    # Autocommit, since the one transaction is begun and ended by hand; whoever publishes is alone.
    database = sqlite3.connect(name, isolation_level=None, timeout=1)
    try:
        database.execute(f"pragma cache_size = -{CACHE_KB}")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _meta(code: str, of: Of) -> dict[str, str]:
    return {"form": FORM, "code": code, "serial": str(of[0]), "manifest": of[1]}


def _begin(database: sqlite3.Connection, wanted: dict[str, str] | None) -> bool:
    """Begin the transaction; tell whether the file holds the state that is wanted. Raises `SomebodyElses`."""
    database.execute("begin immediate")
    if not database.execute("select 1 from sqlite_master").fetchone():
        return False
    if database.execute("pragma application_id").fetchone() != (MARK,):
        raise SomebodyElses
    if wanted is None or dict(database.execute("select name, value from meta")) != wanted:
        return False
    last, count = database.execute("select ifnull(max(number), -1), count(*) from rows").fetchone()
    return bool(last + 1 == count)


def _begin_anew(database: sqlite3.Connection) -> None:
    database.execute(f"pragma application_id = {MARK}")
    for name, columns in TABLES.items():
        database.execute(f"drop table if exists {name}")
        database.execute(f"create table {name} ({columns})")


def _numbers(reads: bytes) -> Sequence[int]:
    numbers = array("I")
    numbers.frombytes(reads)
    return numbers
