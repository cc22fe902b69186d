"""How a check of this installation came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in one line; ``cure`` says what to do and is empty where all is well."""

    level: Level
    what: str
    cure: str = ""
    due: bool = False
    """True where time alone makes it worse, so that `romduol tick` tells of it."""
