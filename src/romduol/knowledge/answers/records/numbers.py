"""What is answered about a phone number, and what a release must offer so that it can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from romduol.knowledge.releases.records import Manifest, Withdrawn

Text = Mapping[str, str]

NUMBERS = "_/numbers.json"
"""The private path of the head: how numbers are kept in this release."""
BUCKETS = "_/n/"
"""Below it lie the buckets: private pages that each keep the records of a few numbers."""


class Answers(Protocol):
    """A release that questions are answered from."""

    def manifest(self) -> Manifest:
        """Return the current manifest; raises `NothingPublished`."""
        ...

    def page(self, path: str) -> bytes | None:
        """Return the plain bytes of a path, private ones too; None where the release has none. Raises `PageDamaged`."""
        ...

    def withdrawn(self) -> Mapping[str, Withdrawn]:
        """Return what was taken back, by its id, drawn into the release or not."""
        ...


@dataclass(frozen=True, slots=True)
class NumberHead:
    """How numbers are kept in a release. It names no number but short codes, and no release."""

    width: int
    """How many hex digits of a locator name its bucket."""
    rounds: int
    """How often the hash goes round."""
    salt: str
    """The id of the pack: the same number has another locator in another country."""
    short_codes: tuple[str, ...]
    calling_code: str
    country: str


@dataclass(frozen=True, slots=True)
class Said:
    """One source that gives the number to a body."""

    title: Text
    date_text: str
    grade: str
    locator: str
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class ClaimedOwner:
    """One body that a number is said to belong to."""

    name: Text
    code: str
    """The code of the body's page."""
    level: str
    standing: str
    said_on: str
    own: bool
    """True where the body itself says so."""
    police: bool
    purpose: str
    checked_on: str = ""
    sources: tuple[Said, ...] = ()
    unanswered: bool = False
    """True where nobody answered on three days."""


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """Everything known about one number; `kind` is `known`, `unknown` or `not_a_number`."""

    kind: str
    typed: str
    key: str = ""
    national: str = ""
    """The digits that were typed, as people dial them."""
    masked: str = ""
    short: bool = False
    showing: str = ""
    police: bool = False
    code: str = ""
    """The code of the line's own page."""
    owners: tuple[ClaimedOwner, ...] = ()
    listed_by: tuple[Said, ...] = ()
    """Sources that list the number without saying who answers."""
    withdrawn: Text = field(default_factory=dict)
    gone: str = ""
    """`closed`, `left_country` or `replaced`, where every body said to own it is gone."""
    role: Text = field(default_factory=dict)
    reason: str = ""
    """Why the text is no number, in English; the page words it anew."""
    release: str = ""
    better: tuple[Mapping[str, Any], ...] = ()
    """Lines of the same bodies that can be called instead: `{national, name, code, standing}`."""
