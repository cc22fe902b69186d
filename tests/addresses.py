"""Walks the URL lists, so that tests can ask something of every address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver

# Each list that some server hands out.
URL_LISTS = ("romduol.config.urls_public", "romduol.config.urls_intake", "romduol.config.urls_staff")


@dataclass(frozen=True)
class Address:
    """One URL pattern: its list, its whole route, its name and its view."""

    url_list: str
    route: str
    name: str | None
    view: Callable[..., Any]


def all_addresses() -> list[Address]:
    """Return every address of every list."""
    return [
        address
        for name in URL_LISTS
        for address in _walk(name, import_module(name).urlpatterns, prefix="", namespace="")
    ]


def _walk(url_list: str, patterns: list[URLPattern | URLResolver], *, prefix: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(url_list, pattern.url_patterns, prefix=route, namespace=inner)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else None
            yield Address(url_list, route, name, pattern.callback)
