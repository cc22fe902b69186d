"""What to check next: the frozen records that other rooms may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from romduol.knowledge.claims.records import Severity

Text = Mapping[str, str]
"""Language code -> words."""
NATIONAL = "national"
"""In place of a province: of the whole country, or of no one province that is known."""


class Kind(StrEnum):
    """Why something has to be looked at."""

    CONTRADICTION = "contradiction"
    LAPSED = "lapsed"
    SINGLE_SOURCE = "single_source"
    UNANSWERED = "unanswered"
    EXPIRING = "expiring"
    HELD_BACK = "held_back"
    OUTDATED_TEXT = "outdated_text"
    DRAFTED_TEXT = "drafted_text"
    URGENT_LINE = "urgent_line"


class Owner(StrEnum):
    """Whose tasks somebody wants to see."""

    MINE = "mine"
    NOBODY = "nobody"
    SOMEBODY = "somebody"
    LATER = "later"
    """Those that were postponed, whoever has them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of what readers get rests on a fact; worked out from the edition, since no reader is counted."""

    places: int = 0
    services: int = 0
    situations: int = 0
    sections: int = 0

    @property
    def total(self) -> int:
        """Return all of it as one number."""
        return self.places + self.services + self.situations + self.sections


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to check, and all that its place in the queue rests on."""

    key: int
    """The same for the same spot in every edition, so that whoever took it keeps it when its kind changes."""
    kind: Kind
    subject: str
    property: str
    severity: Severity
    score: int
    purpose: str = ""
    value: str = ""
    line: str = ""
    """The digits to dial, as people dial them; empty where there is no number."""
    label: Text = field(default_factory=dict)
    """Whom or what it is about."""
    since: date | None = None
    """When it was last said or checked; None where nothing dates it."""
    reach: Reach = Reach()
    provinces: tuple[str, ...] = (NATIONAL,)
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What a row tells beside: `said` (the value in words), `code` (of a line's page), `until`, `tries`, `police`."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What the people at the desk agreed on about one item; it is not worked out anew with the queue."""

    key: int
    taken_by: str = ""
    taken_at: datetime | None = None
    given_by: str = ""
    """Who handed it over, where somebody did."""
    until: date | None = None
    """It is left out of the queue before this day."""
    put_off_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the queue: the item, and who has it."""

    item: Item
    hold: Hold


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue somebody asks for."""

    province: str = ""
    kind: Kind | None = None
    owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue, from which the next page begins."""

    score: int
    key: int


@dataclass(frozen=True, slots=True)
class Refreshed:
    """When the queue was last worked out, and of which day."""

    at: datetime
    day: date
    items: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items there were when the queue was worked out, and what the provinces are called."""

    items: Mapping[tuple[str, str], int]
    """(province, kind) -> how many; empty stands for all."""
    provinces: Mapping[str, Text]
