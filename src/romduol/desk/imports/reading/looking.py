"""Looks at each record of a feed once: it is checked, and what stands the check is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.feed import Told
from romduol.desk.imports.ledger import Ledger
from romduol.desk.imports.reading.drawing import Drawing
from romduol.desk.imports.reading.joined import Joined
from romduol.desk.imports.records import Finding, Limits, Place, found_at
from romduol.desk.imports.recordwise import PERSONS, RecordChecks
from romduol.desk.imports.rules.fields import AT
from romduol.desk.imports.rules.guarding import unguarded
from romduol.desk.imports.rules.shape import ADDED
from romduol.desk.imports.rules.values import Problem, object_problems
from romduol.desk.imports.rules.walking import Node, pointer, printable
from romduol.desk.imports.schemas import FeedSchemas
from romduol.ui.words import phrase

MOST_NOTES = 500
"""Fields that are told as left out; a feed that makes up names of fields fills no memory."""
_SHARED = frozenset(["id", AT])
TAKEN: Mapping[str, frozenset[str]] = {
    kind: frozenset(fields.split()) | _SHARED | ADDED.get(kind, {}).keys()
    for kind, fields in {
        "service": "name description status organization organization_id organization_ids assured_date phones"
        " service_areas service_at_locations attributes program_id",
        "organization": "name alternate_name description website url additional_websites parent_organization_id phones"
        " locations services",
        "service_at_location": "service_id location_id location service phones service_areas",
        "location": "name location_type organization_id external_identifier external_identifier_type addresses phones",
        "phone": "number type languages organization_id service_id location_id service_at_location_id contact_id",
        "service_area": "name extent extent_type service_id service_at_location_id",
        "attribute": "taxonomy_term taxonomy_term_id link_id link_type link_entity value label service_id",
        "taxonomy_term": "code name description taxonomy taxonomy_detail taxonomy_id parent_id language term_uri",
        "language": "name code phone_id service_id location_id",
        "address": "city region state_province country location_id address_type",
    }.items()
}
"""What is taken of each type, or stands there only to hold the rest together."""
_LED_TO = frozenset(["organization", "service", "taxonomy_term"])
_WHEREABOUTS = frozenset(["latitude", "longitude", "address_1", "address_2", "postal_code", "transportation"])
_PERSONS = frozenset(["contacts", "attention", "assurer_email"])
NOT_TAKEN = phrase("`%(field)s` of a %(kind)s is not taken over: our directory has no room for it")
WHEREABOUTS = phrase("`%(field)s` is not taken over: where people are can put them in danger")
METADATA = phrase("metadata is not taken over: it holds old values and names of persons")
WRONG_TYPE = phrase("`%(field)s` has to be %(type)s")
A_TEXT, A_LIST, AN_OBJECT = phrase("a text"), phrase("a list"), phrase("an object")
_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    **dict.fromkeys(("id", "name", "description", "alternate_name", "number", "status", "type"), ((str, int), A_TEXT)),
    **dict.fromkeys(("website", "organization_id", "parent_organization_id", "extent", "code"), ((str, int), A_TEXT)),
    **dict.fromkeys(("phones", "service_areas", "service_at_locations", "attributes", "locations"), ((list,), A_LIST)),
    **dict.fromkeys(("languages", "addresses", "contacts", "services"), ((list,), A_LIST)),
    **dict.fromkeys(("organization", "location", "taxonomy_term"), ((dict,), AN_OBJECT)),
}
"""What our own check asks of a field where no official schema is at hand."""


class ReadChecks(RecordChecks):
    """The checks of a record that is read in: what is left out of it is told once for each field, not each time."""

    def __init__(self, schemas: FeedSchemas | None, ledger: Ledger, limits: Limits) -> None:
        super().__init__(schemas, ledger, limits)
        self._typed = schemas is None
        self._told: set[tuple[str, str]] = set()

    def without_schemas(self) -> None:
        """Check by our own rules alone: the feed is not of the kind that the official schemas are about."""
        self._schemas, self._typed = None, True

    def problems(self, node: Node) -> list[Problem]:
        """Return what is wrong with an object; numbers are looked at later, with the country's own short codes."""
        found = object_problems("", node.fields)
        if self._typed and node.kind in TAKEN:
            for field, held in node.fields.items():
                expected = _TYPES.get(field)
                if expected and held is not None and type(held) not in expected[0]:
                    found.append(Problem(field, "wrong_type", Cause(WRONG_TYPE, field=field, type=Cause(expected[1]))))
        return found

    def _note(self, node: Node, place: Place, *, table: bool = False) -> None:
        """Note ids for the end, of parts of a document only those that a listing may lead to."""
        if table or node.path is None or node.kind in _LED_TO:
            super()._note(node, place, table=table)

    def left_out(self, nodes: Iterable[Node], place: Place) -> Iterator[Finding]:
        """Yield the fields that are left out, each the first time that it comes."""
        for node in nodes:
            taken = TAKEN.get(node.kind)
            if taken is None or taken.issuperset(node.fields):
                continue
            for field in sorted(node.fields.keys() - taken):
                if node.fields[field] not in (None, "", [], {}) and self._is_new(node.kind, field):
                    yield _note(node, field, place)

    def _is_new(self, kind: str, field: str) -> bool:
        if (kind, field) in self._told or len(self._told) >= MOST_NOTES:
            return False
        self._told.add((kind, field))
        return True


