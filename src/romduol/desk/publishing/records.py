"""What readers see of a release, told row by row, and how two releases differ: the frozen records of this room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

Text = Mapping[str, str]
"""Language code -> words."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that readers get, and all about it that can change for them."""

    id: str
    """The subject; `contradiction:<id>` and `guide:<id>` for what is no subject, `site` for the copy itself."""
    kind: str
    code: str = ""
    """The code of its page."""
    label: Text = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)
    """Which side of it -> how it stands: `value:…` -> a standing, `showing` -> how a line is shown."""


Snapshot = Mapping[str, Seen]
"""What readers get, by the id of each thing."""


class Happened(StrEnum):
    """What a difference does to readers."""

    NUMBER_ADDED = "number_added"
    NUMBER_REMOVED = "number_removed"
    TAKEN_BACK = "taken_back"
    SHOWN_OTHERWISE = "shown_otherwise"
    """A line is shown in another way: from a call button to digits after a tap."""
    OTHER_OWNER = "other_owner"
    """Other bodies than before are said to answer a number."""
    RECORD_ADDED = "record_added"
    RECORD_REMOVED = "record_removed"
    RECORD_JOINED = "record_joined"
    """A record turned out to be another one: its page leads on to that one's."""
    RECORD_PARTED = "record_parted"
    VALUE_ADDED = "value_added"
    VALUE_REMOVED = "value_removed"
    STANDING_CHANGED = "standing_changed"
    CONTRADICTION_FOUND = "contradiction_found"
    CONTRADICTION_SETTLED = "contradiction_settled"
    TEXT_CHANGED = "text_changed"
    TRANSLATION_CHANGED = "translation_changed"
    KEEPER_CHANGED = "keeper_changed"
    """Readers are told of another operator, or of one for the first time."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that readers will get otherwise than now."""

    happened: Happened
    subject: str
    kind: str
    code: str = ""
    """The code of its page."""
    label: Text = field(default_factory=dict)
    property: str = ""
    """The property of a value; the language of a text."""
    value: str = ""
    before: str = ""
    after: str = ""
    pages: int | None = None
    """How many pages that show it are drawn otherwise; None where no page was drawn yet."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """A value that readers rely on now, and that will lapse unless somebody checks it."""

    subject: str
    kind: str
    label: Text
    property: str
    value: str
    on: date
    """The last day on which it holds."""


class RunKind(StrEnum):
    """What a process of its own was asked to do."""

    PUBLISH = "publish"
    PREVIEW = "preview"


class Failure(StrEnum):
    """Why a run, or going back, came to nothing; each has words that say what to do."""

    CANNOT_SIGN = "cannot_sign"
    DISK_FULL = "disk_full"
    LIST_LOST = "list_lost"
    ALREADY_PUBLISHING = "already_publishing"
    NOTHING_PUBLISHED = "nothing_published"
    NO_PACK = "no_pack"
    NOT_KEPT = "not_kept"
    MOVED = "moved"
    """Something changed between the asking and the publishing."""
    STOPPED = "stopped"
    """The process ended, or said nothing for too long."""
    BROKE = "broke"


@dataclass(frozen=True, slots=True)
class Run:
    """A publish or a preview in a process of its own: who asked, how far it has come, how it ended."""

    id: UUID
    kind: RunKind
    by: str
    asked_at: datetime
    began_at: datetime | None = None
    alive_at: datetime | None = None
    ended_at: datetime | None = None
    pages: int = 0
    failed: str = ""
    serial: int | None = None
    """The serial of the release that was made; None where nothing had changed."""
    waiting: bool = False
    """A preview with the changes that wait for a second yes."""

    @property
    def going(self) -> bool:
        """True until it ended, well or not."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page that readers will get otherwise than now."""

    path: str
    """Its path, such as `km/o12`."""
    change: str
    """`changed`, `added` or `removed`."""
    title: str = ""
    blob: str = ""
    """The SHA-256 of its bytes; empty where it is removed."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was drawn of what readers would get, and how it differs from what they get."""

    run: str
    basis: str
    """What it was drawn from; see `queries.basis`."""
    waiting: bool
    day: date
    made_at: datetime
    serial: int | None
    pages: tuple[DrawnPage, ...]
    differences: tuple[Difference, ...]
    more: int = 0
    """How many differences there are beyond those that are kept."""
    same: int = 0
    """How many pages stay as they are, in every language."""
