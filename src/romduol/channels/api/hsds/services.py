"""A service as HSDS has it."""

from collections.abc import Iterator, Mapping
from typing import Any

from romduol.channels.api.hsds import areas, hours, organizations, phones, provenance, terms
from romduol.channels.api.hsds.givers import (
    Lines,
    best,
    body_of,
    is_sheltering,
    known_bodies,
    lines_to,
    nobody_left,
    rests_on,
    served_by,
)
from romduol.channels.api.hsds.speaking import Speaker, filled
from romduol.knowledge.releases.records import (
    GIVEN_BY,
    Entity,
    PlainLevel,
    ResolvedValue,
    bodies_of,
    is_relied_on,
    relied,
)
from romduol.ui.vocabulary import CODES
from romduol.ui.words import phrase

NOT_TOLD = ("outweighed", "withdrawn")
SAID_OF_LINES = {"eligibility_description": "eligibility", "schedules": "hours", "languages": "languages"}
"""HSDS field of a service -> the property of its lines that it comes from."""


def forms(service: Entity, speaker: Speaker) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a service as lists have it, and in full."""
    edition, lang = speaker.edition, speaker.lang
    lines, places, bodies = lines_to(service, edition), served_by(service, edition), known_bodies(service, edition)
    own = _one_to_one(service, lines, bodies, speaker)
    profile = _profile(service, speaker)
    brief = {**own, "organization": organizations.listed(edition, lang, bodies[0]) if bodies else None, **profile}
    full = {
        **own,
        "phones": phones.phones(service.uuid, lines.given, speaker),
        "schedules": hours.schedules(service.uuid, lines.given, speaker),
        "service_areas": areas.service_areas(service.uuid, places, speaker),
        "service_at_locations": [areas.nested(service, code, speaker) for code in places],
        "languages": phones.languages(service.uuid, lines.given, speaker),
        "organization": _giver(service, bodies, speaker),
        "attributes": terms.attributes(service.uuid, "service", terms.carried_by_service(service, edition), speaker),
        **profile,
        "given_by": _given_by(service, bodies, speaker),
        "access": _access(service, speaker),
        "barriers": _barriers(service, speaker),
        "lines_held": phones.lines_held(lines.held, speaker),
        "provenance": list(_provenance(service, lines, places, speaker)),
    }
    return filled(brief), filled(full)


def _giver(service: Entity, bodies: list[str], speaker: Speaker) -> dict[str, Any] | None:
    """Return who gives a service; of who gives a place to stay, not where it works."""
    if not bodies:
        return None
    drawn = organizations.listed if is_sheltering(service, speaker.edition) else organizations.nested
    return drawn(speaker.edition, speaker.lang, bodies[0])


def _one_to_one(service: Entity, lines: Lines, bodies: list[str], speaker: Speaker) -> dict[str, Any]:
    description, checked = best(service, "description"), _checked_on(service)
    return {
        "id": service.uuid,
        "organization_id": body_of(speaker.edition, bodies[0]).uuid if bodies else "",
        "name": _name(service, speaker),
        "description": speaker.say(description.words, "description") if description is not None else "",
        "status": "defunct" if nobody_left(service, speaker.edition) else "active",
        "fees_description": _fees(service, speaker),
        "eligibility_description": _eligibility(lines, speaker),
        "assured_date": checked,
        "alert": _alert(service, speaker),
    }


def _name(service: Entity, speaker: Speaker) -> str:
    own = best(service, "name")
    if service.label or own is not None:
        return speaker.say(service.label or own.words, "name")  # type: ignore[union-attr]
    category = best(service, "category")
    kind = speaker.edition.categories.get(category.value) if category is not None else None
    return speaker.say(kind.name, "name") if kind is not None else speaker.gettext(phrase("Service"))


def _checked_on(service: Entity) -> str:
    """Return the day of the newest check that found something about a service to be right, and still holds."""
    values = (value for values in service.facts.values() for value in values)
    days = [value.check.on for value in values if value.check is not None and value.standing.value == "checked"]
    return max(days).isoformat() if days else ""


def _fees(service: Entity, speaker: Speaker) -> str:
    free = any(value.value == "free" and is_relied_on(value.standing) for value in service.all("access"))
    return speaker.gettext(phrase("Free of charge.")) if free else ""


def _eligibility(lines: Lines, speaker: Speaker) -> str:
    said = [value for key in lines.given for value in phones.told_of_line(speaker.edition, key, "eligibility")]
    return "; ".join(dict.fromkeys(provenance.said(value, speaker) for value in said))


def _alert(service: Entity, speaker: Speaker) -> str:
    edition = speaker.edition
    gone = provenance.gone_in_words(bodies_of(service), speaker)
    if nobody_left(service, edition):
        return speaker.gettext(phrase("Do not rely on this. %(reason)s."), reason=gone)
    value = rests_on(service)
    if value is not None and not is_relied_on(value.standing):
        return provenance.why_not(value, speaker)
    return gone


def _profile(service: Entity, speaker: Speaker) -> dict[str, Any]:
    value, gone = rests_on(service), nobody_left(service, speaker.edition)
    level = PlainLevel.NOT_RELIED.value if gone or value is None else provenance.level(value)
    return {
        "standing": value.standing.value if value is not None else None,
        "plain_level": level,
        "translation": speaker.translation(),
        "page": speaker.page(service.code),
    }


def _given_by(service: Entity, bodies: list[str], speaker: Speaker) -> list[dict[str, Any]]:
    """Return everyone who gives a service, since HSDS has room for one; in a source's words where it names nobody."""
    if not bodies:
        described = relied(service.all("provider_described"))[:1]
        return [{"name": provenance.said(one, speaker), **provenance.standing(one, speaker)} for one in described]
    behind = {value.value: value for name in reversed(GIVEN_BY) for value in relied(service.all(name))}
    found = ((body_of(speaker.edition, org), behind[org]) for org in bodies)
    return [
        {"id": body.uuid, "name": speaker.say(body.words), **provenance.standing(value, speaker)}
        for body, value in found
    ]


