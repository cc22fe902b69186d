"""What is given out, and what must be known of it beside the claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

SPACE = uuid5(NAMESPACE_URL, "romduol/export")
AREA_CODE = "government code of the area"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """The source, and under what terms and from which release its words are given out."""

    source: str
    title: str
    licence: str
    release: str
    day: date
    language: str = "en"
    """The language of the documents; words in others stand in the field `romduol`."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Code of a place -> its name."""
    categories: Mapping[str, str] = field(default_factory=dict)
    """Kind of help -> its name."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Subject -> the id by which others know it, where the source gave none: that of the published record."""


@dataclass(frozen=True, slots=True)
class Given:
    """All that one source said, as documents of HSDS 3.1, sorted."""

    about: About
    organizations: tuple[Document, ...]
    services: tuple[Document, ...]
    left_out: int = 0
    """How many claims have no form in HSDS."""


def id_of(source: str, kind: str, key: str) -> str:
    """Return the UUID of a record: the source's own where it gave one, else one that stays the same."""
    return key if is_uuid(key) else str(uuid5(SPACE, "\n".join((source, kind, key))))


def part_id(record: str, *part: str) -> str:
    """Return the UUID of a part of a record."""
    return str(uuid5(SPACE, "\n".join((record, *part))))


def is_uuid(text: str) -> bool:
    """Whether this is a UUID in its usual form."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
