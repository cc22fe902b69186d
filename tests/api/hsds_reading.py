"""Reads HSDS documents for tests: the official schemas, every document of a country, and what stands in them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
from tests.web.editions import edition_of

from romduol.channels.api.hsds.records import KINDS, Record, forms, records
from romduol.channels.api.hsds.tabular import Tables
from romduol.knowledge.releases.records import Edition, Line
from romduol.knowledge.releases.rules.tracing import Log, watched

HSDS = Path(__file__).resolve().parents[3] / "shared" / "hsds"
"""The official files, beside the repository; they are never copied into it."""
BASE = "https://hsds.example/"
NAMES = {"s": "service", "o": "organization", "l": "service_at_location", "x": "taxonomy", "t": "taxonomy_term"}
"""Kind -> the name of its official schema."""
NESTED = {
    "phones": "phone",
    "languages": "language",
    "schedules": "schedule",
    "service_areas": "service_area",
    "service_at_locations": "service_at_location",
    "locations": "location",
    "location": "location",
    "organization": "organization",
    "attributes": "attribute",
    "taxonomy_term": "taxonomy_term",
    "taxonomy_detail": "taxonomy",
}
"""Field -> the name of the official schema of what it holds."""
Document = Mapping[str, Any]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@cache
def official() -> dict[str, dict[str, Any]]:
    """Return the official schemas by name; skips the test where they are not beside the repository."""
    if not HSDS.is_dir():
        pytest.skip(f"the official HSDS files are not at {HSDS.parent.name}/{HSDS.name} beside the repository")
    return {file.stem: orjson.loads(file.read_bytes()) for file in (HSDS / "schema").glob("*.json")}


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """Return what validates an object against an official schema, formats included."""
    resources = [(f"{BASE}{one}.json", schema) for one, schema in official().items() if one != "openapi"]
    return jsonschema_rs.Draft202012Validator(
        official()[name],
        registry=jsonschema_rs.Registry(resources),
        base_uri=f"{BASE}{name}.json",
        validate_formats=True,
    )


def every_record(edition: Edition) -> Iterator[Record]:
    """Yield every record of an edition."""
    for kind in KINDS:
        yield from records(edition, kind)


def every_document(edition: Edition) -> Iterator[tuple[str, Record, Document]]:
    """Yield language, record and document, in both forms, as a program gets them."""
    for lang in edition.info.languages:
        for record in every_record(edition):
            found = forms(record, edition, lang)
            yield lang, record, orjson.loads(orjson.dumps(found.listed))
            yield lang, record, orjson.loads(orjson.dumps(found.full))


@cache
def documents_of(pack: Path) -> tuple[tuple[str, Record, Document], ...]:
    """Return every document of a pack, drawn once for all tests."""
    return tuple(every_document(edition_of(pack)))


def full_of(edition: Edition, lang: str, subject: str, kind: str = "s") -> Document:
    """Return the full document of a subject."""
    return next(forms(one, edition, lang).full for one in records(edition, kind) if one.subject == subject)


def objects(document: Document, name: str) -> Iterator[tuple[str, Document]]:
    """Yield every HSDS object of a document with the name of its schema: the document, and all it nests."""
    yield name, document
    for field, held in document.items():
        if field in NESTED:
            for one in held if isinstance(held, list) else [held]:
                yield from objects(one, NESTED[field])


def keys(value: Any) -> Iterator[str]:
    """Yield every key at any depth."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from keys(held)
    elif isinstance(value, list):
        for held in value:
            yield from keys(held)


def texts(value: Any) -> Iterator[str]:
    """Yield every text at any depth, but ids."""
    if isinstance(value, dict):
        for held in value.values():
            yield from texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from texts(held)
    elif isinstance(value, str) and not UUID.fullmatch(value):
        yield value


def tells(text: str, line: Line) -> bool:
    """Tell whether a text holds the number of a line in any grouping."""
    if line.short:
        return bool(re.search(rf"(?<![0-9A-Za-z]){line.key}(?![0-9A-Za-z])", text))
    national = re.sub(r"\D", "", line.national).lstrip("0")
    return national in re.sub(r"[\s.()\-]", "", text)


def tabular_zip(edition: Edition, lang: str) -> bytes:
    """Return every record of an edition in one language as a zip of tables."""
    seen, tables = watched(edition, Log()), Tables(lang)
    for kind in KINDS:
        for record in records(seen, kind):
            tables.add(kind, forms(record, seen, lang).full)
    return tables.zipped(edition)
