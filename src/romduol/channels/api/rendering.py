"""Renders the API's documents into a release."""

from collections.abc import Iterator

import orjson

from romduol.channels.api.documents import disagreements_document
from romduol.knowledge.releases.records import Edition, Page

JSON = "application/json"


class ApiRenderer:
    """The documents that programs read."""

    def render(self, edition: Edition) -> Iterator[Page]:
        """Yield each document."""
        yield Page("api/disagreements", JSON, orjson.dumps(disagreements_document(edition)))
