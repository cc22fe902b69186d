"""Checks a feed from beginning to end; nothing of it is stored.

Findings come as the feed is read, those that need all of it at the end.
"""

from __future__ import annotations

import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.feed import FeedWalk, Progress, Told
from romduol.desk.imports.ledger import Ledger
from romduol.desk.imports.packages import DAMAGED_ZIP, FolderPackage, PackageRefused
from romduol.desk.imports.records import LIMITS, Finding, Limits
from romduol.desk.imports.recordwise import RecordChecks
from romduol.desk.imports.rules.walking import printable
from romduol.desk.imports.schemas import FeedSchemas, SchemasUnusable
from romduol.ui.words import phrase

NO_ROOM = phrase("there is no room for the list of its ids: free the disk, or set TMPDIR")
Source = BinaryIO | Path


def check_feed(
    read: Source,
    schemas: Path,
    *,
    kind: str | None = None,
    name: str = "",
    limits: Limits = LIMITS,
    progress: Progress = lambda size, records: None,
) -> Iterator[Finding]:
    """Yield everything that is wrong with a feed.

    `kind` is the type of its records where it is known; `name` that of the file where `read` is a stream.
    Raises SchemasUnusable at once where the folder of schemas will not do, and nothing afterwards.
    """
    held = FeedSchemas(schemas)
    if kind is not None and kind not in held.kinds:
        raise SchemasUnusable(f"{schemas} holds no {kind}.json")
    return _checked(read, held, kind, name, limits, progress)


def _checked(
    read: Source, schemas: FeedSchemas, kind: str | None, name: str, limits: Limits, progress: Progress
) -> Iterator[Finding]:
    file = name_of(read, name)

    def begun() -> Iterator[Told]:
        with closing(Ledger()) as ledger:
            walk = FeedWalk(schemas, RecordChecks(schemas, ledger, limits), kind, limits, progress)
            yield from gone_through(walk, read, file)
            yield from walk.end(file)
            yield from ledger.findings(complete=walk.complete)

    for told in without_traceback(begun, file):
        if isinstance(told, Finding):
            yield told


def name_of(read: Source, name: str = "") -> str:
    """Return the name by which findings call a file."""
    return printable(name or (read.name if isinstance(read, Path) else "") or "feed")


def gone_through(walk: FeedWalk, read: Source, file: str) -> Iterator[Told]:
    """Go through a folder, a file or a stream."""
    if isinstance(read, Path) and read.is_dir():
        yield from walk.package(FolderPackage(read, walk.limits))
    elif isinstance(read, Path):
        with read.open("rb") as stream:
            yield from walk.stream(stream, file)
    else:
        yield from walk.stream(read, file)


def without_traceback(begun: Callable[[], Iterator[Told]], file: str) -> Iterator[Told]:
    """Yield what a reading tells; where it cannot go on, yield why."""
    try:
        yield from begun()
    except PackageRefused as refused:
        yield Finding(file, None, None, "", refused.code, refused.cause)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        yield Finding(file, None, None, "", "invalid_package", Cause(DAMAGED_ZIP))
    except sqlite3.Error:
        yield Finding(file, None, None, "", "unreadable", Cause(NO_ROOM))
    except OSError as problem:
        cause = (problem.strerror or "").lower() or Cause(phrase("it cannot be read"))
        yield Finding(file, None, None, "", "unreadable", cause)
