"""What the room of contradictions and histories works with: frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from romduol.desk.changes.records import Change, Verb
from romduol.knowledge.claims.records import (
    Check,
    Claim,
    Disagreement,
    Resolution,
    ResolvedValue,
    Row,
    Ruling,
    Withdrawal,
)
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.directory.rules.assembling import Frame, reliance

Text = Mapping[str, str]


class Choice(StrEnum):
    """What a steward decides of a contradiction."""

    KEEP_FIRST = "keep_first"
    """One side is offered first; the others go on counting."""
    KEEP_ONLY = "keep_only"
    """One side is offered first; the claims of the others no longer count, for a reason."""
    DROP = "drop"
    """One claim no longer counts, for a reason."""
    BOTH_TRUE = "both_true"
    LEAVE_OPEN = "left_open"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was chosen, for which side or claim, and why."""

    choice: Choice
    side: int | None = None
    """Which of the positions is kept, from 0."""
    claim: str = ""
    why: str = ""
    """For all who keep the facts."""
    reason: Text = field(default_factory=dict)
    """For readers, language -> words: why both are true, or why it stays open."""
    next_step: str = ""
    """What to do next about what stays open."""
    note: str = ""
    """For the organisation of whoever decides, and for nobody else."""


@dataclass(frozen=True, slots=True)
class Act:
    """One change that a decision is made of."""

    key: str
    """Tells the acts of one decision apart."""
    verb: Verb
    subject: str
    property: str
    value: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that decides about one subject on one day, so that what a change would do is worked out purely."""

    today: date
    frame: Frame
    near: frozenset[str]
    """The subjects of which it tells everything; of the others it holds what these need."""
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]
    withdrawals: tuple[Withdrawal, ...]
    rulings: tuple[Ruling, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A scene worked out: every value and contradiction, and what a release would make of them."""

    scene: Scene
    resolution: Resolution
    edition: Edition

    def values(self, subject: str, property: str = "") -> list[ResolvedValue]:
        """Return the values of a subject, or of one property of it, the one to rely on first."""
        found = [v for v in self.resolution.values if v.subject == subject and property in ("", v.property)]
        return sorted(found, key=reliance)

    def disagreement(self, key: str) -> Disagreement | None:
        """Return a contradiction that is open."""
        return next((found for found in self.resolution.disagreements if found.id == key), None)


class Turn(StrEnum):
    """What a change does to the picture that readers get."""

    LINE = "line"
    """A number is shown otherwise."""
    STANDING = "standing"
    """A value stands otherwise."""
    GONE = "gone"
    """A value counts no longer."""
    NEW = "new"
    LISTED = "listed"
    """A service is listed, or is not listed any more."""
    SETTLED = "settled"
    """A contradiction is settled."""
    OPENED = "opened"
    """A contradiction opens."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that readers would see otherwise."""

    turn: Turn
    subject: str
    property: str
    value: str
    before: str = ""
    after: str = ""
    words: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A record that has a page at the desk."""

    subject: str
    kind: str
    code: str
    uuid: str
    name: Text


@dataclass(frozen=True, slots=True)
class Listed:
    """A contradiction as the list of the last release knows it."""

    id: str
    subject: str
    kind: str
    property: str
    severity: str
    left_open: bool
    since: datetime
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a history: a change of the desk, or a row that a load of the pack wrote or ended."""

    on: date
    at: datetime | None
    by: str
    why: str
    change: Change | None = None
    row: Row | None = None
    ended: bool = False
    """True where the row ended then, and False where it began."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact as a form tells it: the claim as plain data, and the source where it is a new one."""

    claim: Mapping[str, Any]
    new_source: Mapping[str, Any] | None = None
    why: str = ""
    note: str = ""
