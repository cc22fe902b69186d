"""Our HSDS profile as data: what our documents hold beside the fields of HSDS 3.1, where it stands, what it means.

The OpenAPI document and the page for engineers are made of this table, and a test holds the documents to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from romduol.channels.api.hsds.givers import HELD
from romduol.knowledge.releases.records import PlainLevel, Showing, Standing
from romduol.ui.vocabulary import CODES, PURPOSES

Schema = Mapping[str, Any]
"""A JSON Schema; `#/definitions/…` leads to `DEFINITIONS`."""

TEXT: Schema = {"type": "string"}
UUID: Schema = {"type": "string", "format": "uuid"}
DAY: Schema = {"type": "string", "format": "date"}
STANDING: Schema = {"type": "string", "enum": [standing.value for standing in Standing]}
LEVEL: Schema = {"type": "string", "enum": [level.value for level in PlainLevel]}


def _object(required: tuple[str, ...], **properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/definitions/{of}"}, "minItems": 1}


SOURCES = _list("source")
BACKED: Mapping[str, Schema] = {"standing": STANDING, "plain_level": LEVEL, "sources": SOURCES}
_PURPOSES: Schema = {"type": "array", "items": {"type": "string", "enum": list(PURPOSES)}}
DEFINITIONS: Mapping[str, Schema] = {
    "source": _object(
        ("id", "title", "grade"),
        id=TEXT,
        title=TEXT,
        publisher=TEXT,
        date={"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
        date_inferred={"const": True},
        grade={"type": "string", "enum": ["A", "B", "C", "D"]},
    ),
    "provenance": _object(
        ("field", "property", "value", "standing", "plain_level", "claims", "sources"),
        field=TEXT,
        property=TEXT,
        value=TEXT,
        said_on=DAY,
        checked_on=DAY,
        fresh_until=DAY,
        claims={"type": "array", "items": TEXT, "minItems": 1},
        against=SOURCES,
        **BACKED,
    ),
    "access": _object(
        ("code", "name", *BACKED), code={"type": "string", "enum": list(CODES["access"])}, name=TEXT, **BACKED
    ),
    "barrier": _object(("text", *BACKED), text=TEXT, **BACKED),
    "giver": _object(("name", *BACKED), id=UUID, name=TEXT, **BACKED),
    "line_held": _object(
        ("masked", "description", "line_id", "showing", "page"),
        masked=TEXT,
        description=TEXT,
        line_id=UUID,
        showing={"type": "string", "enum": [showing.value for showing in HELD]},
        purposes=_PURPOSES,
        page=TEXT,
        may_be_police={"const": True},
    ),
    "translation": _object(
        ("language", "state"),
        language=TEXT,
        state={"type": "string", "enum": ["original", "machine-drafted", "reviewed", "missing"]},
        in_other_languages={"type": "object", "additionalProperties": TEXT, "minProperties": 1},
    ),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field that HSDS does not have."""

    name: str
    on: tuple[str, ...]
    """The HSDS objects that it stands on, by their schema's name."""
    schema: Schema
    description: str
    """One sentence."""
    full_only: bool = False
    """True where lists do not have it."""


