"""The list of places, and a page for each province and each town of the guides."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import cards
from romduol.channels.web.offering import lines_first
from romduol.channels.web.pages.disagreements import Row as DisagreementRow
from romduol.channels.web.pages.disagreements import by_subject, row
from romduol.channels.web.pages.services import ServiceRow, in_need_order, need_name, need_of, service_row
from romduol.channels.web.reader import NATIONAL, has_page
from romduol.channels.web.sheets import Sheet, turns
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Disagreement, Edition, Kind, Place
from romduol.ui.words import phrase

ON_A_SHEET = 24
FROM_ELSEWHERE = 8
NEIGHBOURS = 6
MOST_BODIES = 24
MOST_DISAGREEMENTS = 4
GRAVE = ("critical", "high")


@dataclass(frozen=True, slots=True)
class Around:
    """What is offered beyond a place, and where to see all of it."""

    name: Markup
    needs: list[tuple[Markup, list[ServiceRow]]]
    href: str


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield the list of places and every place's page."""
    reader = teller.reader
    yield Sheet(
        addresses.PLACES,
        "places.html",
        reader.gettext(phrase("Places")),
        {
            "places": [_link(place, teller) for place in reader.provinces],
            "towns": [_link(place, teller) for place in reader.towns],
        },
    )
    disagreements = by_subject(reader.edition)
    for place in reader.edition.places.values():
        if has_page(place) and f"{Kind.PLACE}:{place.code}" not in reader.edition.taken_back:
            yield from _place(place, teller, disagreements)


def _link(place: Place, teller: Teller) -> tuple[str, Markup]:
    return teller.reader.href(addresses.place(place.code)), teller.reader.place_name(place.code)


def _place(place: Place, teller: Teller, disagreements: Mapping[str, list[Disagreement]]) -> Iterator[Sheet]:
    reader, edition = teller.reader, teller.reader.edition
    inside = codes_inside(place, edition)
    own = in_need_order(_services(inside, edition), reader)
    bodies = _bodies([*inside, *([place.parent] if place.parent else [])], teller)
    for turn, rows in turns(addresses.place(place.code), own, ON_A_SHEET):
        shows = {
            "name": reader.place_name(place.code),
            "parent": _link(edition.places[place.parent], teller) if place.parent else None,
            "towns": [_link(town, teller) for town in reader.towns if town.parent == place.code],
            "turn": turn,
            "needs": _by_need(rows, teller, set(inside)),
            # What follows stands on the first sheet only.
            "around": list(_around(place, own, teller)) if turn.first else [],
            "lines": cards(lines_first(reader, inside, police=True), teller) if turn.first else [],
            "bodies": [_body(body, teller) for body in bodies[:MOST_BODIES]] if turn.first else [],
            "held_back": turn.first and bool(_held_back(place, inside, edition)),
            "disagreements": _disagreements(own, bodies, disagreements, teller) if turn.first else [],
            "near": [] if own else _near(place, teller),
            "nothing": not own and not bodies,
        }
        yield Sheet(turn.here, "place.html", reader.place_name(place.code), shows)


def codes_inside(place: Place, edition: Edition) -> list[str]:
    """Return the place's code and those of the places within it."""
    within = edition_children(edition).get(place.code, [])
    return [place.code, *within]


def edition_children(edition: Edition) -> dict[str, list[str]]:
    """Return, for each place, the places within it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for place in edition.places.values():
        if place.parent:
            found[place.parent].append(place.code)
    return found


def _services(codes: Sequence[str], edition: Edition) -> list[str]:
    return list(dict.fromkeys(one for code in codes for one in edition.services_in.get(code, ())))


def _bodies(codes: Sequence[str], teller: Teller) -> list[str]:
    within = teller.reader.edition.organizations_in
    found = dict.fromkeys(body for code in codes for body in within.get(code, ()))
    return sorted(found, key=lambda body: bool(teller.reader.gone(body)))


def _around(place: Place, own: Sequence[str], teller: Teller) -> Iterator[Around]:
    """Yield what is offered beyond the place itself: in its province, then for the whole country."""
    reader, edition, seen = teller.reader, teller.reader.edition, set(own)
    for code in filter(None, (place.parent, NATIONAL)):
        found = [one for one in edition.services_in.get(code, ()) if one not in seen]
        seen.update(found)
        if found:
            rows = in_need_order(found, reader)[:FROM_ELSEWHERE]
            path = addresses.SERVICES if code == NATIONAL else addresses.place(code)
            yield Around(reader.place_name(code), _by_need(rows, teller, {code}), reader.href(path))


def _by_need(services: Sequence[str], teller: Teller, here: set[str]) -> list[tuple[Markup, list[ServiceRow]]]:
    found: defaultdict[str, list[ServiceRow]] = defaultdict(list)
    edition = teller.reader.edition
    for one in services:
        service = edition.services[one]
        found[need_of(service, edition)].append(service_row(service, teller, here))
    return [(need_name(need, teller), rows) for need, rows in found.items()]


def _body(org_id: str, teller: Teller) -> tuple[str, Markup, Markup, str]:
    reader = teller.reader
    entity = reader.edition.organizations[org_id]
    value = entity.first("works_in")
    why = teller.why(value) if value else ""
    return reader.href(entity.code), reader.organization_name(org_id), reader.gone(org_id), why


def _held_back(place: Place, inside: Sequence[str], edition: Edition) -> list[str]:
    codes = [*inside, NATIONAL, *([place.parent] if place.parent else [])]
    return [one for code in codes for one in edition.held_back.get(code, ())]


def _disagreements(
    services: Sequence[str], bodies: Sequence[str], index: Mapping[str, list[Disagreement]], teller: Teller
) -> list[DisagreementRow]:
    found = [one for subject in (*services, *bodies) for one in index.get(subject, ()) if one.severity in GRAVE]
    return [row(one, teller) for one in found[:MOST_DISAGREEMENTS]]


def _near(place: Place, teller: Teller) -> list[tuple[str, Markup, int]]:
    """Return the neighbours of which most is known: their link, name and number of services."""
    edition = teller.reader.edition
    around = edition.places[place.parent].neighbours if place.parent else place.neighbours
    counted = [(len(_services(codes_inside(edition.places[code], edition), edition)), code) for code in around]
    known = sorted((pair for pair in counted if pair[0]), reverse=True)[:NEIGHBOURS]
    return [(*_link(edition.places[code], teller), count) for count, code in known]
