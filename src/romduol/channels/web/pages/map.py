"""Where help is known: the provinces as tiles, for all help and for each need, and a table that says the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import cards
from romduol.channels.web.offering import lines_first
from romduol.channels.web.pages.places import codes_inside, own_services
from romduol.channels.web.pages.services import in_need_order, need_href, need_name, need_of, service_row
from romduol.channels.web.providers import can_be_relied_on
from romduol.channels.web.reader import NATIONAL, provinces, tiled
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui.words import phrase

ALL = ""
"""Stands for every need together."""
NOWHERE = "-"
"""Stands for services of which no source tells a place."""
DANGER = "emergency"
"""Has a page of its own: nobody in danger looks at a map."""
FROM_AFAR = 8
STEPS = (1, 3, 10)
"""From how many services on a tile is shaded more; the same on every map, so that two maps can be compared."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the map and in the table: how many services that can be relied on are known there."""

    code: str
    href: str
    name: Markup
    short: Markup
    row: int
    column: int
    count: int
    shade: int
    """0 to 3: what the number says already, for the eye."""


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the map of all help and that of each need; none where the pack has no tiles."""
    if tiled(teller.reader.edition):
        for path, need in _all(teller.reader.edition):
            yield Planned(path, one, (need,))


def one(teller: Teller, path: str, need: str) -> Sheet:
    """Return a map; where nothing is known in any province, the lines to call in its place."""
    reader, edition = teller.reader, teller.reader.edition
    tiles = [_tile(code, need, teller) for code in tiled(edition)]
    afar = nationwide(edition, need)
    known = any(tile.count for tile in tiles)
    shows = {
        "kind": _kind(need, teller),
        "kinds": [
            (addresses.href(reader.lang, where), _kind(other, teller), other == need) for where, other in _all(edition)
        ],
        "tiles": tiles if known else [],
        "rows": _in_order(tiles, provinces(edition, reader.lang)),
        "shades": [(0, ""), *((shade, _span(shade)) for shade in range(1, len(STEPS) + 1))],
        "afar": [service_row(edition.services[service], teller, {NATIONAL}) for service in afar[:FROM_AFAR]],
        "afar_count": len(afar),
        "nowhere": known_in(edition, need).get(NOWHERE, 0),
        "see_all": (need_href(need, teller) if need else None) or reader.href(addresses.SERVICES),
        "held_back": _holds_back(edition, need),
        "lines": [] if known else cards(lines_first(reader, (), about=need), teller),
    }
    # A history shows the title: it names neither help nor the kind of it.
    return Sheet(path, "map.html", reader.gettext(phrase("Places")), shows)


def _all(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield path and need of every map."""
    yield addresses.MAP, ALL
    for need, number in mapped_needs(edition).items():
        yield addresses.map_of(number), need


def _kind(need: str, teller: Teller) -> Markup | str:
    return need_name(need, teller) if need else teller.reader.gettext(phrase("All kinds of help"))


def _tile(code: str, need: str, teller: Teller) -> Tile:
    reader = teller.reader
    place, count = reader.edition.places[code], known_in(reader.edition, need).get(code, 0)
    row, column = place.tile or (0, 0)
    return Tile(
        code=code,
        href=reader.href(addresses.place(code)),
        name=reader.place_name(code),
        short=reader.say(place.short) if reader.lang in place.short else reader.place_name(code),
        row=row,
        column=column,
        count=count,
        shade=sum(count >= step for step in STEPS),
    )


def _in_order(tiles: Iterable[Tile], codes: Iterable[str]) -> list[Tile]:
    """Return the tiles in the alphabetical order of their names."""
    by_code = {tile.code: tile for tile in tiles}
    return [by_code[code] for code in codes if code in by_code]


def _span(shade: int) -> str:
    """Return the numbers of one shade: "3–9"."""
    first, *more = STEPS[shade - 1 :]
    return f"{first}–{more[0] - 1}" if more else f"{first}+"


@Derived
def mapped_needs(edition: Edition) -> dict[str, int]:
    """Return the needs that have a map, in the order of the taxonomy: those that some kind of service answers.

    The number of each is its place in the taxonomy, which tells nothing in a history.
    """
    answered = {kind.need for kind in edition.categories.values()} - {DANGER}
    return {need: number for number, need in enumerate(edition.needs, 1) if need in answered}


@Derived
def known_in(edition: Edition, need: str) -> dict[str, int]:
    """Return province, or `NOWHERE` -> how many services for a need are known there and can be relied on."""
    return _all_known(edition).get(need, {})


@Derived
def _all_known(edition: Edition) -> Mapping[str, dict[str, int]]:
    found: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for code, services in _by_place(edition):
        for need in services:
            for counted in {ALL, need}:  # A set, since what is of no known kind stands on the map of all help alone.
                found[counted][code] += 1
    return {need: dict(counts) for need, counts in found.items()}


def _by_place(edition: Edition) -> Iterator[tuple[str, list[str]]]:
    """Yield each province of the map, then `NOWHERE`, with the need of every service that counts there, if known."""
    for code in tiled(edition):
        yield code, _counted(own_services(edition, code), codes_inside(code, edition), edition)
    placed = {one for services in edition.services_in.values() for one in services}
    yield NOWHERE, _counted((one for one in edition.services if one not in placed), (), edition)


def _counted(services: Iterable[str], here: Iterable[str], edition: Edition) -> list[str]:
    places, found = set(here), (edition.services[one] for one in services)
    return [need_of(service, edition) for service in found if can_be_relied_on(service, places, edition)]


@Derived
def nationwide(edition: Edition, need: str) -> list[str]:
    """Return the services for a need that are for the whole country and can be relied on."""
    services = [edition.services[one] for one in edition.services_in.get(NATIONAL, ())]
    kept = [one for one in services if can_be_relied_on(one, {NATIONAL}, edition)]
    return in_need_order([one.id for one in kept if need in (ALL, need_of(one, edition))], edition)


@Derived
def _holds_back(edition: Edition, need: str) -> bool:
    """Tell whether care with a bed that would answer a need is named, and not listed."""
    bedded = any(kind.residential and need in (ALL, kind.need) for kind in edition.categories.values())
    return bedded and any(edition.held_back.values())
