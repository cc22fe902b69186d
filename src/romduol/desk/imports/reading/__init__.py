"""Reads whatever format somebody hands in into listings, once, from beginning to end, in flat memory.

How findings and listings belong together, for whoever loads them:

- What is found in a record comes before its listing. A record with an error gives no listing.
- Some things only the whole file shows (an id that comes twice, a circle of parents, a record that is missing); they
  come last. Such a finding belongs to every listing whose `at` has the same file and the same record. Where `kind` and
  `key` are given it belongs to that listing alone: a body stands within many services, and `at` is where it was first.
- A finding without a record (`record is None`) is about the file; where it is an error, nothing of the file counts.
- Organisations come last, since services tell of them all along: `Link.key` leads to a `Listing.key` of the same file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile

from romduol.desk.imports.checking import Source, gone_through, name_of, without_traceback
from romduol.desk.imports.feed import Progress, Told
from romduol.desk.imports.ledger import Ledger
from romduol.desk.imports.listings import Listing
from romduol.desk.imports.reading.drawing import Drawing
from romduol.desk.imports.reading.gathered import Gathered
from romduol.desk.imports.reading.joined import Joined
from romduol.desk.imports.reading.looking import ReadChecks, Reader, without_bad
from romduol.desk.imports.reading.walk import ReadWalk
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import Finding
from romduol.desk.imports.rules.shape import OwnShape
from romduol.desk.imports.schemas import FeedSchemas
from romduol.desk.imports.sheets import is_table, read_sheets
from romduol.desk.imports.terms import Terms

__all__ = ["Reading", "read_listings"]
TABLES = ("csv", "xlsx")


def read_listings(
    read: Source,
    how: Reading,
    *,
    name: str = "",
    progress: Progress = lambda size, records: None,
) -> Iterator[Finding | Listing]:
    """Yield every record of a file as a listing, and everything that was found on the way.

    `name` is that of the file where `read` is a stream. Raises SchemasUnusable at once where the folder of schemas will
    not do, and nothing afterwards. A stream is a plain table only where `how` says so.
    """
    schemas = FeedSchemas(how.schemas) if how.schemas is not None else None
    file = name_of(read, name)

    def begun() -> Iterator[Told]:
        guessed = how.format == "auto" and isinstance(read, Path)
        if how.format in TABLES or (guessed and isinstance(read, Path) and is_table(read, how.limits)):
            return _sheets(read, how, file, progress)
        return _read(read, how, schemas, file, progress)

    return without_traceback(begun, file)


def _sheets(read: Source, how: Reading, file: str, progress: Progress) -> Iterator[Told]:
    """Read a plain table; one that comes as a stream waits in a file first, for a workbook is read from its end."""
    if isinstance(read, Path):
        yield from read_sheets(read, how, progress, name=file)
        return
    with NamedTemporaryFile(suffix=Path(file).suffix) as held:
        copyfileobj(read, held)
        held.flush()
        yield from read_sheets(Path(held.name), how, progress, name=file)


def _read(read: Source, how: Reading, schemas: FeedSchemas | None, file: str, progress: Progress) -> Iterator[Told]:
    with ExitStack() as held:
        ledger = held.enter_context(closing(Ledger()))
        gathered = held.enter_context(closing(Gathered()))
        joined = held.enter_context(closing(Joined()))
        drawing = Drawing(how, Terms(how), gathered)
        reader = Reader(ReadChecks(schemas, ledger, how.limits), drawing, joined)
        walk = ReadWalk(how, schemas or OwnShape(), reader, joined, progress)
        yield from gone_through(walk, read, file)
        for one in joined.records():
            if isinstance(one, Finding):
                yield one
            else:
                yield from without_bad(drawing.record(*one))
        yield from gathered.records()
        yield from walk.end(file)
        yield from ledger.findings(complete=walk.complete)
