"""The list of places, and a page for each province and each town of the guides."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import cards
from romduol.channels.web.offering import lines_first
from romduol.channels.web.pages.disagreements import about_subject, row
from romduol.channels.web.pages.services import ServiceRow, in_need_order, need_name, need_of, service_row
from romduol.channels.web.reader import NATIONAL, has_page, in_brief, tiled
from romduol.channels.web.sheets import Planned, Sheet, Turn, turns
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Disagreement, Edition, Kind, Place
from romduol.knowledge.releases.rules.tracing import Derived
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


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the list of places and every place's page."""
    edition = teller.reader.edition
    yield Planned(addresses.PLACES, listed)
    for place in edition.places.values():
        if has_page(place) and f"{Kind.PLACE}:{place.code}" not in edition.taken_back:
            for turn, rows in turns(addresses.place(place.code), own_services(edition, place.code), ON_A_SHEET):
                yield Planned(turn.here, one, (place.code, turn, rows))


def listed(teller: Teller, path: str) -> Sheet:
    """Return the list of places."""
    reader = teller.reader
    shows = {
        "places": [_link(place, teller) for place in reader.provinces],
        "towns": [_link(place, teller) for place in reader.towns],
        "map": bool(tiled(reader.edition)),
    }
    return Sheet(path, "places.html", reader.gettext(phrase("Places")), shows)


def _link(place: Place, teller: Teller) -> tuple[str, Markup]:
    return teller.reader.href(addresses.place(place.code)), teller.reader.place_name(place.code)


def one(teller: Teller, path: str, code: str, turn: Turn, rows: Sequence[str]) -> Sheet:
    """Return a sheet of a place's page; a place without services has one sheet without rows."""
    reader, edition = teller.reader, teller.reader.edition
    place, bodies = edition.places[code], _bodies(edition, code)
    shows = {
        "name": reader.place_name(code),
        "parent": _link(edition.places[place.parent], teller) if place.parent else None,
        "towns": [_link(town, teller) for town in reader.towns if town.parent == code],
        "turn": turn,
        "needs": _by_need(rows, teller, set(codes_inside(code, edition))),
        "near": [] if rows else _near(place, teller),
        "nothing": not rows and not bodies,
        **_first(place, bodies, teller, shown=turn.first),
    }
    return Sheet(path, "place.html", reader.place_name(code), shows)


def _first(place: Place, bodies: Sequence[str], teller: Teller, *, shown: bool) -> dict[str, object]:
    """Return what stands on the first sheet only."""
    if not shown:
        return {"around": [], "lines": [], "bodies": [], "held_back": False, "disagreements": []}
    edition = teller.reader.edition
    inside = codes_inside(place.code, edition)
    return {
        "around": list(_around(place, teller)),
        "lines": cards(lines_first(teller.reader, inside, police=True), teller),
        "bodies": [_body(body, teller) for body in bodies[:MOST_BODIES]],
        "held_back": _holds_back(place, inside, edition),
        "disagreements": [row(one, teller) for one in _grave(edition, place.code)],
    }


def codes_inside(code: str, edition: Edition) -> list[str]:
    """Return a place's code and those of the places within it."""
    return [code, *_children(edition, code)]


@Derived
def _children(edition: Edition, code: str) -> Sequence[str]:
    return _all_children(edition).get(code, ())


@Derived
def _all_children(edition: Edition) -> dict[str, list[str]]:
    """Return, for each place, the places within it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for place in edition.places.values():
        if place.parent:
            found[place.parent].append(place.code)
    return found


@Derived
def own_services(edition: Edition, code: str) -> list[str]:
    """Return the services of a place and of all within it, in the order of needs."""
    return in_need_order(_services(codes_inside(code, edition), edition), edition)


def _services(codes: Sequence[str], edition: Edition) -> list[str]:
    return list(dict.fromkeys(one for code in codes for one in edition.services_in.get(code, ())))


@Derived
def _bodies(edition: Edition, code: str) -> list[str]:
    """Return the organisations of a place, of all within it and of its province; those that are gone come last."""
    parent = edition.places[code].parent
    codes = [*codes_inside(code, edition), *([parent] if parent else [])]
    found = dict.fromkeys(body for code in codes for body in edition.organizations_in.get(code, ()))
    return sorted(found, key=lambda body: bool(in_brief(edition, body).status))


def _around(place: Place, teller: Teller) -> Iterator[Around]:
    """Yield what is offered beyond the place itself: in its province, then for the whole country."""
    reader = teller.reader
    for code, rows in _beyond(reader.edition, place.code):
        path = addresses.SERVICES if code == NATIONAL else addresses.place(code)
        yield Around(reader.place_name(code), _by_need(rows, teller, {code}), reader.href(path))


@Derived
def _beyond(edition: Edition, code: str) -> list[tuple[str, list[str]]]:
    seen, found = set(own_services(edition, code)), []
    for around in filter(None, (edition.places[code].parent, NATIONAL)):
        rows = [one for one in edition.services_in.get(around, ()) if one not in seen]
        seen.update(rows)
        if rows:
            found.append((around, in_need_order(rows, edition)[:FROM_ELSEWHERE]))
    return found


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


def _holds_back(place: Place, inside: Sequence[str], edition: Edition) -> bool:
    codes = [*inside, NATIONAL, *([place.parent] if place.parent else [])]
    return any(edition.held_back.get(code) for code in codes)


@Derived
def _grave(edition: Edition, code: str) -> list[Disagreement]:
    """Return the gravest of what is disagreed about the services and organisations of a place."""
    subjects = (*own_services(edition, code), *_bodies(edition, code))
    found = (one for subject in subjects for one in about_subject(edition, subject) if one.severity in GRAVE)
    return list(islice(found, MOST_DISAGREEMENTS))


def _near(place: Place, teller: Teller) -> list[tuple[str, Markup, int]]:
    """Return the neighbours of which most is known: their link, name and number of services."""
    edition = teller.reader.edition
    return [(*_link(edition.places[code], teller), count) for code, count in _known_near(edition, place.code)]


@Derived
def _known_near(edition: Edition, code: str) -> list[tuple[str, int]]:
    place = edition.places[code]
    around = edition.places[place.parent].neighbours if place.parent else place.neighbours
    counted = [(len(own_services(edition, other)), other) for other in around]
    known = sorted((pair for pair in counted if pair[0]), reverse=True)[:NEIGHBOURS]
    return [(code, count) for count, code in known]
