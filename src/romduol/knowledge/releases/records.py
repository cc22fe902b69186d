"""What a release is made of, and what a channel must offer so that publishing never imports what it publishes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from romduol.knowledge.claims.records import Claim, Disagreement, Position, ResolvedValue, Standing
from romduol.knowledge.directory.records import Edition, Entity, Line, Place, PlainLevel, Showing
from romduol.knowledge.directory.rules.bodies import GIVEN_BY, bodies_of, gone_status, is_police, relied
from romduol.knowledge.directory.rules.codes import page_code, part_code, stable_id
from romduol.knowledge.directory.rules.showing import is_relied_on, level_of
from romduol.knowledge.directory.rules.urgent import lines_offered
from romduol.knowledge.guides.records import Guide, GuideText, Section, Translation
from romduol.knowledge.guides.rules.markdown import line_shown
from romduol.knowledge.guides.rules.markdown import parser as guide_parser
from romduol.knowledge.guides.rules.sheets import parted, path_of
from romduol.knowledge.sources.records import DESK, Source

__all__ = [
    "DESK",
    "GIVEN_BY",
    "Build",
    "Claim",
    "Disagreement",
    "Draft",
    "Edition",
    "Entity",
    "Entry",
    "Guide",
    "GuideText",
    "Keyring",
    "Kind",
    "Line",
    "Manifest",
    "Page",
    "Place",
    "PlainLevel",
    "Position",
    "Renderer",
    "ResolvedValue",
    "Section",
    "Showing",
    "SignedFile",
    "SigningKey",
    "Source",
    "Standing",
    "Translation",
    "Withdrawn",
    "WithdrawnList",
    "bodies_of",
    "gone_status",
    "guide_parser",
    "is_police",
    "is_relied_on",
    "level_of",
    "line_shown",
    "lines_offered",
    "page_code",
    "part_code",
    "parted",
    "path_of",
    "relied",
    "stable_id",
]


@dataclass(frozen=True, slots=True)
class Page:
    """One thing a reader or a program can get: its path without the leading slash, its type, its bytes."""

    path: str
    media_type: str
    body: bytes
    private: bool = False
    """True for data that the server answers from and that is no page. It is no secret: every copy carries it."""
    policy: str = ""
    """The Content-Security-Policy under which it may be shown, where it is a page."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that is drawn only where something that it is made of has changed."""

    path: str
    media_type: str
    make: Callable[[], bytes]
    """Draws it. What it reads of the edition is noted; what else it needs stands in `given`."""
    given: tuple[object, ...] = ()
    private: bool = False
    policy: str = ""


class Build(Protocol):
    """What is known of the pages of the release before: which of them need not be drawn again."""

    def watch(self, edition: Edition) -> Edition:
        """Return the edition to render, so that what each draft reads of it is noted."""
        ...

    def still_stands(self, draft: Draft) -> bool:
        """Tell whether a draft would be drawn as it stands in the release before."""
        ...

    def draw(self, draft: Draft) -> Page:
        """Draw a draft and note what it was made of."""
        ...


class Renderer(Protocol):
    """A channel's way to turn an edition into pages."""

    def render(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield every page of this channel, one at a time, so that memory stays flat.

        A draft is made before the next one is asked for, or not at all.
        """
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a path's bytes lie: the name of the stored (brotli) blob, its type and sizes."""

    blob: str
    """SHA-256 of the bytes as stored."""
    media_type: str
    size: int
    """Bytes as stored."""
    plain_size: int
    """Bytes once unpacked."""
    private: bool = False
    policy: str = ""
    """Key of its Content-Security-Policy among the manifest's policies."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One release, signed: everything that channels read starts here.

    It names no page itself: each of its listings names the pages whose path hashes to the same first digits, so that
    another copy pulls the listings that changed and not the whole directory.
    """

    serial: int
    pack: str
    edition_of: date
    """The day whose picture it shows."""
    made_on: datetime
    expires_on: datetime
    listings: Mapping[str, str] = field(default_factory=dict)
    """First hexadecimal digits of a path's SHA-256 -> name of the blob that lists such paths."""
    pages: int = 0
    """How many paths all listings name."""
    policies: Mapping[str, str] = field(default_factory=dict)
    facts: str = ""
    """A hash of all that went in: the same facts on the same day make no new release."""
    withdrawn: tuple[str, ...] = ()
    """Ids of what was taken back and is drawn so already: the server need not put a notice there."""

    @property
    def release(self) -> str:
        """The id of this release, as pages, the API and /healthz tell it."""
        return release_id(self.pack, self.edition_of, self.serial)

    @property
    def width(self) -> int:
        """How many digits of a path's hash choose its listing."""
        return len(next(iter(self.listings), ""))


def release_id(pack: str, day: date, serial: int) -> str:
    """Return the id of a release."""
    return f"{pack}-{day.isoformat()}-{serial}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that may sign releases for a while, because the root key says so."""

    id: str
    public: str
    """64 hexadecimal digits."""
    since: datetime
    until: datetime
    revoked: bool = False

    def counts_at(self, moment: datetime) -> bool:
        """Tell whether what it signed at a moment counts."""
        return not self.revoked and self.since <= moment <= self.until


@dataclass(frozen=True, slots=True)
class Keyring:
    """Which keys may sign releases; signed by the root key alone. A higher version takes the place of a lower one."""

    version: int
    made_on: datetime
    root: str
    """The root's public key, 64 hexadecimal digits."""
    keys: tuple[SigningKey, ...] = ()

    def find(self, key_id: str) -> SigningKey | None:
        """Return a key by its id."""
        return next((key for key in self.keys if key.id == key_id), None)


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file that goes from hand to hand, as the signature beside it tells of it."""

    sha256: str
    """64 hexadecimal digits."""
    made_on: datetime
    until: date
    """The last day on which it may be used."""


class Kind(StrEnum):
    """What can be taken back as a whole."""

    LINE = "line"
    SERVICE = "service"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A line, a service or a place that was taken back."""

    kind: Kind
    key: str
    """A line's digits, a service's id, a place's code."""
    code: str
    """The code of its page; empty where it has none."""
    on: date
    reason: Mapping[str, str]
    """Language -> a steward's words."""
    value: str = ""
    """A line's E.164 number or short code."""
    national: str = ""
    """A line's digits as people dial them."""
    masked: str = ""
    """A line as readers may see it."""

    @property
    def id(self) -> str:
        """How manifests and pages name it: `line:1280`."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class WithdrawnList:
    """All that was ever taken back, signed by itself: it reaches readers without a new release."""

    serial: int
    pack: str
    made_on: datetime
    items: tuple[Withdrawn, ...] = ()

    def by_id(self) -> dict[str, Withdrawn]:
        """Return each item by its id."""
        return {item.id: item for item in self.items}
