"""Documents as a tabular data package: a zip file of tables, the same bytes for the same claims."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

import orjson

from romduol.desk.exports.hsds.records import Document, Given
from romduol.desk.imports.packages import DESCRIPTION
from romduol.desk.imports.rules.guarding import guarded
from romduol.desk.imports.rules.shape import AS_GIVEN, PROFILE, PURPOSE, TABLES

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive; it says nothing, so that the same claims make the same bytes."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organization": ("id", "name", "alternate_name", "description", "website", "parent_organization_id", PROFILE),
    "service": ("id", "organization_id", "name", "description", "status", "assured_date", PROFILE),
    "phone": ("id", "organization_id", "number", PURPOSE, AS_GIVEN),
    "language": ("id", "phone_id", "code"),
    "location": (
        *("id", "organization_id", "location_type", "name"),
        *("external_identifier", "external_identifier_type"),
    ),
    "service_area": ("id", "service_id", "name", "extent", "extent_type"),
    "attribute": ("id", "link_id", "link_entity", "taxonomy_term_id"),
    "taxonomy_term": ("id", "code", "name", "description", "taxonomy"),
}
Row = tuple[str, Document]
"""The type of a row, and its cells by column."""


def package(given: Given) -> bytes:
    """Return everything as tables in a zip file. No cell is one that a spreadsheet would run."""
    rows: dict[str, dict[str, Document]] = {kind: {} for kind in COLUMNS}
    for kind, cells in _rows(given):
        rows[kind].setdefault(cells["id"], cells)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        _written(archive, DESCRIPTION, orjson.dumps(_described(given), option=orjson.OPT_INDENT_2))
        for kind, columns in COLUMNS.items():
            _written(archive, TABLES[kind][0], _table(columns, rows[kind].values()))
    return held.getvalue()


def _rows(given: Given) -> Iterator[Row]:
    for body in given.organizations:
        yield "organization", {**body, PROFILE: _json(body[PROFILE])}
        for phone in body.get("phones", ()):
            number = phone["number"]
            # A number with its country code is an address (RFC 3966): no spreadsheet counts with that.
            told = f"tel:{number}" if number.startswith("+") else number
            yield "phone", {**phone, "organization_id": body["id"], "number": told}
            yield from (("language", {**one, "phone_id": phone["id"]}) for one in phone.get("languages", ()))
        yield from (("location", {**one, "organization_id": body["id"]}) for one in body.get("locations", ()))
    for service in given.services:
        yield "service", {**service, PROFILE: _json(service[PROFILE])}
        yield from (("service_area", {**one, "service_id": service["id"]}) for one in service.get("service_areas", ()))
        for attribute in service.get("attributes", ()):
            term = attribute["taxonomy_term"]
            yield "attribute", {**attribute, "link_id": service["id"], "taxonomy_term_id": term["id"]}
            yield "taxonomy_term", term


def _json(profile: Document) -> str:
    return orjson.dumps(profile, option=orjson.OPT_SORT_KEYS).decode()


def _table(columns: Sequence[str], rows: Iterable[Document]) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(str(cells.get(name, ""))) for name in columns] for cells in rows)
    return held.getvalue().encode()


def _written(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, body)


def _described(given: Given) -> Document:
    about = given.about
    return {
        "profile": "tabular-data-package",
        "name": f"romduol-{about.source}",
        "title": about.title,
        "description": (
            "What one source said, in the tables of HSDS 3.1. A cell that a spreadsheet could run has an apostrophe "
            "before it, a number with its country code is written tel:+…, and the column `romduol` has as JSON what "
            "HSDS has no room for."
        ),
        "version": "3.1",
        "release": about.release,
        "created": about.day.isoformat(),
        "language": about.language,
        "licenses": [{"title": about.licence}],
        "resources": [
            {
                "name": kind,
                "path": TABLES[kind][0],
                "profile": "tabular-data-resource",
                "schema": {"fields": [{"name": name, "type": "string"} for name in columns]},
            }
            for kind, columns in COLUMNS.items()
        ],
    }
