"""The services by need, and a page for each service."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from romduol.channels.web import addresses
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
from romduol.channels.web.reader import NATIONAL, Reader
from romduol.channels.web.sheets import ROWS, Sheet, turns
from romduol.channels.web.telling import Teller, Told
from romduol.knowledge.releases.records import Edition, Entity, Kind, Line
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


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield the list of services and every service's page."""
    reader, edition = teller.reader, teller.reader.edition
    ordered = in_need_order(edition.services, reader)
    starts = _starts(ordered, edition)
    for turn, rows in turns(addresses.SERVICES, ordered, ROWS):
        yield Sheet(
            turn.here,
            "services.html",
            reader.gettext(phrase("Services")),
            {
                "turn": turn,
                "needs": _sections(rows, teller),
                "contents": [
                    (reader.href(addresses.sheet(addresses.SERVICES, number)) + f"#{code}", name)
                    for number, code, name in _contents(starts, teller)
                ],
            },
        )
    for service in edition.services.values():
        yield _service(service, teller)


def need_of(service: Entity, edition: Edition) -> str:
    """Return the need that a service answers, or nothing where its kind is not known."""
    category = service.first("category")
    return edition.categories[category.value].need if category else ""


def in_need_order(services: Iterable[str], reader: Reader) -> list[str]:
    """Return service ids by need, then by kind, in the order of the taxonomy; what nobody gives any more comes last."""
    edition = reader.edition
    needs = {need: place for place, need in enumerate(edition.needs)}
    kinds = {kind: place for place, kind in enumerate(edition.categories)}

    def rank(one: str) -> tuple[int, bool, int, str]:
        service = edition.services[one]
        category = service.first("category")
        need = needs.get(need_of(service, edition), len(needs))
        return (need, nobody_left(service, reader), kinds.get(category.value if category else "", len(kinds)), one)

    return sorted(services, key=rank)


def need_href(need: str, teller: Teller) -> str | None:
    """Return the link to the services that answer a need, or None where none is known."""
    edition = teller.reader.edition
    number = _starts(in_need_order(edition.services, teller.reader), edition).get(need)
    if number is None:
        return None
    return teller.reader.href(addresses.sheet(addresses.SERVICES, number)) + f"#{anchor(need, teller)}"


def _starts(ordered: list[str], edition: Edition) -> dict[str, int]:
    """Return the sheet on which each need begins."""
    found: dict[str, int] = {}
    for place, one in enumerate(ordered):
        found.setdefault(need_of(edition.services[one], edition), place // ROWS + 1)
    return found


def _contents(starts: dict[str, int], teller: Teller) -> Iterator[tuple[int, str, Markup]]:
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
        {"anchor": anchor(need, teller), "name": need_name(need, teller), "rows": rows} for need, rows in found.items()
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
        gone=() if nobody_left(service, reader) else gone_ones(service, reader),
    )


def _service(service: Entity, teller: Teller) -> Sheet:
    reader, edition = teller.reader, teller.reader.edition
    need = need_of(service, edition)
    offered = _own_lines(service, need, edition)[:MOST_LINES]
    places = [value.value for value in service.all("serves")]
    left = nobody_left(service, reader)
    return Sheet(
        service.code,
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
