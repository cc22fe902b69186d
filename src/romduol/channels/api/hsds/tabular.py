"""The same records as an HSDS tabular data package: CSV files and what describes them, in one zip.

The rows are taken from the documents, so their ids are the same. A table has the columns of HSDS that we fill, then
those of our profile that are one value; of nested fields only what fits into a cell stands there.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from romduol.base import cells
from romduol.channels.api.hsds.tables import ID, NUMBER, OWN, PARTS, TABLES, Column, Table
from romduol.channels.api.licence import LICENSE, LICENSE_URL
from romduol.knowledge.releases.records import Edition

LICENCE = {
    "name": LICENSE,
    "title": "Creative Commons Attribution-ShareAlike 4.0",
    "path": LICENSE_URL,
}
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can tell: every file has it, so that the same content is the same bytes."""
READABLE = 0o644 << 16
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BETWEEN = "; "
Row = dict[str, Any]


class Tables:
    """The tables in one language while they are filled; a row is kept as its line, since a directory may be large."""

    def __init__(self, lang: str, tables: Sequence[Table] = TABLES) -> None:
        self.lang = lang
        self.tables = {table.name: table for table in tables}
        self._lines: dict[str, dict[str, str]] = {name: {} for name in self.tables}

    def add(self, kind: str, document: Mapping[str, Any]) -> None:
        """Take in a record in full, with its parts; what is there already stays."""
        for name, row in _taken_apart(document, OWN[kind]):
            self.put(name, row)

    def put(self, name: str, row: Row) -> None:
        """Take in one row of a table by its `id`; where the table has one of this id already, that one stays."""
        lines = self._lines[name]
        if row["id"] not in lines:
            lines[row["id"]] = line_of(_cell(column, row.get(column.name)) for column in self.tables[name].columns)

    def zipped(self, edition: Edition) -> bytes:
        """Return them as a zip of CSV files with their `datapackage.json`: for the same rows the same bytes."""
        info = edition.info
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            self.put_into(archive, described(info.id, info.name, edition.today.isoformat(), self.lang))
        return held.getvalue()

    def put_into(self, archive: zipfile.ZipFile, head: Mapping[str, Any], folder: str = "") -> None:
        """Write the tables and what describes them into an archive, in a folder of it."""
        package = {**head, "resources": [_resource(table) for table in self.tables.values()]}
        put(archive, f"{folder}datapackage.json", orjson.dumps(package, option=orjson.OPT_INDENT_2))
        for table in self.tables.values():
            lines = self._lines[table.name]
            first = line_of(column.name for column in table.columns)
            put(archive, folder + table.file, "".join([first, *(lines[one] for one in sorted(lines))]).encode())


def put(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = READABLE
    archive.writestr(entry, body)


def _taken_apart(document: Mapping[str, Any], name: str) -> Iterator[tuple[str, Row]]:
    """Yield a record and its parts as rows, each with the name of its table."""
    yield name, dict(document)
    owner = {f"{name}_id": document["id"]}
    for field, table in PARTS.items():
        for part in document.get(field, ()):
            yield table, {**part, **owner}
            # Of a phone of a record; the record's own languages are parts of their own.
            for spoken in part.get("languages", ()):
                yield "language", {**spoken, "phone_id": part["id"]}
    for one in document.get("attributes", ()):
        yield "attribute", {**one, "link_id": document["id"], "taxonomy_term_id": one["taxonomy_term"]["id"]}
    for place in (*document.get("locations", ()), *([document["location"]] if "location" in document else ())):
        yield "location", dict(place)


def line_of(cells: Iterable[str]) -> str:
    """Return a line of a CSV file; quoted, a cell stays one where a spreadsheet parts them at semicolons or tabs."""
    return '"' + '","'.join(cell.replace('"', '""') for cell in cells) + '"\r\n'


def _cell(column: Column, value: Any) -> str:
    if column is NUMBER:
        return f"tel:{value}" if str(value).startswith("+") else str(value)
    return harmless(_text(column.name, value))


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if name == "translation":
        return str(value["state"])
    if isinstance(value, list):
        return BETWEEN.join(words_of_entry(one) for one in value)
    return str(value)


def words_of_entry(one: Any) -> str:
    """Return an entry of a list as words: a source with its date and grade, who gives something, what hinders."""
    if not isinstance(one, dict):
        return str(one)
    if "grade" in one:
        parts = (one.get("publisher"), one["title"], one.get("date"), one["grade"])
        return ", ".join(str(part) for part in parts if part)
    return str(one.get("name") or one.get("text"))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe stands before what it could take for a formula.

    Signs that draw nothing and break tables (control characters) become spaces.
    """
    return cells.harmless(UNREADABLE.sub(" ", text))


def described(pack: str, name: Mapping[str, str], day: str, lang: str) -> dict[str, Any]:
    """Return the description of the package, still without its tables."""
    return {
        "profile": "tabular-data-package",
        "name": f"romduol-{pack}-{lang}",
        "title": f"Romduol, {name.get(lang) or next(iter(name.values()))}",
        "description": (
            "HSDS 3.1 in tables. A cell that a spreadsheet could run as a formula has an apostrophe before it, "
            "and an international number is written tel:+…. Each row tells how far it can be relied on."
        ),
        "version": "3.1",
        "language": lang,
        "edition_of": day,
        "licenses": [LICENCE],
    }


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "primaryKey": "id",
            "fields": [_field(column) for column in table.columns],
            **_foreign_keys(table),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "format": column.format}
    if column.about:
        field["description"] = column.about
    constraints = {"required": True} if column.required else {}
    if column is ID:
        constraints["unique"] = True
    return {**field, "constraints": constraints} if constraints else field


def _foreign_keys(table: Table) -> dict[str, Any]:
    """Return which columns hold ids of which table; a table's own name is empty, as a table schema wants it."""
    keys = [
        {
            "fields": column.name,
            "reference": {"resource": "" if column.of == table.name else column.of, "fields": "id"},
        }
        for column in table.columns
        if column.of
    ]
    return {"foreignKeys": keys} if keys else {}
