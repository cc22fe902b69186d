"""What people say of a service they went to: taps alone, no words, and nothing of who said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Question(StrEnum):
    """What is asked; each may be left out."""

    OPENED = "opened"
    SERVED = "served"
    WAITED = "waited"
    RESPECTED = "respected"
    KEPT_QUIET = "kept_quiet"
    COST = "cost"
    FRIEND = "friend"


class Conduct(StrEnum):
    """What no service may do: it reaches a steward when one person tells it."""

    THREATENED = "threatened"
    TOLD_OTHERS = "told_others"
    CALLED_POLICE = "called_police"
    TURNED_AWAY = "turned_away"


class Done(StrEnum):
    """What a steward did about it."""

    CALLED = "called"
    WARNED = "warned"
    TAKEN_OFF = "taken_off"
    PASSED_ON = "passed_on"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class Said:
    """What one person taps about one service."""

    service: str
    """Its id as published: the code of its page."""
    answers: Mapping[Question, str] = field(default_factory=dict)
    conduct: tuple[Conduct, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Some answers to a question, and how many gave them; None: fewer than three, or nobody."""

    answers: tuple[str, ...]
    count: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How the answers to one question lie."""

    question: Question
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What anybody may see of a service: how many told it with a card, and how their answers lie."""

    people: int
    spreads: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many spoke of a service, as the desk sees it."""

    service: str
    with_card: int
    without: int


@dataclass(frozen=True, slots=True)
class Concern:
    """One kind of serious conduct that was told of a service in one quarter; `week` is the quarter's last."""

    id: UUID
    service: str
    week: str
    conduct: Conduct
    trusted: bool
    """Told with the code of a card."""
    count: int
    handled: int
    """How many of them a steward has dealt with."""
    done: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Cards that were made at one time: for whom, where, until when; never who got one."""

    id: UUID
    organization: UUID
    province: str
    made: int
    left: int
    expires: str
    """The last ISO week in which they count."""