def _access(service: Entity, speaker: Speaker) -> list[dict[str, Any]]:
    return [
        {"code": value.value, "name": speaker.code("access", value.value), **provenance.standing(value, speaker)}
        for value in _told_access(service)
    ]


def _told_access(service: Entity) -> list[ResolvedValue]:
    told = (value for value in service.all("access") if value.standing.value not in NOT_TOLD)
    return [value for value in told if value.value in CODES["access"]]


def _barriers(service: Entity, speaker: Speaker) -> list[dict[str, Any]]:
    return [
        {"text": provenance.said(value, speaker), **provenance.standing(value, speaker)}
        for value in service.all("barrier")
        if value.standing.value not in NOT_TOLD
    ]


def _provenance(
    service: Entity, lines: Lines, places: Mapping[str, ResolvedValue], speaker: Speaker
) -> Iterator[dict[str, Any]]:
    edition, told = speaker.edition, provenance.told
    for name in GIVEN_BY:
        for value in relied(service.all(name)):
            yield told("organization_id", value, speaker, body_of(edition, value.value).uuid or value.value)
    for name in ("name", "description"):
        for value in relied(service.all(name))[:1]:
            yield told(name, value, speaker)
    yield from (told(_field_of(value), value, speaker) for value in _told_access(service))
    yield from organizations.line_values(lines.given, speaker)
    for field, name in SAID_OF_LINES.items():
        for key in lines.given:
            yield from (told(field, value, speaker) for value in phones.told_of_line(edition, key, name))
    for code, value in places.items():
        yield told("service_areas", value, speaker, areas.name_of(code, speaker))
    yield from (told("attributes", value, speaker) for value in relied(service.all("category"))[:1])


def _field_of(access: ResolvedValue) -> str:
    return "fees_description" if access.value == "free" and is_relied_on(access.standing) else "attributes"
