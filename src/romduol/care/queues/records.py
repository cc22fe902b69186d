"""What a queue is to others: whose inbox it is, what it takes, whether it is alive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class QueueKind(StrEnum):
    """What a queue takes."""

    TRAFFICKING = "trafficking"
    CHILD = "child"
    VIOLENCE = "violence"
    AUDIT = "audit"
    """What was done with sealed records: never offered to anybody who reports."""


class Body(StrEnum):
    """What kind of organisation reads a queue."""

    SUPPORT = "support"
    CHILD_PROTECTION = "child_protection"
    POLICE = "police"


@dataclass(frozen=True, slots=True)
class Span:
    """When somebody reads on some days of each week, by the country's clock."""

    days: tuple[int, ...]
    """From 1, Monday, to 7, Sunday."""
    start: str
    end: str
    """Such as 07:30; the same as `start` for all day, before it for the next day."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One organisation's inbox for one kind of report, as an administrator set it up."""

    id: UUID
    organization: UUID
    name: Mapping[str, str]
    """Language -> the name of the organisation."""
    kind: QueueKind
    body: Body
    provinces: tuple[str, ...]
    """Place ids of the country pack; none: the whole country."""
    hours: tuple[Span, ...]
    """When somebody reads; none: that was not told."""
    answer_hours: int
    """Within how many hours it promises an answer."""
    paused: bool
    opened_hour: int | None
    """When a member last opened it, in whole hours since 1970-01-01 UTC; None: never."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """A queue with its chain: the signed statements from epoch 1, as `walk_chain` takes them."""

    queue: Queue
    signed: tuple[bytes, ...]
