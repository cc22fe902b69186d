"""What a release is made of, and what a channel must offer so that publishing never imports what it publishes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from romduol.knowledge.claims.records import Claim, Disagreement, Position, ResolvedValue
from romduol.knowledge.directory.records import Edition, Entity, Line, Place, PlainLevel, Showing
from romduol.knowledge.directory.rules.bodies import gone_status, is_police
from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.knowledge.directory.rules.showing import is_relied_on, level_of
from romduol.knowledge.sources.records import Source

__all__ = [
    "Build",
    "Claim",
    "Disagreement",
    "Draft",
    "Edition",
    "Entity",
    "Entry",
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
    "gone_status",
    "is_police",
    "is_relied_on",
    "level_of",
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


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that is drawn only where what it is made of changed: `given`, and all that `make` reads of the edition."""

    path: str
    media_type: str
    make: Callable[[], bytes]
    given: tuple[object, ...] = ()
    """Plain values: texts, numbers, records, and lists of them."""
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


def release_id(pack: str, day: date, serial: int) -> str:
    """Return the id of a release."""
    return f"{pack}-{day.isoformat()}-{serial}"
