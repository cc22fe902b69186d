"""Freezes into each release the words and the places by which questions are understood."""

from collections.abc import Iterator

import orjson

from romduol.knowledge.answers.records.kept import LEXICON, PLACES
from romduol.knowledge.answers.rules.understanding import lexicon_document, places_document
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.records import Page


class UnderstandingRenderer:
    """Renders the lexicon and the gazetteer, for programs alone: a mirror understands questions without a database."""

    def render(self, edition: Edition) -> Iterator[Page]:
        """Yield the lexicon, then the places."""
        for path, document in ((LEXICON, lexicon_document(edition)), (PLACES, places_document(edition))):
            stored = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
            yield Page(path, "application/json", stored, private=True)
