"""The services by need, and a page for each service."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from romduol.channels.web import addresses
from romduol.channels.web.guide_rows import guides_for_need
from romduol.channels.web.line_cards import cards
from romduol.channels.web.offering import ABOUT, LEGAL, in_order_of_use, lines_first
from romduol.channels.web.providers import (
    PROVIDERS,
    bodies_of,
    gone_ones,
    lead,
    names,
    nobody_left,
    told_givers,
    warning,
)
from romduol.channels.web.reader import NATIONAL
from romduol.channels.web.sheets import ROWS, Planned, Sheet, Turn, turns
from romduol.channels.web.telling import Teller, Told
from romduol.knowledge.releases.records import Edition, Entity, Kind, Line
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui.words import phrase

SAID_OF_A_SERVICE = (
    "description",
    "provided_by",
    "operated_by",
    "provider_described",
    "serves",
    "access",
    "barrier",
    "free_to_leave",
    "category",
)
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service in a list."""

    mark: str
    """What stands around it in a page, so that it can be taken back as it is served."""
    href: str
    name: Markup
    by: tuple[Markup, ...]
    where: tuple[Markup, ...]
    told: Told | None
    gone: tuple[Markup, ...]
    """Who of those who give it closed, left or changed their work; empty where the level tells it."""


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the list of services and every service's page."""
    edition = teller.reader.edition
    for turn, rows in turns(addresses.SERVICES, _all_in_order(edition), ROWS):
        yield Planned(turn.here, listed, (turn, rows))
    for service in edition.services.values():
        yield Planned(service.code, one, (service.id,))


def listed(teller: Teller, path: str, turn: Turn, rows: Sequence[str]) -> Sheet:
    """Return a sheet of the list."""
    reader = teller.reader
    shows = {
        "turn": turn,
        "needs": _sections(rows, teller),
        "contents": [
            (reader.href(addresses.sheet(addresses.SERVICES, number)) + f"#{code}", name)
            for number, code, name in _contents(_starts(reader.edition), teller)
        ],
    }
    return Sheet(path, "services.html", reader.gettext(phrase("Services")), shows)


def need_of(service: Entity, edition: Edition) -> str:
    """Return the need that a service answers, or nothing where its kind is not known."""
    category = service.first("category")
    return edition.categories[category.value].need if category else ""


def in_need_order(services: Iterable[str], edition: Edition) -> list[str]:
    """Return service ids by need, then by kind, in the order of the taxonomy; what nobody gives any more comes last."""
    places = _places_in_order(edition)
    return sorted(services, key=places.__getitem__)


@Derived
def _all_in_order(edition: Edition) -> list[str]:
    """Return the ids of all services as `in_need_order` does."""
    needs = {need: place for place, need in enumerate(edition.needs)}
    kinds = {kind: place for place, kind in enumerate(edition.categories)}

    def rank(service: Entity) -> tuple[int, bool, int, str]:
        category = service.first("category")
        need = needs.get(need_of(service, edition), len(needs))
        kind = kinds.get(category.value if category else "", len(kinds))
        return (need, nobody_left(service, edition), kind, service.id)

    return [service.id for service in sorted(edition.services.values(), key=rank)]


@Derived
def _places_in_order(edition: Edition) -> Mapping[str, int]:
    return {one: place for place, one in enumerate(_all_in_order(edition))}


def need_href(need: str, teller: Teller) -> str | None:
    """Return the link to the services that answer a need, or None where none is known."""
    edition = teller.reader.edition
    number = _starts(edition).get(need)
    if number is None:
        return None
    return teller.reader.href(addresses.sheet(addresses.SERVICES, number)) + f"#{anchor(need, teller)}"


