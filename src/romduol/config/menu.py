"""Tells what the menu of the desk holds for whoever is signed in, and what waits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from romduol.desk.suggestions import counts as suggestions
from romduol.safety.access.records import Permission
from romduol.ui.words import phrase


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: where it leads, its words, its picture, who sees it, how much waits there."""

    name: str
    """The name of its address."""
    words: str
    icon: str
    permission: Permission | None
    waiting: Callable[[], int] | None = None
    serious: Callable[[], int] | None = None
    """How much waits there that can put somebody in danger: told on every page of the desk."""


MENU = (
    Entry("queue", phrase("To check"), "check", Permission.SEE),
    Entry(
        "suggestions",
        phrase("From readers"),
        "talk",
        Permission.RESOLVE,
        suggestions.waiting,
        suggestions.serious_waiting,
    ),
    Entry("contradictions", phrase("Contradictions"), "scales", Permission.SEE),
    Entry("publishing", phrase("Publish"), "book", Permission.PUBLISH),
    Entry("looking", phrase("Overview"), "pin", Permission.SEE),
    Entry("people", phrase("People"), "people", Permission.INVITE),
    Entry("audit", phrase("Audit"), "paper", Permission.AUDIT),
    Entry("me", phrase("My account"), "person", None),
)


def menu_for(request: HttpRequest) -> list[dict[str, object]]:
    """Return the entries that whoever is signed in may open; rooms that are not there yet are left out."""
    person = getattr(request, "person", None)
    match = request.resolver_match
    if person is None or match is None:
        return []
    lang = match.kwargs.get("lang", "km")
    held = [entry for entry in MENU if entry.permission is None or entry.permission in person.permissions]
    return [shown for entry in held if (shown := _shown(entry, lang, request))]


def _shown(entry: Entry, lang: str, request: HttpRequest) -> dict[str, object] | None:
    try:
        href = reverse(entry.name, urlconf="romduol.config.urls_staff", kwargs={"lang": lang})
    except NoReverseMatch:
        return None
    waiting = entry.waiting() if entry.waiting else 0
    return {
        "href": href,
        "words": entry.words,
        "icon": entry.icon,
        "current": request.path == href,
        "waiting": waiting,
        "serious": entry.serious() if entry.serious else 0,
    }
