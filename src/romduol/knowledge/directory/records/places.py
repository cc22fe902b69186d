"""A place as other apps see it: a province, a town or a district of the country pack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

PlaceLevel = Literal["province", "municipality", "district"]
Spelling = str
"""One way to write a name; its source stays in the pack."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place; `parent` and `neighbours` are codes of the pack's own code system.

    `level` is "district" wherever the kind of unit is not known: the gazetteer does not tell a town from
    a rural district. `name` is what readers see, by language; `spellings` are other ways people write it.
    `tile` is the row and the column of a province on the tile map, from 1, and `short` its name there.
    """

    id: str
    code: str
    iso: str | None
    level: PlaceLevel
    name: Mapping[str, str] = field(hash=False)
    parent: str | None = None
    spellings: tuple[Spelling, ...] = ()
    neighbours: tuple[str, ...] = ()
    town_of_guide: bool = False
    tile: tuple[int, int] | None = None
    short: Mapping[str, str] = field(default_factory=dict, hash=False)


def place_id(pack: str, code: str) -> str:
    """The stable id of a place: the same in every release and on every machine."""
    return str(uuid5(NAMESPACE_URL, f"romduol:{pack}/place/{code}"))
