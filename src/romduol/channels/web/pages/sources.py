"""The sources, and a page for each with everything that it says."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from romduol.channels.web import addresses, vocabulary
from romduol.channels.web.line_cards import digits_in_a_list, safe_digits
from romduol.channels.web.sheets import Sheet, turns
from romduol.channels.web.telling import NAMED, PLACED, Teller
from romduol.knowledge.releases.records import Claim, Source
from romduol.ui.words import phrase

ON_A_SHEET = 60
SOURCES_ON_A_SHEET = 50


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield the list of sources and every source's page."""
    reader, edition = teller.reader, teller.reader.edition
    ordered = sorted(edition.sources.values(), key=lambda source: (source.grade, source.publisher, source.id))
    for turn, rows in turns(addresses.SOURCES, ordered, SOURCES_ON_A_SHEET):
        title = reader.gettext(phrase("Sources"))
        listed = [_described(source, teller) for source in rows]
        yield Sheet(turn.here, "sources.html", title, {"rows": listed, "turn": turn, "count": len(ordered)})
    voices = _voices(ordered)
    for source in ordered:
        yield from _source(source, voices[source.lineage], teller)


def _voices(sources: list[Source]) -> dict[str, int]:
    found: dict[str, int] = {}
    for source in sources:
        found[source.lineage] = found.get(source.lineage, 0) + 1
    return found


def _described(source: Source, teller: Teller) -> dict[str, object]:
    reader = teller.reader
    return {
        "href": reader.source_href(source.id),
        "name": reader.say(source.title),
        "publisher": "" if source.publisher == "unknown" else reader.foreign(source.publisher),
        "when": teller.dated(source),
        "grade": reader.gettext(vocabulary.GRADES[source.grade.value]),
        "kind": reader.gettext(vocabulary.KINDS_OF_SOURCE.get(source.kind, source.kind)),
        "count": len(reader.edition.claims_of.get(source.id, ())),
    }


def _source(source: Source, voices: int, teller: Teller) -> Iterator[Sheet]:
    reader, edition = teller.reader, teller.reader.edition
    said = edition.claims_of.get(source.id, ())
    held_back = {service for services in edition.held_back.values() for service in services}
    claims = [claim for claim in said if claim.subject not in held_back]
    for turn, rows in turns(addresses.source(edition.info.id, source.id), claims, ON_A_SHEET):
        about = edition.organizations.get(source.speaks_for)
        yield Sheet(
            turn.here,
            "source.html",
            reader.gettext(phrase("Source")),
            {
                "source": _described(source, teller),
                "url": source.url,
                "note": reader.say(source.note) if source.note else "",
                "speaks_for": (reader.href(about.code), reader.organization_name(about.id)) if about else None,
                "siblings": voices - 1,
                "holds_back": len(claims) < len(said),
                "claims": [_claim(claim, teller) for claim in rows],
                "turn": turn,
            },
        )


def _claim(claim: Claim, teller: Teller) -> dict[str, object]:
    about, href = _about(claim.subject, teller)
    return {
        "about": about,
        "href": href,
        "name": teller.reader.property_name(claim.property),
        "value": _value(claim, teller),
        "stance": claim.stance.value,
        "at": claim.locator,
        "hedged": claim.hedged,
    }


def _about(subject: str, teller: Teller) -> tuple[object, str | None]:
    reader, edition = teller.reader, teller.reader.edition
    if subject in edition.organizations:
        return reader.organization_name(subject), reader.href(edition.organizations[subject].code)
    if subject in edition.services:
        service = edition.services[subject]
        return reader.service_name(service), reader.href(service.code)
    if subject in edition.statements:
        found = edition.statements[subject]
        return reader.say(found.label), reader.href(edition.topics[found.topic].code)
    line = edition.lines.get(subject.removeprefix("line-"))
    if line is None:
        return reader.gettext(phrase("A service that is not listed")), None
    return digits_in_a_list(line), reader.href(line.entity.code)


def _value(claim: Claim, teller: Teller) -> Markup:
    reader = teller.reader
    if claim.property == "phone":
        return safe_digits(claim.value, reader.edition)
    if claim.words:
        return reader.say(claim.words)
    if claim.property in PLACED:
        return reader.place_name(claim.value)
    if claim.property in NAMED:
        return reader.organization_name(claim.value)
    if claim.property == "category":
        found = reader.edition.categories.get(claim.value)
        return reader.say(found.name) if found else reader.foreign(claim.value)
    known = vocabulary.CODES.get(claim.property, {}).get(claim.value) or vocabulary.TRUTH.get(claim.value)
    return escape(reader.gettext(known)) if known else reader.foreign(claim.value)
