"""Checks a feed from beginning to end; nothing of it is stored.

A feed is a JSON document (one record, a list, or a page with `contents`), NDJSON, or a tabular package (a folder or a
zip file with datapackage.json and its tables). Findings come as the feed is read, those that need all of it at the end.
"""

from __future__ import annotations

import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, BinaryIO

from romduol.desk.imports.ledger import Ledger
from romduol.desk.imports.lines import Line, Sniffed, holds_a_record_a_line, lines_of, pieces
from romduol.desk.imports.packages import (
    DESCRIPTION,
    FolderPackage,
    Package,
    PackageRefused,
    ZipPackage,
    described,
)
from romduol.desk.imports.records import LIMITS, Finding, Limits, Place, found_at
from romduol.desk.imports.recordwise import RecordChecks
from romduol.desk.imports.rules.documents import BOMS, UTF8_BOM, document_of
from romduol.desk.imports.rules.kinds import RECORDS, is_page, kind_of_records
from romduol.desk.imports.rules.walking import printable
from romduol.desk.imports.schemas import FeedSchemas, SchemasUnusable
from romduol.desk.imports.tables import Row, Table, TableBroken, header_trouble, record_of, rows_of, tables_of

Progress = Callable[[int, int], None]
"""Told the bytes and the records that were read so far."""
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
QUESTION = f"are these records a {', '.join(RECORDS[:-1])} or {RECORDS[-1]}? Say so with --type"
TOLD_EVERY = 100
"""Records between two reports of progress."""


def check_feed(
    read: BinaryIO | Path,
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
    read: BinaryIO | Path, schemas: FeedSchemas, kind: str | None, name: str, limits: Limits, progress: Progress
) -> Iterator[Finding]:
    file = printable(name or (read.name if isinstance(read, Path) else "") or "feed")
    try:
        with closing(Ledger()) as ledger:
            check = _Check(schemas, ledger, kind, limits, progress)
            if isinstance(read, Path) and read.is_dir():
                yield from check.package(FolderPackage(read, limits))
            elif isinstance(read, Path):
                with read.open("rb") as stream:
                    yield from check.stream(stream, file)
            else:
                yield from check.stream(read, file)
            yield from check.end(file)
    except PackageRefused as refused:
        yield Finding(file, None, None, "", refused.code, refused.cause)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        yield Finding(file, None, None, "", "invalid_package", "this zip file is damaged")
    except sqlite3.Error:
        told = "there is no room for the list of its ids: free the disk, or set TMPDIR"
        yield Finding(file, None, None, "", "unreadable", told)
    except OSError as problem:
        yield Finding(file, None, None, "", "unreadable", (problem.strerror or "it cannot be read").lower())


