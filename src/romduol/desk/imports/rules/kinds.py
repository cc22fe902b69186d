"""The types of HSDS: which fields hold them, which point to them, and how a feed tells what its records are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

RECORDS = ("service", "organization", "service_at_location", "taxonomy", "taxonomy_term")
"""The types that a feed can be a list of."""

KIND_OF_FIELD: Mapping[str, str] = {
    "accessibility": "accessibility",
    "additional_urls": "url",
    "additional_websites": "url",
    "addresses": "address",
    "attributes": "attribute",
    "capacities": "service_capacity",
    "contacts": "contact",
    "cost_options": "cost_option",
    "funding": "funding",
    "languages": "language",
    "location": "location",
    "locations": "location",
    "metadata": "metadata",
    "organization": "organization",
    "organization_identifiers": "organization_identifier",
    "phones": "phone",
    "program": "program",
    "programs": "program",
    "required_documents": "required_document",
    "schedules": "schedule",
    "service": "service",
    "service_areas": "service_area",
    "service_at_locations": "service_at_location",
    "services": "service",
    "taxonomy_detail": "taxonomy",
    "taxonomy_term": "taxonomy_term",
    "unit": "unit",
}
"""What the objects under a field are."""

POINTS_TO: Mapping[str, str] = {
    "contact_id": "contact",
    "location_id": "location",
    "organization_id": "organization",
    "parent_organization_id": "organization",
    "phone_id": "phone",
    "program_id": "program",
    "service_at_location_id": "service_at_location",
    "service_id": "service",
    "taxonomy_id": "taxonomy",
    "taxonomy_term_id": "taxonomy_term",
    "unit_id": "unit",
}
"""What the id in a field is the id of."""
POINTED_TO = frozenset(POINTS_TO.values())

PARENT_OF: Mapping[str, str] = {"organization": "parent_organization_id", "taxonomy_term": "parent_id"}
"""The field that makes a tree of each of these types; `parent_id` points to a term only in a term."""

_WORD = re.compile(r"[a-z_]+")
_PLURALS = {"taxonomies": "taxonomy", "taxonomie": "taxonomy"}


def kind_of_records(fields: Iterable[str], file: str, properties: Mapping[str, frozenset[str]]) -> str | None:
    """Return the type of a record with these fields in this file, or None where neither tells.

    `properties` are the fields of each type as its schema has them. The type that has most of these fields it is;
    where several have as many, or one fewer, the file's name decides: a feed may add a field of its own to one type
    that the schemas have in another. A feed is never a list of locations, phones and the like.
    """
    own = frozenset(fields)
    shared = {kind: len(own & has) for kind, has in properties.items()}
    most = max(shared.values(), default=0)
    likely = {kind for kind, count in shared.items() if count == most}
    if "id" not in own or likely.isdisjoint(RECORDS):
        return None
    named = kind_in_name(file)
    if named is not None and shared.get(named, 0) >= most - 1:
        return named
    return likely.pop() if len(likely) == 1 else None


def kind_in_name(file: str) -> str | None:
    """Return the type that a file's name begins with: "taxonomy_terms.ndjson" holds terms."""
    match = _WORD.match(file.lower())
    if not match:
        return None
    word = match[0].removesuffix("_").removesuffix("_list").removesuffix("_full")
    word = _PLURALS.get(word, word)
    return next((kind for kind in RECORDS if word in (kind, f"{kind}s")), None)


def is_page(value: Any) -> bool:
    """Whether this is a page of the API of HSDS."""
    return isinstance(value, dict) and isinstance(value.get("contents"), list)
