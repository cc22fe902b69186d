"""What our own export says beside HSDS: the source's own key, and what HSDS has no room for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from romduol.desk.imports.rules.documents import document_of
from romduol.desk.imports.rules.shape import PROFILE

LINKS = frozenset(["provided_by", "operated_by", "part_of", "replaced_by"])
MOST = 1_000


class Profile(NamedTuple):
    """What stands in the field `romduol` of a record, as far as it has the right form."""

    key: str = ""
    """The id that the source gave the record, where that is no UUID."""
    filled: frozenset[str] = frozenset()
    """Fields that stand there because HSDS asks for them, and that the source did not say."""
    said: tuple[Mapping[str, Any], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Property and key of each record that this one names."""
    observed_on: str = ""


EMPTY = Profile()


def profile_of(record: Mapping[str, Any]) -> Profile:
    """Return the profile of a record; in a table it is a cell with JSON."""
    held = record.get(PROFILE)
    if held is None:
        return EMPTY
    if isinstance(held, str):
        held = document_of(held.encode("utf-8", "surrogatepass")).value
    if not isinstance(held, dict):
        return EMPTY
    links = [one for one in _objects(held, "links") if one.get("property") in LINKS and _is_text(one.get("key"))]
    filled = held.get("filled")
    return Profile(
        key=held["key"] if _is_text(held.get("key")) else "",
        filled=frozenset(filter(_is_text, filled)) if isinstance(filled, list) else frozenset(),
        said=tuple(_objects(held, "said")),
        links=tuple((one["property"], one["key"]) for one in links),
        observed_on=held["observed_on"] if _is_text(held.get("observed_on")) else "",
    )


def _objects(held: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    found = held.get(field)
    return [one for one in found[:MOST] if isinstance(one, dict)] if isinstance(found, list) else []


def _is_text(held: Any) -> bool:
    return isinstance(held, str) and bool(held)
