"""What a country pack tells beside its claims: itself, its taxonomy, its topics, its urgent situations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Text = Mapping[str, str]
"""Language code -> words."""


@dataclass(frozen=True, slots=True)
class PackInfo:
    """The pack itself."""

    id: str
    country: str
    name: Text
    languages: tuple[str, ...]
    recorded_on: date
    operator: Text | None = None
    """Who keeps this copy up; None makes every page say "trial copy"."""
    calling_code: str = ""
    exit_url: str = "https://www.google.com/"
    address: str = ""
    """Where readers find this copy, such as `https://romduol.example.org`. Its operator tells, never the pack."""
    short_codes: tuple[str, ...] = ()
    wording: Mapping[str, str] = field(default_factory=dict)
    """Language -> `written-here`, `machine-drafted` or `reviewed`."""


@dataclass(frozen=True, slots=True)
class Need:
    """One need of the public taxonomy; its code never changes."""

    id: str
    name: Text
    open_eligibility: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A finer kind of service under a need."""

    id: str
    need: str
    name: Text
    residential: bool = False
    """Care with a bed: listed only where someone else than its operator attests that people may leave."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject matter with a page of its own, under a short neutral code."""

    id: str
    code: str
    name: Text
    intro: Text


@dataclass(frozen=True, slots=True)
class Situation:
    """One tile of the emergency screen: what to do first, and which lines may be offered."""

    id: str
    name: Text
    do: Text
    lines: tuple[str, ...]
    more: tuple[Text, ...] = ()
    icon: str = ""
    no_police: bool = False
    hospital: bool = True
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text of the urgent screens."""

    id: str
    text: Text
    rests_on: tuple[str, ...] = ()
    """The subjects behind the fact that it states, where it states one."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What an answer tells first about some situations or needs."""

    about: tuple[str, ...]
    """Situation codes and need codes."""
    tile: str = ""
    """The situation of the emergency page whose words and lines come first."""
    phrases: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    """`pep`, `pregnancy`: what is still possible after so many hours is told."""
    sections: tuple[str, ...] = ()
    """`guide#section`, in their order."""
    in_time: tuple[str, ...] = ()
    """Those of them that hold only while PEP can still be started."""
    lines: tuple[str, ...] = ()
    """Keys of lines that may be offered before those of the place."""
    purposes: tuple[str, ...] = ()
    """What the other lines offered are for, the best first."""
    police: str = ""
    """`last`: one line of police may stand last. `never`: none that police may answer. Empty: none of police."""
    categories: tuple[str, ...] = ()
    """Kinds of service that fit best, in their order."""
    disagreements: tuple[str, ...] = ()
    """Statements on which sources are known to differ."""


def advice_from(entry: Mapping[str, Any]) -> Advice:
    """Return an advice from its form as plain data, its lists as tuples."""
    fields: dict[str, Any] = {name: tuple(part) if isinstance(part, list) else part for name, part in entry.items()}
    return Advice(**fields)
