"""ORServices (sarapis/orservices): a zip of tables without a description, nearly those of HSDS 2.

Its ids are long numbers. One cell may name several records, with commas between them. Its older exports call the
columns as its own database does (`service_recordid`, `service_name`). Known from its exports and from what it imports.
"""

from __future__ import annotations

from collections.abc import Collection

from romduol.desk.imports.reading.dialects import hsds2
from romduol.desk.imports.reading.dialects.words import SKIPPED, Dialect, Sign


def _own(kind: str, *fields: str, **more: str) -> dict[str, str]:
    return {f"{kind}_recordid": "id", **{f"{kind}_{field}": field for field in fields}, **more}


COLUMNS = {
    "service": {
        **_own("service", "name", "alternate_name", "description", "url", "email", "status", "application_process"),
        "service_organization": "organization_id",
        "service_fees": "fees_description",
        "fees": "fees_description",
        "service_locations": "location_id",
        "service_phones": "phone_id",
        "service_taxonomy": "taxonomy_term_id",
    },
    "organization": {
        **_own("organization", "name", "alternate_name", "description", "email", "tax_status", "legal_status"),
        "url": "website",
        "organization_url": "website",
        "organization_phones": "phone_id",
    },
    "location": {
        **_own("location", "name", "alternate_name", "description", "latitude", "longitude", "transportation"),
        "location_organization": "organization_id",
        "location_phones": "phone_id",
    },
    "phone": {
        **_own("phone", "number", "extension", "type", "description"),
        "phone_organizations": "organization_id",
        "phone_services": "service_id",
        "phone_locations": "location_id",
    },
    "address": {
        **_own("address", "city", "state_province", "postal_code", "region", "country", "attention", "type"),
        "address_locations": "location_id",
        "address": "address_1",
    },
    "attribute": {
        "service_recordid": "service_id",
        "taxonomy_recordid": "taxonomy_term_id",
        "taxonomy_id": "taxonomy_term_id",
        "taxonomy_detail": "value",
    },
    "service_at_location": {"service_recordid": "service_id", "location_recordid": "location_id"},
    "taxonomy_term": {**_own("taxonomy", "name"), "taxonomy_x_description": "description", "vocabulary": "taxonomy"},
    "service_area": {"service_recordid": "service_id", "service_area": "name"},
    "language": {"language": "name", "language_recordid": "id"},
}
SEVERAL = {
    **hsds2.SEVERAL,
    "service": frozenset(["organization_id", "location_id", "phone_id", "taxonomy_term_id"]),
    "organization": frozenset(["phone_id"]),
    "location": frozenset(["organization_id", "phone_id"]),
}
LINKS = {
    "service_phones.csv": ("phone", "phone_recordid", "service_recordid"),
    "location_phones.csv": ("phone", "phone_recordid", "location_recordid"),
    "location_addresses.csv": ("address", "address_recordid", "location_recordid"),
}
"""Tables that only join two others."""


def _own_columns(columns: Collection[str]) -> Sign:
    return next((name for name in sorted(columns) if name.endswith("_recordid")), "")


DIALECT = Dialect(
    name="ORServices",
    tables={
        **hsds2.TABLES,
        **dict.fromkeys(
            [
                *("taxonomy_types.csv", "taxonomy_terms_types.csv", "organization_tags.csv", "service_tags.csv"),
                *("details.csv", "codes.csv", "code_ledgers.csv"),
            ],
            SKIPPED,
        ),
    },
    columns=COLUMNS,
    several=SEVERAL,
    links=LINKS,
    document=hsds2.service,
    table_signs=(*LINKS, "taxonomy_terms_types.csv", "taxonomy_types.csv", "organization_tags.csv", "service_tags.csv"),
    column_signs=_own_columns,
)
