"""Places as HSDS has them: areas that are served or worked in, never an address and never a point on a map."""

from collections.abc import Mapping
from typing import Any

from romduol.channels.api.hsds import hours, phones, provenance
from romduol.channels.api.hsds.givers import lines_to, served_by
from romduol.channels.api.hsds.ids import NATIONAL, country_id, part_id, service_at_location_id
from romduol.channels.api.hsds.speaking import Speaker, filled
from romduol.knowledge.releases.records import Edition, Entity, ResolvedValue, is_relied_on
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui.words import phrase

AREA_CODE = "government code of the area"
COUNTRY_CODE = "ISO 3166-1 alpha-2"


@Derived
def location(edition: Edition, lang: str, code: str) -> dict[str, Any]:
    """Return a place, or `national`, as an HSDS location that holds no address."""
    speaker = Speaker(edition, lang)
    place = None if code == NATIONAL else edition.places[code]
    return filled(
        {
            "id": country_id(edition) if place is None else place.id,
            "location_type": "physical",
            "name": name_of(code, speaker),
            "description": speaker.gettext(
                phrase("This is an area in which people are served. It is not an address: ask before you go.")
            ),
            "external_identifier": edition.info.country if place is None else place.code,
            "external_identifier_type": COUNTRY_CODE if place is None else AREA_CODE,
            "is_area": True,
            "level": "country" if place is None else str(place.level),
        }
    )


def name_of(code: str, speaker: Speaker) -> str:
    """Return the name of a place, or "the whole country"."""
    if code == NATIONAL:
        return speaker.gettext(phrase("the whole country"))
    return speaker.say(speaker.edition.places[code].name)


def service_areas(of: str, places: Mapping[str, ResolvedValue], speaker: Speaker) -> list[dict[str, Any]]:
    """Return the areas that a service serves, as parts of the record with this id."""
    return [service_area(of, code, value, speaker) for code, value in places.items()]


def service_area(of: str, code: str, value: ResolvedValue, speaker: Speaker) -> dict[str, Any]:
    """Return one area; where the source behind it cannot be relied on, its description says so."""
    return filled(
        {
            "id": part_id(speaker.edition, "service_area", of, code),
            "name": name_of(code, speaker),
            "description": "" if is_relied_on(value.standing) else provenance.why_not(value, speaker),
            "extent": speaker.edition.info.country if code == NATIONAL else code,
            "extent_type": "text",
            **provenance.standing(value, speaker),
        }
    )


def listed(service: Entity, code: str, speaker: Speaker) -> dict[str, Any]:
    """Return a service in one place as lists have it."""
    edition = speaker.edition
    value = served_by(service, edition)[code]
    place = location(edition, speaker.lang, code)
    return {
        "id": service_at_location_id(edition, service.id, code),
        "service_id": service.uuid,
        "location_id": place["id"],
        "location": place,
        "standing": value.standing.value,
        "plain_level": provenance.level(value),
    }


def nested(service: Entity, code: str, speaker: Speaker) -> dict[str, Any]:
    """Return a service in one place as it stands within its service, whose phones and hours stand there already."""
    found = listed(service, code, speaker)
    areas = [service_area(found["id"], code, served_by(service, speaker.edition)[code], speaker)]
    return {
        "id": found["id"],
        "location_id": found["location_id"],
        "service_areas": areas,
        "location": found["location"],
    }


def forms(service: Entity, code: str, speaker: Speaker) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a service in one place: as lists have it, and in full; the service itself is joined to both later."""
    edition = speaker.edition
    brief = listed(service, code, speaker)
    own, lines = brief["id"], lines_to(service, edition)
    value = served_by(service, edition)[code]
    full = filled(
        {
            "id": own,
            "service_id": brief["service_id"],
            "location_id": brief["location_id"],
            "service_areas": [service_area(own, code, value, speaker)],
            "phones": phones.phones(own, lines.given, speaker),
            "schedules": hours.schedules(own, lines.given, speaker),
            "location": brief["location"],
            "standing": brief["standing"],
            "plain_level": brief["plain_level"],
            "lines_held": phones.lines_held(lines.held, speaker),
            "provenance": [provenance.told("location_id", value, speaker, brief["location_id"])],
        }
    )
    return brief, full
