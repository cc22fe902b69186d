"""A document as a private page of a release: the same bytes for the same facts, whoever freezes it."""

from typing import Any

import orjson

from romduol.knowledge.releases.records import Page

MEDIA_TYPE = "application/json"


def stored(document: Any) -> bytes:
    """Return a document as a release stores it, its keys in order."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def private_page(path: str, document: Any) -> Page:
    """Return a document as data that a server answers from."""
    return Page(path, MEDIA_TYPE, stored(document), private=True)
