"""What the API gives, as JSON Schemas for the OpenAPI document: the fields of HSDS that we fill, and our own."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from romduol.channels.api.hsds.profile import DEFINITIONS, fields_on
from romduol.channels.api.licence import LICENSE
from romduol.channels.api.routes import LISTINGS

Document = dict[str, Any]
TEXT: Document = {"type": "string"}
WHOLE: Document = {"type": "integer"}
YES_NO: Document = {"type": "boolean"}
UUID: Document = {"type": "string", "format": "uuid"}
NULL: Document = {"type": "null"}
MOMENT: Document = {"type": "string", "format": "date-time"}
NEEDED = {"Service": ("id", "name", "status"), "Organization": ("id", "name", "description")}
"""Record -> what each one has, as the specification asks."""
NAMES = {
    "services": "Service",
    "organizations": "Organization",
    "service_at_locations": "ServiceAtLocation",
    "taxonomies": "Taxonomy",
    "taxonomy_terms": "TaxonomyTerm",
}
OF_HSDS = {
    "Service": {
        "organization_id": UUID,
        "description": TEXT,
        "alternate_name": TEXT,
        "url": TEXT,
        "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]},
        "alert": TEXT,
        "fees_description": TEXT,
        "eligibility_description": TEXT,
        "assured_date": TEXT,
        "last_modified": MOMENT,
    },
    "Organization": {
        "alternate_name": TEXT,
        "description": TEXT,
        "website": TEXT,
        "parent_organization_id": UUID,
        "last_modified": MOMENT,
    },
    "ServiceAtLocation": {
        "service_id": UUID,
        "location_id": UUID,
        "description": TEXT,
        "location": {"type": "object"},
        "service": {"$ref": "#/components/schemas/Service"},
        "last_modified": MOMENT,
    },
    "Taxonomy": {"description": TEXT, "version": TEXT},
    "TaxonomyTerm": {"code": TEXT, "description": TEXT, "taxonomy_id": UUID, "parent_id": UUID, "language": TEXT},
}
"""Record -> fields of the specification that it may have beside `id` and `name`; nested records are described there."""
PAGES: Document = {
    "type": "object",
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "release"],
    "properties": {
        "total_items": WHOLE,
        "total_pages": WHOLE,
        "page_number": WHOLE,
        "size": WHOLE,
        "first_page": YES_NO,
        "last_page": YES_NO,
        "empty": YES_NO,
        "license": {"const": LICENSE},
        "release": TEXT,
        "expires_on": MOMENT,
    },
}
ABOUT: Document = {
    "type": "object",
    "required": ["version", "profile", "openapi_url", "license", "release"],
    "properties": {
        "version": TEXT,
        "profile": TEXT,
        "openapi_url": TEXT,
        "license": TEXT,
        "release": TEXT,
        "expires_on": MOMENT,
    },
}
ERROR: Document = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "field", "message"],
            "properties": {"code": TEXT, "field": {"type": ["string", "null"]}, "message": TEXT, "into": UUID},
        }
    },
}


def schemas() -> Document:
    """Return the schemas of all that the API gives, by their names."""
    found: Document = {"Error": ERROR, "About": ABOUT, "Pages": PAGES, **_renamed(DEFINITIONS)}
    for listing in LISTINGS.values():
        name = NAMES[listing.name]
        found[name] = {
            "type": "object",
            "required": list(NEEDED.get(name, ("id",))),
            "properties": {"id": UUID, "name": TEXT, **OF_HSDS[name], **_added(name)},
        }
        listed: Document = {"$ref": f"#/components/schemas/{name}"}
        if "minimal" in listing.known:
            listed = {"anyOf": [listed, {"$ref": "#/components/schemas/Minimal"}]}
        contents: Document = {"type": "array", "items": listed}
        found[f"{name}Page"] = {
            "allOf": [{"$ref": "#/components/schemas/Pages"}],
            "required": ["contents"],
            "properties": {"contents": contents},
        }
    found["Minimal"] = {
        "type": "object",
        "required": ["id", "last_modified"],
        "properties": {"id": UUID, "last_modified": MOMENT, "modified_date": MOMENT},
        "additionalProperties": False,
    }
    return found


def _added(name: str) -> Document:
    """Return the fields of our profile on a record, as schemas."""
    of_hsds = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    found: Document = _renamed({field.name: field.schema for field in fields_on(of_hsds)})
    return found


def _renamed(schemas: Mapping[str, Any]) -> Document:
    """Return schemas whose references lead to where definitions stand in an OpenAPI document."""
    found: Document = orjson.loads(orjson.dumps(schemas).replace(b"#/definitions/", b"#/components/schemas/"))
    return found
