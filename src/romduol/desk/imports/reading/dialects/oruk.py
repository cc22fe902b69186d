"""Open Referral UK 1: pages with `content`, plurals of its own, terms and areas within objects that join them.

Known from the schemas and the first implementation of that profile (OpenReferralUK/human-services). From version 3 on
it is HSDS 3, and read as that.
"""

from romduol.desk.imports.reading.dialects import hsds2
from romduol.desk.imports.reading.dialects.words import Dialect, Record, objects


def service(record: Record) -> Record:
    """Return a service as HSDS 3 has it; numbers stand with its contacts there, whose names are not read."""
    made = hsds2.service(record)
    areas = [one for one in made.get("service_areas", []) if one.get("name")]
    numbers = [phone for contact in objects(record, "contacts") for phone in objects(contact, "phones")]
    made.pop("contacts", None)
    if areas:
        made["service_areas"] = areas
    if numbers:
        made["phones"] = [*objects(record, "phones"), *numbers]
    return made


DIALECT = Dialect(
    name="Open Referral UK",
    tables=hsds2.TABLES,
    columns=hsds2.COLUMNS,
    several=hsds2.SEVERAL,
    document=service,
    field_signs=(
        *("service_taxonomys", "service_taxonomies", "eligibilitys", "eligibilities", "link_taxonomies"),
        *("reviews", "deliverable_type"),
    ),
)
