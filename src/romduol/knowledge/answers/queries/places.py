"""Reads a place's code as people and programs write it."""

import orjson

from romduol.knowledge.answers.records import Answers
from romduol.knowledge.answers.records.kept import ADVICE
from romduol.knowledge.releases.queries.folder import PageDamaged


class UnknownPlace(ValueError):
    """No place of this release has the code. The message does not repeat it."""


def place_code(text: str, release: Answers) -> str:
    """Return the government code of a place (`15`, also written `KH-15`); raises `UnknownPlace` and `PageDamaged`."""
    code = text.strip().upper().removeprefix("KH-")
    if code not in _codes(release):
        raise UnknownPlace("no place has this code; a province has two digits, as in 15")
    return code


def _codes(release: Answers) -> frozenset[str]:
    stored = release.page(ADVICE)
    try:
        return frozenset(orjson.loads(stored)["places"]) if stored else frozenset()
    except (orjson.JSONDecodeError, KeyError, TypeError) as problem:
        raise PageDamaged("what is kept of places cannot be read") from problem
