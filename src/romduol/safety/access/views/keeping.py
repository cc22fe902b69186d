"""Stands between a request and its view, and lets through only who may pass the view's door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from romduol.safety.access.records import Person
from romduol.safety.access.rules import door_of, may_pass


class DoorKeeper:
    """Middleware that answers 404 where a view has no door, or the visitor may not pass it.

    Not allowed looks like not there: a 403 would tell a stranger that the page exists.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse before the view runs."""
        if not may_pass(door_of(view), person_of(request)):
            raise Http404
        return None


def person_of(request: HttpRequest) -> Person | None:
    """Return who is signed in; only the staff face ever asks, so on the others nobody is."""
    person = getattr(request, "person", None)
    return person if isinstance(person, Person) else None


def who_asks(request: HttpRequest) -> Person:
    """Return who asks for a view that the door lets nobody else into."""
    person = person_of(request)
    if person is None:
        raise Http404
    return person
