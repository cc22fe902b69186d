"""What an edition no longer tells, since it was taken back as a whole: services, and places with what is only there."""

from collections.abc import Iterable, Mapping

from romduol.knowledge.claims.records import Standing, Withdrawal
from romduol.knowledge.claims.rules.properties import SERVICE
from romduol.knowledge.directory.records import Entity, PackInfo, Place, TakenBack
from romduol.knowledge.directory.rules.codes import page_code, stable_id

PLACE = "place"
GONE = (Standing.WITHDRAWN, Standing.OUTWEIGHED)


def place_subject(code: str) -> str:
    """Return the id under which a place can be taken back: `place-15`."""
    return f"{PLACE}-{code}"


def has_page(place: Place) -> bool:
    """Tell whether a place has a page of its own; a district's is that of its province."""
    return place.level == "province" or place.town_of_guide


def page_of_place(place: Place) -> str:
    """Return the code of a place's page, or nothing where it has none."""
    return f"p{place.code}" if has_page(place) else ""


def page_of_service(service: str, pack: str) -> str:
    """Return the code of a service's page: it stays what it is when nobody speaks of the service any more."""
    return page_code(SERVICE, stable_id(pack, f"{SERVICE}/{service}"))


def taken_back(
    withdrawals: Iterable[Withdrawal], kinds: Mapping[str, str], places: Mapping[str, Place], info: PackInfo
) -> dict[str, TakenBack]:
    """Return the services and places that were taken back, by their ids (`service:svc-x`, `place:15`).

    `kinds` tells the kind of each subject.
    """
    found = {}
    for withdrawal in withdrawals:
        kind = kinds.get(withdrawal.subject) if withdrawal.whole else None
        code = withdrawal.subject.removeprefix(f"{PLACE}-")
        if kind == SERVICE:
            page = page_of_service(withdrawal.subject, info.id)
            item = TakenBack(SERVICE, withdrawal.subject, page, withdrawal.on, withdrawal.reason)
        elif kind == PLACE and code in places:
            item = TakenBack(PLACE, code, page_of_place(places[code]), withdrawal.on, withdrawal.reason)
        else:
            continue
        found[item.id] = item
    return found


def gone_with_places(
    services: Iterable[Entity], taken: Mapping[str, TakenBack], places: Mapping[str, Place]
) -> dict[str, TakenBack]:
    """Return the services that go with a place: all that they serve was taken back, or lies within what was."""
    by_place = {item.key: item for item in taken.values() if item.kind == PLACE}
    if not by_place:
        return {}
    found = {}
    for service in services:
        served = [_covering(code, by_place, places) for code in served_by(service)]
        if served and all(served) and served[0]:
            item = TakenBack(SERVICE, service.id, service.code, served[0].on, served[0].reason)
            found[item.id] = item
    return found


def served_by(service: Entity) -> list[str]:
    """Return the places that a service is said to serve, without what was refuted."""
    return [value.value for value in service.all("serves") if value.standing not in GONE]


def _covering(code: str, taken: Mapping[str, TakenBack], places: Mapping[str, Place]) -> TakenBack | None:
    for one in within(code, places):
        if one in taken:
            return taken[one]
    return None


def within(code: str, places: Mapping[str, Place]) -> list[str]:
    """Return a place's code and those of the places that it lies in, the nearest first."""
    found: list[str] = []
    while code in places and code not in found:
        found.append(code)
        code = places[code].parent or ""
    return found


def serving_only(place: str, services: Iterable[Entity], places: Mapping[str, Place]) -> tuple[str, ...]:
    """Return the services that would go with a place, were it taken back."""
    return tuple(
        service.id
        for service in services
        if (served := served_by(service)) and all(place in within(code, places) for code in served)
    )
