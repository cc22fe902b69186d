"""Fields of a record, read without trust in their types: what has a wrong type is told elsewhere, and is empty here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

AT = "\x00at"
"""In an object that was a row of another table: the table and the row, which stand before the column in a pointer."""


def text_of(record: Mapping[str, Any], field: str) -> str:
    """Return a text without spaces around it; a whole number is read as its digits, which ids often are."""
    held = record.get(field)
    if type(held) is str:
        return held.strip()
    return str(held) if type(held) is int else ""


def held_in(record: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Return the object under a field, or an empty one."""
    held = record.get(field)
    return held if type(held) is dict else {}


def lists(record: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """Return the objects of the list under a field."""
    held = record.get(field)
    return [one if type(one) is dict else {} for one in held] if type(held) is list else []


def where(base: str, record: Mapping[str, Any], field: str, number: int | None = None) -> str:
    """Return where a field stands, or one part of its list: a JSON pointer, or table, row and column."""
    start = record.get(AT) or base
    return f"{start}/{field}" if number is None else f"{start}/{field}/{number}"
