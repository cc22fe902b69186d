"""What readers hand in: the frozen records that other rooms may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Told(StrEnum):
    """What a reader says is wrong."""

    NUMBER_WRONG = "number_wrong"
    NO_ANSWER = "no_answer"
    CLOSED = "closed"
    MOVED = "moved"
    TEXT_WRONG = "text_wrong"
    MISSING = "missing"
    TOLD_POLICE = "told_police"
    TOLD_OTHERS = "told_others"
    DEMANDED_MONEY = "demanded_money"
    HELD_PEOPLE = "held_people"
    TREATED_BADLY = "treated_badly"


class Taken(StrEnum):
    """What was taken out of a reader's words before they were kept."""

    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    NAME = "name"
    ADDRESS = "address"
    DIGITS = "digits"
    DATE = "date"


class Handled(StrEnum):
    """How far a suggestion has come."""

    NEW = "new"
    ADOPTED = "adopted"
    """Taken up: as a claim, or by a call or a withdrawal that a steward made because of it."""
    DECLINED = "declined"
    DUPLICATE = "duplicate"


class Receipt(StrEnum):
    """What became of what was just handed in."""

    KEPT = "kept"
    AGAIN = "again"
    """The same was handed in before on this day, and is kept."""
    COUNTED = "counted"
    """Too much came in to keep it; that something serious was told is counted."""
    FULL = "full"
    """Too much came in to keep it."""


@dataclass(frozen=True, slots=True)
class Masked:
    """Words without what could lead to a person, and what was taken out of them."""

    words: str
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """What a reader hands in, masked already; nothing else of it exists."""

    page: str
    lang: str
    told: tuple[Told, ...]
    words: Masked = Masked("")
    number: str = ""
    """The number that is right, in its international form, where one was given."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that a reader handed in, as stewards see it."""

    id: UUID
    page: str
    lang: str
    subject: str
    told: tuple[Told, ...]
    words: str
    number: str
    taken: tuple[Taken, ...]
    received_on: date
    """The day alone: a time could be laid beside a call or a visit."""
    serious: bool
    state: Handled
    decided_by: str = ""
    decided_at: datetime | None = None
    why: str = ""
    change: UUID | None = None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Beyond:
    """Serious things that came on one day about one page when no more words could be kept."""

    on: date
    page: str
    told: Told
    count: int
