"""The operator of a copy, as it was named."""

from builtins import property as computed
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class SecondYes(StrEnum):
    """For which changes a second person has to say yes before readers get them."""

    CRITICAL = "critical"
    """For those that can do harm when they are wrong: who answers a number, whether one is free to leave."""
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who keeps a copy up, since when, and by which rule."""

    name: Mapping[str, str] = field(default_factory=dict)
    """Language -> the name that readers see; empty where nobody is named."""
    second_yes: SecondYes = SecondYes.CRITICAL
    named_by: str = ""
    named_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A line that the emergency page offers, and whether somebody called it."""

    key: str
    """The digits alone, as in `1280`."""
    national: str
    """The digits as people dial them."""
    subject: str
    """Who is said to answer; the line itself where nobody is."""
    property: str
    value: str
    label: Mapping[str, str] = field(default_factory=dict)
    """Who is said to answer, language -> name; empty where nobody is."""
    called_on: date | None = None
    """The day of the call that holds; None where nobody called, or the call holds no more."""
    holds_until: date | None = None

    @computed
    def called(self) -> bool:
        """True where a call says that this is the right number, and it still holds."""
        return self.called_on is not None
