"""An organisation as HSDS has it."""

from typing import Any
from urllib.parse import urlsplit

from romduol.channels.api.hsds import areas, phones, provenance, terms
from romduol.channels.api.hsds.givers import best, body_of, lines_of, places_of
from romduol.channels.api.hsds.speaking import Speaker, filled, without_held_numbers
from romduol.knowledge.releases.records import Edition, Entity, ResolvedValue, is_relied_on, relied
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui.words import phrase

NAMES = ("name", "alternate_name", "acronym")


@Derived
def listed(edition: Edition, lang: str, org: str) -> dict[str, Any]:
    """Return an organisation as lists have it, and as it stands within its services."""
    body, speaker = edition.organizations[org], Speaker(edition, lang)
    first = best(body, "name") or best(body, "status")
    return filled({**_one_to_one(body, speaker), **_profile(body, first, speaker)})


@Derived
def nested(edition: Edition, lang: str, org: str) -> dict[str, Any]:
    """Return an organisation as it stands within a service in full; its phones are the service's."""
    body, speaker = edition.organizations[org], Speaker(edition, lang)
    own = _one_to_one(body, speaker)
    return filled({**own, **_belonging(body, speaker), **_beside(listed(edition, lang, org), own)})


def forms(body: Entity, speaker: Speaker) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an organisation as lists have it, and in full; its services are joined later."""
    edition = speaker.edition
    brief = listed(edition, speaker.lang, body.id)
    lines = lines_of((body.id,), edition)
    own = _one_to_one(body, speaker)
    full = {
        **own,
        "phones": phones.phones(body.uuid, lines.given, speaker),
        **_belonging(body, speaker),
        **_beside(brief, own),
        "lines_held": phones.lines_held(lines.held, speaker),
        "provenance": _provenance(body, lines.given, speaker),
    }
    return dict(brief), filled(full)


def _belonging(body: Entity, speaker: Speaker) -> dict[str, Any]:
    return {
        "locations": _locations(body, speaker),
        "attributes": terms.attributes(body.uuid, "organization", terms.carried_by_organization(body), speaker),
    }


def _beside(brief: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return what our profile adds, which stands after all that is HSDS."""
    return {name: value for name, value in brief.items() if name not in own}


def _one_to_one(body: Entity, speaker: Speaker) -> dict[str, Any]:
    description, site, parent = (
        best(body, "description"),
        website(body, speaker.edition),
        _parent(body, speaker.edition),
    )
    return {
        "id": body.uuid,
        "name": speaker.say(body_of(speaker.edition, body.id).words, "name"),
        "alternate_name": _alternate(body, speaker),
        # HSDS wants a description; where nobody gives one, that is said.
        "description": speaker.say(description.words, "description")
        if description is not None
        else speaker.gettext(phrase("No source says what it does.")),
        "website": site.value if site is not None else "",
        "parent_organization_id": body_of(speaker.edition, parent.value).uuid if parent is not None else "",
    }


def _profile(body: Entity, value: ResolvedValue | None, speaker: Speaker) -> dict[str, Any]:
    brief = body_of(speaker.edition, body.id)
    gone = provenance.gone_in_words((body.id,), speaker)
    return {
        "alert": gone,
        "whether_there": brief.status,
        "standing": value.standing.value if value is not None else None,
        "plain_level": provenance.level(value) if value is not None else None,
        "translation": speaker.translation(),
        "page": speaker.page(body.code),
    }


def _alternate(body: Entity, speaker: Speaker) -> str:
    name = speaker.say(body_of(speaker.edition, body.id).words)
    for value in (*body.all("acronym"), *body.all("alternate_name")):
        if is_relied_on(value.standing) and value.words:
            found = speaker.say(value.words)
            if found != name:
                return found
    return ""


def website(body: Entity, edition: Edition) -> ResolvedValue | None:
    """Return the website of an organisation, where it can be relied on and more than an unsigned source gives it."""
    return next((value for value in body.all("website") if _can_be_linked(value, edition)), None)


def _can_be_linked(value: ResolvedValue, edition: Edition) -> bool:
    signed = value.grade is not None and value.grade != provenance.UNSIGNED
    # An address such as that of a chat may hold a number that readers do not get.
    tells = without_held_numbers(value.value, edition) != value.value
    return signed and is_relied_on(value.standing) and is_web_address(value.value) and not tells


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address of the web, in plain signs, that names nobody and holds no secret."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and not set(text) & set(" <>\"'`\\^{|}")
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def _parent(body: Entity, edition: Edition) -> ResolvedValue | None:
    value = best(body, "part_of")
    known = value is not None and is_relied_on(value.standing) and value.value != body.id
    return value if value is not None and known and body_of(edition, value.value).uuid else None


def _locations(body: Entity, speaker: Speaker) -> list[dict[str, Any]]:
    return [
        areas.location(speaker.edition, speaker.lang, code) for code in places_of(body, "works_in", speaker.edition)
    ]


def _provenance(body: Entity, keys: tuple[str, ...], speaker: Speaker) -> list[dict[str, Any]]:
    edition, told = speaker.edition, provenance.told
    found = [told(name, value, speaker) for name in NAMES[:2] for value in relied(body.all(name))[:1]]
    found += [told("alternate_name", value, speaker) for value in relied(body.all("acronym"))[:1]]
    found += [told("description", value, speaker) for value in relied(body.all("description"))[:1]]
    site, parent = website(body, edition), _parent(body, edition)
    found += [told("website", site, speaker)] if site is not None else []
    if parent is not None:
        found.append(told("parent_organization_id", parent, speaker, body_of(edition, parent.value).uuid))
    found += [told("alert", value, speaker) for value in body.all("status")[:1] if value.value != "active"]
    found += line_values(keys, speaker, body.id)
    for code, value in places_of(body, "works_in", edition).items():
        found.append(told("locations", value, speaker, areas.location(edition, speaker.lang, code)["id"]))
    found += [told("attributes", value, speaker) for value in body.all("body_type")[:1]]
    return found


def line_values(keys: tuple[str, ...], speaker: Speaker, owner: str = "") -> list[dict[str, Any]]:
    """Return where the numbers of phones come from; only lines whose digits are given stand among the keys."""
    found = []
    for key in keys:
        line = speaker.edition.lines[key]
        owned = [value for value in line.owned if owner in ("", value.subject)][:1]
        found += [provenance.told("phones", value, speaker, line.value) for value in owned]
    return found
