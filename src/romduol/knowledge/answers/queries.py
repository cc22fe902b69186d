"""Reads the release to answer a question."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from romduol.knowledge.answers.records import NUMBERS, NumberAnswer
from romduol.knowledge.answers.rules import answer_number
from romduol.knowledge.releases.queries.folder import NothingPublished, plain_bytes
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Entry


def look_up_number(text: str, shelf: Shelf) -> NumberAnswer:
    """Answer about a number from the current release; raises `NothingPublished`."""
    entry = shelf.served().entry(NUMBERS)
    if entry is None:
        raise NothingPublished("this release holds no numbers")
    return answer_number(text, _index(shelf.folder, entry))


@lru_cache(maxsize=1)
def _index(folder: Path, entry: Entry) -> dict[str, Any]:
    # A release's index never changes, so it is unpacked once and not for each question.
    index: dict[str, Any] = orjson.loads(plain_bytes(folder, entry))
    return index
