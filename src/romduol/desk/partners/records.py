"""Who was found to be the body that it says it is, and what such a body says of itself: frozen records."""

from builtins import property as computed
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from romduol.knowledge.claims.records import ResolvedValue, Stance, Standing
from romduol.knowledge.directory.records import Showing


class How(StrEnum):
    """How somebody found out that an organisation is the body of a record."""

    CALLED_BACK = "called_back"
    """They were called on a number that another source gives."""
    VISIT = "visit"
    LETTER = "letter"
    """A letter went to an address that is known from elsewhere, and was answered."""
    REGISTER = "register"
    """An official register names the person."""
    MET = "met"
    """Somebody who keeps this site met them in person and knew them."""


@dataclass(frozen=True, slots=True)
class Verification:
    """One finding that an organisation of accounts is the body of a record."""

    id: UUID
    organization: str
    organization_name: Mapping[str, str]
    subject: str
    how: How
    told: str
    """What was done, in a sentence."""
    number: str
    """On which number they were called back; empty where they were not called."""
    on: date
    by: str
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_why: str = ""
    into: str = ""
    """The record that its record is today, where somebody joined the two: for that one it was not verified."""


class Manner(StrEnum):
    """What a new word about a property does to the words before it."""

    REPLACE = "replace"
    """It stands in the place of what the body said before."""
    SET = "set"
    """It tells all values at once: those left out are no longer so."""
    ADD = "add"
    """It stands beside the others."""


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that a body says of itself, today."""

    subject: str
    property: str
    value: str
    purpose: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    as_given: str = ""
    denies: bool = False

    @computed
    def stance(self) -> Stance:
        """Whether it says that a thing is so, or that it is not."""
        return Stance.DENIES if self.denies else Stance.ASSERTS


@dataclass(frozen=True, slots=True)
class Part:
    """The record itself, one of its lines or one of its services: all of which a body may speak."""

    subject: str
    kind: str
    code: str
    values: tuple[ResolvedValue, ...]
    number: str = ""
    """The number of a line."""
    showing: Showing | None = None
    """How readers get a line."""
    listed: bool = True
    """False where a service is held back from readers."""

    def of(self, name: str) -> list[ResolvedValue]:
        """Return the values of a property, without what was taken back or refuted."""
        return [one for one in self.values if one.property == name and one.standing not in REFUTED]


REFUTED = (Standing.WITHDRAWN, Standing.OUTWEIGHED)


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """The record of a body, with the parts of which it may speak."""

    verification: Verification
    body: Part
    lines: tuple[Part, ...]
    services: tuple[Part, ...]
    taken_back: bool
    """True where all of it was taken back: then nothing more is said of it."""

    @computed
    def parts(self) -> tuple[Part, ...]:
        """Everything of which it may speak."""
        return (self.body, *self.lines, *self.services)

    def part(self, code: str) -> Part | None:
        """Return the part whose page has this code; None where it is not of this record."""
        return next((one for one in self.parts if one.code == code), None)
