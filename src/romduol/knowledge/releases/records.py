"""What a release is made of, and what a channel must offer so that publishing never imports what it publishes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from romduol.knowledge.claims.records import Claim, Disagreement, Position, ResolvedValue
from romduol.knowledge.directory.records import Edition, Entity, Line, Place, PlainLevel, Showing
from romduol.knowledge.directory.rules.bodies import gone_status, is_police
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.knowledge.directory.rules.showing import is_relied_on, level_of
from romduol.knowledge.directory.rules.urgent import lines_offered
from romduol.knowledge.sources.records import Source

__all__ = [
    "Claim",
    "Disagreement",
    "Edition",
    "Entity",
    "Entry",
    "Kind",
    "Line",
    "Manifest",
    "Page",
    "Place",
    "PlainLevel",
    "Position",
    "Renderer",
    "ResolvedValue",
    "Showing",
    "Source",
    "Withdrawn",
    "gone_status",
    "is_police",
    "is_relied_on",
    "level_of",
    "lines_offered",
    "page_code",
    "stable_id",
]


@dataclass(frozen=True, slots=True)
class Page:
    """One thing a reader or a program can get: its path without the leading slash, its type, its bytes."""

    path: str
    media_type: str
    body: bytes
    private: bool = False
    """True for data that the server answers from and never serves."""
    policy: str = ""
    """The Content-Security-Policy under which it may be shown, where it is a page."""


class Renderer(Protocol):
    """A channel's way to turn an edition into pages."""

    def render(self, edition: Edition) -> Iterator[Page]:
        """Yield every page of this channel, one at a time, so that memory stays flat."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a path's bytes lie: the name of the stored (brotli) blob, its type and sizes."""

    blob: str
    """SHA-256 of the bytes as stored."""
    plain: str
    """SHA-256 of the bytes once unpacked: an unchanged page keeps its blob."""
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
    """One release: everything that channels read starts here."""

    serial: int
    pack: str
    edition_of: date
    """The day whose picture it shows."""
    made_on: datetime
    expires_on: datetime
    entries: Mapping[str, Entry] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    facts: str = ""
    """A hash of all that went in: the same facts on the same day make no new release."""

    @property
    def release(self) -> str:
        """The id of this release, as pages, the API and /healthz tell it."""
        return release_id(self.pack, self.edition_of, self.serial)


class Kind(StrEnum):
    """What can be taken back as a whole."""

    LINE = "line"
    SERVICE = "service"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """One line, service or place that was taken back: readers get a notice in its place."""

    kind: Kind
    key: str
    """A line's digits (`1280`, `85599000101`), a service's id (`svc-x`), a place's code (`15`)."""
    code: str
    """The code of its page; empty where it has none."""
    on: date
    reason: Mapping[str, str]
    """Language -> the words of the steward."""
    value: str = ""
    """A line's E.164 number or short code."""
    national: str = ""
    """A line's digits as people dial them."""
    masked: str = ""
    """A line's digits as readers may see them."""

    @property
    def id(self) -> str:
        """What lists of withdrawals and the marks in pages call it: `line:1280`, `service:svc-x`, `place:15`."""
        return f"{self.kind}:{self.key}"


def release_id(pack: str, day: date, serial: int) -> str:
    """Return the id of a release."""
    return f"{pack}-{day.isoformat()}-{serial}"
