"""The tables of a tabular package become records, one for each row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.lines import Line
from romduol.desk.imports.packages import LEADS_OUT, PackageRefused, in_description, safe_name
from romduol.desk.imports.rules.documents import UTF8_BOM, document_of, encoding_trouble
from romduol.desk.imports.rules.walking import printable
from romduol.ui.words import phrase

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")


RESOURCE = phrase("a resource of `datapackage.json` has no name, or no single path")


class Table(NamedTuple):
    """One table that a package names: the type of its rows, and its file."""

    kind: str
    file: str


class TableBroken(Exception):
    """A table cannot be read any further: `code` and `line` are those of the finding."""

    def __init__(self, code: str, cause: str, line: int) -> None:
        super().__init__(cause)
        self.code = code
        self.cause = cause
        self.line = line


class Row(NamedTuple):
    """One row: the line where it ends, and its cells that hold something."""

    line: int
    cells: list[str]


def tables_of(raw: bytes) -> list[Table]:
    """Return the tables that a description names. Raises PackageRefused."""
    document = document_of(raw.removeprefix(UTF8_BOM))
    if document.troubles:
        raise PackageRefused("invalid_package", in_description(document.troubles[0].cause))
    resources = document.value.get("resources") if isinstance(document.value, dict) else None
    if not isinstance(resources, list) or not resources:
        raise PackageRefused("invalid_package", Cause(phrase("`datapackage.json` names no tables under `resources`")))
    return [_table(resource) for resource in resources]


def _table(resource: Any) -> Table:
    name = resource.get("name") if isinstance(resource, dict) else None
    path = resource.get("path") if isinstance(resource, dict) else None
    if not isinstance(name, str) or not isinstance(path, str):
        raise PackageRefused("invalid_package", Cause(RESOURCE))
    if "://" in path or not safe_name(path):
        raise PackageRefused("unsafe_package", Cause(LEADS_OUT, name=printable(path)))
    return Table(name, path)


def rows_of(lines: Iterable[Line]) -> Iterator[Row]:
    """Yield the rows of a table, the header first. Raises TableBroken."""
    reader = csv.reader(_texts(lines), strict=True)
    try:
        for cells in reader:
            yield Row(reader.line_num, cells)
    except csv.Error as problem:
        cause = Cause(phrase("this is no table: %(problem)s"), problem=problem)
        raise TableBroken("invalid_csv", cause, reader.line_num) from None


def _texts(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        if line.raw is None:
            raise TableBroken("too_large", Cause(phrase("this line is longer than we read")), line.number)
        raw = line.raw.removeprefix(UTF8_BOM) if line.number == 1 else line.raw
        try:
            yield raw.decode()
        except UnicodeDecodeError:
            _broken_encoding(line)


def _broken_encoding(line: Line) -> NoReturn:
    trouble = encoding_trouble(line.raw or b"", offset=line.offset, line=line.number)
    raise TableBroken("wrong_encoding", trouble.cause if trouble else Cause(phrase("this is not `UTF-8`")), line.number)


def header_trouble(header: list[str]) -> str | None:
    """Return why this cannot be the first row of a table."""
    names = [cell.strip() for cell in header]
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        return Cause(phrase("cells have to be separated by commas"))
    if len(set(names)) < len(names):
        return Cause(phrase("two columns have the same name"))
    return None if all(names) else Cause(phrase("a column has no name"))


def record_of(columns: Mapping[str, Mapping[str, Any]], header: list[str], cells: list[str]) -> dict[str, Any]:
    """Return a row as the object that it stands for; an empty cell says nothing. `columns` is their schema."""
    pairs = zip((name.strip() for name in header), cells, strict=True)
    return {name: _value(columns[name], cell) for name, cell in pairs if cell.strip() and name in columns}


def _value(schema: Mapping[str, Any], cell: str) -> Any:
    """Return a cell as its column's type; what is no number stays a text, which the schema then refuses."""
    if schema.get("type") not in ("number", "integer") or not _NUMBER.fullmatch(cell.strip()):
        return cell
    return float(cell) if "." in cell else int(cell)
