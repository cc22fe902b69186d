"""The JSON documents of the API, from an edition, purely."""

from collections.abc import Mapping
from typing import Any

from romduol.knowledge.releases.records import Disagreement, Edition, Position, Showing

MASKED = (Showing.WITHHELD, Showing.DO_NOT_CALL)
BETWEEN = " / "
"""What stands between the values of one position."""


def disagreements_document(edition: Edition, *, masked: bool = True) -> dict[str, Any]:
    """Return every open disagreement: who says what, how grave it is, and what would settle it.

    A withheld number may be somebody's private phone, so it is masked unless a steward asks on the server itself.
    """
    hidden = _hidden(edition) if masked else {}
    return {
        "release": edition.release,
        "contents": [_disagreement(found, edition, hidden) for found in edition.disagreements],
    }


def _hidden(edition: Edition) -> dict[str, str]:
    return {line.value: line.masked for line in edition.lines.values() if line.showing in MASKED}


def _disagreement(found: Disagreement, edition: Edition, hidden: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": found.id,
        "rule": found.rule,
        "subject": found.subject,
        "property": found.property,
        # What the values are limited to: what a line is for, or else a place, a year, a population.
        "purpose": found.purpose or found.scope or None,
        "positions": [_position(position, edition, hidden) for position in found.positions],
        "severity": str(found.severity),
        "independent": found.independent,
        "would_settle": found.would_settle,
    }


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
