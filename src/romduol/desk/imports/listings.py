"""What any format is read into: one record of somebody, with each thing it says, and where in the file it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from romduol.desk.imports.records import Place

Kind = Literal["organization", "service"]
NO_WORDS: Mapping[str, str] = {}


class Said(NamedTuple):
    """One value that a record gives, in the form that a claim has it.

    `property` is one of `knowledge.claims.rules.properties`; `value` the comparable value (an E.164 number or short
    code, a code, a place code or `national`, a text).
    """

    property: str
    value: str
    pointer: str
    """Where it stands: a JSON pointer into the record, or the column."""
    words: Mapping[str, str] = NO_WORDS
    """The value as text, language -> words, where the property is text."""
    purpose: str = ""
    as_given: str = ""
    """What stood there, where `value` is another form of it: a phone number."""
    line: str = ""
    """The number (as a claim has it) where this is said of the line and not of the record: hours, cost, languages."""


class Link(NamedTuple):
    """One record that another names: whoever gives a service, what a body is a part of.

    `key` is the id that the file gives the other record, which may come later in the file, or not at all.
    """

    property: str
    """`provided_by`, `operated_by`, `part_of`, `replaced_by`."""
    key: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One record as somebody handed it over, whatever the format: an organisation or a service."""

    kind: Kind
    key: str
    """The id that the file gives it; where it gives none, what tells it from the others: folded names and place."""
    at: Place
    said: tuple[Said, ...] = ()
    links: tuple[Link, ...] = ()
    observed_on: date | None = None
    """When it was last known to be so, as the record itself says; else the date of the source counts."""
