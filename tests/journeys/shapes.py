"""Which pages have a part that no other page has: what holds of every part is looked at on these, and on no others.

A part is an element with its classes within another one with its classes. What is found is found anew in each run, so
a page with a new part is looked at without anybody having to name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import html5lib

from tests.journeys.page_types import ALL, PageType

Part = tuple[str, str]
NOT_SHOWN = ("head", "svg")


def of_each_shape(server: str, lang: str) -> frozenset[str]:
    """Return the names of page types which together have every part that a page of this language has."""
    return cover({kind.name: parts(asked(server, kind, lang)) for kind in ALL})


def cover(found: Mapping[str, frozenset[Part]]) -> frozenset[str]:
    """Return names until no part is left; first the one with the most of what is left."""
    left, chosen = set().union(*found.values()), set()
    while left:
        best = max(found, key=lambda name: len(found[name] & left))
        chosen.add(best)
        left -= found[best]
    return frozenset(chosen)


def asked(server: str, kind: PageType, lang: str) -> str:
    """Return a page as the server sends it, whatever its status."""
    typed = urlencode({kind.box: kind.typed.get(lang, kind.typed.get(""))}).encode() if kind.box else None
    request = Request(f"{server}/{lang}/{kind.path}", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    try:
        with urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
    except HTTPError as answer:
        body = answer.read()
    return body.decode()


def parts(page: str) -> frozenset[Part]:
    """Return the parts of a page."""
    return frozenset(_within(html5lib.parse(page, namespaceHTMLElements=False)))


def _within(element: Any) -> Iterator[Part]:
    for child in element:
        # What is no element, such as a comment, has no name.
        if isinstance(child.tag, str) and child.tag not in NOT_SHOWN:
            yield (_named(element), _named(child))
            yield from _within(child)


def _named(element: Any) -> str:
    return ".".join([element.tag, *sorted(element.get("class", "").split())])
