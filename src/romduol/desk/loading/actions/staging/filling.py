"""Stages a file as it is read: each record once, its claims, whom it names, and what was found in it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path
from shutil import disk_usage
from uuid import UUID

import orjson

from romduol.desk.imports.listings import Listing
from romduol.desk.imports.records import Finding, found_at
from romduol.desk.loading.queries.staged import cause_body
from romduol.desk.loading.rules.saying import (
    HALF_A_SIGN,
    NO_ID,
    Named,
    Wrong,
    claims_of,
    digest_of,
    link_claim,
    name_of,
    own_subject,
    problem_with_key,
    problem_with_link,
)

BATCH = 250
"""Records that are written at once. Larger batches are slower: Python's collector of garbage walks what waits."""
KEPT_FREE = 200_000_000
"""Bytes of the disk that no list may take, however far it unpacks: publishing needs them."""
CACHE_KB = 32_000
LONGEST_NAME = 200
_TABLES = """
    CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE groups (
        g INTEGER PRIMARY KEY, subject TEXT, digest BLOB, kind TEXT, key TEXT, name TEXT, ok INTEGER DEFAULT 1
    );
    CREATE UNIQUE INDEX group_once ON groups (subject, digest);
    CREATE TABLE records (
        n INTEGER PRIMARY KEY, g INTEGER, file INTEGER, record INTEGER, line INTEGER, first INTEGER, state TEXT
    );
    CREATE TABLE claims (
        key TEXT, subject TEXT, property TEXT, value TEXT, locator TEXT, purpose TEXT, words TEXT, as_given TEXT,
        observed_on TEXT, g INTEGER
    );
    CREATE TABLE links (
        key TEXT, subject TEXT, property TEXT, value TEXT, locator TEXT, purpose TEXT, words TEXT, as_given TEXT,
        observed_on TEXT, g INTEGER, named TEXT, pointer TEXT, dropped INTEGER DEFAULT 0
    );
    CREATE TABLE lines (subject TEXT, g INTEGER);
    CREATE TABLE findings (
        id INTEGER PRIMARY KEY, file INTEGER, record INTEGER, line INTEGER, pointer TEXT, code TEXT, cause TEXT,
        severity TEXT, sheet TEXT, kind TEXT, key TEXT, n INTEGER
    );
    CREATE TABLE elsewhere (subject TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE published (uuid BLOB PRIMARY KEY, subject TEXT) WITHOUT ROWID;
"""
_GROUP = "INSERT OR IGNORE INTO groups (subject, digest, kind, key, name) VALUES (?, ?, ?, ?, ?)"
_RECORD = "INSERT INTO records (g, file, record, line, first, state) VALUES (?, ?, ?, ?, ?, ?)"
_CLAIM = "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LINK = "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
_FINDING = (
    "INSERT INTO findings (file, record, line, pointer, code, cause, severity, sheet, kind, key)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
Published = Callable[[], Iterator[tuple[str, str]]]
"""Yields the UUID of each record that we publish, and its subject."""


class Staging:
    """One file while it is staged."""

    def __init__(
        self, db: sqlite3.Connection, folder: Path, *, pack: str, source: str, dated: str, published: Published
    ) -> None:
        self.db = db
        self._folder = folder
        self._pack, self._source, self._dated, self._published = pack, source, dated, published
        self._knows_published = False
        self._files: dict[str, int] = {}
        self._records: list[tuple[int, int, int | None, int | None, int, str]] = []
        self._claims: list[tuple[object, ...]] = []
        self._links: list[tuple[object, ...]] = []
        self._lines: list[tuple[str, int]] = []
        self._findings: list[tuple[object, ...]] = []
        self.refusals: list[Finding] = []
        """Findings that refuse the whole file."""
        self.taken = 0

    @classmethod
    @contextmanager
    def anew(cls, path: Path, *, pack: str, source: str, dated: str, published: Published) -> Iterator[Staging]:
        """Stage into a new file that nobody else on the machine may read."""
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        with opened(path) as db:
            db.executescript(_TABLES)
            db.execute("BEGIN")
            staging = cls(db, path.parent, pack=pack, source=source, dated=dated, published=published)
            yield staging
            staging.flush()
            db.execute("COMMIT")

    def take(self, listing: Listing) -> None:
        """Stage a record: a new one with its claims; one that was there to the letter is only counted."""
        self.taken += 1
        at = listing.at
        problem = problem_with_key(listing.key)
        if problem:
            self.note(found_at(at, "/id", problem, NO_ID))
            return
        try:
            digest = digest_of(listing)
        except UnicodeEncodeError:
            self.note(found_at(at, "", "lone_surrogate", HALF_A_SIGN))
            return
        subject = self._subject(listing.kind, listing.key)
        name = name_of(listing)[:LONGEST_NAME]
        made = self.db.execute(_GROUP, (subject, digest, listing.kind, listing.key, name))
        new = made.rowcount == 1
        group = made.lastrowid if new else self._group(subject, digest)
        self._records.append((group or 0, self._file(at.file), at.record, at.line, new, "ready" if new else "repeated"))
        if new:
            self._say(listing, subject, group or 0)
        if len(self._records) >= BATCH or len(self._claims) >= BATCH * 4:
            self.flush()

    def note(self, finding: Finding) -> None:
        """Stage what was found; an error that is of no record refuses the whole file."""
        if finding.severity == "error" and finding.record is None:
            self.refusals.append(finding)
        at = (self._file(finding.file), finding.record, finding.line)
        pointer, key = (text.encode(errors="replace").decode() for text in (finding.pointer, finding.key))
        told = (pointer, finding.code, kept_cause(finding.cause), finding.severity)
        self._findings.append((*at, *told, finding.sheet, finding.kind, key))
        if len(self._findings) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits. Raises OSError where the disk is nearly full."""
        if disk_usage(self._folder).free < KEPT_FREE:
            raise OSError(ENOSPC, "the disk is nearly full")
        self.db.executemany(_RECORD, self._records)
        self.db.executemany(_CLAIM, self._claims)
        self.db.executemany(_LINK, self._links)
        self.db.executemany("INSERT INTO lines VALUES (?, ?)", self._lines)
        self.db.executemany(_FINDING, self._findings)
        for rows in (self._records, self._claims, self._links, self._lines, self._findings):
            rows.clear()

    def _say(self, listing: Listing, subject: str, group: int) -> None:
        of = {"pack": self._pack, "source": self._source, "dated": self._dated}
        for said in claims_of(listing, subject, **of):
            if isinstance(said, Wrong):
                self.note(found_at(listing.at, *said, kind=listing.kind, key=listing.key))
                continue
            self._claims.append((*said, group))
            if said.subject is not subject:
                self._lines.append((said.subject, group))
        for link in listing.links:
            problem = problem_with_link(listing.kind, link.property, link.key)
            if problem:
                told = found_at(listing.at, link.pointer, "not_ours", problem, kind=listing.kind, key=listing.key)
                self.note(told)
                continue
            other = self._subject("organization", link.key)
            claim = link_claim(listing, subject, link.property, other, **of)
            self._name(Named(claim, link.key, link.pointer), group)

    def _name(self, named: Named, group: int) -> None:
        self._links.append((*named.claim, group, named.key, named.pointer))

    def _subject(self, kind: str, key: str) -> str:
        # Ids that we give are UUIDs of version 5, and no other has to be looked up.
        if len(key) == 36 and key[14] == "5":
            found = self._publishes(kind, key)
            if found:
                return found
        return own_subject(self._source, kind, key)

    def _publishes(self, kind: str, key: str) -> str:
        try:
            uuid = UUID(key)
        except ValueError:
            return ""
        if not self._knows_published:
            self._knows_published = True
            rows = ((UUID(one).bytes, subject) for one, subject in self._published())
            self.db.executemany("INSERT OR IGNORE INTO published VALUES (?, ?)", rows)
        # The kind is part of what such an id is made of, so a service never meets an organisation.
        row = self.db.execute("SELECT subject FROM published WHERE uuid = ?", (uuid.bytes,)).fetchone()
        return str(row[0]) if row else ""

    def _group(self, subject: str, digest: bytes) -> int:
        row = self.db.execute("SELECT g FROM groups WHERE subject = ? AND digest = ?", (subject, digest)).fetchone()
        return int(row[0])

    def _file(self, name: str) -> int:
        found = self._files.get(name)
        if found is None:
            found = self._files[name] = len(self._files) + 1
            self.db.execute("INSERT INTO files VALUES (?, ?)", (found, name))
        return found


def kept_cause(cause: str) -> str:
    """Return a cause as JSON, so that it can be told in another language later."""
    return orjson.dumps(cause_body(cause)).decode()


def made_lasting(path: Path) -> None:
    """Wait until all that was staged is on the disk: what is loaded later is whole, whatever happens to the power."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open what was staged; a damaged or half-written one is made anew by another try, so nothing is synced."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
            f" PRAGMA cache_size = -{CACHE_KB}; PRAGMA temp_store = FILE;"
        )
        yield db
    finally:
        db.close()
