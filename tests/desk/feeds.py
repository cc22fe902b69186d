"""Tiny schemas of our own in the form of the official ones, and documents that keep them."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from romduol.desk.imports.checking import check_feed
from romduol.desk.imports.records import Finding

UUID = {"type": "string", "format": "uuid"}
TEXT = {"type": "string"}
NUMBER = {"type": "number"}
URI = {"type": "string", "format": "uri"}


def _list(kind: str) -> dict[str, object]:
    return {"type": "array", "items": {"$ref": f"{kind}.json"}}


def _type(path: str, required: list[str], **properties: object) -> dict[str, object]:
    return {"path": path, "type": "object", "properties": {"id": UUID, **properties}, "required": ["id", *required]}


SCHEMAS = {
    "service": _type(
        "services.csv",
        ["name", "status"],
        organization_id=UUID,
        name=TEXT,
        description=TEXT,
        url=URI,
        email={"type": "string", "format": "email"},
        status={"type": "string", "enum": ["active", "inactive"]},
        minimum_age=NUMBER,
        maximum_age=NUMBER,
        last_modified={"type": "string", "format": "date-time"},
        organization={"$ref": "organization.json"},
        phones=_list("phone"),
        contacts=_list("contact"),
        schedules=_list("schedule"),
        service_at_locations=_list("service_at_location"),
        metadata=_list("metadata"),
    ),
    "organization": _type(
        "organizations.csv",
        ["name", "description"],
        name=TEXT,
        description=TEXT,
        website=URI,
        year_incorporated=NUMBER,
        parent_organization_id=UUID,
        locations=_list("location"),
    ),
    "service_at_location": _type(
        "service_at_location.csv", [], service_id=UUID, location_id=UUID, location={"$ref": "location.json"}
    ),
    "taxonomy": _type("taxonomies.csv", ["name", "description"], name=TEXT, description=TEXT, uri=URI, version=TEXT),
    "taxonomy_term": _type(
        "taxonomy_terms.csv",
        ["name", "description"],
        code=TEXT,
        name=TEXT,
        description=TEXT,
        parent_id=UUID,
        taxonomy_id=UUID,
        term_uri=URI,
    ),
    "location": _type("locations.csv", [], name=TEXT, latitude=NUMBER, longitude=NUMBER, addresses=_list("address")),
    "address": _type("addresses.csv", [], attention=TEXT),
    "phone": _type("phones.csv", ["number"], number=TEXT, service_id=UUID),
    "contact": _type("contacts.csv", [], name=TEXT, title=TEXT),
    "schedule": _type("schedules.csv", [], valid_from=TEXT, valid_to=TEXT),
    "metadata": _type("metadata.csv", [], updated_by=TEXT),
}


def uid(number: int) -> str:
    """Return a UUID that anybody sees is invented."""
    return f"00000000-0000-4000-8000-{number:012d}"


def service(number: int = 1, **more: object) -> dict[str, object]:
    """Return a service that nothing is wrong with, but for what is given."""
    return {"id": uid(number), "name": "Testing", "status": "active", **more}


def organization(number: int, **more: object) -> dict[str, object]:
    """Return an organisation."""
    return {"id": uid(number), "name": "House", "description": "Help", "website": "https://example.org", **more}


def term(number: int, parent: int | None = None) -> dict[str, object]:
    """Return a term under another."""
    under = {} if parent is None else {"parent_id": uid(parent)}
    return {"id": uid(number), "code": f"t{number}", "name": "Term", "description": "Of a tree", **under}


def written(folder: Path) -> Path:
    """Write the schemas into a folder."""
    folder.mkdir(parents=True)
    for name, schema in SCHEMAS.items():
        (folder / f"{name}.json").write_text(json.dumps(schema))
    return folder


def ndjson(*records: object) -> bytes:
    """Return records one a line."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def package(tables: dict[str, str], *, named: dict[str, str] | None = None) -> bytes:
    """Return a zip file with tables by file name; `named` has the types that its description gives them."""
    kinds = {schema["path"]: name for name, schema in SCHEMAS.items()}
    resources = [{"name": kind, "path": path} for path, kind in (named or {t: kinds.get(t, t) for t in tables}).items()]
    return zipped({"datapackage.json": json.dumps({"resources": resources}), **tables})


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file, names as they are given."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return held.getvalue()


class Checker:
    """Checks bytes against the tiny schemas."""

    def __init__(self, schemas: Path) -> None:
        self.schemas = schemas

    def __call__(self, feed: bytes | Path, **options: object) -> list[Finding]:
        """Return all findings."""
        read = io.BytesIO(feed) if isinstance(feed, bytes) else feed
        return list(check_feed(read, self.schemas, **options))  # type: ignore[arg-type]

    def codes(self, feed: bytes | Path, **options: object) -> Counter[str]:
        """Return how often each code was found."""
        return Counter(finding.code for finding in self(feed, **options))
