"""Runs a scenario in a house of its own, takes everything away, and tells what could be read of it."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

from romduol.config.logs import QuietFormatter
from romduol.safety.crypto.boxes import NO_BOND, open_box
from romduol.safety.crypto.contexts import read_context
from romduol.safety.crypto.envelopes import open_envelope
from romduol.safety.crypto.keys import KeyPair, key_id
from tests.seizure.canaries import Canary, Sort, canary, code_canary
from tests.seizure.disk import Before, Written, files_in, names_in, watching
from tests.seizure.encodings import Pattern, Search, of_bytes, of_code, of_text
from tests.seizure.keys import CodeOpener, Opener, box_opener, point_opener, try_all, try_codes
from tests.seizure.lite import Lite, in_a_file, joined
from tests.seizure.postgres import Postgres, on_postgres
from tests.seizure.probe import Probe, expected
from tests.seizure.seized import Find, Seized
from tests.seizure.streams import Place, brotli_inside, inside

LOGGERS = tuple(cast("dict[str, dict[str, object]]", settings.LOGGING)["loggers"])
FOLDERS = ("data", "media", "cache", "temporary", "logs")
_PROBE = "the probe"


class Scene:
    """A house in which a scenario runs: its folders, what was planted in it, and what was opened again."""

    def __init__(self, name: str, folder: Path, before: Before, *databases: Lite | Postgres) -> None:
        self.name, self.folder = name, folder
        self.data, self.media, self.cache, self.temporary, self.logs = (folder / part for part in FOLDERS)
        self.readers: dict[str, set[str]] = defaultdict(set)
        self.boxes = 0
        self._before, self._databases = before, databases
        self._canaries: dict[str, Canary] = {}
        self._secrets: dict[bytes, str] = {}
        self._sealed: dict[bytes, str] = {}
        self._key_ids: set[bytes] = set()
        self._openers: dict[str, Opener] = {}
        self._code_openers: list[CodeOpener] = []
        self._written: Written | None = None

    def plant(self, name: str, sort: Sort = Sort.TEXT) -> Canary:
        """Return what is typed into a field of this name."""
        return self._canaries.setdefault(name, canary(self.name, name, sort))

    def watch_code(self, name: str, code: str) -> None:
        """Look for a code that the program made: 24 digits."""
        self._canaries[name] = code_canary(name, code)

    def watch_secret(self, name: str, secret: bytes) -> None:
        """Look for a key, a bond or a bundle, in whatever way it may be written."""
        self._secrets[secret] = name

    def opens(self, by: str, box: bytes, envelope: bytes, pair: KeyPair, *, bond: bytes = NO_BOND) -> bytes:
        """Open what is stored as this reader does, and return what it says; raises `NotOpened`."""
        return self.opens_box(by, box, self.opens_envelope(by, envelope, pair), bond=bond)

    def opens_envelope(self, by: str, envelope: bytes, pair: KeyPair) -> bytes:
        """Open a stored envelope with the pair of this reader, and return the secret in it; raises `NotOpened`."""
        secret = open_envelope(envelope, pair, read_context(envelope))
        self._sealed[envelope] = f"an envelope for {by}"
        self.watch_pair(f"private key of {by}", pair)
        self.watch_secret(f"what an envelope for {by} holds", secret)
        return secret

    def opens_box(self, by: str, box: bytes, secret: bytes, *, bond: bytes = NO_BOND) -> bytes:
        """Open a stored box with a secret that this reader has, and return what it says; raises `NotOpened`."""
        context = read_context(box)
        payload = open_box(box, secret, context, bond=bond)
        kind = context.kind.name.lower().replace("_", " ")
        if box not in self._sealed:
            self._sealed[box] = f"a box ({kind})"
            self.boxes += 1
            self._openers[f"box {self.boxes} ({kind})"] = box_opener(box, bond)
        self.watch_secret(f"secret of a box ({kind})", secret)
        if bond != NO_BOND:
            self.watch_secret("bond", bond)
        self.read(by, payload)
        return payload

    def watch_pair(self, name: str, pair: KeyPair) -> None:
        """Look for a private key, and try everything that is found as one."""
        self._key_ids.add(key_id(pair.public))
        self.watch_secret(name, pair.scalar)

    def read(self, by: str, content: str | bytes) -> None:
        """Note which canaries a reader sees in what was opened for them: all marks of one, or it was not read."""
        data = content.encode() if isinstance(content, str) else content
        for name, planted in self._canaries.items():
            if all(mark.encode() in data for mark in planted.marks):
                self.readers[name].add(by)

    def tries(self, name: str, opens: Opener) -> None:
        """Have every 32 bytes that are found tried on something else that is sealed."""
        self._openers[name] = opens

    def tries_codes(self, opens: CodeOpener) -> None:
        """Have every receipt code that is found tried: the function tells whether something answers to it."""
        self._code_openers.append(opens)

    def watch_files(self, written: Written) -> None:
        """Know what was written, so that what was removed is looked at, too."""
        self._written = written

    def seize(self) -> Seized:
        """Take all there is, look for everything that was planted, and try all that may be a key."""
        began = time.perf_counter()
        seized = Seized(self.name, connection.vendor)
        raw = list(self._raw())
        seized.places = [*raw, *(found for place in raw for found in _opened(place))]
        seized.collecting = time.perf_counter() - began
        self._look(seized)
        self._try(seized)
        self._account(seized)
        seized.seconds = time.perf_counter() - began
        return seized

    def _raw(self) -> Iterator[Place]:
        yield names_in(self.folder)
        for path in files_in(self.folder):
            yield Place(path.relative_to(self.folder).as_posix(), self._before.blanked(path, path.read_bytes()))
        if self._written:
            yield from self._written.lost
            outside = (Path(path) for path in sorted(self._written.paths))
            for path in outside:
                if path.is_file() and not path.is_relative_to(self.folder):
                    yield Place(f"outside: {path.name}", path.read_bytes())
        for database in self._databases:
            yield from database.places()

    def _look(self, seized: Seized) -> None:
        search = Search(self._patterns())
        seized.patterns = search.count
        for place in seized.places:
            for hit in search.hits(place.data):
                found = Find(hit.name, hit.encoding, place.name, hit.offset)
                (seized.probed if hit.name == _PROBE else seized.finds).append(found)

    def _patterns(self) -> Iterator[Pattern]:
        for encoding, data in of_text(self.word):
            yield Pattern(data, _PROBE, encoding)
        for name, planted in self._canaries.items():
            for mark in planted.marks:
                for encoding, data in of_code(mark) if planted.sort is Sort.CODE else of_text(mark):
                    yield Pattern(data, name, encoding)
        for secret, name in self._secrets.items():
            for encoding, data in of_bytes(secret):
                yield Pattern(data, name, encoding)

    @property
    def word(self) -> str:
        """The probe's word."""
        return canary(self.name, _PROBE).marks[0]

    def _try(self, seized: Seized) -> None:
        openers = dict(self._openers)
        if self._key_ids:
            openers["a private key"] = point_opener(frozenset(self._key_ids))
        seized.tried = try_all(seized.places, openers, [*self._sealed, *self._before.changed])
        try_codes(seized.places, self._code_openers, seized.tried)

    def _account(self, seized: Seized) -> None:
        seized.readers = dict(self.readers)
        seized.boxes = self.boxes
        seized.notices = [notice for database in self._databases for notice in database.notices]
        kept = [name for name, planted in self._canaries.items() if planted.kept]
        problems = [f"nobody read {name} again" for name in kept if not self.readers[name]]
        for sealed, name in self._sealed.items():
            if not any(sealed in place.data for place in seized.places):
                problems.append(f"{name} was opened, but is not what is stored")
        on_disk = isinstance(self._databases[0], Postgres) and self._databases[0].on_disk
        for begin in sorted(expected(connection.vendor, on_disk)):
            if not any(found.place.startswith(begin) for found in seized.probed):
                problems.append(f"the probe was not found in {begin}")
        if not any(hit.opens == _PROBE for hit in seized.tried.hits):
            problems.append("the key of the probe was not found")
        seized.tried.hits = [hit for hit in seized.tried.hits if hit.opens != _PROBE]
        if seized.boxes < 1 or not kept:
            problems.append("nothing sealed was opened, so nothing was proved")
        if Path(getattr(sys.stdout, "name", "")) != self.logs / "printed":
            problems.append("what is printed goes elsewhere: begin a seizure within the test, not in a fixture")
        if self._written and self._written.unnamed:
            problems.append("a temporary file without a name was opened: what it held nobody can look at")
        seized.problems = [*problems, *(problem for database in self._databases for problem in database.problems)]


