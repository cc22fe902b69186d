"""The operator of a copy, as it was named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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
