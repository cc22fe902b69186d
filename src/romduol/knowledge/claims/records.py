"""Claims, checks and what follows from them: the frozen records that other rooms may see."""

from builtins import property as computed
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from romduol.knowledge.sources.records import Grade, Source


class Stance(StrEnum):
    """Whether a source says a thing is so, says it is not, or only speaks of it."""

    ASSERTS = "asserts"
    DENIES = "denies"
    UNCLEAR = "unclear"


class Rank(StrEnum):
    """How a steward ranks a claim: preferred is offered first among equals, deprecated no longer counts."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


class Outcome(StrEnum):
    """What a check found."""

    RIGHT = "right"
    WRONG = "wrong"
    NO_ANSWER = "no_answer"
    MOVED = "moved"
    CLOSED = "closed"
    REFUSED = "refused"
    """They answered and would not say: no finding."""


class Standing(StrEnum):
    """How far a value can be relied on, best first."""

    CHECKED = "checked"
    FIRST_HAND = "first-hand"
    CORROBORATED = "corroborated"
    REPORTED = "reported"
    LAPSED = "lapsed"
    DISPUTED = "disputed"
    OUTWEIGHED = "outweighed"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What a steward decided of a disagreement that no check can end."""

    BOTH_TRUE = "both_true"
    LEFT_OPEN = "left_open"


class Origin(StrEnum):
    """Who wrote a row: the text of a country pack, a steward at the desk, or a file that somebody handed over."""

    PACK = "pack"
    DESK = "desk"
    IMPORT = "import"


class Severity(StrEnum):
    """What harm a wrong value or an open disagreement can do."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that claims are about. Its label and topic are ours; every fact about it is a claim."""

    id: str
    kind: str
    topic: str = ""
    label: Mapping[str, str] = field(default_factory=dict)
    caution: Mapping[str, str] = field(default_factory=dict)
    """What must always be told beside it, because read alone it could do harm."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one source: subject, property, value, and where and when it was said."""

    id: str
    subject: str
    property: str
    value: str
    """The comparable value: an E.164 number or short code, a code, an id, or the text in the source's language."""
    source: str
    locator: str = ""
    stance: Stance = Stance.ASSERTS
    purpose: str = ""
    scope: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """The value as text, language -> words, where the property is text."""
    as_given: str = ""
    observed_on: date | None = None
    hedged: bool = False
    rank: Rank = Rank.NORMAL
    reason: str = ""
    recorded_on: date = date.min
    ended_on: date | None = None
    """The day on which the claim was taken out; a past day before it still sees the claim."""


@dataclass(frozen=True, slots=True)
class Check:
    """A steward called, visited or wrote: one check for one value."""

    subject: str
    property: str
    value: str
    how: str
    outcome: Outcome
    on: date
    role: str
    holds_until: date
    ended_on: date | None = None
    """The day from which it no longer counts, since it was recorded by mistake."""


RECORD = "record"
"""In place of a property: a withdrawal takes back the whole record, and names no value."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A value, or a whole record, taken back as wrong or unsafe. It always wins."""

    subject: str
    property: str
    value: str
    on: date
    reason: Mapping[str, str]

    @computed
    def whole(self) -> bool:
        """True where the whole line, service or place was taken back, and not one value of it."""
        return self.property == RECORD


@dataclass(frozen=True, slots=True)
class Ruling:
    """A steward's word on one disagreement, as far as it stood when the steward saw it."""

    disagreement: str
    subject: str
    property: str
    saw: frozenset[str]
    """The values of the positions at that time: a position that came later is not ruled on."""
    verdict: Verdict
    reason: Mapping[str, str]
    on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything recorded that the picture of a day is made of, ended rows too."""

    claims: tuple[Claim, ...] = ()
    checks: tuple[Check, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    sources: tuple[Source, ...] = ()
    """Sources that come in with these facts, and are not stored yet."""
    subjects: tuple[Subject, ...] = ()
    """Subjects that come in with these facts, and are not stored yet."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stored row with its history: what it says, who wrote it when and why, and who ended it. Never published."""

    pk: int
    said: Claim | Check | Withdrawal | Ruling
    origin: Origin = Origin.PACK
    ruled: bool = False
    """True where a claim's rank was set at the desk."""
    at: datetime | None = None
    by: str = ""
    why: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_why: str = ""

    @computed
    def on(self) -> date:
        """The day from which the row counts."""
        return self.said.recorded_on if isinstance(self.said, Claim) else self.said.on

    @computed
    def ended_on(self) -> date | None:
        """The day from which it no longer counts; a withdrawal never ends."""
        return None if isinstance(self.said, Withdrawal) else self.said.ended_on


@dataclass(frozen=True, slots=True)
class ResolvedValue:
    """One value with its standing on one day, and everything that its standing rests on."""

    subject: str
    property: str
    purpose: str
    scope: str
    value: str
    standing: Standing
    claims: tuple[Claim, ...]
    grades: tuple[Grade, ...] = ()
    """What each claim's source is worth about it, in the order of the claims."""
    against: tuple[Claim, ...] = ()
    grade: Grade | None = None
    """The best grade among the voices that count for it; None where none counts."""
    voices: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    said_on: date | None = None
    """The newest date that counts for it; None where undated."""
    fresh: bool = False
    fresh_until: date | None = None
    check: Check | None = None
    withdrawal: Withdrawal | None = None
    unanswered: date | None = None
    """The third day since the last finding on which nobody answered, where there was one: it lapsed on that day."""

    @computed
    def words(self) -> Mapping[str, str]:
        """The value as text, language -> words; empty for codes."""
        return self.claims[0].words

    @computed
    def hedged(self) -> bool:
        """True where every source that says so says "may" or "some"."""
        return all(claim.hedged for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a disagreement: the values it stands for and the claims that take it."""

    value: str
    claims: tuple[Claim, ...]
    grades: tuple[Grade, ...] = ()
    """What each claim's source is worth about it, in the order of the claims."""
    denied: bool = False
    """True for the side that says that the value is not so."""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims that cannot all be true, found by a rule of the property schema."""

    id: str
    rule: str
    subject: str
    property: str
    purpose: str
    scope: str
    positions: tuple[Position, ...]
    severity: Severity
    independent: bool
    """True where at least two independent voices take part, False where one lineage contradicts itself."""
    would_settle: str
    left_open: Mapping[str, str] = field(default_factory=dict)
    """Why a steward left it open, where one did; for the desk."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The whole picture on one day."""

    today: date
    values: tuple[ResolvedValue, ...]
    disagreements: tuple[Disagreement, ...]
    withdrawals: tuple[Withdrawal, ...] = ()
    """Every withdrawal in force, also of values that nobody claims any more."""
    joined: Mapping[str, str] = field(default_factory=dict)
    """Record -> the record that it is: what is said of the first was read as said of the second."""
    circles: tuple[tuple[str, ...], ...] = ()
    """Records that were told to be one another in a circle; each was cut before its first record."""
