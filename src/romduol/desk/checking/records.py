"""What is written down of one call or visit: the frozen records that the rest of this room hands about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from romduol.desk.changes.records import Change
from romduol.knowledge.claims.records import Disagreement, Outcome, ResolvedValue, Row, Subject
from romduol.knowledge.directory.records import Edition, Line

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spot:
    """What one check is about: one value of one property of one subject."""

    subject: str
    property: str
    value: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that the same call told beside: each becomes a claim of its own."""

    subject: str
    property: str
    value: str
    words: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a call, a visit or a letter found about one value."""

    outcome: Outcome
    how: str
    on: date
    holds_until: date
    note: str = ""
    """For the organisation of whoever writes it, and for nobody else."""
    why: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent: what it says where it can be read, and what is wrong with it where it cannot."""

    sent: Mapping[str, Any]
    finding: Finding | None = None
    reason: Words = field(default_factory=dict)
    """Why the number is taken off, where it is; language -> what readers see."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field -> one of our English texts."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that somebody has before their eyes when they check one value."""

    subject: Subject
    address: str
    """How addresses call the subject: its id, or the code of its page where the id would tell a number."""
    spot: Spot
    code: str
    values: tuple[ResolvedValue, ...]
    """The value as it stands today, once for each purpose; empty where nobody says so any more."""
    line: Line | None
    """The phone line that is dialled, where there is one."""
    rows: tuple[Row, ...]
    """Every check of this value that counts, the newest first."""
    missed: int
    """On how many days nobody answered since the last finding."""
    disagreements: tuple[Disagreement, ...]
    waiting: tuple[Change, ...]
    """What waits for a second yes about the same property."""
    edition: Edition
    """The little part of the directory that decides about this subject."""
    homes: tuple[str, ...] = ()
    """Services with beds of the same body: for each of them, is one free to leave?"""
