"""Goes through a feed as the check does, and turns what another dialect says into HSDS 3 on the way."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import Any

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.feed import FeedWalk, Progress, Shape, Told
from romduol.desk.imports.lines import lines_of, pieces
from romduol.desk.imports.packages import DESCRIPTION, Package
from romduol.desk.imports.reading.dialects import BY_FORMAT, of_document, of_tables
from romduol.desk.imports.reading.dialects.words import Dialect, Sign
from romduol.desk.imports.reading.joined import Joined
from romduol.desk.imports.reading.looking import Reader
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import Finding, Place, found_at
from romduol.desk.imports.rules.documents import UTF8_BOM, Document, Trouble
from romduol.desk.imports.rules.kinds import is_page
from romduol.desk.imports.rules.shape import ADDED, TABLES, TEXT, OwnShape
from romduol.desk.imports.rules.walking import printable
from romduol.desk.imports.tables import Table
from romduol.ui.words import phrase

READ_AS = phrase("this is read as %(format)s, since it has `%(sign)s`")
READ_AS_TOLD = phrase("this is read as %(format)s, as was chosen")
OWN_CHECKS = phrase("no official schemas are at hand, so only our own checks were made")
NOT_OFFICIAL = phrase("the official schemas are about `HSDS 3`, so only our own checks were made")
TABLES_ONLY = frozenset(["hsds-tables", "hsds2-tables", "orservices"])
DOCUMENTS_ONLY = frozenset(["hsds-json", "hsds2-json"])
LINK = "link "
"""Before the file name, in place of a type: a table that only joins two others."""


class ReadWalk(FeedWalk):
    """One way through one feed that is read in."""

    def __init__(self, how: Reading, shape: Shape, reader: Reader, joined: Joined, progress: Progress) -> None:
        super().__init__(shape, reader, how.kind, how.limits, progress)
        self._how = how
        self._reader = reader
        self._joined = joined
        self._dialect: Dialect | None = BY_FORMAT.get(how.format)
        self._told = False
        self._file = ""

    # Documents

    def listed(self, document: Document, file: str) -> Iterator[Told]:
        """Go through the records of a document; what is wrong with the text of one keeps that one out."""
        yield from self._recognised(of_document(document.value), file)
        wrong: dict[int, list[Trouble]] = {}
        for trouble in document.troubles:
            number, inner = _within(trouble.pointer, document.value)
            if number is None:
                yield found_at(Place(file), *trouble)
            else:
                wrong.setdefault(number, []).append(trouble._replace(pointer=inner))
        for number, record in self.records_of(document.value, file):
            at = Place(file, number)
            yield from (found_at(at, *trouble) for trouble in wrong.get(number, ()))
            yield from self._record(record, at, spoiled=number in wrong)
            if self._kind == "":
                return
        if not self.count and isinstance(document.value, dict | list):
            self.stopped = True
            cause = Cause(phrase("this page holds no record"))
            yield Finding(file, None, None, "", "nothing_to_import", cause)

    def records_of(self, value: Any, file: str) -> Iterator[tuple[int, Any]]:
        """Yield the records of a document, also of a page in the way of Open Referral UK 1."""
        if isinstance(value, dict) and isinstance(value.get("content"), list) and not is_page(value):
            self.complete = value.get("totalPages") == 1
            yield from enumerate(value["content"], start=1)
        else:
            yield from super().records_of(value, file)

    def _record(self, record: Any, place: Place, *, spoiled: bool = False) -> Iterator[Told]:
        if not self._told:
            yield from self._recognised(of_document(record), place.file)
        if self._how.format in TABLES_ONLY:
            yield from self._another_format(place.file)
            return
        if self._dialect is not None and not self._dialect.official and isinstance(record, dict):
            record = self._dialect.document(record)
        yield from super()._record(record, place, spoiled=spoiled)

    def _another_format(self, file: str) -> Iterator[Told]:
        """Say that this is not what was chosen, and look no further."""
        self._kind = ""
        yield from self.stop(Place(file), "two_formats", Cause(phrase("the file is not in the format that was chosen")))

    def _recognised(self, found: tuple[Dialect, Sign], file: str) -> Iterator[Told]:
        """Say how the feed is read, once."""
        if self._told:
            return
        self._told = True
        dialect, sign = found
        if self._dialect is not None:
            cause = Cause(READ_AS_TOLD, format=self._dialect.name)
        else:
            self._dialect, cause = dialect, Cause(READ_AS, format=dialect.name, sign=printable(sign))
        yield Finding(file, None, None, "", "read_as", cause)
        if not self._dialect.official:
            self._reader.without_schemas()
            yield Finding(file, None, None, "", "own_checks_only", Cause(NOT_OFFICIAL))
        elif self._how.schemas is None:
            yield Finding(file, None, None, "", "own_checks_only", Cause(OWN_CHECKS))

    # Packages

    def package(self, package: Package) -> Iterator[Told]:
        """Go through the tables of a package, described or not."""
        if self._how.format in DOCUMENTS_ONLY:
            yield from self._another_format(DESCRIPTION)
            return
        files = [name for name in package.names() if name.lower().endswith(".csv") and _is_plain(name)]
        heads = [head for name in files if _base(name) in _TELLING for head in self._head(package, name)]
        yield from self._recognised(of_tables(map(_base, files), heads), DESCRIPTION)
        yield from super().package(package)

    def tables(self, package: Package) -> list[Table]:
        """Return the tables of a package: those of its description, or all where it has none."""
        if package.holds(DESCRIPTION):
            return super().tables(package)
        files = [name for name in package.names() if name.lower().endswith(".csv") and _is_plain(name)]
        return [Table("", name) for name in files]

    def kind_of(self, table: Table) -> str | None:
        """Return what the rows of a table are in this dialect."""
        name, dialect = _base(table.file), self._dialect
        if dialect is None or dialect.official:
            return super().kind_of(table)
        if name in dialect.links:
            return LINK + name
        return dialect.tables.get(name) or (None if name in dialect.tables else super().kind_of(table))

    def columns(self, kind: str, header: list[str]) -> tuple[list[str], Mapping[str, Mapping[str, Any]]]:
        """Return the names that HSDS 3 has for these columns, and those that are known."""
        if kind.startswith(LINK):
            _, part, whole = self._words().links[kind.removeprefix(LINK)]
            names = [name.strip().replace("_recordid", "_id") for name in header]
            known = (part.replace("_recordid", "_id"), whole.replace("_recordid", "_id"), "id")
            return names, dict.fromkeys(known, TEXT)
        words = self._words().columns.get(kind, {})
        several = self._words().several.get(kind, frozenset())
        names = [words.get(name.strip(), name.strip()) for name in header]
        own = dict.fromkeys([*words.values(), *several], TEXT)
        return names, {**own, **ADDED.get(kind, {}), **self._columns_of(kind)}

    def _columns_of(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        shape = self.shape if self._words().official else OwnShape()
        return shape.plain_fields(kind)

    def _words(self) -> Dialect:
        return self._dialect or BY_FORMAT["hsds-tables"]

    def row(self, record: dict[str, Any], kind: str, place: Place, *, first: bool) -> Iterator[Told]:
        """Take a row: what names several records names each of them."""
        if kind.startswith(LINK):
            part, of_part, of_whole = self._words().links[kind.removeprefix(LINK)]
            ids = [str(record.get(name.replace("_recordid", "_id"), "")) for name in (of_part, of_whole)]
            self._joined.link(part, ids[0], of_whole.replace("_recordid", "_id"), ids[1])
            return
        for name in self._words().several.get(kind, ()):
            held = record.get(name)
            if isinstance(held, str) and "," in held:
                record[name] = [one.strip() for one in held.split(",") if one.strip()]
        yield from super().row(record, kind, place, first=first)

    def _head(self, package: Package, name: str) -> list[str]:
        """Return the columns of a table, as far as they can be read at all."""
        with package.open(name) as stream:
            lines = lines_of(pieces(stream, self.limits.record), self.limits.record)
            raw = next((line.raw for line in lines), b"") or b""
        text = raw.removeprefix(UTF8_BOM).decode("utf-8", "replace")
        try:
            return [cell.strip() for cell in next(csv.reader([text]), [])]
        except csv.Error:
            return []


_TELLING = frozenset(TABLES[kind][0] for kind in ("organization", "service", "phone", "location"))
"""Tables whose columns tell the dialect."""


def _base(name: str) -> str:
    return name.rpartition("/")[2].lower()


def _is_plain(name: str) -> bool:
    """Whether this is no shadow that a Mac puts beside each file of an archive."""
    return not _base(name).startswith(".") and "__macosx" not in name.lower()


def _within(pointer: str, value: Any) -> tuple[int | None, str]:
    """Return the number of the record that a pointer into a document leads into, and the pointer within it."""
    parts = pointer.split("/")[1:]
    if isinstance(value, list) and parts and parts[0].isdigit():
        return int(parts[0]) + 1, _joined(parts[1:])
    if isinstance(value, dict) and len(parts) > 1 and parts[0] in ("contents", "content") and parts[1].isdigit():
        return int(parts[1]) + 1, _joined(parts[2:])
    if isinstance(value, dict) and not isinstance(value.get("contents", value.get("content")), list):
        return 1, pointer
    return None, pointer


def _joined(parts: list[str]) -> str:
    return "".join(f"/{part}" for part in parts)
