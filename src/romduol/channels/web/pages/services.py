"""The services by need, and a page for each service."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import cards, lines_first
from romduol.channels.web.reader import NATIONAL
from romduol.channels.web.sheets import ROWS, Sheet, turns
from romduol.channels.web.telling import Teller, Told
from romduol.knowledge.releases.records import Edition, Entity
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

    href: str
    name: Markup
    by: tuple[Markup, ...]
    where: tuple[Markup, ...]
    told: Told | None
    gone: tuple[Markup, ...]
    """Who of those who give it closed, left or changed their work."""


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield the list of services and every service's page."""
    reader, edition = teller.reader, teller.reader.edition
    ordered = in_need_order(edition.services, edition)
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


def in_need_order(services: Iterable[str], edition: Edition) -> list[str]:
    """Return service ids by need, then by kind, in the order of the taxonomy."""
    needs = {need: place for place, need in enumerate(edition.needs)}
    kinds = {kind: place for place, kind in enumerate(edition.categories)}

    def rank(one: str) -> tuple[int, int, str]:
        category = edition.services[one].first("category")
        kind = category.value if category else ""
        return (
            needs.get(need_of(edition.services[one], edition), len(needs)),
            kinds.get(kind, len(kinds)),
            one,
        )

    return sorted(services, key=rank)


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
    serves = service.all("serves")
    lead = next((value for value in serves if value.value in here), service.first("description"))
    lead = lead or service.first("serves") or service.first("category")
    bodies = dict.fromkeys(value.value for name in ("operated_by", "provided_by") for value in service.all(name))
    described = [teller.text(value) for value in service.all("provider_described")[:1]]
    return ServiceRow(
        href=teller.reader.href(service.code),
        name=teller.reader.service_name(service),
        by=tuple(teller.reader.organization_name(body) for body in bodies) or tuple(described),
        where=tuple(teller.reader.place_name(value.value) for value in serves if value.value not in here),
        told=teller.tell(lead) if lead else None,
        gone=tuple(gone for gone in map(teller.reader.gone, bodies) if gone),
    )


def _service(service: Entity, teller: Teller) -> Sheet:
    reader, edition = teller.reader, teller.reader.edition
    bodies = [value.value for name in ("operated_by", "provided_by") for value in service.all(name)]
    own = [edition.lines[key] for body in bodies for key in edition.lines_of.get(body, ())]
    offered = list(dict.fromkeys(line.key for line in own if line.urgent))
    places = [value.value for value in service.all("serves")]
    return Sheet(
        service.code,
        "service.html",
        reader.gettext(phrase("Service")),
        {
            "name": reader.service_name(service),
            "need": need_name(need_of(service, edition), teller),
            "gone": [
                (reader.organization_name(body), reader.gone(body))
                for body in dict.fromkeys(bodies)
                if reader.gone(body)
            ],
            "said": facts(service, SAID_OF_A_SERVICE, teller),
            "lines": cards([edition.lines[key] for key in offered[:MOST_LINES]], teller),
            "instead": [] if offered else cards(lines_first(reader, places, MOST_LINES), teller),
            "places": [(reader.place_href(code), reader.place_name(code)) for code in places if code != NATIONAL],
            "mentioned": teller.voices(service.mentions),
        },
    )


def facts(entity: Entity, names: Iterable[str], teller: Teller) -> list[tuple[str, list[Told]]]:
    """Return what is said of a record, property by property, the values to rely on first."""
    found: dict[str, list[Told]] = {}
    for name in names:
        told = [teller.tell(value) for value in entity.all(name)]
        if told:
            found.setdefault(teller.reader.property_name(name), []).extend(told)
    return list(found.items())
