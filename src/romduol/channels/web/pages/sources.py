"""The sources, and a page for each with everything that it says."""

from collections import Counter
from collections.abc import Iterator, Sequence

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Planned, Sheet, Turn, turns
from romduol.channels.web.subjects import about, plain_value
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Claim, Edition, Kind, Source
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui import vocabulary
from romduol.ui.words import phrase

ON_A_SHEET = 60
SOURCES_ON_A_SHEET = 50


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the list of sources and every source's page."""
    edition = teller.reader.edition
    ordered = sorted(edition.sources.values(), key=lambda source: (source.grade, source.publisher, source.id))
    ids = [source.id for source in ordered]
    for turn, rows in turns(addresses.SOURCES, ids, SOURCES_ON_A_SHEET):
        yield Planned(turn.here, listed, (turn, rows, len(ids)))
    voices = Counter(source.lineage for source in ordered)
    for source in ordered:
        told = len(_told(edition, source.id))
        holds_back = told < _count(edition, source.id)
        for turn, _ in turns(addresses.source(edition.info.id, source.id), range(told), ON_A_SHEET):
            yield Planned(turn.here, one, (source.id, turn, voices[source.lineage], holds_back))


def listed(teller: Teller, path: str, turn: Turn, rows: Sequence[str], count: int) -> Sheet:
    """Return a sheet of the list."""
    shown = [_described(teller.reader.edition.sources[one], teller) for one in rows]
    title = teller.reader.gettext(phrase("Sources"))
    return Sheet(path, "sources.html", title, {"rows": shown, "turn": turn, "count": count})


@Derived
def _count(edition: Edition, source_id: str) -> int:
    return len(edition.claims_of.get(source_id, ()))


@Derived
def _held_back(edition: Edition) -> dict[str, bool]:
    return {service: True for services in edition.held_back.values() for service in services}


@Derived
def _told(edition: Edition, source_id: str) -> list[Claim]:
    """Return what a source says, without what is held back."""
    held_back = _held_back(edition)
    return [claim for claim in edition.claims_of.get(source_id, ()) if claim.subject not in held_back]


@Derived
def _told_on(edition: Edition, source_id: str, sheet: str) -> list[Claim]:
    """Return what stands on one sheet of a source."""
    end = int(sheet) * ON_A_SHEET
    return _told(edition, source_id)[end - ON_A_SHEET : end]


def _described(source: Source, teller: Teller) -> dict[str, object]:
    reader = teller.reader
    return {
        "href": reader.source_href(source.id),
        "name": reader.say(source.title),
        "publisher": "" if source.publisher == "unknown" else reader.foreign(source.publisher),
        "when": teller.dated(source),
        "grade": reader.gettext(vocabulary.GRADES[source.grade.value]),
        "kind": reader.gettext(vocabulary.KINDS_OF_SOURCE.get(source.kind, source.kind)),
    }


def one(teller: Teller, path: str, source_id: str, turn: Turn, voices: int, holds_back: bool) -> Sheet:
    """Return a sheet of a source's page."""
    reader, edition = teller.reader, teller.reader.edition
    source = edition.sources[source_id]
    body = edition.organizations.get(source.speaks_for)
    return Sheet(
        path,
        "source.html",
        reader.gettext(phrase("Source")),
        {
            "source": _described(source, teller),
            "url": source.url,
            "note": reader.say(source.note) if source.note else "",
            "speaks_for": (reader.href(body.code), reader.organization_name(body.id)) if body else None,
            "siblings": voices - 1,
            "holds_back": holds_back,
            "claims": [_claim(claim, teller) for claim in _told_on(edition, source_id, str(turn.number))],
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
        "mark": f"{Kind.SERVICE}:{claim.subject}" if claim.subject.startswith("svc-") else "",
    }
