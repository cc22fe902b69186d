"""The directory as resolved for one day: everything that the channels render, and nothing that they may not show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from romduol.knowledge.claims.records import Claim, Disagreement, ResolvedValue
from romduol.knowledge.directory.records.pack import Advice, Category, Need, PackInfo, Phrase, Situation, Text, Topic
from romduol.knowledge.directory.records.places import Place
from romduol.knowledge.guides.records import Guide
from romduol.knowledge.sources.records import Source


class PlainLevel(StrEnum):
    """What a reader is told of a standing, in three plain levels."""

    CALLED = "called"
    SAID = "said"
    NOT_RELIED = "not_relied"


class Showing(StrEnum):
    """How a phone line is shown, best first."""

    CALL = "call"
    CALL_UNCONFIRMED = "call_unconfirmed"
    SECOND = "second"
    AFTER_TAP = "after_tap"
    TWO_OWNERS = "two_owners"
    WITHHELD = "withheld"
    DO_NOT_CALL = "do_not_call"


@dataclass(frozen=True, slots=True)
class Entity:
    """An organisation, a service, a line or a statement, with the values that live claims give it."""

    id: str
    uuid: str
    kind: str
    code: str
    """The short neutral code under which its page stands."""
    label: Text = field(default_factory=dict)
    caution: Text = field(default_factory=dict)
    """What must always be told beside it, because read alone it could do harm."""
    topic: str = ""
    facts: Mapping[str, tuple[ResolvedValue, ...]] = field(default_factory=dict)
    """Property -> values, the one to rely on first."""
    mentions: tuple[Claim, ...] = ()
    """Claims that speak of it without taking a side."""

    def all(self, name: str) -> tuple[ResolvedValue, ...]:
        """Return every value of a property, the best first."""
        return self.facts.get(name, ())

    def first(self, name: str) -> ResolvedValue | None:
        """Return the value of a property to rely on first, or None where nothing is known."""
        values = self.facts.get(name, ())
        return values[0] if values else None


@dataclass(frozen=True, slots=True)
class Line:
    """One phone line: its number, who is said to answer, and how it may be shown."""

    key: str
    """The digits alone, as in `1280` or `85592311511`."""
    value: str
    """E.164 or short code."""
    national: str
    """The digits as people dial them."""
    masked: str
    short: bool
    entity: Entity
    owned: tuple[ResolvedValue, ...]
    """Each organisation's claim to the number, the best first."""
    showing: Showing
    police: bool
    """True where any body said to own it is police."""
    purposes: tuple[str, ...] = ()
    gone: str = ""
    """The status (`closed`, `left_country`, `replaced`) of its bodies, where all of them are said to be gone."""
    withdrawn: Text = field(default_factory=dict)
    """Why it was taken back, where it was."""

    @property
    def owner(self) -> str:
        """The organisation most likely to answer, or nothing where none is known."""
        return self.owned[0].subject if self.owned else ""

    @property
    def urgent(self) -> bool:
        """True where it may stand on an urgent screen."""
        return self.showing in (Showing.CALL, Showing.CALL_UNCONFIRMED, Showing.SECOND)

    @property
    def shown_in_full(self) -> bool:
        """True where readers get its digits, if only on its own page; the others may be somebody's private phone."""
        return self.urgent or self.showing in (Showing.AFTER_TAP, Showing.TWO_OWNERS)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A service or a place of which nothing is told any more: its page says so, and why."""

    kind: str
    """`service` or `place`."""
    key: str
    """A service's id, a place's code."""
    code: str
    """The code of its page; empty where it has none."""
    on: date
    reason: Text = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What lists of withdrawals call it: `service:svc-x`, `place:15`."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class JoinedRecord:
    """A record that turned out to be another one: its page leads on to that one's."""

    id: str
    kind: str
    """`organization` or `service`."""
    uuid: str
    code: str
    """The code of its page, which stays what it is."""
    into: str
    """The record that it is: all that is said of either is told there."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything known on one day, ready to be rendered."""

    today: date
    info: PackInfo
    sources: Mapping[str, Source]
    places: Mapping[str, Place]
    needs: Mapping[str, Need]
    categories: Mapping[str, Category]
    topics: Mapping[str, Topic]
    situations: tuple[Situation, ...]
    organizations: Mapping[str, Entity]
    services: Mapping[str, Entity]
    statements: Mapping[str, Entity]
    lines: Mapping[str, Line]
    disagreements: tuple[Disagreement, ...]
    lines_of: Mapping[str, tuple[str, ...]]
    """Organisation -> keys of its lines, the best first."""
    services_in: Mapping[str, tuple[str, ...]]
    """Place code or `national` -> service ids."""
    services_of: Mapping[str, tuple[str, ...]]
    """Organisation -> service ids."""
    organizations_in: Mapping[str, tuple[str, ...]]
    """Place code -> organisation ids."""
    statements_of: Mapping[str, tuple[str, ...]]
    """Topic -> statement ids."""
    held_back: Mapping[str, tuple[str, ...]]
    """Place code or `national` -> residential services not listed until someone else attests "free to leave"."""
    claims_of: Mapping[str, tuple[Claim, ...]]
    """Source -> its live claims; none of a service that was taken back."""
    taken_back: Mapping[str, TakenBack] = field(default_factory=dict)
    """Id (`service:svc-x`, `place:15`) -> a service or a place that was taken back as a whole."""
    guides: Mapping[str, Guide] = field(default_factory=dict)
    phrases: Mapping[str, Phrase] = field(default_factory=dict)
    advice: tuple[Advice, ...] = ()
    lexicon: Mapping[str, Any] = field(default_factory=dict)
    """The words by which questions are understood, as the pack tells them; see `knowledge/answers`."""
    joined: Mapping[str, JoinedRecord] = field(default_factory=dict)
    """Id -> a record that a person found to be another one."""
    release: str = ""
    """The id of the release that shows it."""
