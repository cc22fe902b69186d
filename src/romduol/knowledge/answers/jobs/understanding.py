"""Freezes into each release the words and the places by which questions are understood."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from romduol.knowledge.answers.jobs.pages import MEDIA_TYPE, stored
from romduol.knowledge.answers.records.kept import LEXICON, PLACES
from romduol.knowledge.answers.rules.understanding import lexicon_document, places_document
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.records import Draft


class UnderstandingRenderer:
    """Renders the lexicon and the gazetteer, for programs alone: a mirror understands questions without a database."""

    def render(self, edition: Edition) -> Iterator[Draft]:
        """Yield the lexicon, then the places; each is worked out only where its words or places changed."""
        for path, document in ((LEXICON, lexicon_document), (PLACES, places_document)):
            yield Draft(path, MEDIA_TYPE, partial(_drawn, document, edition), (path,), private=True)


def _drawn(document: Callable[[Edition], dict[str, Any]], edition: Edition) -> bytes:
    return stored(document(edition))