@Derived
def _starts(edition: Edition) -> dict[str, int]:
    """Return the sheet on which each need begins."""
    found: dict[str, int] = {}
    for place, one in enumerate(_all_in_order(edition)):
        found.setdefault(need_of(edition.services[one], edition), place // ROWS + 1)
    return found


def _contents(starts: Mapping[str, int], teller: Teller) -> Iterator[tuple[int, str, Markup]]:
    for need, number in starts.items():
        yield number, anchor(need, teller), need_name(need, teller)


def anchor(need: str, teller: Teller) -> str:
    """Return the anchor of a need in a list: a number, since a history shows it."""
    known = list(teller.reader.edition.needs)
    return f"n{known.index(need) + 1 if need in known else 0}"


def need_name(need: str, teller: Teller) -> Markup:
    """Return the words for a need."""
    needs = teller.reader.edition.needs
    return teller.reader.say(needs[need].name) if need in needs else escape(teller.reader.gettext(phrase("Other help")))


def _sections(rows: Iterable[str], teller: Teller) -> list[dict[str, object]]:
    found: defaultdict[str, list[ServiceRow]] = defaultdict(list)
    for one in rows:
        service = teller.reader.edition.services[one]
        found[need_of(service, teller.reader.edition)].append(service_row(service, teller, ()))
    return [
        {
            "anchor": anchor(need, teller),
            "name": need_name(need, teller),
            "rows": rows,
            "guides": guides_for_need(need, teller),
        }
        for need, rows in found.items()
    ]


def service_row(service: Entity, teller: Teller, here: Collection[str]) -> ServiceRow:
    """Return a service as a row; places that the reader is already at are not repeated."""
    reader = teller.reader
    return ServiceRow(
        mark=f"{Kind.SERVICE}:{service.id}",
        href=reader.href(service.code),
        name=reader.service_name(service),
        by=names(service, teller),
        where=tuple(reader.place_name(value.value) for value in service.all("serves") if value.value not in here),
        told=lead(service, here, teller),
        gone=() if nobody_left(service, reader.edition) else gone_ones(service, reader),
    )


def one(teller: Teller, path: str, service_id: str) -> Sheet:
    """Return the page of a service."""
    reader, edition = teller.reader, teller.reader.edition
    service = edition.services[service_id]
    need = need_of(service, edition)
    offered = _own_lines(service, need, edition)[:MOST_LINES]
    places = [value.value for value in service.all("serves")]
    left = nobody_left(service, edition)
    return Sheet(
        path,
        "service.html",
        reader.gettext(phrase("Service")),
        {
            "name": reader.service_name(service),
            "need": need_name(need, teller),
            "warning": warning(service, reader) if left else "",
            "gone": () if left else gone_ones(service, reader),
            "said": facts(service, SAID_OF_A_SERVICE, teller),
            "lines": cards(offered, teller),
            "instead": [] if offered else cards(lines_first(reader, places, MOST_LINES, about=need), teller),
            "places": [(reader.place_href(code), reader.place_name(code)) for code in places if code != NATIONAL],
            "mentioned": teller.voices(service.mentions),
            "went": edition.info.address + addresses.WENT.format(lang=reader.lang) + path,
        },
    )


def _own_lines(service: Entity, need: str, edition: Edition) -> list[Line]:
    keys = dict.fromkeys(key for body in bodies_of(service) for key in edition.lines_of.get(body, ()))
    lines = [edition.lines[key] for key in keys if edition.lines[key].urgent]
    if ABOUT.get(need) == LEGAL:
        lines = [line for line in lines if not line.police]
    return in_order_of_use(lines, edition, need)


def facts(entity: Entity, names: Iterable[str], teller: Teller) -> list[tuple[str, list[Told]]]:
    """Return what is said of a record, property by property, the values to rely on first."""
    found: dict[str, list[Told]] = {}
    for name in names:
        values = entity.all(name)
        told = told_givers(values, teller) if name in PROVIDERS else [teller.tell(value) for value in values]
        if told:
            found.setdefault(teller.reader.property_name(name), []).extend(told)
    return list(found.items())