RECORDS = ("service", "organization")
TOP = (*RECORDS, "service_at_location", "taxonomy", "taxonomy_term")
PROFILE: tuple[Field, ...] = (
    Field(
        "standing",
        (*RECORDS, "service_at_location", "service_area", "phone", "schedule"),
        STANDING,
        "How far the record, or this part of it, can be relied on, worked out by rule from its sources for one day.",
    ),
    Field(
        "plain_level",
        (*RECORDS, "service_at_location", "service_area", "phone"),
        LEVEL,
        "What a reader is told of it: `called` (we called or checked), `said` (somebody says so), `not_relied`.",
    ),
    Field(
        "sources",
        ("service_area", "phone"),
        SOURCES,
        "Who says so, with the grade each has on this very point; an unsigned source is named by its title alone.",
    ),
    Field(
        "translation",
        (*RECORDS, "taxonomy", "taxonomy_term"),
        {"$ref": "#/definitions/translation"},
        "Whether these words were written here, drafted by a machine or reviewed by a person, or are missing in part.",
    ),
    Field(
        "page",
        (*RECORDS, "phone"),
        TEXT,
        "The page of this copy that says the same to a reader; without a host where this copy does not know its own.",
    ),
    Field(
        "given_by",
        ("service",),
        _list("giver"),
        "Everyone who gives the service, since HSDS has room for one; without an id where sources name nobody.",
        full_only=True,
    ),
    Field(
        "access",
        ("service",),
        _list("access"),
        "What decides whether people come (free, no name needed, women staff, …), each with who says so.",
        full_only=True,
    ),
    Field(
        "barriers",
        ("service",),
        _list("barrier"),
        "What sources say can get in the way.",
        full_only=True,
    ),
    Field(
        "alert",
        ("organization", "service_at_location"),
        TEXT,
        "That it closed, left the country, changed its work or was replaced, or why it is no longer listed, in words.",
    ),
    Field(
        "status",
        ("organization", "service_at_location"),
        {"const": "defunct"},
        "Stands on what is no longer listed, in answers to `modified_after` alone: do not show it any more.",
    ),
    Field(
        "gone_because",
        (*RECORDS, "service_at_location"),
        {"type": "string", "enum": ["withdrawn", "joined", "not_listed"]},
        "Why it is no longer listed, in answers to `modified_after` alone; `joined`: it and another record are one.",
    ),
    Field(
        "joined_into",
        (*RECORDS, "service_at_location"),
        UUID,
        "The id of the record that it turned out to be, where `gone_because` is `joined`: put that one in its place.",
    ),
    Field(
        "last_modified",
        ("organization", "service_at_location"),
        {"type": "string", "format": "date-time"},
        "With which release it became as it is.",
    ),
    Field("license", TOP, TEXT, "Under which licence it stands: on records that travel without a list around them."),
    Field("release", TOP, TEXT, "Which release of the facts it is from: on records that travel without a list."),
    Field(
        "whether_there",
        ("organization",),
        {"type": "string", "enum": [code for code in CODES["status"] if code != "active"]},
        "The same as a code; absent where nothing says that it is gone.",
    ),
    Field(
        "lines_held",
        (*RECORDS, "service_at_location"),
        _list("line_held"),
        "Lines whose digits a reader sees only after a warning: their mask and the page to read first.",
        full_only=True,
    ),
    Field(
        "provenance",
        (*RECORDS, "service_at_location"),
        _list("provenance"),
        "For each field that is filled: the value, its standing, until when it is fresh, who says so and who does not.",
        full_only=True,
    ),
    Field("line_id", ("phone", "schedule"), UUID, "The id of the line, the same wherever the line stands."),
    Field(
        "showing",
        ("phone",),
        {"type": "string", "enum": [Showing.CALL.value, Showing.CALL_UNCONFIRMED.value, Showing.SECOND.value]},
        "How a reader sees the line: a call button, one whose owner is not confirmed, or a second one.",
    ),
    Field("purposes", ("phone",), _PURPOSES, "What the line is for."),
    Field(
        "answered_by",
        ("phone",),
        TEXT,
        "`police` where any body said to own the line is police, else its name; absent where nobody knows.",
    ),
    Field("caution", ("phone",), TEXT, "What has to be told beside the number, because alone it could do harm."),
    Field("checked_on", ("phone",), DAY, "The day on which a steward called."),
    Field("is_area", ("location",), {"const": True}, "The location is an administrative area and never an address."),
    Field(
        "level",
        ("location",),
        {"type": "string", "enum": ["country", "province", "municipality", "district"]},
        "What kind of area it is.",
    ),
    Field(
        "open_eligibility_id", ("taxonomy_term",), TEXT, "The matching term of Open Eligibility, where one is known."
    ),
)


def fields_on(name: str) -> tuple[Field, ...]:
    """Return the fields of our profile on an HSDS object."""
    return tuple(field for field in PROFILE if name in field.on)
