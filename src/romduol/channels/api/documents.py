"""The JSON documents of the API, from an edition, purely."""

from collections.abc import Mapping
from typing import Any

from romduol.channels.api.licence import LICENSE
from romduol.knowledge.releases.records import (
    Disagreement,
    Edition,
    Place,
    Position,
    Showing,
    Source,
    page_code,
    stable_id,
)

MASKED = (Showing.WITHHELD, Showing.DO_NOT_CALL)
BETWEEN = " / "
"""What stands between the values of one position."""
UNSIGNED = "D"
"""The grade of sources whose publisher and address are never told."""
UNKNOWN = "unknown"
LINE = "line-"


def disagreements_document(edition: Edition, *, masked: bool = True) -> dict[str, Any]:
    """Return every open disagreement: who says what, how grave it is, and what would settle it.

    A withheld number may be somebody's private phone, so it is masked unless a steward asks on the server itself.
    """
    hidden = _hidden(edition) if masked else {}
    return {
        "release": edition.release,
        "contents": [_disagreement(found, edition, hidden) for found in edition.disagreements],
    }


def sources_document(edition: Edition) -> dict[str, Any]:
    """Return every source. An unsigned one is named by the title that we gave it, and leads nowhere."""
    return {"license": LICENSE, "contents": [_source(source, edition) for source in edition.sources.values()]}


def places_document(edition: Edition) -> dict[str, Any]:
    """Return every place, with the other ways in which people write its name."""
    return {"license": LICENSE, "contents": [_place(place, edition) for place in edition.places.values()]}


def _source(source: Source, edition: Edition) -> dict[str, Any]:
    signed = str(source.grade) != UNSIGNED
    code = page_code("source", stable_id(edition.info.id, f"source/{source.id}"))
    return {
        "id": source.id,
        "title": dict(source.title),
        "publisher": source.publisher if signed and source.publisher != UNKNOWN else None,
        "kind": source.kind,
        "grade": str(source.grade),
        "lineage": source.lineage,
        "date": source.date_text or None,
        "date_inferred": source.date_inferred,
        "language": source.language or None,
        "url": source.url or None if signed else None,
        "urls": urls(code, edition),
    }


def _place(place: Place, edition: Edition) -> dict[str, Any]:
    has_page = place.level == "province" or place.town_of_guide
    return {
        "code": place.code,
        "iso": place.iso,
        "level": place.level,
        "name": dict(place.name),
        "parent": place.parent,
        "neighbours": list(place.neighbours),
        "spellings": list(place.spellings),
        "urls": urls(f"p{place.code}", edition) if has_page else {},
    }


def urls(code: str, edition: Edition) -> dict[str, str]:
    """Return where our own page about something stands, in each language."""
    return {lang: f"/{lang}/{code}" for lang in edition.info.languages}


def _hidden(edition: Edition) -> dict[str, str]:
    return {line.value: line.masked for line in edition.lines.values() if line.showing in MASKED}


def _disagreement(found: Disagreement, edition: Edition, hidden: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": found.id,
        "rule": found.rule,
        "subject": _subject(found.subject, hidden),
        "property": found.property,
        # What the values are limited to: what a line is for, or else a place, a year, a population.
        "purpose": found.purpose or found.scope or None,
        "positions": [_position(position, edition, hidden) for position in found.positions],
        "severity": str(found.severity),
        "independent": found.independent,
        "would_settle": found.would_settle,
    }


def _subject(subject: str, hidden: Mapping[str, str]) -> str:
    """Return what a disagreement is about; the id of a line holds its number."""
    key = subject.removeprefix(LINE)
    masked = hidden.get(f"+{key}", hidden.get(key)) if subject.startswith(LINE) else None
    return f"{LINE}{masked}" if masked else subject


def _position(position: Position, edition: Edition, hidden: Mapping[str, str]) -> dict[str, Any]:
    sources = []
    for claim, grade in zip(position.claims, position.grades, strict=True):
        source = edition.sources[claim.source]
        sources.append(
            {
                "id": source.id,
                "name": source.title.get("en") or next(iter(source.title.values())),
                "lineage": source.lineage,
                "grade": str(grade),
                "date": source.date_text or None,
                "locator": claim.locator,
            }
        )
    parts = [hidden.get(part, part) for part in position.value.split(BETWEEN)]
    value = BETWEEN.join(parts)
    return {"value": f"not {value}" if position.denied else value, "sources": sources}
