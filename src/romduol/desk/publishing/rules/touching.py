"""Counts the pages that a difference touches: of those that are drawn otherwise, the ones that show its subject."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from romduol.desk.publishing.records import Difference

HREF = re.compile(rb'\shref="(?:/[a-z]{2,3}/([\w-]+)|tel:([+\d]+))')


def shown_on(path: str, *bodies: bytes) -> tuple[str, frozenset[str]]:
    """Return a page's path without its language, and what it shows: what it leads to, what it dials, and itself."""
    page = path.partition("/")[2]
    found = {code or number for body in bodies for code, number in HREF.findall(body)}
    return page, frozenset({page, *(name.decode().lstrip("+") for name in found)})


def with_pages(found: Iterable[Difference], pages: Iterable[tuple[str, frozenset[str]]]) -> list[Difference]:
    """Return the differences, each with how many pages that are drawn otherwise show it.

    `pages` are those pages as `shown_on` tells them. A page counts once, in however many languages it is drawn.
    """
    where: defaultdict[str, set[str]] = defaultdict(set)
    for page, names in pages:
        for name in names:
            where[name].add(page)
    return [replace(one, pages=len(_pages_of(one, where))) for one in found]


def _pages_of(one: Difference, where: Mapping[str, set[str]]) -> set[str]:
    names = [one.code, one.subject.removeprefix("line-")]
    return set().union(*(where.get(name, set()) for name in names if name))