class _Check:
    """One check of one feed, and how far it has come."""

    def __init__(
        self, schemas: FeedSchemas, ledger: Ledger, kind: str | None, limits: Limits, progress: Progress
    ) -> None:
        self._schemas = schemas
        self._ledger = ledger
        self._kind = kind
        self._limits = limits
        self._progress = progress
        self._records = RecordChecks(schemas, ledger, limits)
        self._properties = {kind: frozenset(schemas.fields(kind)) for kind in schemas.kinds}
        self._complete = True
        self._stopped = False
        self._marked = False
        self._count = 0
        self._size = 0

    def stream(self, stream: BinaryIO, file: str) -> Iterator[Finding]:
        """Check one file, once its first bytes have told what it is."""
        sniffed = Sniffed(stream, self._limits.record)
        first = sniffed.head[0] if sniffed.head else b""
        if first.startswith(ZIP):
            with closing(ZipPackage(stream, self._limits)) as package:
                yield from self.package(package)
            return
        marked = next((name for mark, name in BOMS if first.startswith(mark)), "UTF-16" if b"\0" in first else None)
        if marked:
            yield from self._stop(Place(file), "wrong_encoding", f"the file looks like {marked}; save it as UTF-8")
            return
        if first.startswith(UTF8_BOM):
            yield _bom(file)
        if holds_a_record_a_line([part.removeprefix(UTF8_BOM) for part in sniffed.head], file):
            yield from self._lines(lines_of(sniffed.pieces(), self._limits.record), file)
        else:
            yield from self._document(sniffed.whole(self._limits.document), file)

    def end(self, file: str) -> Iterator[Finding]:
        """Yield what only the whole feed shows."""
        self._progress(self._size, self._count)
        if not self._count and not self._stopped:
            yield Finding(file, None, None, "", "empty", "there is no record in it")
        yield from self._ledger.findings(complete=self._complete)

    def _stop(self, place: Place, code: str, cause: str, where: str = "") -> Iterator[Finding]:
        """Yield why there are no records, so that nobody is told that there are none as well."""
        self._stopped = True
        yield found_at(place, where, code, cause)

    # NDJSON

    def _lines(self, lines: Iterator[Line], file: str) -> Iterator[Finding]:
        for line in lines:
            place = Place(file, self._count + 1, line.number)
            if line.raw is None:
                yield from self._stop(place, "too_large", f"a record is larger than {self._limits.record} bytes")
                continue
            self._size = line.offset + len(line.raw)
            if line.raw.strip():
                yield from self._line(line.raw, line.offset, place)
            if self._stopped and self._kind == "":
                return

    def _line(self, raw: bytes, offset: int, place: Place) -> Iterator[Finding]:
        if offset == 0 and raw.startswith(UTF8_BOM):
            raw, offset = raw.removeprefix(UTF8_BOM), len(UTF8_BOM)
        document = document_of(raw.rstrip(), offset=offset, line=place.line or 1)
        yield from (found_at(place, *trouble) for trouble in document.troubles)
        if document.whole:
            yield from self._record(document.value, place)
        else:
            self._stopped = True

    # JSON

    def _document(self, raw: bytes, file: str) -> Iterator[Finding]:
        place, limit = Place(file), self._limits.document
        self._size = len(raw)
        if len(raw) > limit:
            told = f"the document is larger than {limit // 1_000_000} MB; write it as NDJSON, one record a line"
            yield from self._stop(place, "too_large", told)
            return
        if not raw.removeprefix(UTF8_BOM).strip():
            return
        start = len(UTF8_BOM) if raw.startswith(UTF8_BOM) else 0
        document = document_of(raw[start:], offset=start)
        del raw
        yield from (found_at(place, *trouble) for trouble in document.troubles)
        if document.whole:
            yield from self._listed(document.value, file)
        else:
            self._stopped = True

    def _listed(self, value: Any, file: str) -> Iterator[Finding]:
        records = value["contents"] if is_page(value) else value if isinstance(value, list) else [value]
        self._complete = isinstance(value, list) or (is_page(value) and value.get("total_pages") == 1)
        if is_page(value) and not records:
            self._stopped = True
            yield Finding(file, None, None, "/contents", "nothing_to_import", "this page holds no record")
        for number, record in enumerate(records, start=1):
            yield from self._record(record, Place(file, number))
            if self._kind == "":
                return

    # Tabular packages

    def package(self, package: Package) -> Iterator[Finding]:
        """Check every table that the description of a package names."""
        tables = tables_of(described(package, self._limits))
        if not any(package.holds(table.file) for table in tables):
            yield from self._stop(Place(DESCRIPTION), "invalid_package", "none of the tables that it names is there")
        for table in tables:
            kind = self._kind_of(table)
            if not package.holds(table.file):
                yield Finding(DESCRIPTION, None, None, "", "missing_table", f"{printable(table.file)} is not there")
            elif kind is None:
                yield Finding(printable(table.file), None, None, "", "unknown_table", "HSDS has no such table")
            else:
                with package.open(table.file) as stream:
                    yield from self._table(stream, kind, printable(table.file))

    def _kind_of(self, table: Table) -> str | None:
        if table.kind in self._schemas.kinds:
            return table.kind
        return self._schemas.kind_of_table(table.file.rpartition("/")[2])

    def _table(self, stream: IO[bytes], kind: str, file: str) -> Iterator[Finding]:
        lines = lines_of(pieces(stream, self._limits.record), self._limits.record)
        size = self._size
        try:
            rows = rows_of(self._counted(lines, size))
            header = next(rows, Row(1, []))
            if self._marked:
                yield _bom(file)
            yield from self._rows(rows, header.cells, kind, file)
        except TableBroken as broken:
            yield from self._stop(Place(file, None, broken.line), broken.code, broken.cause)

    def _counted(self, lines: Iterator[Line], size: int) -> Iterator[Line]:
        for line in lines:
            self._size = size + line.offset + len(line.raw or b"")
            if line.number == 1:
                self._marked = (line.raw or b"").startswith(UTF8_BOM)
            yield line

    def _rows(self, rows: Iterator[Row], header: list[str], kind: str, file: str) -> Iterator[Finding]:
        told = header_trouble(header)
        if told:
            yield from self._stop(Place(file, None, 1), "invalid_csv", told)
            return
        columns = self._schemas.plain_fields(kind)
        for name in header:
            if name.strip() not in columns:
                yield Finding(file, None, 1, printable(name), "unknown_column", f"a {kind} has no such column")
        for number, row in enumerate(rows, start=1):
            place = Place(file, number, row.line)
            if not row.cells:
                continue
            if len(row.cells) != len(header):
                told = f"this row has {len(row.cells)} cells, the first row has {len(header)}"
                yield from self._stop(place, "invalid_csv", told)
                continue
            self._counted_one()
            record = record_of(columns, header, row.cells)
            yield from self._records.of_row(record, kind, place, first=number == 1)

    # Each record

    def _record(self, record: Any, place: Place) -> Iterator[Finding]:
        self._counted_one()
        if not isinstance(record, dict):
            yield found_at(place, "", "not_a_record", "a record has to be an object")
            return
        if self._kind is None:
            self._kind = kind_of_records(record, place.file, self._properties) or ""
        if self._kind == "":
            yield from self._stop(place, "which_type", QUESTION)
            return
        yield from self._records.of_record(record, self._kind, place)

    def _counted_one(self) -> None:
        self._count += 1
        if self._count % TOLD_EVERY == 1:
            self._progress(self._size, self._count)


def _bom(file: str) -> Finding:
    return Finding(file, None, 1, "", "bom", "the file begins with a byte order mark; it is read without it")
