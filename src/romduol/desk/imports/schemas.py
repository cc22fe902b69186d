"""The official schemas of HSDS, from a folder that the operator fetched; nothing is ever fetched from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import jsonschema_rs
import orjson

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.rules.kinds import RECORDS
from romduol.desk.imports.rules.walking import Way, pointer
from romduol.ui.words import phrase

BASE = "https://schemas.invalid/"
"""Where the schemas are said to be, so that they find one another by file name; no such host can exist."""
LARGEST = 5_000_000
"""Bytes of one schema."""

NAMES_OF_TYPES = {
    "string": phrase("a text"),
    "number": phrase("a number"),
    "integer": phrase("a whole number"),
    "boolean": phrase("true or false"),
    "array": phrase("a list"),
    "object": phrase("an object"),
    "null": phrase("nothing (null)"),
}
FORMATS = {
    "uuid": phrase("this is no UUID"),
    "email": phrase("this is no e-mail address"),
    "uri": phrase("this is no web address (URI) with its scheme"),
    "date-time": phrase("this is no day and time as `2026-12-01T08:00:00Z`"),
    "date": phrase("this is no day as `2026-12-01`"),
    "time": phrase("this is no time as `08:00:00Z`"),
}


ONE_FAULT = phrase("%(cause)s; the record is so large that no other fault is looked for")


class SchemasUnusable(Exception):
    """The folder does not hold the schemas of HSDS; the message says what is missing."""


class FeedSchemas:
    """A validator for each type of record and for each table; references are found by file name."""

    def __init__(self, folder: Path) -> None:
        """Read the folder. Raises SchemasUnusable."""
        self._schemas = _read(folder)
        pairs = [(f"{BASE}{name}.json", schema) for name, schema in self._schemas.items()]
        try:
            self._registry = jsonschema_rs.Registry(pairs, retriever=_refuse)
        except (ValueError, jsonschema_rs.ReferencingError) as problem:
            raise SchemasUnusable(f"the schemas in {folder} are not whole: {_first_line(problem)}") from None
        self._validators: dict[tuple[str, bool], jsonschema_rs.Validator] = {}
        for kind in RECORDS:
            if kind in self._schemas:
                self._validator(kind, table=False)
        for kind in self._schemas:
            self._validator(kind, table=True)

    @property
    def kinds(self) -> frozenset[str]:
        """The types that there is a schema for."""
        return frozenset(self._schemas)

    def fields(self, kind: str) -> Mapping[str, Any]:
        """The fields of a type, each with its schema."""
        return _mapping(self._schemas[kind].get("properties"))

    def plain_fields(self, kind: str) -> Mapping[str, Any]:
        """The fields that a table of this type can have as columns: those that hold one plain value."""
        return {name: held for name, held in self.fields(kind).items() if _is_plain(held)}

    def kind_of_table(self, name: str) -> str | None:
        """Return the type whose table has this file name, as the schemas say it ("services.csv")."""
        return next((kind for kind, schema in self._schemas.items() if schema.get("path") == name), None)

    def problems(
        self, kind: str, record: Any, *, table: bool = False, every: bool = True
    ) -> Iterator[tuple[str, str, str]]:
        """Yield pointer, keyword and cause of all that the schema does not allow; `table`: as a row of its table.

        The validator gathers all errors before it hands out the first, which of a huge record fills the memory;
        `every` is false where the first will do.
        """
        validator = self._validator(kind, table=table)
        if validator.is_valid(record):
            return
        if every:
            yield from map(_told, validator.iter_errors(record))
            return
        try:
            validator.validate(record)
        except jsonschema_rs.ValidationError as error:
            where, keyword, cause = _told(error)
            yield where, keyword, Cause(ONE_FAULT, cause=cause)

    def _validator(self, kind: str, *, table: bool) -> jsonschema_rs.Validator:
        if (kind, table) not in self._validators:
            schema = self._as_table(kind) if table else {"$ref": f"{BASE}{kind}.json"}
            try:
                self._validators[kind, table] = jsonschema_rs.Draft202012Validator(
                    schema, registry=self._registry, retriever=_refuse, validate_formats=True
                )
            except (ValueError, jsonschema_rs.ReferencingError) as problem:
                raise SchemasUnusable(f"{kind}.json cannot be used as a schema: {_first_line(problem)}") from None
        return self._validators[kind, table]

    def _as_table(self, kind: str) -> dict[str, Any]:
        """Return a type's schema for a row of its table, where what is nested stands in other tables."""
        schema, plain = self._schemas[kind], self.plain_fields(kind)
        required = [*_listed(schema.get("required")), *_listed(schema.get("tabular_required"))]
        return {
            "type": "object",
            "properties": plain,
            "required": list(dict.fromkeys(name for name in required if name in plain)),
        }


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        paths = sorted(path for path in folder.glob("*.json") if path.name != "openapi.json")
        found = {path.stem: _schema(path) for path in paths}
    except OSError as problem:
        raise SchemasUnusable(f"{folder}: {problem.strerror}") from None
    if not any(kind in found for kind in RECORDS):
        wanted = ", ".join(f"{kind}.json" for kind in RECORDS)
        raise SchemasUnusable(f"{folder} holds none of {wanted}; docs/how-to/check-a-feed.md says where they are")
    return found


def _schema(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST:
        raise SchemasUnusable(f"{path.name} is larger than a schema can be")
    try:
        schema = orjson.loads(path.read_bytes())
    except ValueError:
        raise SchemasUnusable(f"{path.name} is not JSON") from None
    if not isinstance(schema, dict):
        raise SchemasUnusable(f"{path.name} is not a schema")
    return schema


def _refuse(uri: str) -> NoReturn:
    raise ValueError(f"{uri.removeprefix(BASE)} is not in the folder")


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0]


def _is_plain(schema: Any) -> bool:
    return isinstance(schema, dict) and "$ref" not in schema and schema.get("type") not in ("array", "object")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _told(error: jsonschema_rs.ValidationError) -> tuple[str, str, str]:
    """Return pointer, keyword and cause of an error in our words, which repeat nothing of what was sent."""
    path: Way = None
    for part in error.instance_path:
        path = (path, part)
    keyword, more = error.kind.name, error.kind.as_dict()
    if keyword == "required":
        return pointer(path, more["property"]), keyword, Cause(phrase("`%(field)s` is missing"), field=more["property"])
    if keyword == "type":
        return pointer(path), keyword, _typed(more["types"])
    if keyword == "enum":
        options = ", ".join(map(str, more["options"]))
        return pointer(path), keyword, Cause(phrase("this has to be one of: %(options)s"), options=options)
    if keyword == "format":
        known = FORMATS.get(more["format"])
        unknown = Cause(phrase("this is no %(format)s"), format=more["format"])
        return pointer(path), keyword, Cause(known) if known else unknown
    return pointer(path), keyword, Cause(phrase("the schema's `%(keyword)s` does not allow this"), keyword=keyword)


def _typed(names: list[str]) -> Cause:
    """Return which types a value may have."""
    told = [Cause(NAMES_OF_TYPES.get(name, name)) for name in names]
    found = Cause(phrase("this has to be %(type)s"), type=told[0])
    for one in told[1:]:
        found = Cause(phrase("%(cause)s or %(type)s"), cause=found, type=one)
    return found
