"""Reads a place's code as people and programs write it."""

from romduol.knowledge.answers.queries.composing import kept_of
from romduol.knowledge.answers.records import Answers


class UnknownPlace(ValueError):
    """No place of this release has the code. The message does not repeat it."""


def place_code(text: str, release: Answers) -> str:
    """Return the government code of a place (`15`, also written `KH-15`).

    Raises `UnknownPlace`, `NothingPublished` and `PageDamaged`.
    """
    code = text.strip().upper().removeprefix("KH-")
    if code not in kept_of(release).advice["places"]:
        raise UnknownPlace("no place has this code; a province has two digits")
    return code
