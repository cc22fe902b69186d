"""What is done at the desk: the frozen records that other rooms may see."""

from builtins import property as computed
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Verb(StrEnum):
    """What a change does."""

    CHECK = "check"
    """A call, a visit, a letter found something about one value."""
    STATE = "state"
    """A new claim, with its source."""
    RANK = "rank"
    """A claim is preferred, or counts no longer, for a reason."""
    END = "end"
    """A claim that was made at the desk is taken out."""
    RULE = "rule"
    """A contradiction was looked at: both are true, or it is left open."""
    WITHDRAW = "withdraw"
    """A line, a service or a place is taken off everything that readers get, at once and for good."""
    UNDO = "undo"
    """An earlier change is undone."""


class State(StrEnum):
    """How far a change has come."""

    WAITING = "waiting"
    """A second person has to say yes before anything of it counts."""
    DONE = "done"
    DECLINED = "declined"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A body that was proved to be itself, as one of its people speaks for it."""

    organization: str
    """The organisation of accounts whose member speaks."""
    source: str
    """The source that its own word is."""
    subjects: frozenset[str]
    """What it may speak of: its record, its lines, its services."""
    organizations: frozenset[str]
    """All organisations of accounts that may speak for this body: none of them gives the second yes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as it was made: what, why, by whom, when, and how far it has come."""

    id: UUID
    """Chosen by the form: who sends it twice has made one change."""
    verb: Verb
    subject: str
    property: str
    value: str
    body: Mapping[str, Any]
    """What the verb needs; see `rules.needed_of`."""
    why: str
    """For all who keep the facts; it names nobody."""
    note: str
    """For the organisation of whoever made it, and for nobody else."""
    by: str
    organization: str
    at: datetime
    state: State
    critical: bool = False
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_why: str = ""
    undoes: UUID | None = None
    made: Mapping[str, Any] = field(default_factory=dict)
    """Which rows it made, so that it can be undone."""

    @computed
    def day(self) -> date:
        """The day on which it was made, by the clock of the server."""
        return self.at.date()
