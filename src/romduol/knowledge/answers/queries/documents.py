"""Reads what a release keeps for answers, page by page."""

from typing import Any

import orjson

from romduol.knowledge.answers.records import Answers
from romduol.knowledge.releases.queries.folder import PageDamaged


def document_at(path: str, release: Answers) -> dict[str, Any] | None:
    """Return a private document of a release, or None where it has none there; raises `PageDamaged`."""
    stored = release.page(path)
    if stored is None:
        return None
    try:
        found = orjson.loads(stored)
    except orjson.JSONDecodeError as problem:
        raise PageDamaged("what is kept for answers cannot be read") from problem
    if not isinstance(found, dict):
        raise PageDamaged("what is kept for answers is no record")
    return found
