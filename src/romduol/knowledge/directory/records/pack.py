"""What a country pack tells beside its claims: itself, its taxonomy, its topics, its urgent situations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

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
