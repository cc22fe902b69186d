"""An entry of the audit as its chain sees it, and where a chain does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody did to which record, and when."""

    at: datetime
    by: str
    verb: str
    subject: tuple[str, str]
    """Kind and id."""
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is stored: the digest of the one before it, and its own over both."""

    number: int
    entry: Entry
    previous: str
    digest: str


class Fault(StrEnum):
    """How a chain fails to hold."""

    CHANGED = "changed"
    REMOVED_BEFORE = "removed_before"
    INSERTED = "inserted"
    REMOVED_AT_END = "removed_at_end"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold; `number` is None where it lies after the last entry."""

    number: int | None
    fault: Fault