class Reader:
    """Hands each record that stands its check on, to be drawn, or to be joined to others first."""

    def __init__(self, checks: ReadChecks, drawing: Drawing, joined: Joined) -> None:
        self._checks = checks
        self._drawing = drawing
        self._joined = joined

    def without_schemas(self) -> None:
        """Check by our own rules alone."""
        self._checks.without_schemas()

    def of_record(self, record: dict[str, Any], kind: str, place: Place, *, spoiled: bool = False) -> Iterator[Told]:
        """Yield what is wrong with a record, and what it gives where nothing is."""
        wrong = spoiled
        for found in self._checks.of_record(record, kind, place):
            wrong = wrong or found.severity == "error"
            yield found
        if wrong:
            return
        yield from without_bad(self._drawing.record(kind, record, place))

    def of_row(self, record: dict[str, Any], kind: str, place: Place, *, first: bool) -> Iterator[Told]:
        """Yield what is wrong with a row; where nothing is, it is kept until all tables are read."""
        for field, held in record.items():
            if type(held) is str and held[:1] == "'":
                record[field] = unguarded(held)
        wrong = False
        single = {name: held for name, held in record.items() if type(held) is not list}
        for found in self._checks.of_row(single, kind, place, first=first):
            wrong = wrong or found.severity == "error"
            yield found
        if not wrong:
            self._joined.add(kind, record, place)
            self._joined.add_named(kind, record, place)


def without_bad(drawn: Iterator[Told]) -> list[Told]:
    """Return what was drawn of a record, but nothing of a record in which drawing found an error."""
    held: list[Told] = list(drawn)
    findings: list[Told] = [one for one in held if isinstance(one, Finding)]
    bad = any(isinstance(one, Finding) and one.severity == "error" for one in findings)
    return findings if bad else held


def _note(node: Node, field: str, place: Place) -> Finding:
    where = pointer(node.path, field)
    if field in _WHEREABOUTS:
        return found_at(place, where, "address_left_out", Cause(WHEREABOUTS, field=field))
    if field in _PERSONS:
        return found_at(place, where, "personal_name", Cause(PERSONS))
    if field == "metadata":
        return found_at(place, where, "metadata", Cause(METADATA))
    return found_at(place, where, "not_taken", Cause(NOT_TAKEN, field=printable(field), kind=node.kind))
