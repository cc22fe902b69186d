"""Freezes the number index into each release, so that answers and pages never disagree."""

from collections.abc import Iterator

import orjson

from romduol.knowledge.answers.records import NUMBERS
from romduol.knowledge.answers.rules import number_index
from romduol.knowledge.releases.records import Edition, Page


class NumberRenderer:
    """Renders the private index behind "Is this number safe?"."""

    def render(self, edition: Edition) -> Iterator[Page]:
        """Yield the one private page."""
        body = orjson.dumps(number_index(edition), option=orjson.OPT_SORT_KEYS)
        yield Page(NUMBERS, "application/json", body, private=True)
