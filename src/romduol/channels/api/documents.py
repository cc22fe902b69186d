"""The JSON documents of the API, from an edition, purely."""

from typing import Any

from romduol.knowledge.releases.records import Disagreement, Edition, Position


def disagreements_document(edition: Edition) -> dict[str, Any]:
    """Return every open disagreement: who says what, how grave it is, and what would settle it."""
    return {
        "release": edition.release,
        "contents": [_disagreement(found, edition) for found in edition.disagreements],
    }


def _disagreement(found: Disagreement, edition: Edition) -> dict[str, Any]:
    return {
        "id": found.id,
        "rule": found.rule,
        "subject": found.subject,
        "property": found.property,
        "purpose": found.purpose or None,
        "scope": found.scope or None,
        "positions": [_position(position, edition) for position in found.positions],
        "severity": str(found.severity),
        "independent": found.independent,
        "would_settle": found.would_settle,
    }


def _position(position: Position, edition: Edition) -> dict[str, Any]:
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
    return {"value": position.value, "sources": sources}
