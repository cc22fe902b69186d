"""Renders the API's documents into a release."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import orjson

from romduol.channels.api.claims import claim_pages
from romduol.channels.api.documents import disagreements_document, places_document, sources_document
from romduol.channels.api.openapi import openapi_document, profile_document
from romduol.knowledge.releases.records import Draft, Edition, Page

JSON = "application/json"


class ApiRenderer:
    """The documents that programs read."""

    def render(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield each document."""
        yield Page("api/disagreements", JSON, orjson.dumps(disagreements_document(edition)))
        yield _draft("api/sources", sources_document, edition)
        yield _draft("api/places", places_document, edition)
        yield _draft("api/openapi.json", openapi_document, edition)
        yield _draft("api/hsds/profile", lambda _: profile_document(), edition)
        yield from claim_pages(edition)


def _draft(path: str, document: Callable[[Edition], dict[str, Any]], edition: Edition) -> Draft:
    return Draft(path, JSON, partial(_drawn, document, edition))


def _drawn(document: Callable[[Edition], dict[str, Any]], edition: Edition) -> bytes:
    return orjson.dumps(document(edition))
