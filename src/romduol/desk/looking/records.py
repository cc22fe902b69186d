"""What is counted of an edition, and what is told of the counts: frozen records, no names of people in any of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Text = Mapping[str, str]
"""Language code -> words."""
NATIONAL, UNPLACED = "national", "unplaced"
"""In place of a province: services for the whole country, and those of which nobody says where they are."""
OTHER = "other"
"""In place of a need: services of a kind that nobody tells."""


class Age(StrEnum):
    """How long ago something was last checked."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    OLDER = "older"
    NEVER = "never"


class GapKind(StrEnum):
    """What is missing, gravest first."""

    NEED_UNREACHED = "need_unreached"
    """Nowhere in the country does anybody give this help whose number can be called."""
    PLACE_UNREACHED = "place_unreached"
    """Services are listed in the place, and the number of none of them can be called."""
    PLACE_EMPTY = "place_empty"
    """No service of the place's own is known. It does not follow that there is none."""
    HELD_BACK = "held_back"
    """Nobody else than its operator says that one may leave."""
    NEVER_CALLED = "never_called"
    """Numbers that nobody here has called."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many services are listed, of how many a number can be called, and how many were said or checked lately."""

    listed: int = 0
    callable: int = 0
    fresh: int = 0

    def __add__(self, other: Cell) -> Cell:
        """Add the counts of two sets of services that share none."""
        return Cell(self.listed + other.listed, self.callable + other.callable, self.fresh + other.fresh)


@dataclass(frozen=True, slots=True)
class NextCall:
    """A number that would be called next: how readers see it, and how many services rest on it."""

    number: str
    """Masked where readers do not get its digits either: it may be somebody's private phone."""
    code: str
    """The code of the line's page."""
    who: Text
    age: Age
    two_owners: bool
    services: int
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """All counts of one day."""

    on: date
    coverage: Mapping[str, Mapping[str, Cell]]
    """Province, `national` or `unplaced` -> need -> cell; a province without services has an empty row."""
    needs: tuple[str, ...]
    """The needs that services can answer, in the order of the taxonomy."""
    total: Cell
    """Each service once, wherever it is given."""
    gone: int
    """Services that are listed though whoever gave them closed, left or was replaced; they are in no cell."""
    line_ages: Mapping[Age, int]
    """Lines that were not taken back, by their last call."""
    fact_ages: Mapping[Age, int]
    """Other facts that do harm when they are wrong, by their last check."""
    contradictions: Mapping[str, int]
    """Severity -> open contradictions."""
    held_back: Mapping[str, int]
    """Province, `national` or `unplaced` -> residential services that are held back there."""
    held_back_in_all: int
    texts: Mapping[str, int]
    """State of a translation -> guides in one language."""
    texts_to_read_again: int
    """Guides of which a fact changed since somebody last read them against the facts."""
    lines: Mapping[str, int]
    """Showing -> lines."""
    place_names: Mapping[str, Text] = field(default_factory=dict)
    need_names: Mapping[str, Text] = field(default_factory=dict)
    next_calls: tuple[NextCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing."""

    kind: GapKind
    count: int
    places: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class FigureKind(StrEnum):
    """The five figures of the sheet."""

    CALLABLE = "callable"
    CALLED_LATELY = "called_lately"
    CONTRADICTIONS = "contradictions"
    HELD_BACK = "held_back"
    TEXTS_READ = "texts_read"


@dataclass(frozen=True, slots=True)
class Count:
    """A part of a whole: 5 of 17 lines. Without a whole it is a number by itself."""

    part: int
    whole: int | None = None


Figures = Mapping[FigureKind, Count]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure today, and what it was before."""

    kind: FigureKind
    now: Count
    before: Count | None
    """None where nothing was counted then."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture; its width is in hundredths of the room."""

    code: str
    count: int
    width: int


@dataclass(frozen=True, slots=True)
class Curve:
    """A line over time on its small sheet: where it goes, where it ends, and the same as figures."""

    path: str
    end: tuple[int, int]
    top: int
    """What the upper edge stands for."""
    points: tuple[tuple[date, int], ...]
