"""HSDS 1.1 and 2.0: other names of tables, terms joined to services by a table of their own, areas in one column.

Known from the data package of version 2.0.1 (openreferral/specification, datapackage.json) and from feeds in its form.
"""

from __future__ import annotations

from romduol.desk.imports.reading.dialects.words import SKIPPED, Dialect, Record, objects, renamed

TABLES = {
    "organizations.csv": "organization",
    "services.csv": "service",
    "phones.csv": "phone",
    "locations.csv": "location",
    "physical_addresses.csv": "address",
    "services_at_location.csv": "service_at_location",
    "service_at_location.csv": "service_at_location",
    "service_areas.csv": "service_area",
    "service_area.csv": "service_area",
    "services_taxonomy.csv": "attribute",
    "service_taxonomy.csv": "attribute",
    "service_attributes.csv": "attribute",
    "taxonomy.csv": "taxonomy_term",
    "taxonomies.csv": "taxonomy_term",
    "taxonomy_terms.csv": "taxonomy_term",
    "languages.csv": "language",
    "programs.csv": "program",
    **dict.fromkeys(
        [
            *("postal_addresses.csv", "contacts.csv", "eligibility.csv", "funding.csv", "metadata.csv"),
            *("schedules.csv", "regular_schedules.csv", "holiday_schedules.csv", "payments_accepted.csv"),
            *("required_documents.csv", "accessibility_for_disabilities.csv", "meta_table_description.csv"),
            *("cost_options.csv", "other_attributes.csv"),
        ],
        SKIPPED,
    ),
}
COLUMNS = {
    "organization": {"url": "website"},
    "service": {"fees": "fees_description"},
    "service_area": {"service_area": "name"},
    "attribute": {"taxonomy_id": "taxonomy_term_id", "taxonomy_detail": "value"},
    "taxonomy_term": {"vocabulary": "taxonomy"},
    "language": {"language": "name"},
}
SEVERAL = {
    "service": frozenset(["organization_id"]),
    "phone": frozenset(["organization_id", "service_id", "location_id"]),
    "location": frozenset(["organization_id"]),
    "address": frozenset(["location_id"]),
    "service_area": frozenset(["service_id"]),
    "attribute": frozenset(["service_id"]),
}


def service(record: Record) -> Record:
    """Return a service, or an organisation, of a document as HSDS 3 has it."""
    made = renamed(record, {"fees": "fees_description"})
    made["service_areas"] = [_area(one) for one in objects(record, "service_areas", "service_area")]
    terms = objects(record, "service_taxonomys", "service_taxonomies", "service_taxonomy", "taxonomies", "taxonomy")
    made["attributes"] = [*objects(record, "attributes"), *map(_attribute, terms)]
    there = objects(record, "service_at_locations", "services_at_location", "service_at_location")
    places = [{**one, "location": location(held)} for one in there for held in objects(one, "location")]
    if "organization" in record or "organization_id" in record:
        places += [{"location": location(one)} for one in objects(record, "locations")]
        made.pop("locations", None)
    elif "locations" in record:
        made["locations"] = [location(one) for one in objects(record, "locations")]
    made["service_at_locations"] = places
    for body in objects(record, "organization")[:1]:
        made["organization"] = organization(body)
    if "url" in record and "organization" not in record and "organization_id" not in record:
        made.setdefault("website", record["url"])
    for field in ("service_taxonomys", "service_taxonomies", "service_taxonomy", "taxonomies", "taxonomy"):
        made.pop(field, None)
    return {name: held for name, held in made.items() if held not in (None, [])}


def organization(record: Record) -> Record:
    """Return an organisation as HSDS 3 has it."""
    made = renamed(record, {"url": "website"})
    if "locations" in record:
        made["locations"] = [location(one) for one in objects(record, "locations")]
    return made


def location(record: Record) -> Record:
    """Return a location as HSDS 3 has it; postal addresses say nothing of where a service is."""
    made = renamed(record, {"physical_addresses": "addresses"})
    if isinstance(made.get("addresses"), dict):
        made["addresses"] = [made["addresses"]]
    made.pop("postal_addresses", None)
    return made


def _area(record: Record) -> Record:
    return renamed(record, {"service_area": "name"})


def _attribute(record: Record) -> Record:
    """Return a term, or what joins one to a service, as an attribute."""
    term = next(iter(objects(record, "taxonomy", "taxonomy_term")), record)
    names = {"vocabulary": "taxonomy"}
    return {"taxonomy_term": {**renamed(term, names), "code": term.get("code") or term.get("id") or ""}}


DIALECT = Dialect(
    name="HSDS 2",
    tables=TABLES,
    columns=COLUMNS,
    several=SEVERAL,
    document=service,
    table_signs=(
        *("services_at_location.csv", "services_taxonomy.csv", "physical_addresses.csv", "taxonomy.csv"),
        *("regular_schedules.csv", "service_attributes.csv", "service_area.csv"),
    ),
    column_signs=lambda columns: "service_area" if "service_area" in columns else "",
    field_signs=("physical_addresses", "regular_schedules", "holiday_schedules", "taxonomy", "services_taxonomy"),
)
