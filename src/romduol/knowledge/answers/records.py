"""What is answered about a phone number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Text = Mapping[str, str]

NUMBERS = "_/numbers.json"
"""The private path under which a release keeps what is known of every number."""


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


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """Everything known about one number; `kind` is `known`, `unknown` or `not_a_number`."""

    kind: str
    typed: str
    key: str = ""
    national: str = ""
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
    """Lines of the same bodies that can be called instead: `{national, name, code}`."""
