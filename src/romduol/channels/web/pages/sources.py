"""The sources, and a page for each with everything that it says."""

from collections import Counter
from collections.abc import Iterator

from romduol.channels.web import addresses, vocabulary
from romduol.channels.web.sheets import Sheet, turns
from romduol.channels.web.subjects import about, plain_value
from romduol.channels.web.telling import Teller
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
    voices = Counter(source.lineage for source in ordered)
    held_back = {service for services in edition.held_back.values() for service in services}
    for source in ordered:
        yield from _source(source, voices[source.lineage], held_back, teller)


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


def _source(source: Source, voices: int, held_back: set[str], teller: Teller) -> Iterator[Sheet]:
    reader, edition = teller.reader, teller.reader.edition
    said = edition.claims_of.get(source.id, ())
    claims = [claim for claim in said if claim.subject not in held_back]
    for turn, rows in turns(addresses.source(edition.info.id, source.id), claims, ON_A_SHEET):
        body = edition.organizations.get(source.speaks_for)
        yield Sheet(
            turn.here,
            "source.html",
            reader.gettext(phrase("Source")),
            {
                "source": _described(source, teller),
                "url": source.url,
                "note": reader.say(source.note) if source.note else "",
                "speaks_for": (reader.href(body.code), reader.organization_name(body.id)) if body else None,
                "siblings": voices - 1,
                "holds_back": len(claims) < len(said),
                "claims": [_claim(claim, teller) for claim in rows],
                "turn": turn,
            },
        )


def _claim(claim: Claim, teller: Teller) -> dict[str, object]:
    name, href = about(claim.subject, teller)
    return {
        "about": name,
        "href": href,
        "name": teller.reader.property_name(claim.property),
        "value": plain_value(claim.property, claim.value, claim.words, teller),
        "stance": claim.stance.value,
        "at": claim.locator,
        "hedged": claim.hedged,
    }