def _opened(place: Place) -> Iterator[Place]:
    yield from inside(place)
    for found in joined(place.name, place.data):
        yield found
    if not place.name.startswith(("rows", "file of", "write-ahead", "dump")):
        for found in brotli_inside(place):
            yield found
            yield from inside(found, 1)


@contextmanager
def seizure(folder: Path, name: str, *, also: Sequence[str] = ()) -> Iterator[Scene]:
    """Have a house for one scenario; `name` makes its canaries, so each test has its own.

    `also` names databases besides the first one; a file of theirs lies in `folder`.

    The test has the fixture `transactional_db`: what is not committed is on no disk.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a seizure needs the fixture transactional_db: what is not committed is on no disk")
    before = Before()
    for part in FOLDERS:
        (folder / part).mkdir(parents=True)
    with ExitStack() as house:
        house.enter_context(_settings(folder))
        house.enter_context(_temporary(folder / "temporary"))
        house.enter_context(_logging(folder / "logs"))
        database = house.enter_context(_database(folder, before))
        scene = Scene(name, folder, before, database, *(house.enter_context(_other(alias, before)) for alias in also))
        scene.watch_files(house.enter_context(watching()))
        probe = Probe(scene.word)
        house.callback(probe.lift)
        probe.leave(scene.cache)
        scene.tries(_PROBE, probe.opener)
        yield scene


def _database(folder: Path, before: Before) -> AbstractContextManager[Lite | Postgres]:
    if connection.vendor == "sqlite":
        return in_a_file(folder / "data" / "romduol.sqlite3", before)
    return on_postgres(before)


@contextmanager
def _other(alias: str, before: Before) -> Iterator[Lite | Postgres]:
    """Watch a database that stands beside the first one."""
    other = connections[alias]
    if other.vendor == "sqlite":
        file = Path(other.settings_dict["NAME"])
        # SQLite's locks are lost where a process closes a file that it also has open by SQLite.
        other.close()
        before.add(file, file.read_bytes())
        yield Lite(file)
    else:
        with on_postgres(before, alias) as found:
            yield found


def _settings(folder: Path) -> AbstractContextManager[object]:
    cache = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(folder / "cache")}
    return override_settings(
        DATA=folder / "data",
        RELEASES=folder / "data" / "releases",
        MEDIA_ROOT=str(folder / "media"),
        CACHES={"default": cache},
    )


@contextmanager
def _temporary(folder: Path) -> Iterator[None]:
    """Let everything that wants a temporary file have it here: Python, SQLite, and programs that are started."""
    names = ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP")
    held, directory = {name: os.environ.get(name) for name in names}, tempfile.tempdir
    os.environ.update(dict.fromkeys(names, str(folder)))
    tempfile.tempdir = None
    try:
        yield
    finally:
        tempfile.tempdir = directory
        for name, value in held.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def _logging(folder: Path) -> Iterator[None]:
    """Write all that anybody logs, from DEBUG on, in the product's own form; and all that is printed."""
    handler = logging.FileHandler(folder / "log", encoding="utf-8")
    handler.setFormatter(QuietFormatter())
    names = ["", *LOGGERS]
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        with (folder / "printed").open("w", buffering=1) as printed, redirect_stdout(printed), redirect_stderr(printed):
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
        handler.close()
