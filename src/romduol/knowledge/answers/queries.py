"""Reads the release to answer a question."""

import orjson

from romduol.knowledge.answers.records import NUMBERS, NumberAnswer
from romduol.knowledge.answers.rules import answer_number
from romduol.knowledge.releases.queries import NothingPublished, Shelf


def look_up_number(text: str, shelf: Shelf) -> NumberAnswer:
    """Answer about a number from the current release; raises `NothingPublished`."""
    index = shelf.page(NUMBERS)
    if index is None:
        raise NothingPublished("this release holds no numbers")
    return answer_number(text, orjson.loads(index))
