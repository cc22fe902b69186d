"""Who gives a service, what for, where, and which lines lead to it: small rows, so that few changes reach them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from romduol.channels.api.hsds.ids import NATIONAL
from romduol.knowledge.releases.records import (
    GIVEN_BY,
    Edition,
    Entity,
    Kind,
    Line,
    ResolvedValue,
    Showing,
    Standing,
    bodies_of,
    gone_status,
    is_relied_on,
    relied,
)
from romduol.knowledge.releases.rules.tracing import Derived

LEGAL = ("legal_aid_rights", "law_information")
"""Needs for which no line of police is ever given."""
SHELTER = "shelter"
HELD = (Showing.AFTER_TAP, Showing.TWO_OWNERS)
"""How a line is shown that is told of without its digits."""
SHOWINGS = list(Showing)
BEST_FIRST = list(Standing)


@dataclass(frozen=True, slots=True)
class Body:
    """What is told of an organisation wherever it is named; no uuid where nobody says anything of it."""

    uuid: str = ""
    code: str = ""
    words: dict[str, str] = field(default_factory=dict)
    status: str = ""
    """That it closed, left or changed its work, where that is relied on."""
    gone: bool = False
    successor: str = ""


@Derived
def body_of(edition: Edition, org: str) -> Body:
    """Return an organisation in brief."""
    entity = edition.organizations.get(org)
    if entity is None:
        return Body(words={"en": org.partition("-")[2].upper()})
    status, successor = entity.first("status"), best(entity, "replaced_by")
    changed = status is not None and status.value != "active" and is_relied_on(status.standing)
    return Body(
        uuid=entity.uuid,
        code=entity.code,
        words=dict(_names(entity)),
        status=status.value if status is not None and changed else "",
        gone=bool(gone_status(entity)),
        successor=successor.value if successor is not None else "",
    )


def _names(entity: Entity) -> dict[str, str]:
    found = (best(entity, name) for name in ("name", "alternate_name", "acronym"))
    given = [value.words for value in found if value is not None and value.words]
    return dict(entity.label or next(iter(given), {"en": entity.id.partition("-")[2].upper()}))


def best(entity: Entity, name: str) -> ResolvedValue | None:
    """Return the value of a property to go by; None where nothing is left that was not refuted or taken back."""
    return next(iter(relied(entity.all(name))), None)


def known_bodies(service: Entity, edition: Edition) -> list[str]:
    """Return the organisations that give a service; those that are gone only where nobody is left."""
    known = [body for body in bodies_of(service) if body_of(edition, body).uuid]
    return [body for body in known if not body_of(edition, body).gone] or known


def nobody_left(service: Entity, edition: Edition) -> bool:
    """Tell whether every organisation that gave a service closed, left or was replaced."""
    bodies = bodies_of(service)
    return bool(bodies) and all(body_of(edition, body).gone for body in bodies)


def rests_on(service: Entity) -> ResolvedValue | None:
    """Return the value that stands for the fact that a service is given."""
    givers = [value for name in GIVEN_BY for value in relied(service.all(name))]
    if givers:
        return min(givers, key=lambda value: BEST_FIRST.index(value.standing))
    others = (best(service, name) for name in ("provider_described", "serves", "category", "description"))
    return next((value for value in others if value is not None), None)


def need_of(service: Entity, edition: Edition) -> str:
    """Return the need that a service answers, or nothing where its kind is not known."""
    category = best(service, "category")
    found = edition.categories.get(category.value) if category is not None else None
    return found.need if found is not None else ""


def is_sheltering(service: Entity, edition: Edition) -> bool:
    """Tell whether a service may be a place to stay: then nothing nearer than its province is told."""
    kinds = [edition.categories.get(value.value) for value in service.all("category")]
    return any(kind is not None and (kind.residential or kind.need == SHELTER) for kind in kinds)


@Derived
def province_of(edition: Edition, code: str) -> str:
    """Return the province that a place lies in; the place itself where it lies in none."""
    return _upwards(edition, code)[-1]


@Derived
def taken_back_with(edition: Edition, code: str) -> str:
    """Return the place that was taken back and with which a place went, itself or one that it lies in; mostly none."""
    return next((one for one in _upwards(edition, code) if f"{Kind.PLACE}:{one}" in edition.taken_back), "")


def _upwards(edition: Edition, code: str) -> list[str]:
    """Return a place and those that it lies in, the nearest first."""
    found, place = [code], edition.places.get(code)
    while place is not None and place.parent and place.parent not in found:
        found.append(place.parent)
        place = edition.places.get(place.parent)
    return found


def places_of(entity: Entity, name: str, edition: Edition, *, roughly: bool = False) -> dict[str, ResolvedValue]:
    """Return the places of an entity by a property, each with the value behind it; only provinces where `roughly`.

    A place that was taken back is left out: nothing is told of it any more.
    """
    found: dict[str, ResolvedValue] = {}
    for value in relied(entity.all(name)):
        code = province_of(edition, value.value) if roughly else value.value
        if code == NATIONAL or (code in edition.places and not taken_back_with(edition, code)):
            found.setdefault(code, value)
    return found


def served_by(service: Entity, edition: Edition) -> dict[str, ResolvedValue]:
    """Return the places that a service serves, each with the value behind it."""
    return places_of(service, "serves", edition, roughly=is_sheltering(service, edition))


@dataclass(frozen=True, slots=True)
class LineInBrief:
    """What decides where a line stands in a list, and whether its digits do."""

    key: str
    urgent: bool
    police: bool
    rank: tuple[bool, bool, bool, int, str]


@Derived
def line_in_brief(edition: Edition, key: str) -> LineInBrief:
    """Return a line in brief."""
    line = edition.lines[key]
    return LineInBrief(key, line.urgent, line.police, _rank(line))


def _rank(line: Line) -> tuple[bool, bool, bool, int, str]:
    # Police last, whatever else is known; an office after the lines that are there for people.
    office = set(line.purposes) == {"office"}
    return (line.police, not line.urgent, office, SHOWINGS.index(line.showing), line.key)


@dataclass(frozen=True, slots=True)
class Lines:
    """The keys of the lines of a record: those whose digits are given, and those that are only told of."""

    given: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every line whose number or mask stands in the documents."""
        return (*self.given, *self.held)


def lines_of(bodies: Iterable[str], edition: Edition, *, police: bool = True) -> Lines:
    """Return the lines of some organisations, police last or, where not wanted, never."""
    keys = dict.fromkeys(key for body in bodies for key in edition.lines_of.get(body, ()))
    lines = [line_in_brief(edition, key) for key in keys]
    ranked = sorted((line for line in lines if police or not line.police), key=lambda line: line.rank)
    return Lines(
        given=tuple(line.key for line in ranked if line.urgent),
        held=tuple(line.key for line in ranked if SHOWINGS[line.rank[3]] in HELD),
    )


def lines_to(service: Entity, edition: Edition) -> Lines:
    """Return the lines that lead to a service: those of who gives it, and none of police where it is legal help."""
    return lines_of(known_bodies(service, edition), edition, police=need_of(service, edition) not in LEGAL)
