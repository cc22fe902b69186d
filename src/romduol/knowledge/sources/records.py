"""What the rest of the house may know about a source: who speaks, since when, in whose voice."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DESK = "desk"
"""The id of the source that stands for what those who keep this site found out themselves."""
READERS = "readers"
"""The id of the source that stands for what readers told."""
OWN = "own-"
"""How the id of a source begins that is a verified body's own word to us: nobody else speaks by it."""


class Grade(StrEnum):
    """How much a source's word weighs.

    A the operator about itself, B official or established, C news or reference, D unsigned or unknown.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class Source:
    """One document or page. `grade` is its worth about others; about `speaks_for` it is first-hand."""

    id: str
    title: Mapping[str, str]
    publisher: str
    kind: str
    grade: Grade
    lineage: str
    date: datetime.date | None = None
    """The first day of the period that the source gives; None where it is undated."""
    date_text: str = ""
    date_inferred: bool = False
    speaks_for: str = ""
    url: str = ""
    language: str = ""
    note: Mapping[str, str] = field(default_factory=dict)
