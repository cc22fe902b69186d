"""The types and the plain fields of HSDS 3.1, for feeds that are read without its schemas; and what our profile adds.

Names only: what a field means and whether it must be there is Open Referral's to say, in schemas that the operator
fetches.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

NUMBER: Mapping[str, Any] = {"type": "number"}
TEXT: Mapping[str, Any] = {"type": "string"}

TABLES: Mapping[str, tuple[str, str]] = {
    "organization": (
        "organizations.csv",
        "name alternate_name description email website tax_status tax_id year_incorporated legal_status logo uri"
        " parent_organization_id",
    ),
    "service": (
        "services.csv",
        "organization_id program_id name alternate_name description url email status interpretation_services"
        " application_process fees_description wait_time fees accreditations eligibility_description minimum_age"
        " maximum_age assured_date assurer_email licenses alert last_modified",
    ),
    "phone": (
        "phones.csv",
        "location_id service_id organization_id contact_id service_at_location_id number extension type description",
    ),
    "service_area": (
        "service_areas.csv",
        "service_id service_at_location_id name description extent extent_type uri",
    ),
    "service_at_location": ("service_at_location.csv", "service_id location_id description"),
    "location": (
        "locations.csv",
        "location_type url organization_id name alternate_name description transportation latitude longitude"
        " external_identifier external_identifier_type",
    ),
    "address": (
        "addresses.csv",
        "location_id attention address_1 address_2 city region state_province postal_code country address_type",
    ),
    "attribute": ("attributes.csv", "link_id taxonomy_term_id link_type link_entity value label"),
    "taxonomy_term": (
        "taxonomy_terms.csv",
        "code name description parent_id taxonomy language taxonomy_id term_uri",
    ),
    "taxonomy": ("taxonomies.csv", "name description uri version"),
    "language": ("languages.csv", "service_id location_id phone_id name code note"),
    "program": ("programs.csv", "organization_id name alternate_name description"),
    "contact": (
        "contacts.csv",
        "organization_id service_id service_at_location_id location_id name title department email",
    ),
    "schedule": (
        "schedules.csv",
        "service_id location_id service_at_location_id valid_from valid_to dtstart timezone until count wkst freq"
        " interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link attending_type"
        " notes",
    ),
    "cost_option": (
        "cost_options.csv",
        "service_id valid_from valid_to option currency amount amount_description",
    ),
    "funding": ("funding.csv", "organization_id service_id source"),
    "accessibility": ("accessibility.csv", "location_id description details url"),
    "required_document": ("required_documents.csv", "service_id document uri"),
    "organization_identifier": (
        "organization_identifiers.csv",
        "organization_id identifier_scheme identifier_type identifier",
    ),
    "metadata": (
        "metadata.csv",
        "resource_id resource_type last_action_date last_action_type field_name previous_value replacement_value"
        " updated_by",
    ),
    "service_capacity": ("service_capacities.csv", "service_id unit_id available maximum description updated"),
    "unit": ("units.csv", "name scheme identifier uri"),
    "url": ("urls.csv", "label url organization_id service_id"),
}
"""Type -> the file name of its table, and its columns beside `id`."""
NUMBERS = frozenset(
    [
        *("year_incorporated", "minimum_age", "maximum_age", "latitude", "longitude", "extension", "timezone"),
        *("count", "interval", "amount", "available", "maximum"),
    ]
)
PROFILE = "romduol"
"""The field of a record in which our own export keeps what HSDS has no room for; in a table it is JSON."""
PURPOSE, AS_GIVEN = "purpose", "as_given"
ADDED: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "organization": {PROFILE: TEXT},
    "service": {PROFILE: TEXT},
    "phone": {PURPOSE: TEXT, AS_GIVEN: TEXT},
}
"""What our own export has as columns beside those of HSDS."""
_NESTED: Mapping[str, tuple[str, ...]] = {
    "organization": ("phones", "locations", "attributes", "contacts", "funding", "programs", "metadata"),
    "service": (
        *("organization", "phones", "service_areas", "service_at_locations", "attributes", "contacts", "schedules"),
        *("languages", "cost_options", "required_documents", "program", "capacities", "metadata"),
    ),
    "service_at_location": ("location", "service", "phones", "service_areas", "contacts", "schedules"),
    "taxonomy_term": ("taxonomy_detail",),
}


class OwnShape:
    """The shape of HSDS as far as the names of its fields go."""

    @property
    def kinds(self) -> Collection[str]:
        """The types."""
        return TABLES.keys()

    def fields(self, kind: str) -> Mapping[str, Any]:
        """The fields of a type; those that hold other records have no schema."""
        return {**self.plain_fields(kind), **dict.fromkeys(_NESTED.get(kind, ()))}

    def plain_fields(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """The columns of a type's table."""
        names = ("id", *TABLES[kind][1].split())
        return {name: NUMBER if name in NUMBERS else TEXT for name in names}

    def kind_of_table(self, name: str) -> str | None:
        """Return the type whose table has this file name."""
        return next((kind for kind, (file, _) in TABLES.items() if file == name), None)
