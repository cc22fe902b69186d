"""The tables of the tabular data package: those of HSDS that we fill, with what of our profile is one value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type and format as a table schema has them, and the table whose ids it holds."""

    name: str
    type: str = "string"
    format: str = "default"
    required: bool = False
    of: str = ""
    about: str = ""


def _ids(name: str, of: str, *, required: bool = False) -> Column:
    return Column(name, format="uuid", required=required, of=of)


ID = Column("id", format="uuid", required=True)
STANDING = (Column("standing"), Column("plain_level"))
SOURCED = (*STANDING, Column("sources", about="Who says so: title, date and grade of each source."))
PAGE = Column("page")
TRANSLATION = Column("translation", about="original, machine-drafted, reviewed, or missing in part.")
NUMBER = Column(
    "number",
    required=True,
    about="An address after RFC 3966 (tel:+…), so that no spreadsheet counts with it; or a code.",
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name and file as HSDS has them, and its columns."""

    name: str
    file: str
    columns: tuple[Column, ...]


TABLES = (
    Table(
        "organization",
        "organizations.csv",
        (
            ID,
            Column("name", required=True),
            Column("alternate_name"),
            Column("description", required=True),
            Column("website", format="uri"),
            _ids("parent_organization_id", "organization"),
            Column("alert"),
            Column("whether_there"),
            *STANDING,
            TRANSLATION,
            PAGE,
        ),
    ),
    Table(
        "service",
        "services.csv",
        (
            ID,
            # HSDS wants one; where no source names who gives a service, nobody is made up.
            _ids("organization_id", "organization"),
            Column("name", required=True),
            Column("description"),
            Column("status", required=True),
            Column("fees_description"),
            Column("eligibility_description"),
            Column("assured_date", "date"),
            Column("alert"),
            *STANDING,
            TRANSLATION,
            PAGE,
            Column("given_by", about="Everyone who gives it, or the words of a source that names nobody."),
            Column("barriers", about="What sources say can get in the way."),
        ),
    ),
    Table(
        "attribute",
        "attributes.csv",
        (
            ID,
            Column("link_id", format="uuid", required=True),
            _ids("taxonomy_term_id", "taxonomy_term", required=True),
            Column("link_type"),
            Column("link_entity", required=True),
            Column("value"),
        ),
    ),
    Table(
        "service_at_location",
        "service_at_location.csv",
        (ID, _ids("service_id", "service", required=True), _ids("location_id", "location", required=True), *STANDING),
    ),
    Table(
        "location",
        "locations.csv",
        (
            ID,
            Column("location_type", required=True),
            Column("name"),
            Column("description"),
            Column("external_identifier"),
            Column("external_identifier_type"),
            Column("is_area", "boolean"),
            Column("level"),
        ),
    ),
    Table(
        "phone",
        "phones.csv",
        (
            ID,
            _ids("service_id", "service"),
            _ids("organization_id", "organization"),
            _ids("service_at_location_id", "service_at_location"),
            NUMBER,
            Column("type"),
            Column("description"),
            Column("line_id", format="uuid"),
            Column("showing"),
            Column("purposes"),
            PAGE,
            Column("answered_by"),
            Column("caution"),
            *SOURCED,
            Column("checked_on", "date"),
        ),
    ),
    Table(
        "schedule",
        "schedules.csv",
        (
            ID,
            _ids("service_id", "service"),
            _ids("service_at_location_id", "service_at_location"),
            Column("freq"),
            Column("interval", "number"),
            Column("byday"),
            Column("description"),
            Column("opens_at", "time", "%H:%M"),
            Column("closes_at", "time", "%H:%M"),
            Column("line_id", format="uuid"),
            Column("standing"),
        ),
    ),
    Table(
        "service_area",
        "service_areas.csv",
        (
            ID,
            _ids("service_id", "service"),
            _ids("service_at_location_id", "service_at_location"),
            Column("name"),
            Column("description"),
            Column("extent"),
            Column("extent_type"),
            *SOURCED,
        ),
    ),
    Table(
        "language",
        "languages.csv",
        (ID, _ids("service_id", "service"), _ids("phone_id", "phone"), Column("name"), Column("code")),
    ),
    Table(
        "taxonomy_term",
        "taxonomy_terms.csv",
        (
            ID,
            Column("code"),
            Column("name", required=True),
            Column("description", required=True),
            _ids("parent_id", "taxonomy_term"),
            Column("taxonomy"),
            Column("language"),
            _ids("taxonomy_id", "taxonomy"),
            Column("open_eligibility_id"),
            TRANSLATION,
        ),
    ),
    Table(
        "taxonomy",
        "taxonomies.csv",
        (
            ID,
            Column("name", required=True),
            Column("description", required=True),
            Column("version"),
            TRANSLATION,
        ),
    ),
)
OWN = {"s": "service", "o": "organization", "l": "service_at_location", "x": "taxonomy", "t": "taxonomy_term"}
"""Kind of record -> its table."""
PARTS = {"phones": "phone", "schedules": "schedule", "service_areas": "service_area", "languages": "language"}
"""Field of a record -> the table of its parts; each part names the record in a column of that record's table."""
