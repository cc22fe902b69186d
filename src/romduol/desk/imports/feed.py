"""Goes through a feed from beginning to end and hands each record, or each row of a table, to whoever looks at it.

A feed is a JSON document (one record, a list, or a page with `contents`), NDJSON, or a tabular package (a folder or a
zip file with datapackage.json and its tables).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from typing import IO, Any, BinaryIO, Protocol

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.lines import Line, Sniffed, holds_a_record_a_line, lines_of, pieces
from romduol.desk.imports.listings import Listing
from romduol.desk.imports.packages import DESCRIPTION, Package, ZipPackage, described
from romduol.desk.imports.records import Finding, Limits, Place, found_at
from romduol.desk.imports.rules.documents import BOMS, UTF8_BOM, Document, document_of
from romduol.desk.imports.rules.kinds import RECORDS, is_page, kind_of_records
from romduol.desk.imports.rules.walking import printable
from romduol.desk.imports.tables import Row, Table, TableBroken, header_trouble, record_of, rows_of, tables_of
from romduol.ui.words import phrase

Progress = Callable[[int, int], None]
"""Told the bytes and the records that were read so far."""
Told = Finding | Listing
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
QUESTION = phrase("are these records a %(types)s or %(last)s? Say so with `--type`")
TOO_LARGE = phrase("the document is larger than %(size)s MB; write it as NDJSON, one record a line")
ENCODED = phrase("the file looks like %(encoding)s; save it as `UTF-8`")
CELLS = phrase("this row has %(cells)s cells, the first row has %(columns)s")
TOLD_EVERY = 100
"""Records between two reports of progress."""


class Shape(Protocol):
    """What a feed may hold: the types, their fields, and which table is which."""

    @property
    def kinds(self) -> Collection[str]:
        """The types."""

    def fields(self, kind: str) -> Mapping[str, Any]:
        """The fields of a type."""

    def plain_fields(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """The fields of a type that its table has as columns, each with its schema."""

    def kind_of_table(self, name: str) -> str | None:
        """Return the type whose table has this file name."""


class Looker(Protocol):
    """Whoever looks at each record."""

    def of_record(self, record: dict[str, Any], kind: str, place: Place, *, spoiled: bool = False) -> Iterator[Told]:
        """Yield what is to be told of a record; `spoiled` where its text had an error already."""

    def of_row(self, record: dict[str, Any], kind: str, place: Place, *, first: bool) -> Iterator[Told]:
        """Yield what is to be told of a row of a table."""


class FeedWalk:
    """One way through one feed, and how far it has come."""

    def __init__(self, shape: Shape, looker: Looker, kind: str | None, limits: Limits, progress: Progress) -> None:
        self.shape = shape
        self.looker = looker
        self.limits = limits
        self.complete = True
        """Whether the feed should hold every record that it points to."""
        self.stopped = False
        self.count = 0
        self._kind = kind
        self._progress = progress
        self._properties = {kind: frozenset(shape.fields(kind)) for kind in shape.kinds}
        self._marked = False
        self._size = 0

    def stream(self, stream: BinaryIO, file: str) -> Iterator[Told]:
        """Go through one file, once its first bytes have told what it is."""
        sniffed = Sniffed(stream, self.limits.record)
        first = sniffed.head[0] if sniffed.head else b""
        if first.startswith(ZIP):
            with closing(ZipPackage(stream, self.limits)) as package:
                yield from self.package(package)
            return
        marked = next((name for mark, name in BOMS if first.startswith(mark)), "UTF-16" if b"\0" in first else None)
        if marked:
            yield from self.stop(Place(file), "wrong_encoding", Cause(ENCODED, encoding=marked))
            return
        if first.startswith(UTF8_BOM):
            yield _bom(file)
        if holds_a_record_a_line([part.removeprefix(UTF8_BOM) for part in sniffed.head], file):
            yield from self._lines(lines_of(sniffed.pieces(), self.limits.record), file)
        else:
            yield from self._document(sniffed.whole(self.limits.document), file)

    def end(self, file: str) -> Iterator[Told]:
        """Yield that there was nothing, where there was nothing."""
        self._progress(self._size, self.count)
        if not self.count and not self.stopped:
            yield Finding(file, None, None, "", "empty", Cause(phrase("there is no record in it")))

    def stop(self, place: Place, code: str, cause: str) -> Iterator[Told]:
        """Yield why there are no records, so that nobody is told that there are none as well."""
        self.stopped = True
        yield found_at(place, "", code, cause)

    # NDJSON

    def _lines(self, lines: Iterator[Line], file: str) -> Iterator[Told]:
        for line in lines:
            place = Place(file, self.count + 1, line.number)
            if line.raw is None:
                cause = Cause(phrase("a record is larger than %(most)s bytes"), most=self.limits.record)
                yield from self.stop(place, "too_large", cause)
                continue
            self._size = line.offset + len(line.raw)
            if line.raw.strip():
                yield from self._line(line.raw, line.offset, place)
            if self.stopped and self._kind == "":
                return

    def _line(self, raw: bytes, offset: int, place: Place) -> Iterator[Told]:
        if offset == 0 and raw.startswith(UTF8_BOM):
            raw, offset = raw.removeprefix(UTF8_BOM), len(UTF8_BOM)
        document = document_of(raw.rstrip(), offset=offset, line=place.line or 1)
        yield from (found_at(place, *trouble) for trouble in document.troubles)
        if document.whole:
            yield from self._record(document.value, place, spoiled=bool(document.troubles))
        else:
            self.stopped = True

    # JSON

    def _document(self, raw: bytes, file: str) -> Iterator[Told]:
        limit = self.limits.document
        self._size = len(raw)
        if len(raw) > limit:
            yield from self.stop(Place(file), "too_large", Cause(TOO_LARGE, size=limit // 1_000_000))
            return
        if not raw.removeprefix(UTF8_BOM).strip():
            return
        start = len(UTF8_BOM) if raw.startswith(UTF8_BOM) else 0
        document = document_of(raw[start:], offset=start)
        del raw
        if document.whole:
            yield from self.listed(document, file)
        else:
            yield from (found_at(Place(file), *trouble) for trouble in document.troubles)
            self.stopped = True

    def listed(self, document: Document, file: str) -> Iterator[Told]:
        """Go through the records of a document."""
        yield from (found_at(Place(file), *trouble) for trouble in document.troubles)
        for number, record in self.records_of(document.value, file):
            yield from self._record(record, Place(file, number))
            if self._kind == "":
                return
        if not self.count and is_page(document.value):
            self.stopped = True
            told = Cause(phrase("this page holds no record"))
            yield Finding(file, None, None, "/contents", "nothing_to_import", told)

    def records_of(self, value: Any, file: str) -> Iterator[tuple[int, Any]]:
        """Yield the records of a document with their numbers; tells whether it is all that there is."""
        records = value["contents"] if is_page(value) else value if isinstance(value, list) else [value]
        self.complete = isinstance(value, list) or (is_page(value) and value.get("total_pages") == 1)
        yield from enumerate(records, start=1)

    # Tabular packages

    def package(self, package: Package) -> Iterator[Told]:
        """Go through every table of a package."""
        tables = self.tables(package)
        if not any(package.holds(table.file) for table in tables):
            cause = Cause(phrase("none of the tables that it names is there"))
            yield from self.stop(Place(DESCRIPTION), "invalid_package", cause)
        for table in tables:
            kind, name = self.kind_of(table), printable(table.file)
            if not package.holds(table.file):
                cause = Cause(phrase("%(name)s is not there"), name=name)
                yield Finding(DESCRIPTION, None, None, "", "missing_table", cause)
            elif kind is None:
                yield self.unknown(name)
            else:
                with package.open(table.file) as stream:
                    yield from self._table(stream, kind, name)

    def tables(self, package: Package) -> list[Table]:
        """Return the tables of a package. Raises PackageRefused."""
        return tables_of(described(package, self.limits))

    def unknown(self, name: str) -> Finding:
        """Return that a table is not read."""
        return Finding(name, None, None, "", "unknown_table", Cause(phrase("HSDS has no such table")))

    def kind_of(self, table: Table) -> str | None:
        """Return what the rows of a table are."""
        if table.kind in self.shape.kinds:
            return table.kind
        return self.shape.kind_of_table(table.file.rpartition("/")[2])

    def columns(self, kind: str, header: list[str]) -> tuple[list[str], Mapping[str, Mapping[str, Any]]]:
        """Return the names of the columns, and the schema of those that are known."""
        return header, self.shape.plain_fields(kind)

    def _table(self, stream: IO[bytes], kind: str, file: str) -> Iterator[Told]:
        lines = lines_of(pieces(stream, self.limits.record), self.limits.record)
        size = self._size
        try:
            rows = rows_of(self._counted(lines, size))
            header = next(rows, Row(1, []))
            if self._marked:
                yield _bom(file)
            yield from self._rows(rows, header.cells, kind, file)
        except TableBroken as broken:
            yield from self.stop(Place(file, None, broken.line), broken.code, broken.cause)

    def _counted(self, lines: Iterator[Line], size: int) -> Iterator[Line]:
        for line in lines:
            self._size = size + line.offset + len(line.raw or b"")
            if line.number == 1:
                self._marked = (line.raw or b"").startswith(UTF8_BOM)
            yield line

    def _rows(self, rows: Iterator[Row], header: list[str], kind: str, file: str) -> Iterator[Told]:
        told = header_trouble(header)
        if told:
            yield from self.stop(Place(file, None, 1), "invalid_csv", told)
            return
        names, columns = self.columns(kind, header)
        for given, name in zip(header, names, strict=True):
            if name.strip() not in columns:
                cause = Cause(phrase("a %(kind)s has no such column"), kind=kind)
                yield Finding(file, None, 1, printable(given), "unknown_column", cause)
        for number, row in enumerate(rows, start=1):
            place = Place(file, number, row.line)
            if not row.cells:
                continue
            if len(row.cells) != len(header):
                cause = Cause(CELLS, cells=len(row.cells), columns=len(header))
                yield from self.stop(place, "invalid_csv", cause)
                continue
            self._counted_one()
            record = record_of(columns, names, row.cells)
            yield from self.row(record, kind, place, first=number == 1)

    def row(self, record: dict[str, Any], kind: str, place: Place, *, first: bool) -> Iterator[Told]:
        """Take one row of a table."""
        yield from self.looker.of_row(record, kind, place, first=first)

    # Each record

    def _record(self, record: Any, place: Place, *, spoiled: bool = False) -> Iterator[Told]:
        self._counted_one()
        if not isinstance(record, dict):
            yield found_at(place, "", "not_a_record", Cause(phrase("a record has to be an object")))
            return
        if self._kind is None:
            self._kind = kind_of_records(record, place.file, self._properties) or ""
        if self._kind == "":
            types = ", ".join(RECORDS[:-1])
            yield from self.stop(place, "which_type", Cause(QUESTION, types=types, last=RECORDS[-1]))
            return
        yield from self.looker.of_record(record, self._kind, place, spoiled=spoiled)

    def _counted_one(self) -> None:
        self.count += 1
        if self.count % TOLD_EVERY == 1:
            self._progress(self._size, self.count)


def _bom(file: str) -> Finding:
    cause = Cause(phrase("the file begins with a byte order mark; it is read without it"))
    return Finding(file, None, 1, "", "bom", cause)
